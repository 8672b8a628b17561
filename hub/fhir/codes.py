"""The codes FHIR is written in: LOINC, MEDIS and HL7 codings, and the hub's own code systems.

Everything of our own hangs under `BASE`, a reserved example domain, until a body adopts the profiles. Each code list of
`hub.domain.codes` is one CodeSystem (`SYSTEMS`); the display is the Japanese term, the code the English word.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from hub.domain import codes as domain
from hub.domain import myna_codes as myna
from hub.domain import outcome_codes as outcome
from hub.domain import preparation_codes as preparation
from hub.domain import transport_codes as transport
from hub.domain.codes import Code
from hub.domain.rule_pack import EmergencyClass

BASE: Final = "https://kyukyu-hub.example/fhir"
"""Canonical base of everything that is defined here; changing it changes all of it."""

LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
MEDIS_OBSERVATION: Final = "http://medis.or.jp/CodeSystem/master-nursingObservationKeyCode"
"""看護実践用語標準マスター<看護観察編>, key numbers, as JP Core names the system."""

JP_CATEGORY: Final = "http://jpfhir.jp/fhir/core/CodeSystem/JP_SimpleObservationCategory_CS"
HL7: Final = "http://terminology.hl7.org/CodeSystem"
DCM: Final = "http://dicom.nema.org/resources/ontology/DCM"
"""DICOM's controlled terms, in which audits are written (PS3.15 A.5)."""

CASE_ID: Final = f"{BASE}/identifier/case"
INCIDENT_ID: Final = f"{BASE}/identifier/incident"
PATIENT_ID: Final = f"{BASE}/identifier/temporary-patient"
ORGANISATION_ID: Final = f"{BASE}/identifier/organisation"
UNIT_ID: Final = f"{BASE}/identifier/unit"
KEY_ID: Final = f"{BASE}/identifier/submission-key"
PERSON_ID: Final = f"{BASE}/identifier/person"

AGE: Final = f"{BASE}/StructureDefinition/patient-age"
AGE_BAND: Final = f"{BASE}/StructureDefinition/patient-age-band"
ETA: Final = f"{BASE}/StructureDefinition/eta-minutes"
POSITIONED_AT: Final = f"{BASE}/StructureDefinition/positioned-at"
CONFIRMED_AT: Final = f"{BASE}/StructureDefinition/destination-confirmed-at"
CONFIRMED_BY_PHONE: Final = f"{BASE}/StructureDefinition/destination-confirmed-by-phone"
ALLOTTED: Final = f"{BASE}/StructureDefinition/destination-allotted"
TAG_ID: Final = f"{BASE}/identifier/triage-tag"
AMOUNT: Final = f"{BASE}/StructureDefinition/treatment-amount"
LEGAL_BASIS: Final = f"{BASE}/StructureDefinition/legal-basis"
OXYGEN_FLOW: Final = f"{BASE}/StructureDefinition/transport-oxygen-flow"
PICKUP_UNTIL: Final = f"{BASE}/StructureDefinition/transport-pickup-until"
NAME_REPRESENTATION: Final = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"


class ObservationKind(Code):
    """Observations for which no public code was found."""

    JCS = "jcs", "意識レベル(JCS)"
    PUPILS = "pupils", "瞳孔径"
    PUPIL_LEFT = "pupil-diameter-left", "瞳孔径 左"
    PUPIL_RIGHT = "pupil-diameter-right", "瞳孔径 右"
    FINDINGS = "findings", "所見"
    DANGERS = "dangers", "注意情報"
    SEVERITY = "severity", "傷病程度"
    DISPOSITION = "disposition", "初診後の転帰"
    AFTER_21_DAYS = "after-21-days", "21日後の状況"
    CALL_REPORT = "call-report", "通報内容"
    PATIENTS = "patients", "傷病者数"
    TRIAGE_METHOD = "triage-method", "トリアージの方法"
    CAPACITY = "capacity", "応需情報"
    SPECIALTY = "specialty", "診療科"
    BEDS = "beds", "空床"


class RequestKind(Code):
    """What a ServiceRequest asks for."""

    ACCEPTANCE = "acceptance", "救急受入照会"
    TRANSPORT = "transport", "民間救急の搬送依頼"


class RequestDetail(Code):
    """What goes into an inquiry (Task.input) and what comes out of it (Task.output)."""

    SPECIALTY = "specialty", "診療科"
    MESSAGE = "message", "伝達事項"
    ETA = "eta", "到着見込み"
    CONDITIONS = "conditions", "受入条件"
    BY_PHONE = "by-phone", "電話での回答"
    TAKEN_BACK = "taken-back", "応需の取消"
    ON_BEHALF = "on-behalf", "指令センターの代行"
    BY = "by", "確認者・回答者"
    RULES = "rules", "実施基準"
    NEEDS_PHONE_CALL = "needs-phone-call", "決定前の電話確認"
    PICKUP_AT = "pickup-at", "お迎え時刻"
    VEHICLE = "vehicle", "車両"
    CREW = "crew", "乗務員数"
    REASON = "reason", "取消理由"


class ParticipantKind(Code):
    """Who takes part in a mission beside the crew."""

    RECEIVER = "receiver", "引継医師"


class SubmissionKind(Code):
    """The kinds of submission, as Provenance names the act."""

    OPEN_CASE = "open-case", "事案開始"
    OPEN_INCIDENT = "open-incident", "119番通報"
    DESCRIBE_PATIENT = "describe-patient", "傷病者情報"
    RECORD_OBSERVATION = "record-observation", "観察"
    RECORD_TRIAGE = "record-triage", "トリアージ"
    RECORD_TREATMENT = "record-treatment", "処置"
    STAMP_TIME = "stamp-time", "時間経過"
    ATTACH = "attach", "写真・12誘導心電図の添付"
    REQUEST_ACCEPTANCE = "request-acceptance", "受入照会"
    REQUEST_ON_BEHALF = "request-on-behalf", "代行照会"
    WITHDRAW_REQUEST = "withdraw-request", "照会の取下げ"
    EXPIRE_REQUEST = "expire-request", "照会の失効"
    RECORD_PHONE_ANSWER = "record-phone-answer", "電話での受入可否の記録"
    ALLOT = "allot", "搬送先の割当"
    ASK = "ask", "質問"
    MESSAGE = "message", "連絡"
    CONFIRM_DESTINATION = "confirm-destination", "搬送先決定"
    REPORT_POSITION = "report-position", "位置"
    REPORT_CHANGE = "report-change", "容態変化"
    HAND_OVER = "hand-over", "引継ぎ"
    CLOSE_CASE = "close-case", "活動終了"
    MARK_DELIVERED = "mark-delivered", "端末到達"
    MARK_DISPLAYED = "mark-displayed", "画面表示"
    ESCALATE = "escalate", "未確認時の段階通知"
    ACKNOWLEDGE = "acknowledge", "確認"
    ANSWER_REQUEST = "answer-request", "受入可否回答"
    ACTIVATE_TEAM = "activate-team", "チーム招集"
    PREPARE = "prepare", "到着準備"
    RECEIVE_HAND_OVER = "receive-hand-over", "引継受領"
    RECORD_OUTCOME = "record-outcome", "初診結果"
    PUBLISH_CAPACITY = "publish-capacity", "応需情報"
    VIEW_MYNA_RECORD = "view-myna-record", "マイナ救急の閲覧"
    SHARE_MYNA_RECORD = "share-myna-record", "閲覧内容の共有"
    REQUEST_TRANSPORT = "request-transport", "民間救急の搬送依頼"
    OFFER = "offer", "引受可否の回答"
    CLAIM = "claim", "受託"
    UPDATE_TRIP = "update-trip", "運行状態の更新"
    SWITCH_TO_119 = "switch-to-119", "119番への切替"
    DECLARE_MODE = "declare-mode", "運用モードの宣言"


class TalkKind(Code):
    """What a Communication between the sides of a case is: a question waits for a reply."""

    MESSAGE = "message", "連絡"
    QUESTION = "question", "質問"


def _own(name: str) -> str:
    return f"{BASE}/CodeSystem/{name}"


SYSTEMS: Final[Mapping[type[Code], str]] = {
    domain.IncidentType: _own("incident-type"),
    domain.Severity: _own("severity"),
    outcome.Disposition: _own("disposition"),
    outcome.LaterState: _own("later-state"),
    domain.AgeBand: _own("age-band"),
    domain.Sex: "http://hl7.org/fhir/administrative-gender",
    domain.Urgency: _own("urgency-scene"),
    domain.Danger: _own("danger"),
    domain.Jcs: _own("jcs"),
    domain.Avpu: _own("avpu"),
    domain.Rhythm: _own("rhythm"),
    domain.Treatment: _own("treatment"),
    domain.TriageCategory: _own("triage-tag"),
    domain.TriageMethod: _own("triage-method"),
    domain.OperationMode: _own("operation-mode"),
    domain.AttachmentKind: _own("attachment-kind"),
    domain.TimeMark: _own("time-mark"),
    domain.Answer: _own("answer"),
    domain.DeclineReason: _own("decline-reason"),
    domain.Change: _own("change"),
    domain.Closing: _own("closing"),
    domain.Level: _own("capacity-level"),
    domain.Specialty: _own("specialty"),
    domain.RequestState: _own("request-state"),
    domain.EscalationStep: _own("escalation-step"),
    domain.CaseStatus: _own("case-status"),
    domain.GlassReason: _own("glass-reason"),
    domain.OrganisationKind: _own("organisation-kind"),
    domain.Role: _own("role"),
    EmergencyClass: _own("emergency-class"),
    preparation.Team: _own("team"),
    preparation.TeamState: _own("team-state"),
    preparation.Preparation: _own("preparation"),
    myna.LegalBasis: _own("legal-basis"),
    myna.MynaMethod: _own("myna-method"),
    myna.MynaResult: _own("myna-result"),
    myna.CaptainReason: _own("captain-reason"),
    transport.TransportPurpose: _own("transport-purpose"),
    transport.TransferReason: _own("transfer-reason"),
    transport.Mobility: _own("mobility"),
    transport.Equipment: _own("transport-equipment"),
    transport.Attendant: _own("attendant"),
    transport.Precaution: _own("precaution"),
    transport.Offer: _own("transport-offer"),
    transport.OfferReason: _own("transport-offer-reason"),
    transport.OperatorState: _own("operator-state"),
    transport.TripState: _own("trip-state"),
    transport.TransportStatus: _own("transport-status"),
    transport.Licence: _own("transport-licence"),
    ObservationKind: _own("observation-kind"),
    RequestKind: _own("request-kind"),
    RequestDetail: _own("request-detail"),
    ParticipantKind: _own("participant-kind"),
    domain.WithdrawalCause: _own("withdrawal-reason"),
    SubmissionKind: _own("submission-kind"),
    TalkKind: _own("talk-kind"),
}
"""The CodeSystem of each code list. Japan has four scales of urgency, four systems: `urgency-scene` is the crew's."""

Coding = dict[str, str]
Content = dict[str, object]
"""The inside of a resource on its way to JSON."""


def coding(system: str, code: str, display: str | None = None) -> Coding:
    """Returns a Coding."""
    stated = {"system": system, "code": code}
    return stated if display is None else {**stated, "display": display}


def own_coding(code: Code) -> Coding:
    """Returns the Coding of a member of one of our code lists."""
    return coding(SYSTEMS[type(code)], code.value, code.ja)


def concept(*codings: Coding, text: str | None = None) -> Content:
    """Returns a CodeableConcept."""
    stated: Content = {"coding": list(codings)} if codings else {}
    return stated if text is None else {**stated, "text": text}


def _raw(content: object) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(content))


def _concepts(codes: Iterable[Code]) -> dict[str, msgspec.Raw]:
    return {code.value: _raw(concept(own_coding(code))) for code in codes}


_CONCEPTS: Final = {listed: _concepts(listed) for listed in SYSTEMS}


def coded(listed: type[Code], value: object, text: str | None = None) -> msgspec.Raw:
    """Returns the encoded CodeableConcept of a value of a code list; a value the list has lost is kept as text."""
    code = str(value)
    known = _CONCEPTS[listed].get(code)
    if known is None:
        return _raw({"text": text or code})
    return known if text is None else _raw(concept(own_coding(listed(code)), text=text))


def loinc(code: str, display: str | None = None) -> Coding:
    """Returns a LOINC Coding; a display is its long common name, and left out where releases of LOINC differ."""
    return coding(LOINC, code, display)


def medis(code: str, display: str) -> Coding:
    """Returns a Coding of the nursing observation master, as JP Core's vital signs use it."""
    return coding(MEDIS_OBSERVATION, code, display)


def hl7(system: str, code: str, display: str | None = None) -> Coding:
    """Returns a Coding of one of HL7's own systems."""
    return coding(f"{HL7}/{system}", code, display)


def category(code: str) -> list[Content]:
    """Returns Observation.category: JP Core's first slice and the HL7 category beside it."""
    return [concept(coding(JP_CATEGORY, code)), concept(hl7("observation-category", code))]
