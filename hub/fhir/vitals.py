"""Vital signs and findings of one moment: the hot path.

Each kind of Observation is a pattern compiled when the module is loaded, with holes for what changes.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from hub.domain.codes import Avpu, Code, Jcs, Rhythm
from hub.domain.events import ObservationRecorded, Values
from hub.fhir import profiles
from hub.fhir.codes import (
    HL7,
    UCUM,
    Coding,
    Content,
    ObservationKind,
    category,
    coded,
    coding,
    concept,
    loinc,
    medis,
    own_coding,
)
from hub.fhir.resource import Page, Resource, encode, words
from hub.fhir.template import HOLE, compiled

_VITAL: Final = category("vital-signs")
_EXAM: Final = category("exam")
_LABORATORY: Final = category("laboratory")


def _shape(suffix: str, profile: str, kind: list[Content], code: Content, **value: object) -> bytes:
    """Compiles an Observation.

    Holes are the id's prefix, the stamps of meta, the members all of one moment share, and the value's own.
    """
    return compiled(
        {
            "resourceType": "Observation",
            "id": f"{HOLE}-{suffix}",
            "meta": {"profile": [profile], HOLE: HOLE},
            HOLE: HOLE,
            "status": "final",
            "category": kind,
            "code": code,
            **value,
        }
    )


def _quantity(unit: str, ucum: str) -> Content:
    return {"value": HOLE, "unit": unit, "system": UCUM, "code": ucum}


def _measured(
    suffix: str, profile: str, text: str, value: Content, *codings: Coding, kind: list[Content] = _VITAL
) -> tuple[str, bytes]:
    return suffix, _shape(suffix, profile, kind, concept(*codings, text=text), valueQuantity=value)


_PER_MINUTE: Final = _quantity("/min", "/min")
_MERCURY: Final = _quantity("mmHg", "mm[Hg]")
_SCORE: Final = _quantity("{score}", "{score}")
_MILLIMETRE: Final = _quantity("mm", "mm")

_QUANTITIES: Final[Mapping[str, tuple[str, bytes]]] = {
    "heart_rate": _measured(
        "hr", profiles.HEART_RATE, "心拍数", _PER_MINUTE, loinc("8867-4", "Heart rate"), medis("31000595", "心拍数")
    ),
    "respiratory_rate": _measured(
        "rr",
        profiles.RESPIRATORY_RATE,
        "呼吸数",
        _PER_MINUTE,
        loinc("9279-1", "Respiratory rate"),
        medis("31001369", "呼吸数"),
    ),
    "spo2": _measured(
        "spo2",
        profiles.OXYGEN_SATURATION,
        "SpO₂",
        _quantity("%", "%"),
        loinc("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
        loinc("2708-6", "Oxygen saturation in Arterial blood"),
        medis("31000001", "経皮的動脈血酸素飽和度(SPO2)"),
    ),
    "temperature": _measured(
        "temp",
        profiles.TEMPERATURE,
        "体温",
        _quantity("℃", "Cel"),
        loinc("8310-5", "Body temperature"),
        medis("31001368", "体温"),
    ),
    "glucose": _measured(
        "glucose",
        profiles.GLUCOSE,
        "血糖",
        _quantity("mg/dL", "mg/dL"),
        loinc("2339-0", "Glucose [Mass/volume] in Blood"),
        kind=_LABORATORY,
    ),
    # 19889-5 is the volume fraction; a partial pressure in mmHg is 19891-1.
    "etco2": _measured(
        "etco2",
        profiles.ETCO2,
        "EtCO₂",
        _MERCURY,
        loinc("19891-1", "Carbon dioxide [Partial pressure] in Exhaled gas --at end expiration"),
    ),
}


def _scaled(
    suffix: str, profile: str, text: str, listed: type[Code], *codings: Coding
) -> tuple[str, bytes, type[Code]]:
    return suffix, _shape(suffix, profile, _EXAM, concept(*codings, text=text), valueCodeableConcept=HOLE), listed


_SCALES: Final[Mapping[str, tuple[str, bytes, type[Code]]]] = {
    "jcs": _scaled(
        "jcs", profiles.JCS, "JCS", Jcs, own_coding(ObservationKind.JCS), medis("31001657", "意識評価(JCS)")
    ),
    "avpu": _scaled(
        "avpu", profiles.AVPU, "AVPU", Avpu, loinc("11454-6", "Responsiveness assessment at First encounter")
    ),
    "rhythm": _scaled("rhythm", profiles.RHYTHM, "心電図波形", Rhythm, loinc("8884-9", "Heart rate rhythm")),
}
_SCALE_VALUES: Final = {
    field: {code.value: bytes(coded(listed, code)) for code in listed} for field, (_, _, listed) in _SCALES.items()
}

_PRESSURE: Final = _shape(
    "bp",
    profiles.BLOOD_PRESSURE,
    _VITAL,
    concept(
        loinc("85354-9", "Blood pressure panel with all children optional"), medis("31002365", "血圧"), text="血圧"
    ),
    component=[
        {
            "code": concept(loinc("8480-6", "Systolic blood pressure"), medis("31001848", "収縮期血圧")),
            HOLE: HOLE,
        },
        {
            "code": concept(loinc("8462-4", "Diastolic blood pressure"), medis("31001849", "拡張期血圧")),
            HOLE: HOLE,
        },
    ],
)
_MMHG: Final = compiled({"valueQuantity": _MERCURY})[1:-1]
_UNKNOWN: Final = encode({"dataAbsentReason": concept(coding(f"{HL7}/data-absent-reason", "unknown", "Unknown"))})[1:-1]

_COMA: Final = _shape(
    "gcs",
    profiles.GCS,
    _EXAM,
    concept(loinc("9269-2", "Glasgow coma score total"), medis("31001623", "意識評価(GCS-合計)"), text="GCS"),
    valueQuantity=_SCORE,
    component=[
        {
            "code": concept(loinc(code, f"Glasgow coma score {part}"), medis(nursing, f"意識評価(GCS-{letter})")),
            "valueQuantity": _SCORE,
        }
        for code, part, nursing, letter in (
            ("9267-6", "eye opening", "31001620", "E"),
            ("9270-0", "verbal", "31001622", "V"),
            ("9268-4", "motor", "31001621", "M"),
        )
    ],
)

_PUPILS: Final = _shape("pupils", profiles.PUPILS, _EXAM, concept(own_coding(ObservationKind.PUPILS)), component=HOLE)
_PUPIL: Final = {
    field: compiled({"code": concept(own_coding(side)), "valueQuantity": _MILLIMETRE})
    for field, side in (("pupil_left", ObservationKind.PUPIL_LEFT), ("pupil_right", ObservationKind.PUPIL_RIGHT))
}
_FINDINGS: Final = _shape(
    "findings", profiles.FINDINGS, _EXAM, concept(own_coding(ObservationKind.FINDINGS)), valueString=HOLE
)

_SHARED: Final = compiled(
    {
        "subject": HOLE,
        "encounter": HOLE,
        "effectiveDateTime": HOLE,
        "issued": HOLE,
        "performer": [HOLE],
    }
)[1:-1]


def _shared(page: Page, at: str) -> bytes:
    """Returns the members that all Observations of one moment have in common."""
    return _SHARED % (page.patient, page.encounter, encode(at), encode(page.recorded_at), page.performer)


def recorded(page: Page, event: ObservationRecorded) -> Iterator[Resource]:
    """Yields one Observation for each vital sign and finding of a moment."""
    prefix, values = page.prefix, event.values
    start, stamps, shared = prefix.encode(), page.stamps, _shared(page, event.at)
    for field, value in values.items():
        if measured := _QUANTITIES.get(field):
            suffix, pattern = measured
            yield Resource("Observation", f"{prefix}-{suffix}", pattern % (start, stamps, shared, encode(value)))
        elif scale := _SCALES.get(field):
            suffix, pattern, listed = scale
            chosen = _SCALE_VALUES[field].get(str(value)) or bytes(coded(listed, value))
            yield Resource("Observation", f"{prefix}-{suffix}", pattern % (start, stamps, shared, chosen))
    if "systolic" in values or "diastolic" in values:
        sides = (_pressure(values.get("systolic")), _pressure(values.get("diastolic")))
        yield Resource("Observation", f"{prefix}-bp", _PRESSURE % (start, stamps, shared, *sides))
    if "gcs_eye" in values:
        yield Resource("Observation", f"{prefix}-gcs", _COMA % (start, stamps, shared, *_coma(values)))
    if pupils := b",".join(pattern % encode(values[side]) for side, pattern in _PUPIL.items() if side in values):
        yield Resource("Observation", f"{prefix}-pupils", _PUPILS % (start, stamps, shared, b"[%b]" % pupils))
    if findings := words(values.get("findings")):
        yield Resource("Observation", f"{prefix}-findings", _FINDINGS % (start, stamps, shared, encode(findings)))


def names(values: Mapping[str, object]) -> Iterator[str]:
    """Yields what names each Observation of a moment inside its id, in the order in which `recorded` yields them."""
    for field in values:
        if named := _QUANTITIES.get(field) or _SCALES.get(field):
            yield named[0]
    if "systolic" in values or "diastolic" in values:
        yield "bp"
    if "gcs_eye" in values:
        yield "gcs"
    if _PUPIL.keys() & values.keys():
        yield "pupils"
    if words(values.get("findings")):
        yield "findings"


def _pressure(value: object) -> bytes:
    """Returns a side of the blood pressure; by palpation only the systolic is known."""
    return _UNKNOWN if value is None else _MMHG % encode(value)


def _coma(values: Values) -> tuple[bytes, ...]:
    parts = [values[part] for part in ("gcs_eye", "gcs_verbal", "gcs_motor")]
    total = sum(part for part in parts if isinstance(part, int | Decimal))
    return tuple(encode(number) for number in (total, *parts))
