"""What the adapter is, needs and can be told."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import FilePath, model_validator

from adapters.run_record.columns import COLUMNS
from adapters.run_record.table import Encoding
from hub.sdk import Config, DataCategory, Direction, LegalBasis, Manifest


class Form(StrEnum):
    """In which form a record is written."""

    CSV = "csv"
    PDF = "pdf"


class Unwritable(StrEnum):
    """What becomes of a record with signs that its character set does not have."""

    MARK = "mark"
    """〓 stands for each, and the last column says where and how many."""
    PARK = "park"
    """It is not written and waits for somebody."""


class RunRecordConfig(Config):
    """What an operator says of one department's folder.

    Attributes:
        folder: Where records are put; it must exist.
        forms: In which forms.
        columns: Which columns in which order; all where none is named.
        headings: Other headings than the form's terms, by column.
        names: What hospitals, units and departments are called, by their ids.
        encoding: Of the CSV.
        unwritable: What becomes of signs that the encoding does not have.
        template: The department's own sheet, in typst.
    """

    folder: Path
    forms: frozenset[Form] = frozenset(Form)
    columns: tuple[str, ...] = tuple(COLUMNS)
    headings: Mapping[str, str] = {}
    names: Mapping[str, str] = {}
    encoding: Encoding = Encoding.UTF_8_BOM
    unwritable: Unwritable = Unwritable.MARK
    template: FilePath | None = None

    @model_validator(mode="after")
    def _is_a_layout(self) -> Self:
        """Holds: some form, and columns that there are, each once."""
        if not self.forms or not self.columns:
            raise ValueError("a form and a column are needed")
        unknown = {*self.columns, *self.headings} - COLUMNS.keys()
        if unknown:
            raise ValueError(f"no such column: {', '.join(sorted(unknown))}")
        if len(set(self.columns)) < len(self.columns):
            raise ValueError("a column stands there twice")
        return self

    @property
    def layout(self) -> Mapping[str, str]:
        """The columns in order, each with its heading."""
        return {name: self.headings.get(name, COLUMNS[name]) for name in self.columns}


MANIFEST = Manifest(
    name="run_record",
    version="1.0.0",
    title=("救急活動記録票の出力", "Run records as files for the fire department's own system"),
    directions=frozenset({Direction.OUTBOUND}),
    categories=frozenset({DataCategory.CLINICAL, DataCategory.IDENTITY}),
    legal_basis=frozenset({LegalBasis.STATUTORY_DUTY}),
    config=RunRecordConfig,
    is_idempotent=True,
    takes_exercises=True,
    at_once=1,
)
