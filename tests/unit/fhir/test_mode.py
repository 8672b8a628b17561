"""The mode of an area as a Flag on the fire department that has declared it."""

import json
from typing import Any
from uuid import UUID

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import OperationMode
from hub.domain.decision import decide
from hub.domain.department import Department, declare
from hub.domain.events import ModeDeclared
from hub.domain.people import hospital_subject
from hub.fhir.normalise import Entry, Resource, normalise_mode
from tests.factories import NOW, circumstances
from tests.unit.fhir.histories import CENTER, DEPARTMENT
from tests.unit.fhir.referee import judge


def declared(
    command: say.DeclareMode, before: Department | None = None, key: UUID | None = None
) -> tuple[tuple[Resource, ...], Department]:
    now = circumstances(CENTER, key=key)
    subject = hospital_subject(DEPARTMENT.id)
    (event,) = decide(Case(id=subject), command, now)
    assert isinstance(event, ModeDeclared)
    after, _ = declare(before or Department(), event)
    entry = Entry(subject=subject, version=1, recorded_at=NOW, principal=CENTER, key=now.key, kind=command.kind)
    return normalise_mode(after, event, entry), after


def flag(command: say.DeclareMode) -> dict[str, Any]:
    (resource, proof), _ = declared(command)
    judge(resource)
    judge(proof)
    return dict(json.loads(resource.body))


def test_a_declared_mode_is_an_active_flag_on_the_department() -> None:
    shown = flag(say.DeclareMode(mode=OperationMode.MULTIPLE_CASUALTIES, patients=12, reason="架空駅で列車事故"))

    assert shown["status"] == "active"
    assert shown["subject"] == {"reference": "Organization/fd-01"}
    assert shown["code"]["coding"][0]["code"] == "multiple-casualties"
    assert shown["code"]["text"] == "架空駅で列車事故 傷病者 12名"
    assert "start" in shown["period"]


def test_normal_again_is_inactive() -> None:
    shown = flag(say.DeclareMode(mode=OperationMode.NORMAL))

    assert shown["status"] == "inactive"
    assert list(shown["period"]) == ["end"]


def test_a_district_has_a_flag_of_its_own_without_its_name_in_the_id() -> None:
    whole = flag(say.DeclareMode(mode=OperationMode.DISASTER))
    district = flag(say.DeclareMode(mode=OperationMode.DISASTER, district="北区"))

    assert whole["id"] != district["id"]
    assert district["id"].isascii()
    assert district["code"]["text"] == "北区"


def test_an_older_word_renders_nothing() -> None:
    newer, after = declared(say.DeclareMode(mode=OperationMode.DISASTER))
    assert newer
    older = ModeDeclared(
        at="2026", department="fd-01", district="", values={"mode": "alert"}, tapped_at="2026", key="k"
    )
    entry = Entry(
        subject=hospital_subject("fd-01"), version=2, recorded_at=NOW, principal=CENTER, key="k", kind="declare-mode"
    )

    assert normalise_mode(after, older, entry) == ()
