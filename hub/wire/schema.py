"""The published JSON schema of every kind, made of the same annotations that its reader is made of."""

from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, get_args, get_type_hints

from hub.domain.codes import Code
from hub.domain.commands import KINDS
from hub.domain.fields import Base64, Many, Mark, Quantity, Text
from hub.errors import NotFoundError
from hub.wire.values import parts

Schema = dict[str, Any]


def schemas() -> dict[str, Schema]:
    """Returns the schema of the ``data`` of every kind."""
    return {kind: schema(kind) for kind in KINDS}


def schema(kind: str) -> Schema:
    """Returns the schema of the ``data`` of a kind.

    Raises:
        NotFoundError: There is no such kind.
    """
    command = KINDS.get(kind)
    if command is None:
        raise NotFoundError
    hints = get_type_hints(command, include_extras=True)
    properties = {field.name: _property(*parts(hints[field.name]), field) for field in fields(command)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind,
        "description": (command.__doc__ or "").partition("\n")[0],
        "x-roles": sorted(role.value for role in command.roles()),
        "type": "object",
        "properties": properties,
        "required": [field.name for field in fields(command) if _is_required(field)],
        "additionalProperties": False,
    }


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _property(held: Any, mark: Mark, field: Field[Any]) -> Schema:  # noqa: ANN401  any annotation
    described: Schema = {"title": mark.ja, **_shape(held, mark)}
    if not _is_required(field) and field.default is not None:
        described["default"] = field.default
    return described


def _shape(held: Any, mark: Mark) -> Schema:  # noqa: ANN401  any annotation
    if isinstance(mark, Quantity):
        number: Schema = {"type": "integer" if held is int else "number", "minimum": mark.low, "maximum": mark.high}
        if mark.decimals:
            number["multipleOf"] = float(f"1e-{mark.decimals}")
        return {**number, "x-unit": mark.unit}
    if isinstance(mark, Text):
        return _text(mark.longest)
    if isinstance(mark, Many):
        item = get_args(held)[0]
        entries = _code(item) if issubclass(item, StrEnum) else _text(mark.longest)
        return {
            "type": "array",
            "items": entries,
            "minItems": mark.fewest,
            "maxItems": mark.most,
            "uniqueItems": True,
        }
    if isinstance(mark, Base64):
        return _file(mark.largest)
    plain: dict[Any, Schema] = {
        bool: {"type": "boolean"},
        datetime: {"type": "string", "format": "date-time"},
        date: {"type": "string", "format": "date"},
    }
    return plain[held] if held in plain else _code(held)


def _text(longest: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": longest, "pattern": "\\S"}


def _file(largest: int) -> Schema:
    longest = -(-largest // 3) * 4
    base64 = {"contentEncoding": "base64", "pattern": "^[A-Za-z0-9+/]+={0,2}$"}
    return {"type": "string", "minLength": 4, "maxLength": longest, **base64}


def _code(codes: type[Code]) -> Schema:
    return {"type": "string", "enum": [code.value for code in codes], "x-ja": {code.value: code.ja for code in codes}}
