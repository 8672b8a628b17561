"""A record as a file of one line under its headings: pure."""

import csv
import io
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from adapters.run_record.columns import COLUMNS

GETA: Final = "〓"
UNWRITABLE: Final = "表記不能項目"
"""The heading of the last column where a character set has not every sign: where 〓 stands, and how often."""


class Encoding(StrEnum):
    """How a file is written; the value is what an operator says."""

    UTF_8 = "utf-8"
    UTF_8_BOM = "utf-8-bom"
    """With the mark by which a spreadsheet knows it."""
    SHIFT_JIS = "shift-jis"
    """As Windows has it (CP932): with 髙 and ①, without 𠮷."""


_CODECS: Final = {Encoding.UTF_8: "utf-8", Encoding.UTF_8_BOM: "utf-8-sig", Encoding.SHIFT_JIS: "cp932"}


class Table(NamedTuple):
    """A file, and for how many signs 〓 stands in it, by column."""

    content: bytes
    lost: Mapping[str, int]


def table(values: Mapping[str, str], headings: Mapping[str, str], encoding: Encoding) -> Table:
    """Writes the columns that ``headings`` names, in its order."""
    codec = _CODECS[encoding]
    shown = {name: "".join(_written(sign, codec) for sign in values[name]) for name in headings}
    lost = {name: missing for name in headings if (missing := shown[name].count(GETA) - values[name].count(GETA))}
    heads, cells = list(headings.values()), list(shown.values())
    if encoding is Encoding.SHIFT_JIS:
        heads.append(UNWRITABLE)
        cells.append("、".join(f"{COLUMNS[name]}({count}字)" for name, count in lost.items()))
    text = io.StringIO(newline="")
    csv.writer(text).writerows((heads, cells))
    return Table(text.getvalue().encode(codec), lost)


def _written(sign: str, codec: str) -> str:
    try:
        sign.encode(codec)
    except UnicodeEncodeError:
        return GETA
    return sign
