"""Who a patient is in FHIR: names in kanji and kana, birth date, age and sex (傷病者・搬送患者)."""

from collections.abc import Mapping
from typing import Any, Final

from hub.domain.codes import AgeBand
from hub.fhir.codes import AGE, AGE_BAND, NAME_REPRESENTATION, UCUM
from hub.fhir.reading.notebook import Notebook
from hub.fhir.reading.source import Source, coded, extension, first

Json = Any

_READ: Final = ("identifier", "name", "birthDate", "gender", "address", "telecom", "extension", "active")


def patient(book: Notebook, source: Source) -> None:
    """Reads who the patient is, as far as the crew's form asks."""
    data = {
        **identity(source),
        "address": first(address_of(each) for each in source.each("address")),
        "phone": first(each.get("value") for each in source.each("telecom") if each.get("system") == "phone"),
        "age_band": coded(extension(source.resource, AGE_BAND).get("valueCodeableConcept"), AgeBand),
    }
    if any(value is not None for value in data.values()):
        book.says("describe-patient", [source], book.parcel.moment(source), **data)
    known = {AGE, AGE_BAND}
    others = [at for at, each in enumerate(source.each("extension")) if each.get("url") not in known]
    book.keeps(*(f"{source.path}.extension[{at}]" for at in others))
    book.keeps(*source.left(*_READ))


def identity(source: Source) -> dict[str, Json]:
    """Returns names, birth date, age and sex of a patient."""
    kanji, kana = _name(source, "IDE"), _name(source, "SYL")
    return {
        "family_name": kanji.get("family"),
        "given_name": _given(kanji),
        "family_kana": kana.get("family"),
        "given_kana": _given(kana),
        "birth_date": source.text("birthDate"),
        "age_years": age(source),
        "sex": source.text("gender"),
    }


def _name(source: Source, representation: str) -> Mapping[str, Json]:
    """Returns a name in kanji (IDE) or kana (SYL); one that does not say which is taken for kanji."""
    for each in source.each("name"):
        stated = extension(each, NAME_REPRESENTATION).get("valueCode", "IDE")
        if stated == representation:
            return each
    return {}


def _given(name: Mapping[str, Json]) -> str | None:
    given = name.get("given")
    return given[0] if isinstance(given, list) and given else None


def age(source: Source) -> Json:
    """Returns the age of a patient in years, as it is stated."""
    stated = extension(source.resource, AGE)
    quantity = stated.get("valueQuantity") or stated.get("valueAge") or {}
    return quantity.get("value") if quantity.get("system") == UCUM and quantity.get("code") == "a" else None


def address_of(address: Mapping[str, Json]) -> str | None:
    """Returns an address in one line."""
    lines = address.get("line")
    parts = [address.get("state"), address.get("city"), *(lines if isinstance(lines, list) else [])]
    return address.get("text") or "".join(part for part in parts if isinstance(part, str)) or None
