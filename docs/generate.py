# ruff: noqa: INP001  a folder of documents is no package
"""Writes the pages of the reference that follow from the code.

``python docs/generate.py`` writes them, ``python docs/generate.py --check`` names those that are out of date; a test does
the latter. What these pages say comes from the annotations and docstrings that the hub itself runs on.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from inspect import getmembers, isclass
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

from typer.models import ArgumentInfo, OptionInfo

from hub.cli import cli
from hub.domain import codes
from hub.domain.codes import Code, Role
from hub.domain.commands import KINDS, Command
from hub.domain.fields import Many, Quantity, Text
from hub.settings import Settings
from hub.wire.submission import parts

REFERENCE: Final = Path(__file__).parent / "reference"
_WRITTEN: Final = "<!-- Written by `python docs/generate.py`; do not edit. -->"

Row = tuple[str, ...]


def main() -> int:
    """Writes every page, or says which are out of date."""
    pages = {REFERENCE / name: write() for name, write in PAGES.items()}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        sys.stdout.writelines(f"out of date: docs/reference/{path.name}\n" for path in stale)
        return int(bool(stale))
    for path in stale:
        path.write_text(pages[path], encoding="utf-8")
    return 0


def table(heads: Row, rows: Iterator[Row]) -> str:
    """Returns a Markdown table."""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


# Submissions.

_ABOUT_SUBMISSIONS: Final = """\
The `data` of every kind of submission: its fields, the term of the Japanese form, what a value may be. The envelope around
it, receipts and repetition stand in [stream-protocol.md](stream-protocol.md), the resources a field becomes in
[fhir-mapping.md](fhir-mapping.md), the answers to a fault in [errors.md](errors.md). The same as JSON schema, with units
(`x-unit`) and Japanese terms (`title`, `x-ja`): `GET /schemas`.

送信種別ごとの `data` の項目です。封筒(共通部分)・受領・再送は [stream-protocol.md](stream-protocol.md)、FHIRとの対応は
[fhir-mapping.md](fhir-mapping.md)、誤りへの応答は [errors.md](errors.md) にあります。同じ内容をJSONスキーマとして `GET /schemas` でも取得できます。

- A field that is not listed is refused; one that is not known is left out (`null` counts as left out). 定義のない項目は拒否します。不明な項目は省略してください。
- Limits refuse slips of the finger, not sick patients. Units are UCUM. 範囲は入力の誤りを防ぐためのもので、単位はUCUMです。
- Text holds 1 to *n* characters, not only blanks. Times are RFC 3339 with an offset; dates `YYYY-MM-DD`. 日時には時差が必要です。
- A number of 12 digits, as a number or in a text, may be an Individual Number and is refused wherever it stands. 12桁の番号は個人番号のおそれがあるため、どの項目でも拒否します。"""

_REFUSALS: Final = """\
## When the case refuses / 事案の状態による拒否

What stands above is wrong or right by itself. Besides, the state of the case decides. A kind that is not listed is never refused
for the state of its case, also when it arrives late or after the end. Who has nothing to do with the case, and
whoever's role is not the one of the kind, gets 404 `not-found`.

ここまでは内容だけで決まる誤りです。このほかに、事案の状態によって拒否されることがあります。表にない種別は、遅れて届いても終了後でも受け付けます。

| kind | refused when | answer |
|---|---|---|
| request-acceptance, withdraw-request, confirm-destination, close-case | the case is closed 事案が終了している | 409 `case-closed` |
| request-acceptance | a hospital has accepted 応需済みの医療機関がある | 409 `request-already-taken` |
| | a hospital is not known, being asked, or has declined and `ask_again` is not set 未登録・照会中・不応需済み | 422, issues `unknown-facility`, `already-asked`, `already-declined` |
| withdraw-request | a hospital is not known or not being asked 未登録・照会中でない | 422, issues `unknown-facility`, `not-asked` |
| confirm-destination | the hospital is not known 未登録 | 422, issue `unknown-facility` |
| | it has not agreed and `is_by_phone` is not set 応需の回答も電話での確認もない | 409 `out-of-turn` |
| hand-over | no destination is confirmed 搬送先が未決定 | 409 `out-of-turn` |
| answer-request | the request was withdrawn because another hospital accepted 他院が応需した | 409 `request-already-taken` |
| | it was withdrawn otherwise 取り下げられた | 409 `request-withdrawn` |
| | it was declined, or accepted (which may still become a decline before the hand-over) 回答済み | 409 `request-already-answered` |
| receive-hand-over, record-outcome | the hospital has not accepted 応需していない | 409 `out-of-turn` |"""


def submissions() -> str:
    """Returns the page of every kind of submission."""
    overview = table(
        ("kind", "種別", "sender 送信者"),
        ((f"[`{name}`](#{name})", term(kind), _role(kind.role)) for name, kind in KINDS.items()),
    )
    lists = [_code_list(each) for each in _code_lists_in_use()]
    return "\n\n".join(
        [
            "# What a submission can hold / 送信項目",
            _WRITTEN,
            _ABOUT_SUBMISSIONS,
            overview,
            *map(_kind, KINDS.values()),
            _REFUSALS,
            "## Code lists / コード表\n\nThe wire value is the English code. 通信では英語のコードを使います。",
            *lists,
        ]
    ) + "\n"


def term(kind: type[Command]) -> str:
    """Returns the Japanese term in the first sentence of a kind's docstring."""
    found = re.search(r"[(（]([^()（）]+)[)）]\.$", (kind.__doc__ or "").splitlines()[0])
    return found[1] if found else ""


def _role(role: Role) -> str:
    return f"`{role.value}` {role.ja}"


def _kind(kind: type[Command]) -> str:
    said = [f"## {kind.kind}", f"{(kind.__doc__ or '').splitlines()[0]} Sender: {_role(kind.role)}."]
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
        entry = _link(item) if issubclass(item, Code) else "ids of hospitals, up to 64 characters each"
        return f"list of {mark.fewest} to {mark.most}, none twice: {entry}"
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
        for hint in get_type_hints(kind, include_extras=True).values():
            if not get_args(hint):
                continue
            held, _ = parts(hint)
            used |= {each for each in (held, *get_args(held)) if isclass(each) and issubclass(each, Code)}
    ordered = [each for _, each in getmembers(codes, isclass) if each in used]
    yield from sorted(ordered, key=lambda each: inspect.getsourcelines(each)[1])


def _code_list(each: type[Code]) -> str:
    sentence = " ".join((inspect.getdoc(each) or "").split())
    rows = ((f"`{code.value}`", code.ja) for code in each)
    return f"### {_kebab(each.__name__)}\n\n{sentence}\n\n" + table(("code", "日本語"), rows)


# Settings.

_ABOUT_SETTINGS: Final = """\
Read once at the start, from the environment, else from a TOML file, else the default. The file is the one that `KYUKYU_CONFIG`
names, else `kyukyu.toml` in the working directory when there is one; its names are those of the first column. An unknown name
in the file is a fault. `kyukyu config check` tries the settings, `kyukyu config show` prints them with secrets masked.

設定は起動時に一度だけ読みます。環境変数、TOMLファイル、既定値の順に優先します。ファイルは `KYUKYU_CONFIG` で指定するか、作業フォルダの `kyukyu.toml` です。
ファイルに不明な名前があると起動しません。`kyukyu config check` で確認、`kyukyu config show` で一覧できます(秘密は伏せます)。"""

_LIMITS: Final = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "enum": "one of {}",
}
_DEFAULTS: Final = {"key_ring": "`keyring.json` in `data_dir`", "dsn": "none: the hub runs its own PostgreSQL"}


def settings() -> str:
    """Returns the page of the settings."""
    described = Settings.model_json_schema()["properties"]
    rows = (_setting(name, described[name]) for name in Settings.model_fields)
    heads = ("name", "environment", "value", "default", "what it is")
    example = 'host = "0.0.0.0"\nport = 8443\ndata_dir = "kyukyu-data"\nclock_tolerance_s = 120'
    parts_of_page = ["# Settings / 設定", _WRITTEN, _ABOUT_SETTINGS, table(heads, rows), f"```toml\n{example}\n```"]
    return "\n\n".join(parts_of_page) + "\n"


def _setting(name: str, described: Mapping[str, Any]) -> Row:
    kinds = [described, *described.get("anyOf", ())]
    kind = next(str(each["type"]) for each in kinds if each.get("type", "null") != "null")
    limits = [sentence.format(_spoken(described[key])) for key, sentence in _LIMITS.items() if key in described]
    default = described.get("default")
    shown = _DEFAULTS.get(name) or f"`{default}`"
    value = ", ".join([{"string": "text"}.get(kind, kind), *limits])
    return f"`{name}`", f"`KYUKYU_{name.upper()}`", value, shown, described["description"]


def _spoken(limit: object) -> str:
    return ", ".join(f"`{each}`" for each in limit) if isinstance(limit, list) else str(limit)


# The command line.

_ABOUT_COMMANDS: Final = """\
`kyukyu` reads its settings ([settings.md](settings.md)) and does one thing. An error of the hub's own is its code and two
sentences, and exit status 1 ([errors.md](errors.md)). `python -m hub` is the same.

`kyukyu` は設定を読み、一つの仕事をします。ハブのエラーはコードと日英の文で示し、終了コードは1です。"""


def command_line() -> str:
    """Returns the page of the commands."""
    commands = [(command.callback, "kyukyu") for command in cli.registered_commands]
    for group in cli.registered_groups:
        for command in group.typer_instance.registered_commands if group.typer_instance else ():
            commands.append((command.callback, f"kyukyu {group.name}"))
    said = [_command(callback, before) for callback, before in commands if callback]
    return "\n\n".join(["# Command line / コマンド", _WRITTEN, _ABOUT_COMMANDS, *said]) + "\n"


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
    names = "/".join(info.param_decls or (f"--{parameter.name}",))
    kinds = [each.__name__ for each in (held, *get_args(held)) if each in {int, float, str}]
    return f"`{' '.join([names, *map(str.upper, kinds)])}`", default, info.help or ""


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "submissions.md": submissions,
    "settings.md": settings,
    "command-line.md": command_line,
}

if __name__ == "__main__":
    sys.exit(main())
