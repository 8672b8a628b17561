"""A search is read as FHIR says, and everything that is wrong with it is said at once."""

import pytest

from hub.errors import InvalidSearchError
from hub.fhir.moments import BEGINNING, END, interval
from hub.fhir.parameters import Key, keys
from hub.fhir.query import MOST, Query, passes, read
from hub.fhir.shelf import Held
from tests.unit.fhir.histories import CASE, whole_shift

BASE = "https://hub.example/fhir"
CASE_SYSTEM = "https://kyukyu-hub.example/fhir/identifier/case"


def asked(resource_type: str, *pairs: tuple[str, str]) -> Query:
    return read(resource_type, pairs, BASE, is_strict=True)


def found(resource_type: str, *pairs: tuple[str, str]) -> list[str]:
    """Returns the ids, without that of the case, of what a search finds in a whole shift."""
    query = asked(resource_type, *pairs)
    held = [Held(None, 1, it.body) for it in whole_shift().newest.values() if it.type == resource_type]
    return sorted(each.id.removeprefix(str(CASE)) for each in held if passes(query, each.keys))


def test_every_fault_is_told_at_once_and_no_value_is_repeated() -> None:
    with pytest.raises(InvalidSearchError) as refused:
        asked("Task", ("status", "requested"), ("_count", "canary"), ("modified", "canary"), ("canary-name", "1"))

    assert [(issue.path, issue.code) for issue in refused.value.issues] == [
        ("_count", "not-valid"),
        ("modified", "not-valid"),
        ("canary-name", "unknown-parameter"),
    ]
    assert "canary" not in "".join(issue.en + issue.ja for issue in refused.value.issues)


@pytest.mark.parametrize("name", ["modified", "status", "owner", "_id", "modified:missing"])
def test_a_condition_of_nothing_but_commas_is_a_fault(name: str) -> None:
    with pytest.raises(InvalidSearchError) as refused:
        asked("Task", (name, ","))

    assert [(issue.path, issue.code) for issue in refused.value.issues] == [(name, "not-valid")]


@pytest.mark.parametrize(
    ("value", "within", "outside"),
    [
        ("2026-11-23", "2026-11-23T10:00:00+09:00", "2026-11-25"),
        ("ge2026-11-23", "2027", "2025"),
        ("lt2026-11-23", "2025", "2027"),
        ("2025,2027", "2025-06", "2028"),
    ],
)
def test_a_date_bounds_what_has_to_be_read(value: str, within: str, outside: str) -> None:
    low, high = asked("Task", ("modified", value), ("status", "requested")).span("modified", "_lastUpdated")

    assert low <= interval(within)[0] < high
    assert not low <= interval(outside)[0] < high
    assert asked("Task", ("modified", f"ne{value[-10:]}")).span("modified") == (BEGINNING, END)


def test_what_is_not_known_is_passed_over_and_not_said_to_be_used() -> None:
    query = read("Task", [("owner", "Organization/h-001"), ("name", "x"), ("_foo", "1"), ("_format", "json")], BASE)

    assert query.used == [("owner", "Organization/h-001")]


@pytest.mark.parametrize(("value", "count"), [("0", 0), ("7", 7), ("1000", 1000), ("999999999", MOST)])
def test_a_page_holds_so_many_and_no_more_than_the_bound(value: str, count: int) -> None:
    assert asked("Task", ("_count", value)).count == count


def test_a_search_that_names_a_case_is_bound_to_it() -> None:
    case = str(CASE)
    for pair in [
        ("_id", case),
        ("patient", case),
        ("patient", f"Patient/{case}"),
        ("subject", f"{BASE}/Patient/{case}/_history/3"),
        ("identifier", f"{CASE_SYSTEM}|{case}"),
    ]:
        assert asked("Encounter", pair).ids == frozenset({case}), pair
    both = asked("Observation", ("patient", case), ("encounter", f"Encounter/{case},Encounter/other"))
    assert both.ids == frozenset({case})


@pytest.mark.parametrize(
    ("kind", "pair"),
    [
        ("Encounter", ("identifier", "R8-77")),
        ("Encounter", ("_id:not", "x")),
        ("Encounter", ("service-provider", "Organization/fd-01")),
        ("Task", ("owner", "Organization/h-001")),
        ("Task", ("status", "requested")),
        ("Observation", ("patient:missing", "true")),
    ],
)
def test_a_search_that_names_none_is_bound_to_nothing(kind: str, pair: tuple[str, str]) -> None:
    assert asked(kind, pair).ids is None


def test_alternatives_stand_behind_a_comma_that_is_not_escaped() -> None:
    assert found("Observation", ("code", "8867-4,59408-5"))
    assert found("Observation", ("code", r"8867-4\,59408-5")) == []
    assert found("Observation", ("code", ",8867-4,")) == found("Observation", ("code", "8867-4"))


def test_conditions_that_are_repeated_hold_together() -> None:
    pulse = found("Observation", ("code", "8867-4"))
    assert pulse
    assert found("Observation", ("code", "8867-4"), ("code", "59408-5")) == []
    assert found("Observation", ("category", "vital-signs"), ("code", "8867-4")) == pulse


def test_a_token_is_a_code_a_system_or_both() -> None:
    loinc = "http://loinc.org"
    pulse = found("Observation", ("code", "8867-4"))
    assert found("Observation", ("code", f"{loinc}|8867-4")) == pulse
    assert set(found("Observation", ("code", f"{loinc}|"))) > set(pulse)
    assert found("Observation", ("code", "|8867-4")) == []
    assert set(found("Observation", ("code:not", "8867-4"))).isdisjoint(pulse)
    assert found("Encounter", ("status", "http://hl7.org/fhir/encounter-status|finished")) == [""]


def test_what_is_sorted_by_and_included_is_read() -> None:
    query = asked("Task", ("_sort", "-modified,owner"), ("_include", "Task:focus"), ("_revinclude:iterate", "*"))

    assert query.sorts == [("modified", True), ("owner", False)]
    assert [(it.source, it.name, it.is_reverse, it.is_repeated) for it in query.inclusions] == [
        ("Task", "focus", False, False),
        ("*", None, True, True),
    ]


def test_keys_are_found_wherever_fhir_puts_them() -> None:
    content: dict[str, object] = {
        "resourceType": "Encounter",
        "id": "a",
        "meta": {"lastUpdated": "2026-11-25T00:00:00Z"},
        "status": "planned",
        "class": {"system": "s", "code": "FLD"},
        "type": [{"coding": [{"code": "x"}, {"system": "t", "code": "y"}], "text": "z"}, {"text": "only text"}],
        "identifier": [{"value": "1"}, {"system": "i", "value": "2"}],
        "location": [{"location": {"reference": "Location/1"}}, {"location": {"reference": "Location/2/_history/4"}}],
        "subject": {"reference": "Group/1"},
        "period": {"end": "2026-11-25"},
    }
    held = keys("Encounter", content)

    def of(name: str) -> set[Key]:
        return set(held[name])

    assert of("status") == {(None, "planned")}
    assert of("class") == {("s", "FLD")}
    assert of("type") == {("", "x"), ("t", "y")}
    assert of("identifier") == {("", "1"), ("i", "2")}
    assert of("location") == {"Location/1", "Location/2"}
    assert of("subject") == {"Group/1"}
    assert of("patient") == set()
    assert len(of("date")) == len(of("_lastUpdated")) == 1
    assert of("diagnosis") == set()
