"""What is written as FHIR is read back as what was said; what cannot be read is named."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import Level, Specialty
from hub.domain.decision import Circumstances, decide
from hub.domain.document import section
from hub.domain.events import instant
from hub.domain.evolution import evolve
from hub.domain.people import Principal
from hub.fhir.bundle import searchset
from hub.fhir.guard import faults
from hub.fhir.reading.notebook import Notebook, Said
from hub.fhir.reading.reader import read
from hub.fhir.resource import words
from hub.wire.guard import parse
from hub.wire.submission import Submission
from hub.wire.submission import read as read_submission
from tests.unit.fhir.histories import CASE, CENTER, CREW, DIRECTORY, SCREENS, History, commands, whole_shift
from tests.unit.fhir.test_normalise import of_itself, published

Json = dict[str, Any]
BASE = "https://hub.example/fhir"
MANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)
FIRST = next(iter(SCREENS.values()))


def bundle_of(history: History) -> Json:
    content = parse(searchset(BASE, history.newest.values()))
    assert isinstance(content, dict)
    return content


def submission(said: Said) -> Submission:
    value: Json = {"kind": said.kind, "key": str(said.key), "occurred_at": said.at.isoformat(), "data": said.data}
    if said.subject:
        value[say.KINDS[said.kind].about.value] = str(said.subject)
    return read_submission(value, b"")


def replayed(book: Notebook, by: Principal = CREW) -> Case:
    """Takes down what was read, on a case of which nothing is known."""
    assert book.faults == []
    case = Case(id=CASE)
    for said in book.said:
        read_back = submission(said)
        now = Circumstances(
            principal=by,
            key=str(said.key),
            at=instant(said.at),
            placed_at=said.at,
            tapped_at=said.at,
            received_at=said.at,
            directory=DIRECTORY,
        )
        for event in decide(case, read_back.command, now):
            case, _ = evolve(case, event)
        case = case._replace(version=case.version + 1)
    return case


def facts(case: Case) -> Json:
    """Returns what a crew has said, as far as FHIR has a place for it."""
    document = case.document
    incident, complaint = dict(section(document, "incident")), dict(section(document, "complaint"))
    if not {"scene_latitude", "scene_longitude"} <= incident.keys():
        incident = {
            name: value for name, value in incident.items() if name not in {"scene_latitude", "scene_longitude"}
        }
    if not (words(complaint.get("chief_complaint")) or words(complaint.get("suspected_condition"))):
        complaint.pop("onset_at", None)
    treatments = [dict(section(section(document, "treatments"), key)) for key in section(document, "treatments")]
    for each in treatments:
        if "amount" not in each:
            each.pop("unit", None)
    moments = [section(section(document, "observations"), key) for key in section(document, "observations")]
    changes = [section(section(document, "changes"), key) for key in section(document, "changes")]
    told: Json = {
        name: document.get(name) for name in ("case", "opened_at", "is_exercise", "patient", "history", "times")
    }
    told |= {"incident": incident, "complaint": complaint}
    return {
        **{name: worded(value) for name, value in told.items()},
        "observations": listed(each for each in moments if worded(each).keys() - {"at"}),
        "treatments": listed(treatments),
        "changes": listed(changes),
        "triage": listed(section(section(document, "triage"), key) for key in section(document, "triage")),
    }


def worded(value: Any) -> Any:  # noqa: ANN401  a part of a document
    """Returns a value as FHIR writes it: texts without control characters, blank ones not at all."""
    if isinstance(value, Mapping):
        known = {name: worded(each) for name, each in value.items()}
        return {name: each for name, each in known.items() if each is not None}
    return words(value) if isinstance(value, str) else value


def listed(values: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted(str(sorted(worded(each).items())) for each in values)


_KINDS = [
    say.DescribePatient,
    say.RecordObservation,
    say.RecordTriage,
    say.RecordTreatment,
    say.StampTime,
    say.ReportChange,
]


def is_said(command: say.Command) -> bool:
    """Tells whether every text of a command says something: a blank one takes nothing back in FHIR."""
    given = (getattr(command, each.name) for each in fields(command))
    return all(not isinstance(value, str) or words(value) for value in given)


@st.composite
def reports(draw: st.DrawFn) -> History:
    history = History()
    history.says(draw(commands(say.OpenCase).filter(is_said)))
    for kind in draw(st.lists(st.sampled_from(_KINDS), max_size=8)):
        late = timedelta(seconds=draw(st.integers(-900, 0)))
        history.says(
            draw(commands(kind).filter(is_said)), after=late, tapped=timedelta(seconds=draw(st.integers(-900, 0)))
        )
    return history


@MANY
@given(reports())
def test_whatever_a_crew_reports_is_read_back_as_the_same_facts(history: History) -> None:
    assert facts(replayed(read(bundle_of(history), CREW))) == facts(history.case)


def said_by(book: Notebook, kind: str) -> list[Json]:
    return [each.data for each in book.said if each.kind == kind]


def test_moving_and_ending_are_read_back() -> None:
    book = read(bundle_of(whole_shift()), CREW)
    (withdrawn,) = said_by(book, "withdraw-request")
    assert withdrawn == {"facilities": [list(SCREENS)[2]], "reason": "遠方のため"}
    assert said_by(book, "confirm-destination") == [{"facility": "h-001", "is_by_phone": False, "eta_minutes": 9}]
    assert said_by(book, "report-position")[0]["eta_minutes"] == 7
    assert said_by(book, "hand-over") == [{"summary": "canary-summary <b>&", "received_by": "canary-receiver"}]
    assert said_by(book, "close-case") == [{"closing": "transported", "detail": "canary-closing"}]
    assert book.said[0].kind == "open-case"
    assert said_by(book, "request-acceptance") == [], "what has gone on is nobody's request any more"


def asking() -> History:
    history = History()
    history.says(say.OpenCase())
    history.says(
        say.RequestAcceptance(
            facilities=tuple(SCREENS),
            specialty=Specialty.STROKE,
            message="心電図あり",
            eta_minutes=12,
            answer_within_s=90,
        )
    )
    return history


def test_asking_is_read_back() -> None:
    expected = [
        {"facilities": [each], "specialty": "stroke", "message": "心電図あり", "eta_minutes": 12, "answer_within_s": 90}
        for each in SCREENS
    ]
    assert said_by(read(bundle_of(asking()), CREW), "request-acceptance") == expected
    book = read(bundle_of(asking()), CENTER)
    assert said_by(book, "request-on-behalf") == expected
    assert {each.kind for each in book.said} == {"request-on-behalf"}, "the rest is the crew's to say"


def test_a_request_that_was_ended_is_read_back_from_the_command_centre_and_no_other_withdrawal() -> None:
    history = asking()
    first, second, *_ = SCREENS
    history.says(say.ExpireRequest(facilities=(first,)), CENTER)
    history.says(say.WithdrawRequest(facilities=(second,)))

    book = read(bundle_of(history), CENTER)

    assert said_by(book, "expire-request") == [{"facilities": [first]}]
    assert said_by(book, "withdraw-request") == []


def own_view(screen: Principal) -> Json:
    """Returns the case as its hospital would write it back: with its own inquiry."""
    content = bundle_of(whole_shift())
    own = f"Organization/{screen.organisation.id}"
    content["entry"] = [
        entry
        for entry in content["entry"]
        if entry["resource"]["resourceType"] != "Task" or entry["resource"]["owner"]["reference"] == own
    ]
    return content


def test_what_a_hospital_says_is_read_back() -> None:
    accepted, declined, conditional = SCREENS.values()
    book = read(own_view(accepted), accepted)
    assert said_by(book, "answer-request") == [{"answer": "accept", "specialty": "emergency", "by": "当直医"}]
    assert said_by(book, "receive-hand-over") == [{"by": "canary-signed"}]
    assert said_by(book, "record-outcome") == [
        {
            "severity": "moderate",
            "diagnosis": "canary-diagnosis",
            "disposition": "intensive-care",
            "after_21_days": "in-hospital",
        }
    ]
    assert said_by(read(own_view(declined), declined), "answer-request") == [
        {"answer": "decline", "reason": "beds-full"}
    ]
    assert said_by(read(own_view(conditional), conditional), "answer-request") == []
    assert {each.kind for each in book.said} == {"answer-request", "receive-hand-over", "record-outcome"}


def test_a_hospital_says_nothing_for_another() -> None:
    book = read(bundle_of(whole_shift()), FIRST)
    assert {issue.code for issue in book.faults} == {"not-yours"}
    assert all(issue.path.endswith(".owner") for issue in book.faults)


@MANY
@given(commands(say.PublishCapacity).map(of_itself))
def test_capacity_is_read_back(command: say.PublishCapacity) -> None:
    resources, hospital = published(command, "h-001")
    book = read(parse(searchset(BASE, resources)), SCREENS["h-001"])  # type: ignore[arg-type]  # an object
    (data,) = said_by(book, "publish-capacity")
    read_back = submission(book.said[0]).command
    assert isinstance(read_back, say.PublishCapacity)
    assert (read_back.specialty, read_back.level, read_back.beds) == (command.specialty, command.level, command.beds)
    assert (data.get("comment"), data.get("source")) == (words(command.comment), words(command.source))
    assert hospital.document["hospital"] == "h-001"


def test_capacity_of_another_hospital_is_not_the_senders_to_say() -> None:
    resources, _ = published(say.PublishCapacity(specialty=Specialty.STROKE, level=Level.GOOD), "h-001")
    content = parse(searchset(BASE, resources))
    assert isinstance(content, dict)
    assert read(content, SCREENS["h-001"]).faults == []
    assert [issue.code for issue in read(content, SCREENS["h-002"]).faults] == ["not-yours"]


FOREIGN: Json = {
    "resourceType": "Bundle",
    "type": "transaction",
    "identifier": {"system": "https://crew.example/bundle", "value": "17"},
    "timestamp": "2026-11-23T10:20:00+09:00",
    "entry": [
        {
            "fullUrl": "urn:uuid:5f0f3b63-8f0a-4d5c-9a57-0e6d5a0c1f01",
            "resource": {
                "resourceType": "Encounter",
                "identifier": [{"system": "https://crew.example/mission", "value": "M-1"}],
                "status": "in-progress",
                "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "FLD"},
                "subject": {"reference": "urn:uuid:5f0f3b63-8f0a-4d5c-9a57-0e6d5a0c1f02"},
                "period": {"start": "2026-11-23T10:12:00+09:00"},
            },
            "request": {"method": "POST", "url": "Encounter"},
        },
        {
            "fullUrl": "urn:uuid:5f0f3b63-8f0a-4d5c-9a57-0e6d5a0c1f02",
            "resource": {
                "resourceType": "Patient",
                "name": [{"family": "架空", "given": ["太郎"]}],
                "gender": "male",
                "maritalStatus": {"text": "M"},
            },
            "request": {"method": "POST", "url": "Patient"},
        },
        {
            "fullUrl": "urn:uuid:5f0f3b63-8f0a-4d5c-9a57-0e6d5a0c1f03",
            "resource": {
                "resourceType": "Observation",
                "status": "final",
                "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
                "encounter": {"reference": "urn:uuid:5f0f3b63-8f0a-4d5c-9a57-0e6d5a0c1f01"},
                "effectiveDateTime": "2026-11-23T10:15:00+09:00",
                "valueQuantity": {"value": 118, "system": "http://unitsofmeasure.org", "code": "/min"},
            },
            "request": {"method": "POST", "url": "Observation"},
        },
    ],
}


def foreign(**changes: object) -> Json:
    """Returns the crew system's Bundle with the observation changed."""
    content = deepcopy(FOREIGN)
    content["entry"][2]["resource"] |= changes
    return content


def test_a_bundle_of_another_system_becomes_the_same_submissions() -> None:
    assert faults(FOREIGN) == []
    book = read(FOREIGN, CREW)
    assert book.faults == []
    assert [each.kind for each in book.said] == ["open-case", "describe-patient", "record-observation"]
    assert len({each.subject for each in book.said}) == 1
    assert said_by(book, "describe-patient") == [{"family_name": "架空", "given_name": "太郎", "sex": "male"}]
    assert instant(book.said[2].at) == "2026-11-23T01:15:00.000Z"
    assert [issue.path for issue in book.kept] == ["Bundle.entry[1].resource.maritalStatus"]
    for said in book.said:
        submission(said)


def test_a_repetition_has_the_same_keys_and_another_bundle_has_others() -> None:
    keys = [each.key for each in read(FOREIGN, CREW).said]
    assert keys == [each.key for each in read(deepcopy(FOREIGN), CREW).said]
    other = deepcopy(FOREIGN) | {"identifier": {"value": "18"}}
    assert not set(keys) & {each.key for each in read(other, CREW).said}


def test_without_an_identifier_the_full_urls_tell_a_repetition() -> None:
    bare = {name: value for name, value in deepcopy(FOREIGN).items() if name != "identifier"}
    renamed = deepcopy(bare)
    renamed["entry"][2]["fullUrl"] = "urn:uuid:5f0f3b63-8f0a-4d5c-9a57-0e6d5a0c1f09"
    first, second = ([each.key for each in read(each, CREW).said] for each in (bare, renamed))
    assert first[:2] == second[:2]
    assert first[2] != second[2]


def test_a_mission_of_the_senders_own_is_the_same_case_in_the_next_bundle_and_nobody_elses() -> None:
    later = deepcopy(FOREIGN) | {"identifier": {"value": "18"}}
    (case,) = {each.subject for each in read(FOREIGN, CREW).said}
    assert {each.subject for each in read(later, CREW).said} == {case}
    elsewhere = Principal(caller="x", role=CREW.role, organisation=SCREENS["h-001"].organisation, unit="u-1")
    assert case not in {each.subject for each in read(FOREIGN, elsewhere).said}


def test_a_message_is_known_by_its_header() -> None:
    header = {
        "resourceType": "MessageHeader",
        "id": "message-1",
        "eventCoding": {"system": "https://crew.example", "code": "report"},
        "source": {"endpoint": "https://crew.example"},
    }
    message = deepcopy(FOREIGN) | {"type": "message"}
    for entry in message["entry"]:
        entry.pop("request")
    message["entry"].insert(0, {"fullUrl": "urn:uuid:5f0f3b63-8f0a-4d5c-9a57-0e6d5a0c1f08", "resource": header})
    assert faults(message) == []
    keys = [each.key for each in read(message, CREW).said]
    assert keys == [each.key for each in read(deepcopy(message), CREW).said]
    message["entry"][0]["resource"]["id"] = "message-2"
    assert not set(keys) & {each.key for each in read(message, CREW).said}


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "entered-in-error"},
        {"status": "preliminary"},
        {"code": {"coding": [{"system": "http://loinc.org", "code": "1-8"}]}},
        {"valueQuantity": {"value": 118, "system": "http://unitsofmeasure.org", "code": "Hz"}},
        {"valueQuantity": {"value": 118, "comparator": ">", "system": "http://unitsofmeasure.org", "code": "/min"}},
        {"modifierExtension": [{"url": "https://crew.example/not", "valueBoolean": True}]},
    ],
)
def test_what_does_not_say_what_a_tablet_would_say_is_kept_and_named(changes: Json) -> None:
    book = read(foreign(**changes), CREW)
    assert said_by(book, "record-observation") == []
    assert "Bundle.entry[2].resource" in [issue.path for issue in book.kept]


def test_every_member_that_is_not_read_is_named() -> None:
    book = read(foreign(bodySite={"text": "x"}, interpretation=[{"text": "high"}]), CREW)
    named = {issue.path for issue in book.kept}
    assert {"Bundle.entry[2].resource.bodySite", "Bundle.entry[2].resource.interpretation"} <= named


def test_what_is_about_no_known_case_or_at_no_time_cannot_stand() -> None:
    alone = {"resourceType": "Bundle", "type": "transaction", "entry": [FOREIGN["entry"][2]]}
    assert [issue.code for issue in read(alone, CREW).faults] == ["no-case"]
    assert [issue.code for issue in read(foreign(effectiveDateTime="2026-11-23"), CREW).faults] == ["no-time"]


def test_a_treatment_that_was_not_done_is_not_taken_down() -> None:
    content = bundle_of(whole_shift())
    for entry in content["entry"]:
        if entry["resource"]["resourceType"] in {"Procedure", "MedicationAdministration"}:
            entry["resource"]["status"] = "not-done"
    assert said_by(read(content, CREW), "record-treatment") == []


def test_one_resource_is_read_like_a_bundle_of_one() -> None:
    observation = FOREIGN["entry"][2]["resource"] | {"encounter": {"reference": f"Encounter/{CASE}"}}
    (said,) = read(observation, CREW).said
    assert (said.kind, said.subject, said.data) == ("record-observation", CASE, {"heart_rate": 118})
