"""What a hospital's system is told: nothing before its hospital has accepted, then everything, once, in order."""

from dataclasses import fields
from decimal import Decimal

import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.exceptions import HL7apyException
from hl7apy.parser import parse_message
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.hl7v2.charset import Charset
from adapters.hl7v2.manifest import MANIFEST
from adapters.hl7v2.mapping import Event, Letter, Letterhead, letters
from adapters.hl7v2.person import case_id
from adapters.hl7v2.vitals import VITALS, results
from hub.domain.commands import RecordObservation
from hub.fhir.vitals import _COMA, _PRESSURE, _QUANTITIES, _SCALES
from hub.sdk import Message
from simulators.hl7v2 import Segment, plain, read
from tests.factories import command_center, hospital
from tests.messages import Shift

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=100)


def head(charset: Charset = Charset.ISO_IR87, *, is_enhanced: bool = False) -> Letterhead:
    return Letterhead(
        sending_application="KYUKYU-HUB",
        sending_facility="KAKU",
        receiving_application="HIS",
        receiving_facility="",
        charset=charset,
        is_enhanced=is_enhanced,
    )


def said(message: Message, charset: Charset = Charset.ISO_IR87) -> list[Letter]:
    return list(letters(message, head(charset)))


def told(shift: Shift) -> list[str]:
    return [letter.event.value for message in shift.heard for letter in said(message)]


def named(letter: Letter, name: str) -> list[Segment]:
    return [each for each in read(letter.content) if each[0] == name]


async def shift() -> Shift:
    """Returns the first minutes of a case: h-001 is asked."""
    heard = Shift("h-001", MANIFEST)
    await heard.says("open-case", chief_complaint="胸痛", incident_number="R8-0417", incident_type="sudden-illness")
    await heard.says(
        "describe-patient",
        family_name="架空",
        given_name="太郎",
        family_kana="カクウ",
        given_kana="タロウ",
        age_years=76,
        sex="male",
        allergies="ペニシリン",
        dangers=["stemi-suspected"],
    )
    await heard.says("record-observation", heart_rate=118, systolic=92, diastolic=60, temperature=Decimal("36.50"))
    await heard.says("record-observation", heart_rate=112, jcs="1")
    await heard.says("request-acceptance", facilities=["h-001", "h-002"], eta_minutes=12)
    return heard


async def test_nothing_is_said_before_the_hospital_has_accepted() -> None:
    heard = await shift()
    await heard.says("record-observation", heart_rate=99)

    assert len(heard.heard) == 2, "the control: it was told of"
    assert told(heard) == []


async def test_an_accept_registers_the_patient_and_brings_the_vital_signs_so_far_oldest_first() -> None:
    heard = await shift()
    await heard.says("answer-request", hospital(), answer="accept", by="当直医")

    registered, observed = said(heard.heard[-1])

    assert (registered.event, observed.event) == (Event.REGISTERED, Event.OBSERVED)
    (patient,) = named(registered, "PID")
    assert patient[5] == "架空^太郎^^^^^L^I~カクウ^タロウ^^^^^L^P"
    assert (patient[8], patient[31], patient.parts(3)[0]) == ("M", "", case_id(str(heard.case)))
    (visit,) = named(registered, "PV1")
    assert (visit[2], visit.parts(50)[0]) == ("E", "R8-0417")
    (more,) = named(registered, "PV2")
    assert (more.parts(3)[1], more[8], more.parts(38)[0]) == ("胸痛", "20261123102900+0900", "A")
    assert named(registered, "AL1")[0].parts(3)[1] == "ペニシリン"
    assert ["stemi-suspected", "急性冠症候群疑い", "99KYKDANGER"] in [
        each.parts(5) for each in named(registered, "OBX")
    ]
    assert [each[7] for each in named(observed, "OBR")] == ["20261123101500+0900", "20261123101600+0900"]
    assert [each[5] for each in named(observed, "OBX")] == ["118", "92", "60", "36.50", "112", "1^I-1^99KYKJCS"]


async def test_what_follows_an_accept_is_said_as_it_comes_and_an_end_without_arrival_is_a_cancellation() -> None:
    heard = await shift()
    await heard.says("answer-request", hospital(), answer="accept")
    await heard.says("record-observation", spo2=91)
    await heard.says("describe-patient", birth_date="1950-01-31", address="架空市架空町1-2-3", phone="000-1234-5678")
    await heard.says("stamp-time", mark="loaded")
    await heard.says("withdraw-request", facilities=["h-001"], reason="病状変化")

    assert told(heard) == ["A04", "R01", "R01", "A08", "A11"]
    (patient,) = named(said(heard.heard[-3])[0], "PID")
    assert (patient[7], patient.parts(11)[7], patient.parts(13)[11]) == (
        "19500131",
        "架空市架空町1-2-3",
        "000-1234-5678",
    )
    (cancelled,) = said(heard.heard[-1])
    (gone,) = named(cancelled, "PID")
    assert gone.parts(3)[0] == case_id(str(heard.case))
    assert "架空" not in cancelled.content.decode("iso2022_jp"), "nothing of the patient but the number"


async def test_an_allotted_patient_is_registered_without_an_answer() -> None:
    heard = Shift("h-001", MANIFEST)
    await heard.says("open-case", chief_complaint="挟まれ")
    await heard.says("allot", command_center(), facility="h-001")

    assert told(heard) == ["A04"]


async def test_the_end_after_the_outcome_is_no_cancellation() -> None:
    heard = Shift("h-001", MANIFEST)
    await heard.is_accepted()
    await heard.says("confirm-destination", facility="h-001")
    await heard.says("hand-over")
    await heard.says("record-outcome", hospital(), severity="moderate")

    assert heard.heard[-1].mode.value == "gone"
    assert "A11" not in told(heard)


async def test_an_unknown_patient_says_so_and_an_exercise_as_well() -> None:
    heard = Shift("h-001", MANIFEST)
    await heard.is_accepted(is_exercise=True)

    (registered,) = said(heard.heard[-1])

    (patient,) = named(registered, "PID")
    assert (patient.parts(5)[6], patient[31]) == ("U", "Y")
    assert read(registered.content)[0][11] == "T"


async def test_signs_that_the_set_does_not_have_are_counted_and_never_dropped_in_silence() -> None:
    heard = Shift("h-001", MANIFEST)
    await heard.is_accepted()
    await heard.says("describe-patient", family_name="髙𠮷")
    await heard.says("record-observation", heart_rate=80, findings="①")

    (updated,), (observed,) = said(heard.heard[-2]), said(heard.heard[-1])

    assert named(updated, "PID")[0].parts(5)[0] == "〓〓"
    assert "2字" in named(updated, "OBX")[-1][5]
    assert "3字" in named(observed, "NTE")[0][3]
    (whole,) = said(heard.heard[-2], Charset.UTF_8)
    assert named(whole, "PID")[0].parts(5)[0] == "髙𠮷"
    assert "unwritable" not in whole.content.decode()


async def test_a_repetition_is_the_same_bytes_and_every_message_has_a_control_id_of_its_own() -> None:
    heard = await shift()
    await heard.says("answer-request", hospital(), answer="accept")
    await heard.says("record-observation", spo2=91)

    once, again = ([each for message in heard.heard for each in said(message)] for _ in range(2))

    assert once == again
    assert len({each.control_id for each in once}) == len(once) == 3
    assert all(len(each.control_id) == 20 for each in once), "v2.5 has no more room in MSH-10"
    assert [read(each.content)[0][10] for each in once] == [each.control_id for each in once]


async def test_receipt_alone_is_asked_for_where_that_is_agreed() -> None:
    heard = Shift("h-001", MANIFEST)
    await heard.is_accepted()

    (letter,) = letters(heard.heard[-1], head(is_enhanced=True))

    assert read(letter.content)[0][15] == "AL"
    assert read(letter.content)[0][16] == "NE"


async def test_a_stranger_reads_every_message_as_valid_v2_5() -> None:
    heard = await shift()
    await heard.says("answer-request", hospital(), answer="accept")
    await heard.says("describe-patient", family_name="髙𠮷", medical_history="高血圧|糖尿病\n透析^週3回")
    await heard.says(
        "record-observation",
        spo2=91,
        gcs_eye=3,
        gcs_verbal=4,
        gcs_motor=6,
        rhythm="sinus",
        avpu="voice",
        findings="冷汗 & 顔面蒼白 \\ 〜",
    )
    await heard.says("withdraw-request", facilities=["h-001"])

    for letter in (each for message in heard.heard for each in said(message, Charset.UTF_8)):
        parsed = parse_message(letter.content.decode(), validation_level=VALIDATION_LEVEL.STRICT)
        assert parsed.validate(), letter.event
        assert parsed.msh.msh_10.value == letter.control_id


@pytest.mark.parametrize(("what", "instead"), [("PID|", "PIX|"), ("EVN|", "EVX|"), ("ADT^A04^ADT_A01", "ADT^A04^ZZZ")])
async def test_control_the_stranger_notices_what_is_not_v2_5(what: str, instead: str) -> None:
    heard = Shift("h-001", MANIFEST)
    await heard.is_accepted()
    content = said(heard.heard[-1], Charset.UTF_8)[0].content.decode()
    assert what in content

    with pytest.raises(HL7apyException):
        parse_message(content.replace(what, instead), validation_level=VALIDATION_LEVEL.STRICT).validate()


def test_every_field_of_an_observation_goes_out_under_the_codes_that_fhir_has() -> None:
    assert set(VITALS) == {each.name for each in fields(RecordObservation)}
    patterns = b"".join(
        [_COMA, _PRESSURE, *(each[1] for each in _QUANTITIES.values()), *(each[1] for each in _SCALES.values())]
    ).decode()
    for vital in VITALS.values():
        for code, system in ((vital.name[0], vital.name[2]), *([vital.name[3::2]] if len(vital.name) > 3 else [])):
            assert system == "99KYK" or f'"{code}"' in patterns, vital.name


@EXAMPLES
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_words_of_a_crew_stay_in_their_field(words: str) -> None:
    (line,) = results({"findings": words}, "20261123101500+0900")

    held = line.split("|")
    assert plain(held[5]) == words
    assert held[14] == "20261123101500+0900"
