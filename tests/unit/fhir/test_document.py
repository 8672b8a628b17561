"""The hand-over is one document that can be kept by itself."""

import json
import re
from collections.abc import Callable
from typing import Any

from hypothesis import given

from hub.domain import commands as say
from hub.domain.codes import Answer
from hub.domain.events import ObservationRecorded
from hub.fhir.capacity import listed
from hub.fhir.document import document
from hub.fhir.resource import Resource
from hub.fhir.validate import validate
from hub.fhir.vitals import names
from tests.unit.fhir.histories import CASE, DIRECTORY, SCREENS, History, commands, whole_shift
from tests.unit.fhir.referee import judge
from tests.unit.fhir.test_normalise import PATIENCE, literal_references, opened

BASE = "https://hub.example/fhir"


def handed_over(history: History) -> tuple[Resource, Callable[[str, str], Resource | None]]:
    known = dict(history.newest)
    known |= {(it.type, it.id): it for each in DIRECTORY.values() for it in listed(each)}
    return known["Composition", f"{CASE}-handover"], lambda kind, identity: known.get((kind, identity))


def bundle_of(history: History) -> dict[str, Any]:
    body = document(BASE, *handed_over(history))
    assert validate(body) == []
    bundle: dict[str, Any] = json.loads(body)
    return bundle


def test_a_document_begins_with_the_composition_and_says_when_and_which() -> None:
    bundle = bundle_of(whole_shift())
    first = bundle["entry"][0]["resource"]
    assert bundle["type"] == "document"
    assert first["resourceType"] == "Composition"
    assert bundle["timestamp"] == first["meta"]["lastUpdated"]
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bundle["identifier"]["value"])


def test_everything_a_document_names_is_in_it_once() -> None:
    bundle = bundle_of(whole_shift())
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(urls) == len(set(urls))
    for entry in bundle["entry"]:
        for reference in literal_references(entry["resource"]):
            assert f"{BASE}/{reference}" in urls


def test_a_document_holds_what_the_crew_saw_and_did() -> None:
    bundle = bundle_of(whole_shift())
    ids = {entry["resource"]["id"].removeprefix(f"{CASE}-") for entry in bundle["entry"]}
    assert {"complaint", "dangers", "history-medical", "time-loaded", "time-handed-over"} <= ids
    endings = {each.partition("-")[2] for each in ids if each[:1].isdigit()}
    assert {"hr", "bp", "gcs", "jcs", "pupils", "findings", "treatment", "change"} <= endings


def test_the_same_hand_over_gives_the_same_bytes_and_a_signed_one_another_identity() -> None:
    assert document(BASE, *handed_over(whole_shift())) == document(BASE, *handed_over(whole_shift()))
    history = opened(chief_complaint="胸痛")
    hospital = next(iter(SCREENS))
    history.says(say.RequestAcceptance(facilities=(hospital,)))
    history.says(say.AnswerRequest(answer=Answer.ACCEPT), SCREENS[hospital])
    history.says(say.ConfirmDestination(facility=hospital))
    history.says(say.HandOver())
    before = bundle_of(history)["identifier"]
    history.says(say.ReceiveHandOver(by="当直医"), SCREENS[hospital])
    assert bundle_of(history)["identifier"] != before


def test_free_text_cannot_act_in_a_reader() -> None:
    hostile = "<script>alert(1)</script> & \"quoted\" 'single' ]]>"
    history = opened(chief_complaint=hostile)
    hospital = next(iter(SCREENS))
    history.says(say.DescribePatient(family_name=hostile, medical_history=hostile))
    history.says(say.RecordObservation(findings=hostile))
    history.says(say.RequestAcceptance(facilities=(hospital,)))
    history.says(say.AnswerRequest(answer=Answer.ACCEPT), SCREENS[hospital])
    history.says(say.ConfirmDestination(facility=hospital))
    composition = judge(history.says(say.HandOver(summary=hostile, received_by=hostile))[1])
    divisions = [composition["text"]["div"], composition["section"][-1]["text"]["div"]]
    for division in divisions:
        assert "<script" not in division
        assert "&lt;script&gt;" in division
        assert set(re.findall(r"</?([a-z0-9]+)", division)) <= {"div", "h1", "h2", "ul", "li", "p"}


def test_a_provenance_says_in_words_what_was_done_and_not_by_whom() -> None:
    for resources in whole_shift().written:
        proof = judge(resources[-1])
        assert proof["text"]["status"] == "generated"
        assert proof["activity"]["coding"][0]["display"] in proof["text"]["div"]
        assert "瀬戸見" not in proof["text"]["div"]
        assert "fd-01" not in proof["text"]["div"]


@PATIENCE
@given(commands(say.RecordObservation))
def test_the_names_of_a_moment_are_those_that_were_written(command: say.Command) -> None:
    history = opened()
    written = [each.id.removeprefix(f"{CASE}-2-") for each in history.says(command) if each.type == "Observation"]
    (event,) = [each for each in history.happened if isinstance(each, ObservationRecorded)]
    assert list(names(event.values)) == written
