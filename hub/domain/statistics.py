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


def coded(codes: type[Code]) -> Categories:
    """Returns a code list as categories."""
    return {each.value: each.ja for each in codes}


def _fact(name: str, field: str) -> Callable[[Document], Iterator[str | None]]:
    def of(document: Document) -> Iterator[str | None]:
        value = section(document, name).get(field)
        yield value if isinstance(value, str) else None

    return of


class Bands:
    """Minutes, or a number, in bands: each holds what is below its bound, the last one all the rest."""

    def __init__(self, unit: str, *bounds: int) -> None:
        """Takes the unit in Japanese, and the bounds from the smallest on."""
        self._bounds = bounds
        self.categories: Categories = {
            **{f"under-{bound}": f"{bound}{unit}未満" for bound in bounds},
            f"from-{bounds[-1]}": f"{bounds[-1]}{unit}以上",
        }

    def floor(self, value: float) -> int:
        """Returns the smallest whole value of the band in which a value lies."""
        return max((bound for bound in self._bounds if bound <= value), default=0)

    def band(self, value: float | None) -> str | None:
        """Returns the band of a value; None for one that cannot be."""
        if value is None or value < 0:
            return None
        return next((f"under-{bound}" for bound in self._bounds if value < bound), f"from-{self._bounds[-1]}")


def age_band(document: Document) -> Iterator[str | None]:
    """Years as the crew says them; a newborn is one only where the crew says so, for days are not known."""
    patient = section(document, "patient")
    said, years = patient.get("age_band"), patient.get("age_years")
    if isinstance(said, str) or not isinstance(years, int):
        yield said if isinstance(said, str) else None
        return
    bounds = ((7, AgeBand.INFANT), (18, AgeBand.CHILD), (65, AgeBand.ADULT))
    yield next((band for bound, band in bounds if years < bound), AgeBand.ELDERLY).value


def minutes(began: object, ended: object) -> float | None:
    """Returns the minutes between two times of a document; None where one of them is not there."""
    if not (isinstance(began, str) and isinstance(ended, str)):
        return None
    return (datetime.fromisoformat(ended) - datetime.fromisoformat(began)).total_seconds() / 60


def _between(bands: Bands, began: TimeMark, ended: TimeMark) -> Callable[[Document], Iterator[str | None]]:
    def of(document: Document) -> Iterator[str | None]:
        times = section(document, "times")
        yield bands.band(minutes(times.get(began.value), times.get(ended.value)))

    return of


def _requests(document: Document) -> Sequence[Document]:
    return [each for each in section(document, "requests").values() if isinstance(each, dict)]


def _inquiries(document: Document) -> Iterator[str | None]:
    asked = len(_requests(document))
    yield str(asked) if asked < len(INQUIRIES) - 1 else MANY


def _is_difficult(document: Document) -> Iterator[str | None]:
    times = section(document, "times")
    stayed = minutes(times.get(TimeMark.ON_SCENE.value), times.get(TimeMark.DEPARTED_SCENE.value))
    if stayed is not None:
        yield "difficult" if len(_requests(document)) >= DIFFICULT_INQUIRIES and stayed >= DIFFICULT_MIN else "other"


def _answers(document: Document) -> Iterator[str | None]:
    for request in _requests(document):
        yield ANSWER.band(minutes(request.get("requested_at"), request.get("answered_at")))


def _declined(document: Document) -> Iterator[str | None]:
    for request in _requests(document):
        if request.get("state") == RequestState.DECLINED.value:
            reason = request.get("reason")
            yield reason if isinstance(reason, str) else None


MANY: Final = "11-or-more"
INQUIRIES: Final[Categories] = {**{str(number): f"{number}回" for number in range(11)}, MANY: "11回以上"}
DIFFICULT_INQUIRIES: Final = 4
DIFFICULT_MIN: Final = 30
ARRIVAL, HOSPITAL = Bands("分", 3, 5, 10, 20), Bands("分", 10, 20, 30, 60, 120)
SCENE, ANSWER = Bands("分", 15, 30, 45, 60, 90, 120, 150), Bands("分", 1, 2, 3, 5, 10, 20)

_CALL, _AT_SCENE, _LEFT = TimeMark.CALL_RECEIVED, TimeMark.ON_SCENE, TimeMark.DEPARTED_SCENE

TABLES: Final = (
    Table("incident-type", "事故種別", coded(IncidentType), _fact("incident", "type")),
    Table("age-band", "年齢区分", coded(AgeBand), age_band),
    Table("sex", "性別", coded(Sex), _fact("patient", "sex")),
    Table("severity", "傷病程度", coded(Severity), _fact("outcome", "severity")),
    Table("closing", "搬送・不搬送", coded(Closing), _fact("closing", "closing")),
    Table("inquiries", "照会回数", INQUIRIES, _inquiries),
    Table("difficult", "搬送困難事案", {"difficult": "該当", "other": "非該当"}, _is_difficult),
    Table("arrival-time", "現場到着所要時間", ARRIVAL.categories, _between(ARRIVAL, _CALL, _AT_SCENE)),
    Table("scene-time", "現場滞在時間", SCENE.categories, _between(SCENE, _AT_SCENE, _LEFT)),
    Table("hospital-time", "収容所要時間", HOSPITAL.categories, _between(HOSPITAL, _CALL, TimeMark.HANDED_OVER)),
    Table("answer-time", "照会から回答まで", ANSWER.categories, _answers),
    Table("decline-reason", "受入れに至らなかった理由", coded(DeclineReason), _declined),
)
"""The tables, with the categories and bands of the national forms."""
