"""A record as a sheet of paper: PDF/A for the archive, with the font in it, the same bytes for every repetition."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from adapters.run_record.columns import SECTIONS, VITALS
from adapters.run_record.mapping import Names, changes, inquiries, observations, treatments, triage
from hub.sdk import Message

TITLE: Final = "救急活動記録票"
FONT: Final = "Noto Sans JP"
_LISTS: Final = (
    ("観察", ("時刻", *VITALS.values(), "所見"), (12, 16, 18, 13, 13, 17, 12, 12, 0), observations),
    ("処置", ("時刻", "処置", "量", "詳細"), (12, 35, 25, 0), treatments),
    ("容態変化", ("時刻", "変化", "詳細"), (12, 35, 0), changes),
    ("トリアージ", ("時刻", "区分", "タグ番号"), (12, 60, 0), triage),
)
_INQUIRIES: Final = ("受入照会", ("医療機関", "照会時刻", "回答", "収容不可理由"), (60, 18, 30, 0))


class NoPrinterError(RuntimeError):
    """Says that what prints is not installed: the extra ``pdf``."""


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
        "font": FONT,
        **{name: values[name] for name in ("case", "revision", "recorded_at", "department")},
        "is_exercise": message.is_exercise,
        "sections": [section for section in sections if section["rows"]],
        "lists": [each for each in lists if each["rows"]],
    }


def _list(
    title: str, columns: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]
) -> Mapping[str, Any]:
    return {"title": title, "columns": columns, "widths": widths, "rows": rows}


class Printer:
    """Sets sheets with typst, with the fonts of its own folder and of no other."""

    def __init__(self, template: Path | None = None) -> None:
        """Takes a department's own template, ours where it has none.

        Raises:
            NoPrinterError: The extra ``pdf`` is not installed.
        """
        try:
            import pylopdf_fonts_jp  # noqa: PLC0415  an extra
            import typst  # noqa: PLC0415  the same
        except ImportError as error:
            raise NoPrinterError("pdf-not-installed") from error
        self._typst = typst
        self._fonts = typst.Fonts(include_system_fonts=False, font_paths=[pylopdf_fonts_jp.sans_path().parent])
        self._template = template

    def print(self, shown: Mapping[str, Any], made_at: datetime) -> bytes:
        """Returns a sheet as PDF; ``made_at`` stands in it as when it was made.

        Raises:
            RuntimeError: The template cannot be set.
        """
        ours = files("adapters.run_record").joinpath("sheet.typ")
        return self._typst.compile(
            (self._template or ours).read_bytes(),
            font_paths=self._fonts,
            sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
            pdf_standards="a-2b",
            timestamp=made_at.replace(microsecond=0),
        )
