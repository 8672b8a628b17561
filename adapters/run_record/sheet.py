"""A record as a sheet of paper: what stands on it, pure, and what prints it."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from adapters.run_record.columns import SECTIONS, VITALS
from adapters.run_record.mapping import Names, changes, inquiries, observations, treatments, triage
from hub.sdk import Message
from hub.sdk.paper import Printer

TITLE: Final = "救急活動記録票"
_LISTS: Final = (
    ("観察", ("時刻", *VITALS.values(), "所見"), (12, 16, 18, 13, 13, 17, 12, 12, 0), observations),
    ("処置", ("時刻", "処置", "量", "詳細"), (12, 35, 25, 0), treatments),
    ("容態変化", ("時刻", "変化", "詳細"), (12, 35, 0), changes),
    ("トリアージ", ("時刻", "区分", "タグ番号"), (12, 60, 0), triage),
)
_INQUIRIES: Final = ("受入照会", ("医療機関", "照会時刻", "回答", "収容不可理由"), (60, 18, 30, 0))


def content(
    message: Message, values: Mapping[str, str], headings: Mapping[str, str], names: Names
) -> Mapping[str, Any]:
    """Returns all that a sheet shows: the chosen columns by section, then the lists. Pure."""
    document = message.document
    sections = [
        {"title": title, "rows": [[headings[name], values[name]] for name in section if name in headings]}
        for title, section in SECTIONS.items()
        if title != "記録"
    ]
    lists = [_list(title, columns, widths, rows(document)) for title, columns, widths, rows in _LISTS]
    lists.append(_list(*_INQUIRIES, inquiries(document, names)))
    return {
        "title": TITLE,
        **{name: values[name] for name in ("case", "revision", "recorded_at", "department")},
        "is_exercise": message.is_exercise,
        "sections": [section for section in sections if section["rows"]],
        "lists": [each for each in lists if each["rows"]],
    }


def _list(
    title: str, columns: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]
) -> Mapping[str, Any]:
    return {"title": title, "columns": columns, "widths": widths, "rows": rows}


def printer(template: Path | None = None) -> Printer:
    """Returns what prints records: on a department's own sheet, on ours where it has none.

    Raises:
        NoPrinterError: The extra ``pdf`` is not installed.
        OSError: The template cannot be read.
    """
    return Printer((template or files("adapters.run_record").joinpath("sheet.typ")).read_bytes())
