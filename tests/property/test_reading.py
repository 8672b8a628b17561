"""The reader takes what the published schema allows, and refuses with the path whatever lies outside.

Forms, simulators and foreign systems are built on the schema; the reader is built of the same annotations otherwise.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.commands import KINDS
from hub.errors import InvalidSubmissionError, MalformedError, RejectedError
from hub.wire.express import read_express
from hub.wire.frames import encode
from hub.wire.guard import parse, told
from hub.wire.schema import Schema, schema
from hub.wire.submission import Submission, read
from tests.factories import Json, body, new_key
from tests.unit.domain.test_media import chunk, png

CASE, KEY = new_key(), new_key()
_TEXT = st.characters(exclude_categories=["Cs", "Nd", "Cc"])


def values(shape: Schema) -> st.SearchStrategy[Any]:
    """Draws what a schema of one field allows."""
    if "enum" in shape:
        return st.sampled_from(shape["enum"])
    match shape["type"]:
        case "integer":
            return st.integers(shape["minimum"], shape["maximum"])
        case "number":
            places = len(f"{shape['multipleOf']:f}".rstrip("0").partition(".")[2])
            return st.decimals(shape["minimum"], shape["maximum"], places=places) | st.integers(
                shape["minimum"], shape["maximum"]
            )
        case "boolean":
            return st.booleans()
        case "array":
            return st.lists(values(shape["items"]), min_size=shape["minItems"], max_size=shape["maxItems"], unique=True)
        case _:
            return _texts(shape)


def _texts(shape: Schema) -> st.SearchStrategy[str]:
    match shape.get("format"):
        case "date":
            return st.dates().map(str)
        case "date-time":
            zones = st.timezones()
            return st.datetimes(datetime(1950, 1, 1), datetime(2050, 1, 1), timezones=zones).map(_rfc3339)  # noqa: DTZ001
        case _:
            if "contentEncoding" in shape:
                return st.binary(max_size=6).map(lambda held: b64encode(png(chunk(b"IDAT", held))).decode())
            long = st.just("あ" * shape["maxLength"])
            drawn = st.text(_TEXT, min_size=shape["minLength"], max_size=min(shape["maxLength"], 30))
            return long | drawn.filter(lambda text: re.search(shape["pattern"], text) and text.strip())


def _rfc3339(at: datetime) -> str:
    offset = at.utcoffset()
    return (at if offset and offset.seconds % 60 == 0 else at.astimezone(UTC)).isoformat()


@st.composite
def submissions(draw: st.DrawFn, kinds: Sequence[str] = tuple(KINDS)) -> dict[str, Any]:
    """Draws a submission of any of the kinds, each field as its schema allows."""
    kind = draw(st.sampled_from(kinds))
    described = schema(kind)
    required = {name: values(described["properties"][name]) for name in described["required"]}
    optional = {name: values(shape) for name, shape in described["properties"].items() if name not in required}
    data = draw(st.fixed_dictionaries(required, optional=optional))
    said: dict[str, Any] = body(kind, None if KINDS[kind].about.is_sender else CASE, key=KEY, **data)
    return said


def careful(raw: bytes) -> Submission:
    return read(parse(raw), raw)


BETWEEN_FIELDS = {
    "nothing-recorded",
    "systolic-below-diastolic",
    "times-reversed",
    "gcs-incomplete",
    "required",
    "not-allowed",
    "oxygen-not-needed",
    "before-pickup",
    "only-when-cancelled",
    "only-when-captain-decided",
    "nothing-shared",
}
"""The rules between fields, which no schema of ours tells."""


@settings(max_examples=150)
@given(submissions())
def test_what_the_schema_allows_is_read(said: dict[str, Any]) -> None:
    refused: set[str] = set()
    try:
        _says_the_same(careful(encode(said)), said["data"])
    except InvalidSubmissionError as error:
        refused = {issue.code for issue in error.issues}

    assert refused <= BETWEEN_FIELDS


def _says_the_same(read_in: Submission, data: dict[str, Any]) -> None:
    for name, value in data.items():
        held = getattr(read_in.command, name)
        if isinstance(held, int | Decimal | str):
            assert held == value
        elif isinstance(held, bytes):
            assert b64encode(held).decode() == value
        elif isinstance(held, tuple):
            assert list(held) == value


JUNK = st.sampled_from(
    [True, 1.5, -1, 10**17, "", "\u3000", "brew-coffee", "あ" * 2001, [], ["brew-coffee"], [[]], {}, {"a": 1}, [1, 1]]
)


def _outside(shape: Schema, value: Json) -> bool:
    """Tells whether a value lies outside the schema of its field; a judge of its own, from JSON schema's words."""
    if "enum" in shape:
        return value not in shape["enum"] or not isinstance(value, str)
    match shape["type"]:
        case "integer" | "number":
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if not is_number or not shape["minimum"] <= value <= shape["maximum"]:
                return True
            step = Decimal(str(shape.get("multipleOf", 1)))
            return Decimal(str(value)) % step != 0
        case "boolean":
            return not isinstance(value, bool)
        case "array":
            return (
                not isinstance(value, list)
                or not shape["minItems"] <= len(value) <= shape["maxItems"]
                or len({str(each) for each in value}) < len(value)
                or any(_outside(shape["items"], each) for each in value)
            )
        case _:
            return (
                not isinstance(value, str)
                or not shape.get("minLength", 0) <= len(value) <= shape.get("maxLength", 10**6)
                or ("pattern" in shape and not re.search(shape["pattern"], value))
                or "format" in shape
            )


@settings(max_examples=150)
@given(submissions(), st.data())
def test_what_lies_outside_is_refused_with_its_path(said: dict[str, Any], data: st.DataObject) -> None:
    described = schema(said["kind"])
    names = list(described["properties"])
    if not names:
        return
    name = data.draw(st.sampled_from(names))
    junk = data.draw(JUNK.filter(lambda value: _outside(described["properties"][name], value)))
    raw = encode({**said, "data": {**said["data"], name: junk}})

    with pytest.raises(RejectedError) as refused:
        careful(raw)

    paths = [issue.path for issue in refused.value.issues]
    assert any(path.startswith(f"data.{name}") for path in paths), paths
    assert str(junk) in {"", "True", "[]", "{}", "-1"} or str(junk) not in str(paths)


@given(submissions(), st.text(_TEXT, min_size=1, max_size=10))
def test_a_field_that_the_schema_does_not_know_is_refused(said: dict[str, Any], name: str) -> None:
    if name in schema(said["kind"])["properties"]:
        return

    with pytest.raises(InvalidSubmissionError) as refused:
        careful(encode({**said, "data": {**said["data"], name: 1}}))

    assert (f"data.{told(name)}", "unknown-field") in [(issue.path, issue.code) for issue in refused.value.issues]


# The short way ------------------------------------------------------------------------------------------------


def _spellings(said: dict[str, Any]) -> Iterator[bytes]:
    yield json.dumps(said, default=_plain, separators=(",", ":"), ensure_ascii=False).encode()
    yield json.dumps(said, default=_plain, separators=(",", ":")).encode()
    yield json.dumps(said, default=_plain, indent=1).encode()
    yield encode(said)


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)


OFTEN = submissions(("record-observation", "report-position"))


@given(
    OFTEN,
    st.dictionaries(
        st.sampled_from(["temperature", "spo2", "jcs", "latitude", "findings", "eta_minutes", "x"]),
        JUNK | st.sampled_from(["36.5", "NaN", "sNaN", "Infinity", "1e5", "123456789012", None, 0, 36.555, 1e-9]),
        max_size=2,
    ),
)
def test_the_short_way_reads_what_the_careful_reader_reads(said: dict[str, Any], junk: dict[str, Any]) -> None:
    """Watches two readers of one body: the short one may decline, it may not disagree."""
    for raw in _spellings({**said, "data": {**said["data"], **junk}}):
        short = read_express(raw)
        if short is not None:
            assert short == careful(raw)


def test_what_the_guard_refuses_the_short_way_does_not_take() -> None:
    raw = encode(body("record-observation", CASE, key=KEY, findings="123456789012"))

    assert read_express(raw) is None
    with pytest.raises(MalformedError):
        careful(raw)
