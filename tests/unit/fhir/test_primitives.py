"""Values have the form of their type, and narrative says something and does nothing."""

from decimal import Decimal

import pytest

from hub.fhir.primitives import PRIMITIVES
from hub.fhir.rules import core
from hub.fhir.xhtml import is_safe

RIGHT = [
    ("boolean", True), ("integer", -1), ("unsignedInt", 0), ("positiveInt", 1), ("decimal", Decimal("36.50")),
    ("decimal", 36), ("string", "胸痛"), ("id", "a-1.B"), ("code", "a b"), ("uri", "urn:uuid:1"),
    ("date", "1950"), ("date", "1950-01"), ("date", "1950-01-31"), ("dateTime", "2026-11-23T10:12:00+09:00"),
    ("dateTime", "2026-11"), ("instant", "2026-11-23T01:12:00.000Z"), ("time", "23:59:60"), ("oid", "urn:oid:1.2.3"),
    ("base64Binary", "YWI="),
]  # fmt: skip
WRONG = [
    ("boolean", "true"), ("boolean", 1), ("integer", True), ("integer", 2**31), ("integer", Decimal("1.0")),
    ("unsignedInt", -1), ("positiveInt", 0), ("decimal", "36.5"), ("decimal", True), ("string", ""), ("string", " "),
    ("string", 1), ("id", "x" * 65), ("id", "a_b"), ("code", " a"), ("code", "a  b"), ("code", ""), ("uri", "a b"),
    ("date", "1950-1-31"), ("date", "1950-13"), ("date", "0000"), ("dateTime", "2026-11-23T10:12:00"),
    ("dateTime", "2026-11-23T24:00:00Z"), ("instant", "2026-11-23"), ("time", "24:00:00"), ("oid", "1.2.3"),
    ("base64Binary", "あ"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), RIGHT)
def test_a_value_of_its_type_is_taken(kind: str, value: object) -> None:
    assert PRIMITIVES[kind](value)


@pytest.mark.parametrize(("kind", "value"), WRONG)
def test_a_value_that_is_none_is_not(kind: str, value: object) -> None:
    assert not PRIMITIVES[kind](value)


def test_every_type_of_an_element_is_known() -> None:
    types = core().types
    known = types.keys() | PRIMITIVES.keys() | {"Resource", "BackboneElement", "Element"}
    named = {kind for rule in types.values() for child in rule.children.values() for kind in child.types}
    assert named <= known


@pytest.mark.parametrize(
    "division",
    [
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>5 &lt; 6 &amp; 7</p></div>',
        "<div><!-- a note --><table><tr><td colspan='2'>x</td></tr></table><br/></div>",
        '<div><img src="#a" alt="x"/></div>',
    ],
)
def test_still_text_is_narrative(division: str) -> None:
    assert is_safe(division)


@pytest.mark.parametrize(
    "division",
    [
        "", "x", "<p>x</p>", "<div> </div>", "<div>x", "<div>x</p></div>", "<div>x</div><div>y</div>",
        "<div>a & b</div>",
        "<div><script>x</script></div>", "<div onclick='x'>x</div>", "<div><a href='javascript:x'>x</a></div>",
        "<div><a href=' JavaScript:x'>x</a></div>", "<div><iframe src='x'>x</iframe></div>", "<div><![CDATA[x]]></div>",
        "<div><?php x ?>x</div>", "<div><form>x</form></div>", "<div style=x>x</div>",
    ],
)  # fmt: skip
def test_what_acts_or_is_not_well_formed_is_no_narrative(division: str) -> None:
    assert not is_safe(division)
