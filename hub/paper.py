"""Sheets of paper: PDF/A with its font in it, set by typst from a template and what it is given (the extra ``pdf``)."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

FONT: Final = "Noto Sans JP"


class NoPrinterError(RuntimeError):
    """Says that what prints is not installed: the extra ``pdf``."""


class Printer:
    """Prints one kind of sheet, with the fonts of its own folder and of no other."""

    def __init__(self, template: bytes) -> None:
        """Takes the template.

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
        """Returns a sheet, the same bytes for the same content; ``made_at`` stands in it as when it was made.

        Raises:
            RuntimeError: The template cannot be set.
        """
        return self._typst.compile(
            self._template,
            font_paths=self._fonts,
            sys_inputs={"data": json.dumps({**shown, "font": FONT}, ensure_ascii=False)},
            pdf_standards="a-2b",
            timestamp=made_at.replace(microsecond=0),
        )
