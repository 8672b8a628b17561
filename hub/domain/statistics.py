"""What may leave the hub for statistics: how often each category of the national forms occurs, and nothing finer.

Every table has one dimension and closed categories: what is none of them is 不明, so that no word, name, number or
place of a case can come through. A category of fewer than `LEAST` cases is brought together with others until nothing
smaller is left. Tables are not crossed, for one could be subtracted from the other. Exercises are not counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from hub.domain.codes import AgeBand, Closing, Code, DeclineReason, IncidentType, RequestState, Severity, Sex, TimeMark
from hub.domain.document import Document, section

LEAST: Final = 10
"""The smallest number that is told; the guidelines for the national claims database (NDB) ask for the same."""
_LOOKED_AT: Final = ("is_exercise", "incident", "patient", "outcome", "closing", "times", "requests")
UNKNOWN: Final = ("unknown", "不明")
FEW: Final = ("few", "少数のため合算")

Categories = Mapping[str, str]
"""Each category with its Japanese term."""


class Cell(NamedTuple):
    """How often one category of a table occurs."""

    table: str
    table_ja: str
    category: str
    category_ja: str
    number: int


@dataclass(frozen=True, slots=True)
class Table:
    """One count: its categories, and which of them a case falls into, once or once for each of its requests."""

    name: str
    ja: str
    categories: Categories
    of: Callable[[Document], Iterable[str | None]]


def excerpt(document: Document) -> Document:
    """Returns only what the tables look at."""
    return {name: document[name] for name in _LOOKED_AT if name in document}


Counted = dict[str, Counter[int]]
"""For each category how often each case falls into it; a case is a number here, for nothing else of it is needed."""


def count(documents: Iterable[Document]) -> Mapping[str, Counted]:
    """Counts cases into every table."""
    counts: dict[str, Counted] = {table.name: {} for table in TABLES}
    for number, document in enumerate(documents):
        if document.get("is_exercise"):
            continue
        for table in TABLES:
            for each in table.of(document):
                category = each if each is not None and each in table.categories else UNKNOWN[0]
                counts[table.name].setdefault(category, Counter())[number] += 1
    return counts


def cells(counts: Mapping[str, Counted]) -> Iterator[Cell]:
    """Yields what may be told of the counts; a table in which there are fewer than `LEAST` cases at all is left out."""
    for table in TABLES:
        told = coarsened(counts[table.name])
        terms = {**table.categories, UNKNOWN[0]: UNKNOWN[1], FEW[0]: FEW[1]}
        for category, ja in terms.items():
            if category in told:
                yield Cell(table.name, table.ja, category, ja, told[category])


def coarsened(counted: Counted) -> Mapping[str, int]:
    """Brings the categories of the fewest cases together until each holds `LEAST` cases; nothing where there are fewer.

    A single one takes the next smallest with it, for else the total would give it away. What counts is cases: ten
    refusals of one patient are one patient's.
    """
    kept, few, brought = dict(counted), Counter[int](), 0
    while kept and (min(map(len, kept.values())) < LEAST or brought == 1 or 0 < len(few) < LEAST):
        category = min(kept, key=lambda each: (len(kept[each]), each))
        few += kept.pop(category)
        brought += 1
    told = {category: cases.total() for category, cases in kept.items()}
    return {**told, FEW[0]: few.total()} if len(few) >= LEAST else told


def _coded(codes: type[Code]) -> Categories:
    return {each.value: each.ja for each in codes}


def _fact(name: str, field: str) -> Callable[[Document], Iterator[str | None]]:
    def of(document: Document) -> Iterator[str | None]:
        value = section(document, name).get(field)
        yield value if isinstance(value, str) else None

    return of


class _Bands:
    """Minutes, or a number, in bands: each holds what is below its bound, the last one all the rest."""

    def __init__(self, unit: str, *bounds: int) -> None:
        self._bounds = bounds
        self.categories: Categories = {
            **{f"under-{bound}": f"{bound}{unit}未満" for bound in bounds},
            f"from-{bounds[-1]}": f"{bounds[-1]}{unit}以上",
        }

    def band(self, value: float | None) -> str | None:
        """Returns the band of a value; None for one that cannot be."""
        if value is None or value < 0:
            return None
        return next((f"under-{bound}" for bound in self._bounds if value < bound), f"from-{self._bounds[-1]}")


def _age(document: Document) -> Iterator[str | None]:
    """Years as the crew says them; a newborn is one only where the crew says so, for days are not known."""
    patient = section(document, "patient")
    said, years = patient.get("age_band"), patient.get("age_years")
    if isinstance(said, str) or not isinstance(years, int):
        yield said if isinstance(said, str) else None
        return
    bounds = ((7, AgeBand.INFANT), (18, AgeBand.CHILD), (65, AgeBand.ADULT))
    yield next((band for bound, band in bounds if years < bound), AgeBand.ELDERLY).value


def _minutes(began: object, ended: object) -> float | None:
    if not (isinstance(began, str) and isinstance(ended, str)):
        return None
    return (datetime.fromisoformat(ended) - datetime.fromisoformat(began)).total_seconds() / 60


def _between(bands: _Bands, began: TimeMark, ended: TimeMark) -> Callable[[Document], Iterator[str | None]]:
    def of(document: Document) -> Iterator[str | None]:
        times = section(document, "times")
        yield bands.band(_minutes(times.get(began.value), times.get(ended.value)))

    return of


def _requests(document: Document) -> Sequence[Document]:
    return [each for each in section(document, "requests").values() if isinstance(each, dict)]


def _inquiries(document: Document) -> Iterator[str | None]:
    asked = len(_requests(document))
    yield str(asked) if asked < len(_INQUIRIES) - 1 else _MANY


def _is_difficult(document: Document) -> Iterator[str | None]:
    times = section(document, "times")
    stayed = _minutes(times.get(TimeMark.ON_SCENE.value), times.get(TimeMark.DEPARTED_SCENE.value))
    if stayed is not None:
        yield "difficult" if len(_requests(document)) >= _DIFFICULT_INQUIRIES and stayed >= _DIFFICULT_MIN else "other"


def _answers(document: Document) -> Iterator[str | None]:
    for request in _requests(document):
        yield _ANSWER.band(_minutes(request.get("requested_at"), request.get("answered_at")))


def _declined(document: Document) -> Iterator[str | None]:
    for request in _requests(document):
        if request.get("state") == RequestState.DECLINED.value:
            reason = request.get("reason")
            yield reason if isinstance(reason, str) else None


_MANY: Final = "11-or-more"
_INQUIRIES: Final[Categories] = {**{str(number): f"{number}回" for number in range(11)}, _MANY: "11回以上"}
_DIFFICULT_INQUIRIES: Final = 4
_DIFFICULT_MIN: Final = 30
_ARRIVAL, _HOSPITAL = _Bands("分", 3, 5, 10, 20), _Bands("分", 10, 20, 30, 60, 120)
_SCENE, _ANSWER = _Bands("分", 15, 30, 45, 60, 90, 120, 150), _Bands("分", 1, 2, 3, 5, 10, 20)

_CALL, _AT_SCENE, _LEFT = TimeMark.CALL_RECEIVED, TimeMark.ON_SCENE, TimeMark.DEPARTED_SCENE

TABLES: Final = (
    Table("incident-type", "事故種別", _coded(IncidentType), _fact("incident", "type")),
    Table("age-band", "年齢区分", _coded(AgeBand), _age),
    Table("sex", "性別", _coded(Sex), _fact("patient", "sex")),
    Table("severity", "傷病程度", _coded(Severity), _fact("outcome", "severity")),
    Table("closing", "搬送・不搬送", _coded(Closing), _fact("closing", "closing")),
    Table("inquiries", "照会回数", _INQUIRIES, _inquiries),
    Table("difficult", "搬送困難事案", {"difficult": "該当", "other": "非該当"}, _is_difficult),
    Table("arrival-time", "現場到着所要時間", _ARRIVAL.categories, _between(_ARRIVAL, _CALL, _AT_SCENE)),
    Table("scene-time", "現場滞在時間", _SCENE.categories, _between(_SCENE, _AT_SCENE, _LEFT)),
    Table("hospital-time", "収容所要時間", _HOSPITAL.categories, _between(_HOSPITAL, _CALL, TimeMark.HANDED_OVER)),
    Table("answer-time", "照会から回答まで", _ANSWER.categories, _answers),
    Table("decline-reason", "受入れに至らなかった理由", _coded(DeclineReason), _declined),
)
"""The tables, with the categories and bands of the national forms."""
