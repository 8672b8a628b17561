"""What is known of a patient as PID, PV1 and OBX segments; names and addresses as JAHIS has them: pure."""

from base64 import b32encode
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Any, Final

from adapters.hl7v2.charset import GETA
from adapters.hl7v2.segment import Components, Field, segment
from adapters.hl7v2.vitals import LOCAL, coded
from hub.sdk import Danger, IncidentType, Message, Sex, Urgency

JST: Final = timezone(timedelta(hours=9))
_LONGEST_ID: Final = 15
_SEXES: Final = {Sex.MALE: "M", Sex.FEMALE: "F", Sex.OTHER: "O", Sex.UNKNOWN: "U"}
Fact = tuple[str, Components, Field, Components]
"""OBX-2, 3, 5 and 6."""


def case_id(subject: str) -> str:
    """Returns the id of a case in PID-3 and PV1-19: 15 characters are all that CX-1 has in v2.5."""
    return short(subject, _LONGEST_ID)


def short(name: str, length: int) -> str:
    """Returns an id of this length that follows from a longer name."""
    return b32encode(sha256(name.encode()).digest())[:length].decode("ascii")


def patient(message: Message, authority: str) -> str:
    """Returns PID; ``authority`` assigns our ids."""
    known = message.document.get("patient", {})
    names = _names(known)
    address, phone = known.get("address"), known.get("phone")
    return segment(
        "PID",
        {
            1: "0001",
            3: (case_id(message.subject), "", "", authority, "PT"),
            5: names or ("", "", "", "", "", "", "U"),
            7: known.get("birth_date", "").replace("-", ""),
            8: _SEXES[Sex(known.get("sex", Sex.UNKNOWN))],
            11: ("", "", "", "", "", "JPN", "H", address) if address else "",
            13: ("", "PRN", "PH", *[""] * 8, phone) if phone else "",
            31: "" if names else "Y",
        },
    )


def _names(known: Mapping[str, Any]) -> list[Components]:
    """Returns PID-5 as JAHIS has it: in kanji (I), and in kana (P)."""
    forms = (("family_name", "given_name", "I"), ("family_kana", "given_kana", "P"))
    return [
        (known.get(family, ""), known.get(given, ""), "", "", "", "", "L", form)
        for family, given, form in forms
        if family in known or given in known
    ]


def visit(message: Message, authority: str) -> str:
    """Returns PV1."""
    number = message.document.get("incident", {}).get("number", "")
    own = (case_id(message.subject), "", "", authority, "VN")
    return segment("PV1", {1: "0001", 2: "E", 19: own, 50: (number,)})


def facts(document: Mapping[str, Any], lost: int) -> Iterator[Fact]:
    """Yields what has no field of its own in ADT."""
    known, complaint = document.get("patient", {}), document.get("complaint", {})
    history = document.get("history", {})
    if "age_years" in known:
        yield "NM", ("30525-0", "Age", "LN"), str(known["age_years"]), ("a", "歳", "UCUM")
    if "type" in document.get("incident", {}):
        yield _code("incident-type", "事故種別", coded(IncidentType, document["incident"]["type"]))
    if "urgency" in complaint:
        yield _code("urgency", "緊急度", coded(Urgency, complaint["urgency"]))
    for danger in complaint.get("dangers", ()):
        yield _code("danger", "注意情報", coded(Danger, danger))
    if "onset_at" in complaint:
        yield "TS", ("onset", "発症時刻", LOCAL), stamp(complaint["onset_at"]), ()
    for held, field, name in (
        (complaint, "suspected_condition", "推定傷病名"),
        (history, "medical_history", "既往歴"),
        (history, "medications", "内服薬"),
        (document, "unit", "救急隊"),
    ):
        if held.get(field):
            yield "TX", (field.replace("_", "-"), name, LOCAL), str(held[field]), ()
    if lost:
        yield "TX", ("unwritable", "表記できない文字", LOCAL), said_of_lost(lost), ()


def _code(code: str, name: str, value: Components) -> Fact:
    return "CE", (code, name, LOCAL), value, ()


def said_of_lost(lost: int) -> str:
    """Says for how many signs 〓 stands."""
    return f"{GETA} は、この文字集合では表記できない文字です({lost}字)"


def expected(document: Mapping[str, Any]) -> str:
    """Returns when the patient is expected: the newest word on it, where there is one."""
    known = [(document.get("position", {}), "at"), (document.get("destination", {}), "confirmed_at")]
    known += [(each, "requested_at") for each in document.get("requests", {}).values()]
    for said, since in known:
        if said.get("eta_minutes") is not None and since in said:
            return stamp(datetime.fromisoformat(said[since]) + timedelta(minutes=int(said["eta_minutes"])))
    return ""


def stamp(at: datetime | str) -> str:
    """Returns a time as HL7 writes it, in Japan's own."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.astimezone(JST).strftime("%Y%m%d%H%M%S+0900")
