"""What stands inside a sealed body comes out as it went in."""

from dataclasses import fields, replace
from decimal import Decimal
from importlib.resources import files
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest
import zstandard

from hub.domain.events import EVENTS, Event, FactsStated, ObservationRecorded
from hub.wire.envelope import read_events, read_projection, read_signed, write_projection, write_record
from hub.wire.frames import encode
from hub.wire.submission import Signed, Submission
from tests.factories import body, new_key, submission
from tests.unit.fhir.histories import CASE
from tests.unit.wire.dictionary import VITALS, vitals


def example(kind: type[Event]) -> Event:
    """Makes an event with something in every field."""
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for each in fields(kind):
        hint = hints[each.name]
        if hint is bool:
            values[each.name] = True
        elif hint is str or NoneType in get_args(hint):
            values[each.name] = f"{each.name} 架空"
        else:
            values[each.name] = {
                "text": "胸痛",
                "number": 9,
                "digits": Decimal("36.50"),
                "codes": ["a", "b"],
                "is": False,
            }
    return kind(**values)


def sent(raw: bytes = b"{}", signed: Signed | None = None) -> Submission:
    """A submission of these bytes."""
    return submission(body("message", new_key(), text="x"))._replace(raw=raw, signed=signed)


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_read_back_as_it_was_written(name: str) -> None:
    """Watches the journal: a state that is made anew from it must be the state that was decided with."""
    event = example(EVENTS[name])

    (read,) = read_events(write_record(sent(), [event]))

    assert read == event


def test_a_number_keeps_its_digits_in_the_journal() -> None:
    written = ObservationRecorded(at="t", key="k", values={"temperature": Decimal("36.50"), "heart_rate": 118})

    (read,) = read_events(write_record(sent(), [written]))

    assert isinstance(read, ObservationRecorded)
    assert str(read.values["temperature"]) == "36.50"
    assert type(read.values["heart_rate"]) is int


def test_the_senders_own_bytes_are_kept() -> None:
    raw = '{ "data": {"findings": "冷汗"} ,"x":36.50}'.encode()

    assert raw in write_record(sent(raw), [])


@pytest.mark.parametrize("signed", [None, Signed("statement", '{"crv":"P-256"}')])
def test_the_senders_bytes_are_read_back_with_their_signature(signed: Signed | None) -> None:
    raw = '{ "data": {"findings": "冷汗"} ,"x":36.50}'.encode()

    assert read_signed(write_record(sent(raw, signed), [])) == (raw, signed)


def test_several_events_keep_their_order() -> None:
    events = [FactsStated(at="t", facts={"patient.sex": "male"}, tapped_at="t", key=str(number)) for number in range(5)]

    assert read_events(write_record(sent(), events)) == events


def test_a_projection_is_read_back_as_it_was_written() -> None:
    views = {"patch": b'{"a":36.50}', "facility:h-001": '{"b":"胸痛"}'.encode()}
    resources = [b'{"resourceType":"Patient","id":"1"}']

    read = read_projection(write_projection(views, resources))

    assert {name: bytes(view) for name, view in read.views.items()} == views
    assert [bytes(resource) for resource in read.resources] == resources


def another_case(minute: int) -> tuple[dict[str, bytes], list[bytes]]:
    """Returns what vital signs of a case become that no dictionary has seen."""
    case, other = str(CASE).encode(), b"0199b3c1-5d02-7c41-9e77-8f20a4b6d3e9"
    views, resources = vitals(minute, said=replace(VITALS, spo2=97, temperature=Decimal("38.24"), systolic=101))
    return {view: body.replace(case, other) for view, body in views.items()}, [
        body.replace(case, other) for body in resources
    ]


def test_vital_signs_shrink_to_a_twentieth() -> None:
    """Tells when the dictionary has grown old: resources that have gained members since are not found in it whole."""
    views, resources = another_case(23)

    assert len(write_projection(views, resources)) * 20 < sum(map(len, (*views.values(), *resources)))


def test_a_projection_that_an_older_dictionary_shrank_is_read() -> None:
    views, resources = another_case(23)
    newest = write_projection(views, resources)
    first = files("hub.wire").joinpath("projection-1.dictionary").read_bytes()
    shrunk = zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(first, zstandard.DICT_TYPE_RAWCONTENT))

    read = read_projection(b"1" + shrunk.compress(encode(read_projection(newest))))

    assert newest[:1] != b"1"
    assert [bytes(each) for each in read.resources] == resources
    assert bytes(read.views["patch"]) == views["patch"]
