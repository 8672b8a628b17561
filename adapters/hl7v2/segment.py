"""Segments and fields of HL7 v2: pure. Delimiters and control characters inside text are escaped (chapter 2, 2.7)."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

Components: TypeAlias = tuple[str, ...]
Field: TypeAlias = str | Components | list[Components]
"""Text; its components; or repetitions, each with its components."""

_ESCAPES: Final = {"|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\", "\\": "\\E\\"}
_SPACE: Final = 0x20
_DELETE: Final = 0x7F


def segment(name: str, fields: Mapping[int, Field]) -> str:
    """Returns a segment; ``fields`` by their number, what is not given is empty."""
    held = [_field(fields.get(number, "")) for number in range(1, max(fields, default=0) + 1)]
    return "|".join([name, *held]).rstrip("|")


def header(fields: Mapping[int, Field]) -> str:
    """Returns MSH, whose first two fields are the delimiters themselves."""
    return "MSH|^~\\&" + segment("", {number - 2: field for number, field in fields.items()})


def joined(segments: Iterable[str]) -> str:
    """Returns a message: each segment ends in a carriage return."""
    return "".join(f"{each}\r" for each in segments)


def escaped(text: str) -> str:
    """Returns text in which no sign can be taken for a delimiter or the end of a segment or frame."""
    return "".join(_ESCAPES.get(sign) or (f"\\X{ord(sign):02X}\\" if _is_control(sign) else sign) for sign in text)


def _is_control(sign: str) -> bool:
    return ord(sign) < _SPACE or ord(sign) == _DELETE


def _field(field: Field) -> str:
    if isinstance(field, str):
        return escaped(field)
    repetitions = field if isinstance(field, list) else [field]
    return "~".join("^".join(map(escaped, each)).rstrip("^") for each in repetitions)
