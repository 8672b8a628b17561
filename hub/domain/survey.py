"""Statistics as they are told: tables in the categories of the national forms, times, and one line for each hospital.

What is one's own is told whole; what goes beyond it, only as far as `hub.domain.secrecy` lets it. Pure: from the sums
of `hub.domain.tally` to what a screen and a file show.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from hub.domain.codes import AgeBand, Closing, DeclineReason, EscalationStep, IncidentType, RequestState, Severity
from hub.domain.figures import Group, Interval
from hub.domain.secrecy import TOTAL, withheld
from hub.domain.statistics import ANSWER, ARRIVAL, HOSPITAL, INQUIRIES, LEAST, SCENE, UNKNOWN, Bands, Categories, coded
from hub.domain.tally import NOT_CLIMBED, Measure, Number


class Detail(StrEnum):
    """How sums are asked for (集計の細かさ): all together, each by itself, or what each hospital answered to them."""

    TOGETHER = "together"
    EACH = "each"
    BY_HOSPITAL = "by-hospital"


class Sum(NamedTuple):
    """A number of a time: of whom, what, for which group, and how often."""

    organisation: str
    measure: str
    grouping: str
    category: str
    number: int
    cases: int


class Day(NamedTuple):
    """A number of one day: what, how often, and in how many cases (日別集計); one that is withheld is None."""

    start: date
    category: str
    number: int | None
    cases: int


class Told(NamedTuple):
    """One category of a table as it is told; a number that is withheld (秘匿) is None."""

    category: str
    ja: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of statistics (統計表): its categories with their numbers and their total."""

    name: str
    ja: str
    cells: Sequence[Told]
    total: int | None


class Times(NamedTuple):
    """How long something took (所要時間の分布): how often, half of them at most, nine of ten at most."""

    number: int
    median: float | None
    ninety: float | None


@dataclass(frozen=True, slots=True)
class Kind:
    """One table: where its numbers stand, its categories, and whether one case may stand in several of them."""

    name: str
    ja: str
    measure: Measure
    categories: Categories
    bands: Bands | None = None
    is_repeated: bool = False
    is_surveyed: bool = False
    """Whether the national survey asks for it, group by group."""

    def category(self, raw: str) -> str:
        """Returns the category of what was counted."""
        if self.bands is None:
            return raw if raw in self.categories else UNKNOWN[0]
        return self.bands.band(int(raw) / self._unit) or UNKNOWN[0]

    @property
    def _unit(self) -> int:
        return 60 if self.measure is Measure.ANSWER_TIME else 1


_MOVE: Final = Bands("分", 5, 10, 20, 30, 60)
_NOTICED: Final[Categories] = {"in-time": "時間内", "late": "遅れて", "never": "気付かれず"}
_CLIMBED: Final[Categories] = {NOT_CLIMBED: "段階通知なし", **coded(EscalationStep)}
_DIFFICULT: Final[Categories] = {"difficult": "該当", "other": "非該当"}
_ANSWERS: Final[Categories] = {
    **{each.value: each.ja for each in (RequestState.ACCEPTED, RequestState.CONDITIONAL, RequestState.DECLINED)},
    RequestState.WITHDRAWN.value: RequestState.WITHDRAWN.ja,
    "unanswered": "回答なし",
    "open": "照会中",
}


def _time(interval: Interval, ja: str, bands: Bands, *, is_surveyed: bool = False) -> Kind:
    measure = Measure(f"{interval}-minutes")
    return Kind(f"{interval}-time", ja, measure, bands.categories, bands=bands, is_surveyed=is_surveyed)


TIMES: Final = (
    _time(Interval.ARRIVAL, "現場到着所要時間(覚知→現着)", ARRIVAL),
    _time(Interval.SCENE, "現場滞在時間(現着→現発)", SCENE, is_surveyed=True),
    _time(Interval.TRANSPORT, "搬送時間(現発→病着)", _MOVE),
    _time(Interval.HANDING_OVER, "引継時間(病着→医師引継)", _MOVE),
    _time(Interval.HOSPITAL, "収容所要時間(覚知→医師引継)", HOSPITAL),
    Kind("answer-time", "照会から回答まで", Measure.ANSWER_TIME, ANSWER.categories, bands=ANSWER, is_repeated=True),
)
"""Tables of times, of which a median is told as well."""

KINDS: Final = (
    Kind("incident-type", "事故種別", Measure.CASES, coded(IncidentType)),
    Kind("age-band", "年齢区分", Measure.AGE_BAND, coded(AgeBand)),
    Kind("severity", "傷病程度", Measure.SEVERITY, coded(Severity)),
    Kind("closing", "搬送・不搬送", Measure.CLOSING, coded(Closing)),
    Kind("inquiries", "医療機関に受入れの照会を行った回数", Measure.INQUIRIES, INQUIRIES, is_surveyed=True),
    Kind(
        "difficult", "救急搬送困難事案", Measure.DIFFICULT, {"difficult": "該当", "other": "非該当"}, is_surveyed=True
    ),
    *TIMES,
    Kind("answers", "照会への回答", Measure.ANSWERS, _ANSWERS, is_repeated=True),
    Kind(
        "decline-reason",
        "受入れに至らなかった理由",
        Measure.DECLINE_REASON,
        coded(DeclineReason),
        is_repeated=True,
        is_surveyed=True,
    ),
    Kind("displayed", "画面表示(30秒以内)", Measure.DISPLAYED, _NOTICED, is_repeated=True),
    Kind("acknowledged", "確認・回答(60秒以内)", Measure.ACKNOWLEDGED, _NOTICED, is_repeated=True),
    Kind("climbed", "気付かれず段階通知に至った照会", Measure.CLIMBED, _CLIMBED, is_repeated=True),
)
"""The tables, in the order in which they are told."""

REASONS: Final = "decline-reason"
OF_HOSPITALS: Final = frozenset({"answers", "answer-time", REASONS, "displayed", "acknowledged", "climbed"})
"""Those that are of a hospital as well."""

Counted = Mapping[tuple[str, str], Mapping[str, Number]]
"""How often what was counted: by measure and group, then by category."""


def together(sums: Iterable[Sum]) -> Counted:
    """Adds numbers up, whosever they are."""
    counted: dict[tuple[str, str], dict[str, Number]] = {}
    for _, measure, grouping, category, number, cases in sums:
        held = counted.setdefault((measure, grouping), {})
        before = held.get(category)
        held[category] = Number(before.number + number, before.cases + cases) if before else Number(number, cases)
    return counted


def cells(kind: Kind, counted: Counted, group: Group = Group.ALL) -> Mapping[str, Number]:
    """Returns the numbers of a table by its categories, the unknown last."""
    found: dict[str, Number] = {}
    for raw, number in counted.get((kind.measure, group), {}).items():
        category = kind.category(raw)
        held = found.get(category, Number(0, 0))
        found[category] = Number(held.number + number.number, held.cases + number.cases)
    return {name: found[name] for name in [*kind.categories, UNKNOWN[0]] if name in found}


def sheets(
    kinds: Iterable[Kind], rows: Mapping[str, Counted], group: Group, *, is_own: bool
) -> Mapping[str, list[Sheet]]:
    """Returns the tables of each row; beyond one's own, the rows are withheld together with the row of their sums.

    ``TOTAL`` is the row of the sums, where there is one.
    """
    told: dict[str, list[Sheet]] = {row: [] for row in rows}
    for kind in kinds:
        numbers = {row: cells(kind, counted, group) for row, counted in rows.items()}
        hidden = frozenset() if is_own else _hidden(kind, numbers)
        for row, held in numbers.items():
            told[row].append(_sheet(kind, held, {column for at, column in hidden if at == row}))
    return told


def _hidden(kind: Kind, numbers: Mapping[str, Mapping[str, Number]]) -> frozenset[tuple[str, str]]:
    places = {(row, column): number.cases for row, held in numbers.items() for column, number in held.items()}
    places |= {(row, TOTAL): sum(number.cases for number in held.values()) for row, held in numbers.items() if held}
    return withheld(places, is_repeated=kind.is_repeated)


def _sheet(kind: Kind, held: Mapping[str, Number], hidden: set[str]) -> Sheet:
    terms = {**kind.categories, **({UNKNOWN[0]: UNKNOWN[1]} if UNKNOWN[0] in held else {})}
    nothing = Number(0, 0)
    told = [
        Told(category, ja, None if category in hidden else held.get(category, nothing).number)
        for category, ja in terms.items()
    ]
    total = None if TOTAL in hidden else sum(number.number for number in held.values())
    return Sheet(kind.name, kind.ja, told, total)


def times(kind: Kind, counted: Counted, *, is_own: bool) -> Times | None:
    """Returns how long it took; beyond one's own only of `LEAST` cases or more."""
    found = sorted((int(raw), number) for raw, number in counted.get((kind.measure, Group.ALL), {}).items())
    total, cases = sum(number.number for _, number in found), max((number.cases for _, number in found), default=0)
    if not kind.is_repeated:
        cases = sum(number.cases for _, number in found)
    if not total or (not is_own and cases < LEAST):
        return None
    return Times(total, _at(found, total * 0.5), _at(found, total * 0.9))


def _at(found: Sequence[tuple[int, Number]], reached: float) -> float | None:
    """Returns the first value with which so many are reached."""
    so_far = 0
    for value, number in found:
        so_far += number.number
        if so_far >= reached:
            return value
    return None
