"""What each case adds to the numbers of statistics; all numbers together are the sum of these, and of nothing else.

So a case that changes takes away what it added and adds what it adds now, and whoever asks for a year adds up twelve
months instead of a quarter of a million cases.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from hub.domain.codes import IncidentType, RequestState
from hub.domain.figures import CaseFigures, Group, Inquiry, Interval
from hub.domain.statistics import DIFFICULT_INQUIRIES, DIFFICULT_MIN, INQUIRIES, MANY, SCENE, UNKNOWN

DISPLAYED_WITHIN_S: Final = 30
ACKNOWLEDGED_WITHIN_S: Final = 60
"""A request that is not on a screen, or seen by a person, after this time was missed."""
_STEPS_S: Final = ((300, 15), (1200, 60))
"""How finely seconds are counted: in steps of 15 up to five minutes, then of 60; what is longer is the longest."""
_STEPS_MIN: Final = ((60, 1), (180, 10))


NOT_CLIMBED: Final = "none"
"""The category of a request at which nobody else had to be told."""


class Grain(StrEnum):
    """How long a time a number is of: a day for lines, a month for everything else (集計単位)."""

    DAY = "day"
    MONTH = "month"


class Measure(StrEnum):
    """What is counted (統計項目)."""

    CASES = "cases"
    AGE_BAND = "age-band"
    SEVERITY = "severity"
    CLOSING = "closing"
    INQUIRIES = "inquiries"
    DIFFICULT = "difficult"
    ARRIVAL = f"{Interval.ARRIVAL}-minutes"
    SCENE = f"{Interval.SCENE}-minutes"
    TRANSPORT = f"{Interval.TRANSPORT}-minutes"
    HANDING_OVER = f"{Interval.HANDING_OVER}-minutes"
    HOSPITAL = f"{Interval.HOSPITAL}-minutes"
    ANSWERS = "answers"
    ANSWER_TIME = "answer-time"
    DECLINE_REASON = "decline-reason"
    DISPLAYED = "displayed"
    ACKNOWLEDGED = "acknowledged"
    CLIMBED = "climbed"
    TREND = "trend"


class Promptness(StrEnum):
    """Whether a request was noticed in time (照会への気付き)."""

    IN_TIME = "in-time"
    LATE = "late"
    NEVER = "never"


class Key(NamedTuple):
    """Of whom a number is, of when, and of what; ``about`` is the hospital where a department's number is of one."""

    organisation: str
    about: str
    grain: str
    start: str
    is_exercise: bool
    measure: str
    grouping: str
    category: str


class Number(NamedTuple):
    """How often something occurs, and in how many cases."""

    number: int
    cases: int


class _Said(NamedTuple):
    """One thing a case says: what, of which hospital where it is of one, how often, and for which groups."""

    measure: Measure
    category: str
    times: int = 1
    facility: str = ""
    groups: tuple[str, ...] = (Group.ALL.value,)
    grain: Grain = Grain.MONTH


def tally(row: CaseFigures) -> Mapping[Key, Number]:
    """Returns what a case adds."""
    starts = {Grain.DAY: row.day, Grain.MONTH: f"{row.day[:7]}-01"}
    added: dict[Key, int] = {}
    for said in _said(row):
        whose = [(row.department, "")]
        if said.facility:
            whose.append((said.facility, ""))
            if said.grain is Grain.MONTH:
                whose.append((row.department, said.facility))
        for organisation, about in whose:
            for group in said.groups if not about else (Group.ALL.value,):
                key = Key(
                    organisation,
                    about,
                    said.grain.value,
                    starts[said.grain],
                    row.is_exercise,
                    said.measure.value,
                    group,
                    said.category,
                )
                added[key] = added.get(key, 0) + said.times
    return {key: Number(number, 1) for key, number in added.items() if number}


def difference(before: CaseFigures | None, after: CaseFigures) -> Mapping[Key, Number]:
    """Returns what a case adds beyond what it has added before."""
    was, stands = tally(before) if before else {}, tally(after)
    nothing = Number(0, 0)
    changed = {
        key: Number(
            stands.get(key, nothing).number - was.get(key, nothing).number,
            stands.get(key, nothing).cases - was.get(key, nothing).cases,
        )
        for key in was.keys() | stands.keys()
    }
    return {key: number for key, number in changed.items() if number != nothing}


def _said(row: CaseFigures) -> Iterator[_Said]:
    yield _Said(Measure.CASES, row.incident_type or UNKNOWN[0])
    yield _Said(Measure.AGE_BAND, row.age_band or UNKNOWN[0])
    yield _Said(Measure.TREND, "cases", grain=Grain.DAY)
    if row.closing:
        yield _Said(Measure.CLOSING, row.closing)
    if row.severity:
        yield _Said(Measure.SEVERITY, row.severity)
    for interval, minutes in row.minutes.items():
        if interval != Interval.SCENE or row.is_surveyed:
            yield _Said(Measure(f"{interval}-minutes"), _stepped(minutes, _STEPS_MIN))
    if row.is_surveyed:
        yield from _surveyed(row)
    for inquiry in row.inquiries:
        yield from _of_inquiry(row, inquiry)


def _surveyed(row: CaseFigures) -> Iterator[_Said]:
    """What the national survey asks of a case: how often hospitals were asked, how long it stayed."""
    asked, stayed = len(row.inquiries), row.minutes.get(Interval.SCENE)
    yield _Said(Measure.INQUIRIES, str(asked) if asked < len(INQUIRIES) - 1 else MANY, groups=row.groups)
    yield _Said(Measure.TREND, "surveyed", grain=Grain.DAY)
    yield _Said(Measure.TREND, "inquiries", asked, grain=Grain.DAY)
    if stayed is None:
        return
    yield _Said(Measure.SCENE, str(SCENE.floor(stayed)), groups=row.groups[1:])
    yield _Said(Measure.TREND, "stayed", grain=Grain.DAY)
    yield _Said(Measure.TREND, "scene-minutes", stayed, grain=Grain.DAY)
    is_difficult = asked >= DIFFICULT_INQUIRIES and stayed >= DIFFICULT_MIN
    yield _Said(Measure.DIFFICULT, "difficult" if is_difficult else "other", groups=row.groups)
    if is_difficult:
        yield _Said(Measure.TREND, "difficult", grain=Grain.DAY)


_ANSWERED: Final = frozenset({RequestState.ACCEPTED, RequestState.CONDITIONAL, RequestState.DECLINED})


def _of_inquiry(row: CaseFigures, inquiry: Inquiry) -> Iterator[_Said]:
    facility, state = inquiry.facility, inquiry.state
    is_ended = state in {*_ANSWERED, RequestState.WITHDRAWN} or row.is_over
    answered = (state if state in {*_ANSWERED, RequestState.WITHDRAWN} else "unanswered") if is_ended else "open"
    yield _Said(Measure.ANSWERS, answered, facility=facility)
    yield _Said(Measure.TREND, "asked", facility=facility, grain=Grain.DAY)
    if state == RequestState.DECLINED:
        yield _Said(Measure.TREND, "declined", facility=facility, grain=Grain.DAY)
        is_transfer = row.incident_type == IncidentType.INTERFACILITY_TRANSFER
        groups = row.groups[:1] if is_transfer else row.groups
        yield _Said(Measure.DECLINE_REASON, inquiry.reason or UNKNOWN[0], facility=facility, groups=groups)
    if inquiry.asked_s is not None and inquiry.answered_s is not None:
        took = max(inquiry.answered_s - inquiry.asked_s, 0)
        yield _Said(Measure.ANSWER_TIME, _stepped(took, _STEPS_S), facility=facility)
    yield from _noticed(row, inquiry)
    if inquiry.climbed:
        yield _Said(Measure.TREND, "climbed", facility=facility, grain=Grain.DAY)
    if is_ended and inquiry.asked_s is not None:
        yield _Said(Measure.CLIMBED, inquiry.climbed or NOT_CLIMBED, facility=facility)


def _stepped(value: int, steps: Sequence[tuple[int, int]]) -> str:
    """Returns the beginning of the step in which a value lies; each step holds up to its bound."""
    step = next((step for bound, step in steps if value < bound), None)
    return str(steps[-1][0] if step is None else value // step * step)


def _noticed(row: CaseFigures, inquiry: Inquiry) -> Iterator[_Said]:
    """Whether the request came before somebody in time; a call is no alert, and what was taken back at once no miss."""
    seen = None if inquiry.is_by_phone else inquiry.answered_s
    acknowledged = _earliest(inquiry.acknowledged_s, seen)
    displayed = _earliest(inquiry.displayed_s, acknowledged)
    for measure, at, within in (
        (Measure.DISPLAYED, displayed, DISPLAYED_WITHIN_S),
        (Measure.ACKNOWLEDGED, acknowledged, ACKNOWLEDGED_WITHIN_S),
    ):
        promptness = _promptness(inquiry, at, within, is_over=row.is_over)
        if promptness:
            yield _Said(measure, promptness.value, facility=inquiry.facility)
            if measure is Measure.ACKNOWLEDGED and promptness is not Promptness.IN_TIME:
                yield _Said(Measure.TREND, "missed", facility=inquiry.facility, grain=Grain.DAY)


def _earliest(*times: int | None) -> int | None:
    return min((at for at in times if at is not None), default=None)


def _promptness(inquiry: Inquiry, at: int | None, within: int, *, is_over: bool) -> Promptness | None:
    if inquiry.asked_s is None:
        return None
    if at is not None:
        return Promptness.IN_TIME if at - inquiry.asked_s <= within else Promptness.LATE
    if inquiry.ended_s is None:
        return Promptness.NEVER if is_over else None
    return Promptness.NEVER if inquiry.ended_s - inquiry.asked_s >= within else None
