"""Vital signs and findings of one moment as OBX segments: pure. Codes are LOINC with MEDIS beside them, as in FHIR."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.hl7v2.segment import Components, Field, segment
from hub.sdk import Jcs
from hub.sdk.record import Avpu, Code, Rhythm

LOCAL: Final = "99KYK"
"""Our own codes, named as local ones are (HL7 table 0396, JAHIS)."""
_MEDIS: Final = "99MEDIS"
"""看護実践用語標準マスター, which table 0396 does not name."""


@dataclass(frozen=True, slots=True)
class Vital:
    """How one field of an observation is written: its codes, its unit, or the list its value is from."""

    name: Components
    unit: Components = ()
    listed: type[Code] | None = None
    is_text: bool = False


def _loinc(code: str, display: str, medis: str = "", ja: str = "") -> Components:
    return (code, display, "LN", medis, ja, _MEDIS) if medis else (code, display, "LN")


def _ucum(code: str, display: str = "") -> Components:
    return (code, display or code, "UCUM")


_MERCURY: Final = _ucum("mm[Hg]", "mmHg")
_SCORE: Final = _ucum("{score}")
_MILLIMETRE: Final = _ucum("mm")

VITALS: Final[Mapping[str, Vital]] = {
    "heart_rate": Vital(_loinc("8867-4", "Heart rate", "31000595", "心拍数"), _ucum("/min")),
    "respiratory_rate": Vital(_loinc("9279-1", "Respiratory rate", "31001369", "呼吸数"), _ucum("/min")),
    "spo2": Vital(
        _loinc(
            "59408-5",
            "Oxygen saturation in Arterial blood by Pulse oximetry",
            "31000001",
            "経皮的動脈血酸素飽和度(SPO2)",
        ),
        _ucum("%"),
    ),
    "systolic": Vital(_loinc("8480-6", "Systolic blood pressure", "31001848", "収縮期血圧"), _MERCURY),
    "diastolic": Vital(_loinc("8462-4", "Diastolic blood pressure", "31001849", "拡張期血圧"), _MERCURY),
    "temperature": Vital(_loinc("8310-5", "Body temperature", "31001368", "体温"), _ucum("Cel", "℃")),
    "glucose": Vital(_loinc("2339-0", "Glucose [Mass/volume] in Blood"), _ucum("mg/dL")),
    "etco2": Vital(_loinc("19891-1", "Carbon dioxide [Partial pressure] in Exhaled gas --at end expiration"), _MERCURY),
    "jcs": Vital(("jcs", "意識レベル(JCS)", LOCAL, "31001657", "意識評価(JCS)", _MEDIS), listed=Jcs),
    "gcs_eye": Vital(_loinc("9267-6", "Glasgow coma score eye opening", "31001620", "意識評価(GCS-E)"), _SCORE),
    "gcs_verbal": Vital(_loinc("9270-0", "Glasgow coma score verbal", "31001622", "意識評価(GCS-V)"), _SCORE),
    "gcs_motor": Vital(_loinc("9268-4", "Glasgow coma score motor", "31001621", "意識評価(GCS-M)"), _SCORE),
    "avpu": Vital(_loinc("11454-6", "Responsiveness assessment at First encounter"), listed=Avpu),
    "rhythm": Vital(_loinc("8884-9", "Heart rate rhythm"), listed=Rhythm),
    "pupil_left": Vital(("pupil-left", "瞳孔径 左", LOCAL), _MILLIMETRE),
    "pupil_right": Vital(("pupil-right", "瞳孔径 右", LOCAL), _MILLIMETRE),
    "findings": Vital(("findings", "所見", LOCAL), is_text=True),
}
"""Every field of an observation that goes out; a field that is not here does not."""


def results(values: Mapping[str, Any], at: str) -> Iterator[str]:
    """Yields an OBX for each vital sign of a moment, numbered from 1."""
    for number, (vital, value) in enumerate(_held(values), start=1):
        kind, written = _value(vital, value)
        yield segment("OBX", {1: str(number), 2: kind, 3: vital.name, 5: written, 6: vital.unit, 11: "F", 14: at})


def _held(values: Mapping[str, Any]) -> Iterator[tuple[Vital, Any]]:
    return ((vital, values[field]) for field, vital in VITALS.items() if values.get(field) is not None)


def _value(vital: Vital, value: object) -> tuple[str, Field]:
    """Returns OBX-2 and OBX-5; a number keeps the digits it came with."""
    if vital.listed is not None:
        return "CE", coded(vital.listed, str(value))
    return "TX" if vital.is_text else "NM", str(value)


def coded(listed: type[Code], value: str) -> Components:
    """Returns a code of one of our lists; one that is not known here stands alone."""
    known = {code.value: code.ja for code in listed}
    return (value, known.get(value, ""), f"{LOCAL}{listed.__name__.upper()}")
