"""A reader holds what a fresh snapshot would give, and sees a hole by itself."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulators.documents import HoleError, Reading, merge, section
from simulators.frames import Event, Snapshot, Transient

JSON = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3) | st.lists(inner, max_size=2),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from("abcd"), JSON, max_size=4)


def event(offset: int, mode: str, body: dict[str, object], subject: str = "c") -> Event:
    return Event("unit:u", offset, subject, offset, "stamp-time", mode, body)


@pytest.mark.parametrize(
    ("target", "patch", "merged"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_patches_merge_as_in_rfc_7396(
    target: dict[str, object], patch: dict[str, object], merged: dict[str, object]
) -> None:
    assert merge(target, patch) == merged


@settings(suppress_health_check=[HealthCheck.too_slow])  # of a machine that is busy
@given(OBJECTS, OBJECTS)
def test_a_patch_has_the_same_effect_twice_as_once(target: dict[str, object], patch: dict[str, object]) -> None:
    assert merge(merge(target, patch), patch) == merge(target, patch)


def test_a_document_comes_is_patched_and_goes() -> None:
    reading = Reading("unit:u")
    reading.restart(Snapshot("unit:u", "e", 4, {}))

    assert reading.take(event(5, "document", {"a": {"b": 1}}))
    assert reading.take(event(6, "patch", {"a": {"c": 2}}))
    assert reading.documents == {"c": {"a": {"b": 1, "c": 2}}}
    assert reading.take(event(7, "gone", {"reason": "closed"}))
    assert reading.documents == {}


def test_a_patch_of_an_unknown_document_is_ignored() -> None:
    reading = Reading("unit:u")

    assert reading.take(event(1, "patch", {"a": 1}))
    assert reading.documents == {}


def test_an_event_that_is_held_has_no_effect() -> None:
    reading = Reading("unit:u")
    reading.restart(Snapshot("unit:u", "e", 4, {"c": {"a": 1}}))

    assert not reading.take(event(4, "patch", {"a": 2}))
    assert reading.documents == {"c": {"a": 1}}


def test_a_hole_is_seen_and_changes_nothing() -> None:
    reading = Reading("unit:u")

    with pytest.raises(HoleError):
        reading.take(event(2, "document", {"a": 1}))
    assert (reading.offset, reading.documents) == (0, {})


def test_a_transient_patch_has_no_offset() -> None:
    reading = Reading("unit:u")
    reading.restart(Snapshot("unit:u", "e", 4, {"c": {}}))
    reading.pass_by(Transient("unit:u", "c", {"position": {"eta_minutes": 3}}))

    assert section(reading.documents["c"], "position") == {"eta_minutes": 3}
    assert reading.offset == 4


def test_a_missing_section_is_empty() -> None:
    assert section({"a": 1}, "a", "b") == {}
