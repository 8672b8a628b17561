"""The code lists of the hub as CodeSystems and ValueSets: what `hub.domain.codes` says is written nowhere twice."""

import inspect
import re
from collections.abc import Iterator
from typing import Final

from hub.domain.codes import Code
from hub.fhir.codes import BASE, SYSTEMS, Content

SAID_OF_ALL: Final[Content] = {
    "version": "0.1.0",
    "status": "draft",
    "publisher": "救急ハブ Kyukyu Hub",
    "copyright": "CC0-1.0",
    "jurisdiction": [{"coding": [{"system": "urn:iso:std:iso:3166", "code": "JP", "display": "Japan"}]}],
}
"""What every definition says of itself: anybody may take it."""

_CAPITALS: Final = {"vt", "pea", "stemi", "eta", "jcs", "ecg", "cpr"}
_JAPANESE: Final = re.compile(r"([^\x00-\x7f][^:]*?)(?::| of | as | that | and | at |[;.]|$)")


def own_lists() -> Iterator[tuple[type[Code], str]]:
    """Yields each code list that hangs under our own base, with the id of its CodeSystem."""
    own = f"{BASE}/CodeSystem/"
    return ((listed, url.removeprefix(own)) for listed, url in SYSTEMS.items() if url.startswith(own))


def rendered() -> Iterator[Content]:
    """Yields a CodeSystem, and a ValueSet of all of it, for each code list of our own."""
    for listed, name in own_lists():
        yield _code_system(listed, name)
        yield _value_set(listed, name)


def _code_system(listed: type[Code], name: str) -> Content:
    return {
        **_head(listed, name, "CodeSystem", "{}のコード体系。"),
        "caseSensitive": True,
        "valueSet": f"{BASE}/ValueSet/{name}",
        "content": "complete",
        "count": len(listed),
        "concept": [
            {"code": code.value, "display": code.ja, "designation": [{"language": "en", "value": english(code)}]}
            for code in listed
        ],
    }


def _value_set(listed: type[Code], name: str) -> Content:
    whole = {"include": [{"system": f"{BASE}/CodeSystem/{name}"}]}
    return {**_head(listed, name, "ValueSet", "{}の全コード。"), "compose": whole}


def _head(listed: type[Code], name: str, kind: str, description: str) -> Content:
    """Returns what a definition says of itself; a list's docstring is its description, its Japanese term its title."""
    sentence = " ".join((inspect.getdoc(listed) or "").split())
    term = " ".join(re.findall("[A-Z][a-z]*", listed.__name__)).capitalize()
    found = _JAPANESE.match(sentence)
    title = found[1] if found else term
    return {
        "resourceType": kind,
        "id": name,
        "language": "ja",
        "url": f"{BASE}/{kind}/{name}",
        "name": listed.__name__ + "".join(letter for letter in kind if letter.isupper()),
        "title": title,
        "_title": _translated("valueString", term),
        "experimental": False,
        "description": description.format(title),
        "_description": _translated("valueMarkdown", sentence),
        **SAID_OF_ALL,
    }


def _translated(member: str, text: str) -> Content:
    parts = [{"url": "lang", "valueCode": "en"}, {"url": "content", member: text}]
    return {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/translation", "extension": parts}]}


def english(code: Code) -> str:
    """Returns the English term of a code: its value, spelt as words; a code without letters keeps its own term."""
    if not re.search("[a-z]", code.value):
        return code.ja if code.ja.isascii() else code.name.capitalize()
    words = [word.upper() if word in _CAPITALS else word for word in code.value.split("-")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])
