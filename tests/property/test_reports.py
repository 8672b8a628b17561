"""Any order and repetition of a crew's reports gives the same case: each word stands at the time of its tap (P4).

Two devices report on one case, one of them from a tunnel; the hub hears them in whatever order, some twice.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import recall
from hub.domain.case import Case, Evolved
from hub.domain.document import merge, nest
from hub.domain.events import Event, FactsStated
from hub.domain.evolution import evolve
from hub.ports import Accepted, Arrival
from tests.factories import NOW, Json, Node, arrival, body, crew, new_key, strictly
from tests.property.shifts import FILE

LATER = NOW + timedelta(hours=2)
CASE = new_key()


class Report(NamedTuple):
    """One tap on one of two devices."""

    kind: str
    data: Json
    device: str
    second: int


def _kinds() -> st.SearchStrategy[tuple[str, Json]]:
    small = st.integers(0, 3)
    return st.one_of(
        st.builds(
            lambda name, age: ("describe-patient", {"family_name": f"架空{name}", "age_years": 70 + age}), small, small
        ),
        st.builds(lambda words: ("describe-patient", {"chief_complaint": f"主訴{words}"}), small),
        st.builds(lambda pulse: ("record-observation", {"heart_rate": 60 + pulse, "temperature": 36.5}), small),
        st.builds(lambda amount: ("record-treatment", {"treatment": "oxygen", "amount": amount}), small),
        st.builds(lambda mark: ("stamp-time", {"mark": mark}), st.sampled_from(["on-scene", "loaded"])),
        st.builds(lambda words: ("report-change", {"change": "improved", "detail": f"変化{words}"}), small),
        st.builds(lambda colour: ("record-triage", {"category": colour}), st.sampled_from(["red", "green"])),
        st.builds(lambda words: ("attach", {"what": "scene", "content": FILE, "title": f"写真{words}"}), small),
        st.builds(lambda words: ("message", {"text": f"連絡{words}"}), small),
        st.builds(lambda words: ("open-case", {"chief_complaint": f"主訴{words}"}), small),
    )


REPORTS = st.lists(
    st.builds(
        lambda said, device, second: Report(said[0], said[1], device, second),
        _kinds(),
        st.sampled_from(["", "b"]),
        st.integers(0, 20),
    ),
    min_size=1,
    max_size=14,
)


def arrivals(reports: Sequence[Report]) -> list[Arrival]:
    """Gives each report its key at the tap; two of one second have keys of their own."""
    return [
        arrival(
            body(report.kind, CASE, occurred_at=NOW + timedelta(seconds=report.second), **report.data),
            crew("u-001", report.device),
            LATER,
        )
        for report in reports
    ]


def document(order: Sequence[Arrival], *, batch: int = 1) -> Json:
    """Returns what the crew sees after hearing the reports in this order."""
    node = Node()
    node.processes(arrival(body("open-case", CASE, key=FIRST), crew(), NOW))
    for begin in range(0, len(order), batch):
        outcomes = node.processes(*order[begin : begin + batch]).outcomes
        assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    return strictly(_spelt(node))


FIRST = new_key()


def _spelt(node: Node) -> str:
    import json  # noqa: PLC0415  one use

    return json.dumps(node.snapshot("unit:u-001", crew())["documents"], sort_keys=True)


def told_in_another_order(reports: Sequence[Report], chance: "st.DataObject", batch: int) -> None:
    said = arrivals(reports)
    again = chance.draw(st.lists(st.sampled_from(said), max_size=4))
    order = chance.draw(st.permutations([*said, *again]))

    assert document(order, batch=batch) == document(said)


@given(REPORTS, st.data())
def test_any_order_and_repetition_gives_the_same_case(reports: list[Report], data: st.DataObject) -> None:
    told_in_another_order(reports, data, batch=1)


@given(REPORTS, st.data(), st.integers(2, 8))
def test_it_does_not_matter_which_reports_share_a_batch(reports: list[Report], data: st.DataObject, batch: int) -> None:
    told_in_another_order(reports, data, batch)


@given(REPORTS, st.permutations([timedelta(hours=9), timedelta(0), timedelta(days=-366), timedelta(days=366)]))
def test_a_tablet_whose_clock_is_off_places_its_reports_alike(reports: list[Report], offs: list[timedelta]) -> None:
    """Each report comes by itself, from a tablet whose clock jumps; it says when it sent.

    Two taps of one moment are told apart by their keys alone, and those hold the crooked clock: no two are drawn here.
    """
    reports = list({report.second: report for report in reports}.values())
    straight = document([_sent(report, timedelta()) for report in reports])
    crooked = document([_sent(report, offs[index % len(offs)]) for index, report in enumerate(reports)])

    assert _without_keys(straight) == _without_keys(crooked)


def _sent(report: Report, off: timedelta) -> Arrival:
    tapped = NOW + timedelta(seconds=report.second) + off
    said = body(report.kind, CASE, occurred_at=tapped, sent_at=LATER + off, **report.data)
    return arrival(said, crew("u-001", report.device), LATER)


def _without_keys(documents: Json) -> Json:
    """Keys hold the tablet's own time; what they name must be the same."""
    ((_, shown),) = documents.items()
    for section in ("observations", "treatments", "changes", "triage", "attachments", "messages"):
        if section in shown:
            shown[section] = sorted(shown[section].values(), key=str)
    return shown


# The control --------------------------------------------------------------------------------------------------


def last_heard_wins(case: Case, event: Event) -> Evolved:
    """What `evolve` would be without the order of taps."""
    if not isinstance(event, FactsStated):
        return evolve(case, event)
    patch = nest(event.facts)
    return case._replace(rest=merge(case.rest, patch)), patch


def test_without_the_order_of_taps_the_same_reports_give_two_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    said = arrivals(
        [
            Report("describe-patient", {"chief_complaint": "胸痛"}, "", 1),
            Report("describe-patient", {"chief_complaint": "腹痛"}, "b", 2),
        ]
    )
    assert document(said) == document(said[::-1])

    monkeypatch.setattr(recall, "evolve", last_heard_wins)

    assert document(said) != document(said[::-1])
