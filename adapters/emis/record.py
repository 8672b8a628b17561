"""What EMIS holds of one hospital, and what is wrong with a line that cannot be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from adapters.emis.cells import Absent, BadCellError, Value, read, write
from adapters.emis.columns import BY_NAME, COLUMNS, NAMES

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "columns": ("列の数が85ではありません", "does not have 85 columns"),
    "encoding": ("Shift_JISとして読めない文字があります", "has a character that is no Shift_JIS"),
    "not-in-list": ("コード表にない値です", "is not in the list of codes"),
    "not-a-number": ("数値ではありません", "is no number"),
    "not-degrees": ("緯度・経度ではありません", "is no latitude or longitude"),
    "not-a-time": ("日時・時刻ではありません", "is no time"),
    "not-text": ("文字列ではありません", "is not a text"),
    "no-hospital": ("都道府県コードと医療機関コードの組が正しくありません", "does not name a hospital of a prefecture"),
    "twice": ("同じ医療機関がこのファイルに既にあります", "names a hospital that stands in this file already"),
    "not-a-feature": ("GeoJSONの地物ではありません", "is no feature"),
}
"""Why a line is refused, Japanese and English; no value is ever repeated."""

_PREFECTURES: Final = frozenset(f"{number:02}" for number in range(1, 48)) | {"99"}
"""JIS X 0401, and 99 for what is invented."""
_UPDATED: Final = ("rd", "e012", "d_date")


class Fault(NamedTuple):
    """A line that was refused, where, and why.

    Attributes:
        line: Of the file, or number of the feature; the first is 1.
        column: Its name; empty where the whole line is meant.
        code: A key of `REASONS`.
    """

    line: int
    column: str
    code: str

    def say(self) -> tuple[str, str]:
        """Says it in Japanese and in English."""
        ja, en = REASONS[self.code]
        if not self.column:
            return f"{self.line}行目: {ja}", f"line {self.line} {en}"
        label = BY_NAME[self.column].label
        return f"{self.line}行目 {self.column} {label}: {ja}", f"line {self.line}, {self.column}: {en}"


class Hospital(NamedTuple):
    """A hospital's name in EMIS: a code is unique within its prefecture only."""

    prefecture: str
    code: str

    def __str__(self) -> str:
        """Returns it as a setting writes it: ``39-1393100120``."""
        return f"{self.prefecture}-{self.code}"


@dataclass(frozen=True, slots=True)
class Record:
    """The 85 cells of one hospital by the names of their columns."""

    hospital: Hospital
    values: Mapping[str, Value] = field(repr=False)

    def said(self, name: str) -> Value | None:
        """Returns what a cell says, None where it says nothing."""
        value = self.values[name]
        return None if isinstance(value, Absent) else value

    @property
    def updated_at(self) -> datetime | None:
        """When it was last entered, of either section."""
        found = [value for value in map(self.said, _UPDATED) if isinstance(value, datetime)]
        return max(found, default=None)

    def cells(self) -> list[str]:
        """Returns its cells as they are written."""
        return [write(column, self.values[column.name]) for column in COLUMNS]


def blank(hospital: Hospital) -> dict[str, Value]:
    """Returns the cells of a hospital of which nothing is said but who it is."""
    named: dict[str, Value] = {
        "hcode": hospital.prefecture + hospital.code,
        "ecode": hospital.code,
        "pref_code": hospital.prefecture,
    }
    return dict.fromkeys(NAMES, Absent.BLANK) | named


def parse(line: int, cells: Sequence[str]) -> Record | list[Fault]:
    """Reads the cells of one hospital; every fault of the line is reported, not only the first."""
    if len(cells) != len(COLUMNS):
        return [Fault(line, "", "columns")]
    values: dict[str, Value] = {}
    faults = []
    for column, text in zip(COLUMNS, cells, strict=True):
        try:
            values[column.name] = read(column, text)
        except BadCellError as error:
            faults.append(Fault(line, column.name, str(error)))
    prefecture, code, full = values.get("pref_code"), values.get("ecode"), values.get("hcode")
    if not isinstance(code, str) or prefecture not in _PREFECTURES or full != f"{prefecture}{code}":
        faults.append(Fault(line, "hcode", "no-hospital"))
    if faults:
        return faults
    return Record(Hospital(str(prefecture), str(code)), values)
