"""Every code list has its CodeSystem."""

import json
from enum import StrEnum

from hub.domain import codes as domain
from hub.domain.commands import KINDS, Escalate, MarkDelivered
from hub.domain.transport_codes import Mobility
from hub.fhir.codes import BASE, SYSTEMS, SubmissionKind, coded


def test_every_code_list_of_the_domain_has_a_system_of_its_own() -> None:
    lists = {each for each in domain.Code.__subclasses__() if each.__module__.startswith("hub.domain.")}
    assert {domain.Jcs, Mobility} <= lists
    assert lists <= set(SYSTEMS)
    assert len(set(SYSTEMS.values())) == len(SYSTEMS)


def test_our_own_systems_hang_under_one_base() -> None:
    foreign = {listed for listed, url in SYSTEMS.items() if not url.startswith(f"{BASE}/CodeSystem/")}
    assert foreign == {domain.Sex}


def test_every_kind_of_submission_has_its_word() -> None:
    assert {each.value for each in SubmissionKind} == {*KINDS, MarkDelivered.kind, Escalate.kind}


def test_a_code_is_written_with_its_japanese_term() -> None:
    assert json.loads(bytes(coded(domain.Jcs, "300"))) == {
        "coding": [{"system": f"{BASE}/CodeSystem/jcs", "code": "300", "display": "III-300"}]
    }


def test_words_of_the_sender_stand_beside_the_code() -> None:
    written = json.loads(bytes(coded(domain.Closing, "refused", "本人辞退")))
    assert (written["coding"][0]["code"], written["text"]) == ("refused", "本人辞退")


def test_a_value_that_is_no_longer_listed_is_kept_as_text() -> None:
    assert json.loads(bytes(coded(domain.Jcs, "4"))) == {"text": "4"}


def test_code_lists_are_enumerations_of_text() -> None:
    assert all(issubclass(listed, StrEnum) for listed in SYSTEMS)
