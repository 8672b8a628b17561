"""The examples of the profiles: what the hub renders of a fictitious shift, and the least that each profile asks for.

``python -m tests.referees.examples`` writes them into ``fhir_profiles/examples/``. What the hub does not render yet is
said here by hand. Nobody and nothing in them exists.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec

from fhir_profiles import PROFILES, definition, generate
from hub.domain import commands as say
from hub.domain.codes import (
    AgeBand,
    Answer,
    AttachmentKind,
    Avpu,
    Change,
    Closing,
    Danger,
    DeclineReason,
    EscalationStep,
    IncidentType,
    Jcs,
    Level,
    OperationMode,
    Rhythm,
    Severity,
    Sex,
    Specialty,
    TimeMark,
    Treatment,
    Urgency,
)
from hub.domain.document import section
from hub.domain.myna_codes import LegalBasis, MynaMethod, MynaResult
from hub.domain.outcome_codes import Disposition, LaterState
from hub.domain.preparation_codes import Preparation, Team, TeamState
from hub.fhir.audit_event import audit_event, own
from hub.fhir.capacity import listed
from hub.fhir.codes import BASE, HL7, JP_CATEGORY, LOINC
from hub.fhir.document import document
from hub.fhir.resource import Resource
from tests.unit.fhir.histories import CASE, CENTER, DIRECTORY, OPENED_AT, SCREENS, History, key_of
from tests.unit.fhir.rides import whole_ride
from tests.unit.fhir.test_audit_event import acts
from tests.unit.fhir.test_mode import declared
from tests.unit.fhir.test_normalise import published

Content = dict[str, Any]

_decode: Final = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode
_encode: Final = msgspec.json.Encoder(decimal_format="number").encode

_KEY: Final = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_DECLARED: Final = UUID("0199b2a9-0000-7000-8000-000000000001")

FOLDER: Final = generate.HERE / "examples"
FACADE: Final = "https://hub.example/fhir"

FIRST, SECOND, THIRD = SCREENS.values()


def shift() -> History:
    """Tells one case from the call to the outcome, with everything in it that a crew and its hospitals can say."""
    history = History()
    history.says(
        say.OpenCase(
            incident_number="R8-架空-0417",
            incident_type=IncidentType.SUDDEN_ILLNESS,
            chief_complaint="胸痛",
            urgency=Urgency.RED,
            scene_address="架空県瀬戸見市港町1丁目2-3",
            scene_latitude=Decimal("34.395500"),
            scene_longitude=Decimal("132.455300"),
        )
    )
    for mark in TimeMark:
        history.says(say.StampTime(mark=mark))
    history.says(
        say.DescribePatient(
            family_name="架空",
            given_name="太郎",
            family_kana="カクウ",
            given_kana="タロウ",
            birth_date=date(1950, 1, 31),
            address="架空県瀬戸見市港町1丁目2-3",
            phone="000-0000-0000",
            age_years=76,
            age_band=AgeBand.ELDERLY,
            sex=Sex.MALE,
            suspected_condition="急性冠症候群",
            onset_at=OPENED_AT - timedelta(minutes=30),
            dangers=(Danger.STEMI_SUSPECTED, Danger.ANTICOAGULANT),
            medical_history="高血圧、糖尿病",
            medications="ワルファリン",
            allergies="なし",
        )
    )
    history.says(
        say.RecordObservation(
            heart_rate=118,
            respiratory_rate=24,
            spo2=91,
            systolic=92,
            diastolic=60,
            temperature=Decimal("36.50"),
            glucose=140,
            etco2=38,
            jcs=Jcs.I_1,
            gcs_eye=4,
            gcs_verbal=4,
            gcs_motor=6,
            avpu=Avpu.ALERT,
            rhythm=Rhythm.SINUS,
            pupil_left=Decimal("3.0"),
            pupil_right=Decimal("2.5"),
            findings="顔面蒼白、冷汗あり",
        ),
        signature="eyJhbGciOiJFUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..c2lnbmF0dXJl",
    )
    history.says(say.RecordObservation(systolic=70))
    history.says(
        say.OpenIncident(
            incident_number="架空-0417",
            unit="u-001",
            call_received_at=OPENED_AT - timedelta(minutes=6),
            call_report="自宅で胸を押さえて倒れた",
            patients=1,
        ),
        CENTER,
    )
    history.says(say.RecordTreatment(treatment=Treatment.OXYGEN, amount=Decimal("6.00"), unit="L/min", detail="マスク"))
    history.says(say.RecordTreatment(treatment=Treatment.ADRENALINE, amount=Decimal("1.00"), unit="mg", detail="1回目"))
    history.says(say.ReportChange(change=Change.DETERIORATED, detail="血圧低下、70触知"))
    look = history.says(
        say.ViewMynaRecord(result=MynaResult.VIEWED, basis=LegalBasis.CONSENT, method=MynaMethod.CARD, by="架空隊長")
    )
    history.says(
        say.ShareMynaRecord(
            view=key_of(look),
            medications=("ワルファリンカリウム錠1mg",),
            allergies=("ペニシリン",),
            conditions=("2型糖尿病",),
            procedures=("冠動脈ステント留置術",),
        )
    )
    history.says(
        say.RequestAcceptance(
            facilities=tuple(SCREENS), specialty=Specialty.CARDIOLOGY, message="12誘導でST上昇", eta_minutes=12
        )
    )
    history.climbs(EscalationStep.CREW)
    for screen in SCREENS.values():
        history.says(say.MarkDelivered(), screen)
        history.says(say.MarkDisplayed(), screen)
    history.says(say.Acknowledge(by="救急外来看護師"), FIRST)
    history.says(say.Ask(question="抗凝固薬の内服は?", by="当直医"), FIRST)
    (question,) = section(history.case.document, "messages")
    history.says(say.Message(text="ワルファリン内服中", reply_to=question))
    history.says(say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BEDS_FULL), SECOND)
    history.says(say.AnswerRequest(answer=Answer.CONDITIONAL, conditions="個室なし", by="当直医"), THIRD)
    history.says(say.WithdrawRequest(facilities=(THIRD.organisation.id,), reason="遠方のため"))
    history.says(say.AnswerRequest(answer=Answer.ACCEPT, specialty=Specialty.CARDIOLOGY, by="当直医"), FIRST)
    history.says(say.ConfirmDestination(facility=FIRST.organisation.id, eta_minutes=9))
    history.says(say.ReportPosition(latitude=Decimal("34.390000"), longitude=Decimal("132.460000"), eta_minutes=7))
    history.says(say.ActivateTeam(team=Team.STEMI, by="架空当直医"), FIRST)
    history.says(say.ActivateTeam(team=Team.STEMI, state=TeamState.ARRIVED), FIRST)
    history.says(say.Prepare(item=Preparation.CATHETER_LAB), FIRST)
    history.says(say.HandOver(summary="発症から30分。搬送中に血圧低下あり。", received_by="架空医師"))
    history.says(say.ReceiveHandOver(by="救急外来"), FIRST)
    history.says(say.CloseCase(closing=Closing.TRANSPORTED, detail="応需病院へ搬送"))
    history.says(
        say.RecordOutcome(
            severity=Severity.SEVERE,
            diagnosis="急性心筋梗塞",
            disposition=Disposition.INTENSIVE_CARE,
            after_21_days=LaterState.HOME,
        ),
        FIRST,
    )
    history.says(
        say.Attach(
            what=AttachmentKind.ECG_12_LEAD,
            content=b"%PDF-1.7\n%%EOF",
            title="12誘導心電図 ST上昇",
            is_identifying=False,
        )
    )
    return history


def ride() -> list[bytes]:
    """Returns what a private transport becomes, from the request to its end, with the same keys each time."""
    told = whole_ride()
    bodies = [each.body for resources in (*told.written, *told.of_case) for each in resources]
    keys: dict[bytes, bytes] = {}

    def settled(found: re.Match[bytes]) -> bytes:
        return keys.setdefault(found[0], b"0199b2a8-0000-7000-8000-%012d" % len(keys))

    return [_KEY.sub(settled, body) for body in bodies]


def capacity() -> tuple[Resource, ...]:
    """Returns what a hospital becomes that says what it can take."""
    resources, _ = published(
        say.PublishCapacity(
            specialty=Specialty.CARDIOLOGY,
            level=Level.POSSIBLE,
            beds=2,
            valid_until=OPENED_AT + timedelta(hours=2),
            comment="心カテ1件実施中",
        ),
        "h-001",
    )
    return resources


def mode() -> tuple[Resource, ...]:
    """Returns what a fire department becomes that declares a mode."""
    command = say.DeclareMode(
        mode=OperationMode.MULTIPLE_CASUALTIES, district="架空町", patients=12, reason="国道で多重事故"
    )
    resources, _ = declared(command, key=_DECLARED)
    return resources


def audit() -> list[bytes]:
    """Returns rows of the audit, one of each kind."""
    return [audit_event(act, own(DIRECTORY)).body for act in acts()]


def handover(history: History) -> bytes:
    """Returns the document of a case that was handed over."""
    directory = (each for organisation in DIRECTORY.values() for each in listed(organisation))
    known = dict(history.newest) | {(each.type, each.id): each for each in directory}
    return document(FACADE, known["Composition", f"{CASE}-handover"], lambda *name: known.get(name))


def rendered() -> Iterator[tuple[str, Content]]:
    """Yields each example that the hub renders, with its name: the first of a profile is its full one."""
    history = shift()
    known = [each.body for each in (*history.newest.values(), *capacity(), *mode())] + _of_transport(ride()) + audit()
    seen: dict[str, int] = {}
    for body in sorted(known, key=_richest):
        content = _decode(body)
        profile = _claimed(content).rpartition("/")[2]
        name = _named(profile, content, seen.get(profile, 0))
        seen[profile] = seen.get(profile, 0) + 1
        if name:
            yield name, content
    yield "handover-document-full", _decode(handover(history))
    sparse = History()
    sparse.says(say.OpenCase(is_exercise=True))
    sparse.says(say.DescribePatient(dangers=()))
    for each in sparse.newest.values():
        if each.type in {"Encounter", "Patient"} or each.id.endswith("dangers"):
            content = _decode(each.body)
            yield f"{content['meta']['profile'][0].rpartition('/')[2]}-exercise", content


def _of_transport(bodies: list[bytes]) -> list[bytes]:
    """Returns the newest version of whatever only a private transport has."""
    newest = {
        (each["resourceType"], each["id"]): body for body in bodies if "/transport-" in _claimed(each := _decode(body))
    }
    return list(newest.values())


def _claimed(content: Content) -> str:
    return str(content["meta"]["profile"][0])


def _richest(body: bytes) -> tuple[bool, int, bytes]:
    """Orders what is rendered: of each profile the fullest first, of inquiries the accepted one."""
    is_other_inquiry = b"StructureDefinition/inquiry" in body and b'"accepted"' not in body
    return is_other_inquiry or b"dataAbsentReason" in body, -len(body), body


def _named(profile: str, content: Content, number: int) -> str | None:
    """Returns the name of an example, and nothing for one that shows nothing new."""
    if number == 0:
        return f"{profile}-full"
    shown = {
        "inquiry": str(content.get("businessStatus", {}).get("coding", [{}])[0].get("code")),
        "transport-task": str(content.get("businessStatus", {}).get("coding", [{}])[0].get("code")),
        "time-mark": content["id"].rpartition("time-")[2],
        "history": content["id"].rpartition("history-")[2],
        "blood-pressure": "by-palpation",
        "audit-event": str(content.get("subtype", [{}])[0].get("display")).lower().replace(" ", "-").replace("/", "-"),
    }
    return f"{profile}-{shown[profile]}" if profile in shown else None


def by_hand() -> Iterator[tuple[str, Content]]:
    """Yields the examples of profiles that the hub does not render."""
    yield "acuity-full", _assessed("acuity", "acuity", "urgency-jtas", "2", "赤・緊急")
    yield "acuity-phone", _assessed("acuity", "acuity-phone", "urgency-phone", "red", "赤・緊急")
    tag = _assessed("triage-tag", "tag", "triage-tag", "red", "赤・I 最優先治療群")
    yield "triage-tag-full", tag | {"identifier": [{"system": "urn:oid:2.999.1", "value": "架空-0123"}]}
    yield "utstein-full", _utstein()


def _observed(profile: str, suffix: str, code: Content) -> Content:
    return {
        "resourceType": "Observation",
        "id": f"{CASE}-{suffix}",
        "meta": {"profile": [PROFILES[profile].url]},
        "status": "final",
        "category": [
            {"coding": [{"system": JP_CATEGORY, "code": "exam"}]},
            {"coding": [{"system": f"{HL7}/observation-category", "code": "exam"}]},
        ],
        "code": {"coding": [code]},
        "subject": {"reference": f"Patient/{CASE}"},
        "encounter": {"reference": f"Encounter/{CASE}"},
        "effectiveDateTime": "2026-11-23T01:20:00.000Z",
        "issued": "2026-11-23T01:20:01.000Z",
        "performer": [{"reference": "Organization/fd-01"}],
    }


def _own(system: str, code: str, display: str) -> Content:
    return {"coding": [{"system": f"{BASE}/CodeSystem/{system}", "code": code, "display": display}]}


def _assessed(profile: str, suffix: str, system: str, code: str, display: str) -> Content:
    kind = {"system": LOINC, "code": "11283-9"}
    return _observed(profile, suffix, kind) | {"valueCodeableConcept": _own(system, code, display)}


def _utstein() -> Content:
    def item(code: str, **value: object) -> Content:
        display = next(each["display"] for each in known if each["code"] == code)
        return {"code": _own("utstein-item", code, display), **value}

    known = definition("CodeSystem", "utstein-item")["concept"]
    kind = {"system": f"{BASE}/CodeSystem/utstein-item", "code": "utstein", "display": "ウツタイン"}
    return _observed("utstein", "utstein", kind) | {
        "component": [
            item("witness", valueCodeableConcept=_own("utstein-witness", "family", "家族")),
            item("collapsed-at", valueDateTime="2026-11-23T01:05:00.000Z"),
            item("bystander-cpr", valueCodeableConcept=_own("utstein-cpr", "compression", "胸骨圧迫")),
            item("dispatcher-cpr", valueBoolean=True),
            item("initial-rhythm", valueCodeableConcept=_own("rhythm", "ventricular-fibrillation", "心室細動")),
            item("shocks", valueInteger=2),
            item("first-shock-at", valueDateTime="2026-11-23T01:21:00.000Z"),
            item("adrenaline-doses", valueInteger=1),
            item("rosc", valueBoolean=True),
            item("rosc-at", valueDateTime="2026-11-23T01:30:00.000Z"),
            item("cause", valueCodeableConcept=_own("utstein-cause", "cardiac-confirmed", "心原性(確定)")),
            item("cpc", valueCodeableConcept=_own("performance-category", "1", "機能良好")),
        ]
    }


# The least that a profile asks for.

_KEPT: Final = {"resourceType", "id", "meta", "position", "dosage", "component"}
_SAID: Final = re.compile(r"(value|medication|performed|effective|occurred|occurrence)[A-Z]")


def least(full: Content) -> Content:
    """Returns an example without whatever its profile does not ask for: no optional element, no display, no text."""
    profile = _claimed(full).rpartition("/")[2]
    elements = definition("StructureDefinition", profile)["snapshot"]["element"]
    asked = {each["path"].partition(".")[2] for each in elements if each["min"] > 0}
    kept = {name: _bare(value) for name, value in full.items() if name in asked | _KEPT or _SAID.match(name)}
    kept["meta"] = {
        name: full["meta"][name] for name in ("profile", "source") if name == "profile" or f"meta.{name}" in asked
    }
    if "component" in kept:
        required = {each["id"] for each in elements if each["min"] > 0 and each["path"].endswith(".component")}
        slices = sum(":" in each for each in required)
        kept["component"] = kept["component"][: max(1, slices)]
    return kept


def _bare(value: Any) -> Any:  # noqa: ANN401  any JSON
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if isinstance(value, dict):
        is_coding = "system" in value and "code" in value and "value" not in value
        return {name: _bare(each) for name, each in value.items() if not (is_coding and name == "display")}
    return value


def examples() -> dict[str, Content]:
    """Returns every example by its name."""
    full = dict(rendered()) | dict(by_hand())
    made = {f"{name.removesuffix('-full')}-minimal": least(full[name]) for name in full if name.endswith("-full")}
    made["handover-document-minimal"] = _least_document(full["handover-document-full"], made)
    return full | made


def _least_document(full: Content, made: dict[str, Content]) -> Content:
    needed = [made[f"{name}-minimal"] for name in ("handover", "casualty", "emergency-encounter")]
    entries = [{"fullUrl": f"{FACADE}/{each['resourceType']}/{each['id']}", "resource": each} for each in needed]
    return {**least(full), "entry": entries}


def written() -> dict[str, str]:
    """Returns every example as it stands in its file, by the file's name."""
    return {
        f"{name}.json": msgspec.json.format(_encode(content), indent=2).decode() + "\n"
        for name, content in sorted(examples().items())
    }


def main(folder: Path = FOLDER) -> None:
    """Writes every example."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in written().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
