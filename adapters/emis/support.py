"""What a record says of support: whether it is needed, of what, and its colour on the map; the modes of prefectures."""

from enum import StrEnum
from typing import Final

from adapters.emis.columns import BY_NAME
from adapters.emis.record import Record

_LACK: Final = ("e001", "e002", "e003", "e004", "e005", "e006", "e007")


class Colour(StrEnum):
    """The colour of a hospital on the map, as H-CRISIS draws it."""

    RED = "red"
    """支援要."""
    GREY = "grey"
    """Nothing was entered."""
    BLUE = "blue"


class Operation(StrEnum):
    """運用: in which mode EMIS works in a prefecture."""

    NORMAL = "normal"
    ALERT = "alert"
    DISASTER = "disaster"


_OPERATIONS: Final = {
    "通常運用": Operation.NORMAL,
    "警戒運用中": Operation.ALERT,
    "災害運用中": Operation.DISASTER,
}


def colour(record: Record) -> Colour:
    """Returns the colour of a hospital."""
    assist, dispatch = record.said("assist"), record.said("mds")
    if assist == "要":
        return Colour.RED
    if assist in {"未", None} and dispatch in {"未入力", None}:
        return Colour.GREY
    return Colour.BLUE


def lacks(record: Record) -> list[str]:
    """Returns what a hospital says it lacks or suffers in its 緊急時入力, in EMIS's words."""
    found = [BY_NAME[name] for name in _LACK if record.said(name) == "1"]
    return [f"{each.label}不足" if each.codes["1"] == "不足" else each.label for each in found]


def operation(label: str) -> Operation | None:
    """Reads the label of the menu, ``災害運用中(自県)``; None where it is none that is known."""
    return _OPERATIONS.get(label.partition("(")[0].partition("（")[0].strip())
