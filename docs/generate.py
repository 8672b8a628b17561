# ruff: noqa: INP001  a folder of documents is no package
"""Writes the parts of the reference that follow from the code.

Such a part stands between ``<!-- begin: name -->`` and ``<!-- end: name -->`` of a page that is written by hand.
``python docs/generate.py`` renews them, ``python docs/generate.py --check`` names the pages that are out of date; a
test does the latter. What they say comes from the annotations and docstrings that the hub itself runs on.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from importlib import import_module
from inspect import isclass
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

from profiles import fhir_code_lists, profile_overview, profiles
from typer.models import ArgumentInfo, OptionInfo

from hub.adapter_kit.quality import RULES, read_claim
from hub.cli import cli
from hub.domain import permission
from hub.domain.codes import Code, Role
from hub.domain.commands import KINDS, Command
from hub.domain.fields import Base64, Many, Quantity, Text
from hub.domain.rule_pack import Asking, Call, Condition, EmergencyClass, Escalation, RulePack
from hub.fhir.interactions import INTERACTIONS, Interaction
from hub.fhir.parameters import COMMON, PARAMETERS
from hub.fhir.subscription_topic import TOPICS
from hub.settings import Settings
from hub.wire.submission import parts

REFERENCE: Final = Path(__file__).parent / "reference"
ROOT: Final = Path(__file__).parents[1]
PAGES: Final = (
    *sorted(REFERENCE.glob("*.md")),
    ROOT / "docs" / "decisions" / "README.md",
    ROOT / "docs" / "explanation" / "disclosure.md",
)

_part: Final = re.compile(r"(<!-- begin: ([a-z-]+) -->).*?(<!-- end: \2 -->)", re.DOTALL)

Row = tuple[str, ...]


def main() -> int:
    """Renews every page, or says which are out of date."""
    pages = {path: path.read_text(encoding="utf-8") for path in PAGES}
    stale = {path: new for path, old in pages.items() if (new := renewed(old)) != old}
    if "--check" in sys.argv:
        sys.stdout.writelines(f"out of date: {path.relative_to(ROOT)}\n" for path in stale)
        return int(bool(stale))
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8")
    return 0


def renewed(page: str) -> str:
    """Returns a page with its written parts made anew."""
    return _part.sub(lambda found: f"{found[1]}\n\n{PARTS[found[2]]()}\n\n{found[3]}", page)


def table(heads: Row, rows: Iterator[Row]) -> str:
    """Returns a Markdown table."""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


# Submissions.


def overview() -> str:
    """Returns every kind with its term and its sender."""
    rows = ((f"[`{name}`](#{name})", term(kind), _roles(kind)) for name, kind in KINDS.items())
    return table(("kind", "種別", "sender 送信者"), rows)


def kinds() -> str:
    """Returns the fields of every kind."""
    return "\n\n".join(map(_kind, KINDS.values()))


def code_lists() -> str:
    """Returns the code lists that fields name."""
    return "\n\n".join(map(_code_list, _code_lists_in_use()))


def term(kind: type[Command]) -> str:
    """Returns the Japanese term in the first sentence of a kind's docstring."""
    found = re.search(r"[(（]([^()（）]+)[)）]\.$", (kind.__doc__ or "").splitlines()[0])
    return found[1] if found else ""


def _roles(kind: type[Command]) -> str:
    return ", ".join(f"`{role.value}` {role.ja}" for role in Role if role in kind.roles())


def _kind(kind: type[Command]) -> str:
    said = [f"## {kind.kind}", f"{(kind.__doc__ or '').splitlines()[0]} Sender: {_roles(kind)}."]
    hints = get_type_hints(kind, include_extras=True)
    rows = [_field(*parts(hints[each.name]), each) for each in fields(kind)]
    if rows:
        said.append(table(("field", "項目", "required 必須", "value", "default 既定値"), iter(rows)))
    else:
        said.append("No fields: `{}`. 項目はありません。")
    rules = inspect.getdoc(kind.conflicts)
    if kind.conflicts is not Command.conflicts and rules:
        said.append(f"Refused as a whole 項目間の規則: {rules.removeprefix('Yields: ')}")
    return "\n\n".join(said)


def _field(held: Any, mark: Any, field: Field[Any]) -> Row:  # noqa: ANN401  any annotation
    is_required = field.default is MISSING and field.default_factory is MISSING
    default = "" if is_required or field.default is None else f"`{str(field.default).lower()}`"
    return f"`{field.name}`", mark.ja, "yes 必須" if is_required else "", _value(held, mark), default


def _value(held: Any, mark: Any) -> str:  # noqa: ANN401  any annotation
    if isinstance(mark, Quantity):
        decimals = "whole number" if held is int else f"up to {mark.decimals} decimals"
        return f"{mark.low} to {mark.high} `{mark.unit}`, {decimals}"
    if isinstance(mark, Text):
        return f"text, up to {mark.longest} characters"
    if isinstance(mark, Many):
        item = get_args(held)[0]
        entry = _link(item) if issubclass(item, Code) else f"text, up to {mark.longest} characters each"
        return f"list of {mark.fewest} to {mark.most}, none twice: {entry}"
    if isinstance(mark, Base64):
        return f"file as base64, up to {mark.largest} bytes"
    plain = {bool: "`true` or `false`", datetime: "time with an offset", date: "date"}
    return plain[held] if held in plain else f"code of {_link(held)}"


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def _link(codes_of: type[Code]) -> str:
    name = _kebab(codes_of.__name__)
    return f"[{name}](#{name})"


def _code_lists_in_use() -> Iterator[type[Code]]:
    used = set()
    for kind in KINDS.values():
        hints = get_type_hints(kind, include_extras=True)
        for each in fields(kind):
            held, _ = parts(hints[each.name])
            used |= {listed for listed in (held, *get_args(held)) if isclass(listed) and issubclass(listed, Code)}
    yield from sorted(used, key=lambda each: (each.__module__, inspect.getsourcelines(each)[1]))


def _code_list(each: type[Code]) -> str:
    sentence = " ".join((inspect.getdoc(each) or "").split())
    rows = ((f"`{code.value}`", code.ja) for code in each)
    return f"### {_kebab(each.__name__)}\n\n{sentence}\n\n" + table(("code", "日本語"), rows)


# The rule pack.


def rule_pack() -> str:
    """Returns the fields of a rule pack, table by table."""
    described = (
        ("", RulePack),
        ("[[asking]]", Asking),
        ("[[calls]]", Call),
        ("when", Condition),
        ("[escalation]", Escalation),
    )
    return "\n\n".join(_table_of_pack(name, kind) for name, kind in described)


def _table_of_pack(name: str, kind: type[Any]) -> str:
    hints = get_type_hints(kind, include_extras=True)
    rows = [
        _field(*parts(hints[each.name]), each) for each in fields(kind) if hasattr(hints[each.name], "__metadata__")
    ]
    shown = [tuple(cell.replace("](#", "](submissions.md#") for cell in row) for row in rows]
    classes = ", ".join(f"`{each.value}` {each.ja}" for each in EmergencyClass)
    shown = [tuple(re.sub(r"\[emergency-class\]\([^)]+\)", classes, cell) for cell in row) for row in shown]
    said = [f"## `{name}`" if name else "## The file / ファイル", (kind.__doc__ or "").splitlines()[0]]
    heads = ("field", "項目", "required 必須", "value", "default 既定値")
    return "\n\n".join([*said, table(heads, iter(shown))])


# Permissions.


def permissions() -> str:
    """Returns who may do what, as near as which relationship."""
    heads = ("action", "role", "new", "own", "accepted", "asked", "former", "none")
    return table(heads, ((f"`{action}`", role.ja, *map(str, cells)) for action, role, cells in permission.rows()))


# Settings.


_LIMITS: Final = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "enum": "one of {}",
}
_DEFAULTS: Final = {
    "adapters": "none",
    "key_ring": "`keyring.json` in `data_dir`",
    "dsn": "none: the hub runs its own PostgreSQL",
}


def settings() -> str:
    """Returns every setting."""
    schema = Settings.model_json_schema()
    described = schema["properties"]
    heads = ("name", "environment", "value", "default", "what it is")
    return table(heads, (_setting(name, described[name], schema["$defs"]) for name in Settings.model_fields))


def _setting(name: str, described: Mapping[str, Any], tables: Mapping[str, Any]) -> Row:
    kinds = [described, *described.get("anyOf", ())]
    kind = next(
        _table(tables[each["$ref"].rpartition("/")[2]]) if "$ref" in each else str(each["type"])
        for each in kinds
        if each.get("type", "null") != "null" or "$ref" in each
    )
    limits = [sentence.format(_spoken(described[key])) for key, sentence in _LIMITS.items() if key in described]
    default = described.get("default")
    shown = _DEFAULTS.get(name) or ("none" if default is None else f"`{default}`")
    value = ", ".join([{"string": "text", "array": "list of text"}.get(kind, kind), *limits])
    return f"`{name}`", f"`KYUKYU_{name.upper()}`", value, shown, described["description"]


def _table(described: Mapping[str, Any]) -> str:
    required = described.get("required", ())
    names = (f"`{name}`" if name in required else f"(`{name}`)" for name in described["properties"])
    return f"table of {', '.join(names)}"


def _spoken(limit: object) -> str:
    return ", ".join(f"`{each}`" for each in limit) if isinstance(limit, list) else str(limit)


# The command line.


def commands() -> str:
    """Returns every command with its arguments."""
    found = [(command.callback, "kyukyu") for command in cli.registered_commands]
    for group in cli.registered_groups:
        members = group.typer_instance.registered_commands if group.typer_instance else ()
        found.extend((command.callback, f"kyukyu {group.name}") for command in members)
    return "\n\n".join(_command(callback, before) for callback, before in found if callback)


def _command(callback: Callable[..., Any], before: str) -> str:
    name = callback.__name__.removeprefix("config_")
    hints = get_type_hints(callback, include_extras=True)
    parameters = [
        _parameter(each, *get_args(hints[each.name])[:2])
        for each in inspect.signature(callback).parameters.values()
        if get_args(hints[each.name])
    ]
    said = [f"## {before} {name}", inspect.getdoc(callback) or ""]
    if parameters:
        said.append(table(("argument", "default", "what it is"), iter(parameters)))
    return "\n\n".join(said)


def _parameter(parameter: inspect.Parameter, held: Any, info: OptionInfo | ArgumentInfo) -> Row:  # noqa: ANN401
    default = "" if parameter.default in {inspect.Parameter.empty, None} else f"`{str(parameter.default).lower()}`"
    if isinstance(info, ArgumentInfo):
        return f"`{parameter.name.upper()}`", default, info.help or "path of a file ファイル"
    declared = info.default if isinstance(info.default, str) else f"--{parameter.name}"
    kinds = [each.__name__ for each in (held, *get_args(held)) if each in {int, float, str}]
    return f"`{' '.join([declared, *map(str.upper, kinds)])}`", default, info.help or ""


# FHIR subscriptions.


def topics() -> str:
    """Returns every topic of FHIR subscriptions."""
    rows = (
        (
            f"`{url}`",
            topic.ja,
            topic.en,
            ", ".join(topic.focus) or "any",
            " ".join(f"`{each}`" for each in sorted(topic.filters)),
        )
        for url, topic in TOPICS.items()
    )
    return table(("criteria", "トピック", "tells", "focus", "filters"), rows)


# The FHIR facade.


def interactions() -> str:
    """Returns what the facade does, by the address at which it does it."""
    rows = ((each.code, f"`{each.method} /fhir/{'/'.join(each.path)}`", _types(each)) for each in INTERACTIONS)
    return table(("what", "address", "types"), rows)


def _types(interaction: Interaction) -> str:
    if interaction.level == "system":
        return ""
    if len(interaction.types) > len(PARAMETERS) / 2:
        lacking = sorted(PARAMETERS.keys() - interaction.types)
        return f"all but {', '.join(lacking)}" if lacking else "all"
    return ", ".join(sorted(interaction.types))


def search_parameters() -> str:
    """Returns by what each type can be searched."""
    rows = (
        (f"`{name}`", ", ".join(f"`{each}`" for each in [*COMMON, *sorted(held)])) for name, held in PARAMETERS.items()
    )
    return table(("type", "search parameters 検索条件"), rows)


# Adapters.


def adapters() -> str:
    """Returns the adapters of this repository with what each claims of itself; tests hold the claims."""
    heads = ("adapter", "reaches", "direction", "sees", "legal basis", "tier", "simulator")
    folders = sorted(path.parent for path in (ROOT / "adapters").glob("*/quality.toml"))
    return table(heads, (_adapter(folder) for folder in folders))


def _adapter(folder: Path) -> Row:
    said, claim = import_module(f"adapters.{folder.name}.contract").SUBJECT.adapter.manifest, read_claim(folder)
    lists = (sorted(said.directions), sorted(said.categories), sorted(said.legal_basis))
    direction, sees, basis = (", ".join(each) for each in lists)
    page = f"[`{said.name}`](../../adapters/{folder.name}/README.md)"
    return page, " / ".join(said.title), direction, sees, basis, claim.tier.value, f"`{claim.simulator}`"


def tiers() -> str:
    """Returns what each tier asks for."""
    rows = ((tier.value, f"`{rule}`", sentence) for tier, rules in RULES.items() for rule, sentence in rules.items())
    return table(("tier", "rule", "what it asks for"), rows)


# Decisions.


def decisions() -> str:
    """Returns the list of decisions by their headings."""
    pages = sorted(path for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    rows = (path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ").split(" ", 1) for path in pages)
    return table(
        ("", "decision"),
        ((f"[{number}]({path.name})", title) for path, (number, title) in zip(pages, rows, strict=True)),
    )


PARTS: Final[Mapping[str, Callable[[], str]]] = {
    "decisions": decisions,
    "overview": overview,
    "permissions": permissions,
    "rule-pack": rule_pack,
    "kinds": kinds,
    "code-lists": code_lists,
    "settings": settings,
    "commands": commands,
    "adapters": adapters,
    "tiers": tiers,
    "topics": topics,
    "interactions": interactions,
    "search-parameters": search_parameters,
    "profile-overview": profile_overview,
    "profiles": profiles,
    "fhir-code-lists": fhir_code_lists,
}

if __name__ == "__main__":
    sys.exit(main())
