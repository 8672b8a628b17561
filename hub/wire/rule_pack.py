"""Reads the rules of a region from TOML, with every fault collected, by the annotations of `hub.domain.rule_pack`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

from hub.domain.rule_pack import RulePack
from hub.errors import InvalidSubmissionError, Issue
from hub.wire.values import Fault, FaultError, parser, parts

T = TypeVar("T")

_REQUIRED: Final[Fault] = ("required", "必須の項目です", "is required")
_UNKNOWN: Final[Fault] = ("unknown-field", "定義されていない項目です", "is not a field here")
_NO_TABLE: Final[Fault] = ("not-a-table", "表([名前])で書いてください", "must be a table")
_NO_TABLES: Final[Fault] = ("not-tables", "表の並び([[名前]])で書いてください", "must be an array of tables")
_NO_ID: Final[Fault] = (
    "not-an-id",
    "英小文字・数字・ハイフン(40文字まで)で書いてください",
    "must match [a-z0-9-]{1,40}",
)
_id = re.compile(r"[a-z0-9-]{1,40}")


def read_rule_pack(text: str) -> RulePack:
    """Returns the rules that a file holds.

    Raises:
        InvalidSubmissionError: With every fault, each at its place in the file.
    """
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = ("not-toml", f"TOMLとして読み取れません({error})", f"cannot be read as TOML: {error}")
        raise InvalidSubmissionError([Issue("", *fault)]) from None
    issues: list[Issue] = []
    pack = _table(RulePack, held, "", issues)
    if pack is not None and not _id.fullmatch(pack.region):
        issues.append(Issue("region", *_NO_ID))
    if issues or pack is None:
        raise InvalidSubmissionError(issues)
    return pack


def _table(kind: type[T], held: object, path: str, issues: list[Issue]) -> T | None:
    """Reads one table; None where anything is wrong with it, which then stands among the issues."""
    if not isinstance(held, dict):
        issues.append(Issue(path, *_NO_TABLE))
        return None
    before, hints = len(issues), get_type_hints(kind, include_extras=True)
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type] # kinds are dataclasses
    issues.extend(Issue(_below(path, name), *_UNKNOWN) for name in held.keys() - known.keys())
    issues.extend(
        Issue(_below(path, name), *_REQUIRED)
        for name, each in known.items()
        if name not in held and each.default is MISSING and each.default_factory is MISSING
    )
    given = {
        name: _value(hints[name], value, _below(path, name), issues) for name, value in held.items() if name in known
    }
    if len(issues) > before:
        return None
    table = kind(**given)
    conflicts = getattr(table, "conflicts", tuple)
    issues.extend(Issue(_below(path, name), *fault) for name, *fault in conflicts())
    return table


def _value(hint: Any, value: object, path: str, issues: list[Issue]) -> object:  # noqa: ANN401  any annotation
    if is_dataclass(hint):
        return _table(hint, value, path, issues) if isinstance(hint, type) else None
    if get_origin(hint) is tuple:
        return _tables(get_args(hint)[0], value, path, issues)
    try:
        return parser(*parts(hint))(value)
    except FaultError as error:
        issues.append(Issue(f"{path}{error.path}", *error.fault))
        return None


def _tables(kind: type[T], value: object, path: str, issues: list[Issue]) -> tuple[T, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(each, Mapping) for each in value):
        issues.append(Issue(path, *_NO_TABLES))
        return ()
    read = [_table(kind, each, f"{path}[{index}]", issues) for index, each in enumerate(value)]
    return tuple(each for each in read if each is not None)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}".strip(".")
