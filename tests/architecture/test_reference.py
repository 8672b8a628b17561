"""The reference says what the code does: every kind, field, route, table and setting."""

import json
import re
import subprocess
import sys
from dataclasses import MISSING, fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast, get_args, get_type_hints

import pytest
from starlette.routing import BaseRoute, Mount

from hub.domain.codes import Code
from hub.domain.commands import KINDS, Command
from hub.domain.disclosure import Relationship, disclose
from hub.domain.document import Document, Json
from hub.domain.fields import Base64, Many, Quantity, Text
from hub.domain.transport_disclosure import disclose as disclose_transport
from hub.settings import Settings
from hub.web.application import create
from hub.wire.values import parts

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    found = re.search(rf"^#+ {re.escape(heading)}$(.*?)(?=^#|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert found is not None, heading
    return found[1]


def rows(text: str) -> dict[str, list[str]]:
    """Returns the rows of the tables of a text by the name in their first cell."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return {line[0].strip("`"): line[1:] for line in cells}


def test_what_is_written_from_the_code_is_up_to_date() -> None:
    """`python docs/generate.py` renews it."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_field_of_a_kind_stands_there_with_its_term_range_and_unit(kind: type[Command]) -> None:
    described = rows(section(page("submissions.md"), kind.kind))
    hints = get_type_hints(kind, include_extras=True)

    assert list(described) == [field.name for field in fields(kind)]
    for field in fields(kind):
        held, mark = parts(hints[field.name])
        term, required, value, default = described[field.name]
        assert term == mark.ja
        assert bool(required) is (field.default is MISSING and field.default_factory is MISSING)
        assert bool(default) is (field.default is not MISSING and field.default is not None)
        for limit in limits(held, mark):
            assert limit in value, (kind.kind, field.name, limit)


def limits(held: object, mark: object) -> list[str]:
    if isinstance(mark, Quantity):
        return [str(mark.low), str(mark.high), f"`{mark.unit}`", "whole" if held is int else str(mark.decimals)]
    if isinstance(mark, Text):
        return [str(mark.longest)]
    if isinstance(mark, Many):
        return [str(mark.fewest), str(mark.most)]
    if isinstance(mark, Base64):
        return ["base64", str(mark.largest)]
    return ["code"] if isinstance(held, type) and issubclass(held, Code) else []


def test_every_code_of_every_list_stands_there_with_its_term() -> None:
    text = page("submissions.md")
    hints = [(get_type_hints(kind), field.name) for kind in KINDS.values() for field in fields(kind)]
    held = {
        each
        for found, name in hints
        for part in (found[name], *get_args(found[name]))
        for each in (part, *get_args(part))
    }
    lists = {each for each in held if isinstance(each, type) and issubclass(each, Code)}

    assert len(lists) >= 15
    for codes in lists:
        for code in codes:
            assert f"| `{code.value}` | {code.ja} |" in text, code


def test_every_setting_stands_there() -> None:
    assert set(rows(page("settings.md"))) == set(Settings.model_fields)


def test_every_route_stands_there_and_no_other() -> None:
    nothing = cast("Any", object())
    app = create(
        intake=nothing,
        stream=nothing,
        fhir=nothing,
        switchboard=nothing,
        questions=nothing,
        subscribers=cast("Any", SimpleNamespace(desk=nothing, events=nothing, greet=nothing)),
        views=nothing,
        roster=nothing,
        gate=nothing,
        wrong_codes=nothing,
        reception=nothing,
        persons=nothing,
        questions_of_one=nothing,
        glasses=nothing,
        enrolments=nothing,
        refused=nothing,
        running=nothing,
        trail=nothing,
        audit_standing=nothing,
        key_ring=nothing,
        probe=nothing,
        queue=nothing,
        prove=nothing,
        tracer=nothing,
        surveys=nothing,
        witness=nothing,
    )
    served = {path for route in app.routes for path in paths(route)}
    described = set(re.findall(r"^\| (?:GET|POST|WebSocket) \| `([^`]+)` \|", page("http.md"), flags=re.MULTILINE))

    assert described == served


def paths(route: BaseRoute) -> list[str]:
    """Returns the path of a route, or of those behind it."""
    if isinstance(route, Mount):
        return [f"{route.path}/…"]
    path = getattr(route, "path", None)
    if path is not None:
        return [path]
    behind = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", [])
    return [path for each in behind for path in paths(each)]


def test_every_table_stands_there_with_its_columns() -> None:
    schema = (ROOT / "hub" / "postgres" / "schema.sql").read_text(encoding="utf-8")
    text = page("database.md")
    tables = re.findall(r"^create (?:unlogged )?table (\w+) \((.*?)^\);", schema, flags=re.MULTILINE | re.DOTALL)
    described = rows(text)

    assert set(described) == {name for name, _ in tables} | {"migration"}
    for name, body in tables:
        for column in re.findall(r'^ {4}"?(\w+)"? (?!key|\()', body, flags=re.MULTILINE):
            if column not in {"primary", "unique"}:
                assert f"`{column}`" in " ".join(described[name]), (name, column)


DISCLOSURE = (ROOT / "docs" / "explanation" / "disclosure.md").read_text(encoding="utf-8")
NEAR = (Relationship.OWN, Relationship.ACCEPTED, Relationship.ASKED)


def disclosure_table(heading: str = "The document of a case") -> dict[str, list[str]]:
    return rows(section(DISCLOSURE, heading))


def fields_of(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", cell))


def shown_of(name: str, cell: str, document: Document) -> Json:
    """Returns what a cell says that is seen of a section."""
    if cell == "all":
        return document[name]
    if cell == "its own entry":
        return {"h-001": 1}
    if cell == "what it said and what was said to it":
        return {"said to it": {"text": "a"}}
    if cell == "what shows nobody":
        return {"shows nobody": {"is_identifying": False}}
    return dict.fromkeys(sorted(fields_of(cell)), 1) or None


def test_the_table_of_disclosure_is_what_the_code_discloses() -> None:
    table = disclosure_table()
    document: dict[str, Json] = {
        name: dict.fromkeys([*sorted(fields_of(" ".join(cells))), "other"], 1) for name, cells in table.items()
    }
    document["requests"] = {"h-001": 1, "h-002": 1}
    document["messages"] = {
        "said to it": {"text": "a", "facilities": ["h-002", "h-001"]},
        "said to others": {"text": "b", "facilities": ["h-002"]},
        "said among ourselves": {"text": "c", "facilities": []},
    }
    document["attachments"] = {
        "shows nobody": {"is_identifying": False},
        "shows a face": {"is_identifying": True},
        "says nothing of it": {},
    }
    for column, near in enumerate(NEAR):
        shown = disclose(document, near, "h-001")
        for name, cells in table.items():
            assert shown.get(name) == shown_of(name, cells[column], document), (name, near)


def test_the_table_of_disclosure_holds_every_section_that_a_document_can_have() -> None:
    text = page("stream-protocol.md").split("## The document of a case")[1]

    assert set(disclosure_table()) == sections_of(text)


OF_TRANSPORTS = disclosure_table("The document of a private transport")


def test_the_table_of_a_transports_disclosure_is_what_the_code_discloses() -> None:
    document: dict[str, Json] = dict.fromkeys(OF_TRANSPORTS, 1)
    document["operators"] = {"h-001": 1, "h-002": 1}
    for column, near in enumerate(NEAR):
        shown = disclose_transport(document, near, "h-001")
        for name, cells in OF_TRANSPORTS.items():
            assert shown.get(name) == shown_of(name, cells[column], document), (name, near)


def test_the_table_of_a_transports_disclosure_holds_every_section_that_a_document_can_have() -> None:
    text = page("stream-protocol.md").split("## The document of a private transport")[1]

    assert set(OF_TRANSPORTS) == sections_of(text)


def sections_of(text: str) -> set[str]:
    """Returns the sections of the example of a document."""
    example = text.split("```json")[1].split("```", maxsplit=1)[0]
    return set(json.loads(example.replace("{…}", "{}").replace(", …", "")))


def test_who_is_further_away_than_asked_sees_nothing() -> None:
    for near in (Relationship.NONE, Relationship.FORMER):
        assert disclose(dict.fromkeys(disclosure_table(), 1), near, "h-001") == {}
