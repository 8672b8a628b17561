"""What the hub publishes of itself: a valid description, the schemas of what is taken, pages that need no other host.

The description is looked through as plain JSON.
"""

# ruff: noqa: ANN401, S310 - any JSON; addresses of our own hub

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi.openapi.models import OpenAPI

from hub.domain.commands import KINDS
from hub.ui import PAGES, STATIC
from tests.world import HubProcess, Json

ELSEWHERE: Final = re.compile(
    r"""(?:\bsrc|\bhref|\baction)\s*=\s*["']?(?:https?:)?//"""
    r"""|(?:\bfrom|\bimport)\s*\(?\s*["'`](?:https?:)?//"""
    r"""|(?:fetch|WebSocket|EventSource|importScripts|sendBeacon)\(\s*["'`](?:https?:|wss?:)?//"""
    r"""|(?:url\(|@import)\s*["']?(?:https?:)?//"""
)
FENCED: Final = {"vendor/rapidoc.js"}
"""A library that knows fonts elsewhere: its page tells it not to load them, and the policy would not let it."""
FILES: Final = sorted(str(path.relative_to(STATIC)) for path in Path(STATIC).rglob("*") if path.is_file())


def fetch(hub: HubProcess, path: str) -> tuple[str, dict[str, str]]:
    with urllib.request.urlopen(hub.url + path, timeout=10) as answer:
        return answer.read().decode(errors="replace"), {name.lower(): value for name, value in answer.headers.items()}


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


@pytest.fixture
def description(hub: HubProcess) -> Json:
    """What `/openapi.json` says."""
    answer = hub.get("/openapi.json")
    assert answer.status == 200
    body: Json = answer.body
    return body


def test_the_description_is_valid_openapi(description: Json) -> None:
    OpenAPI.model_validate(description)
    assert description["openapi"].startswith("3.1")
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            place = f"{method} {path}"
            assert operation["summary"], place
            assert all(each["description"] for each in operation["responses"].values()), place
            declared = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}
            assert declared == set(re.findall(r"{(\w+)}", path)), place
    names = [
        each["operationId"] for many in description["paths"].values() for each in many.values() if "operationId" in each
    ]
    assert len(names) == len(set(names))


def test_every_reference_in_the_description_leads_somewhere(description: Json) -> None:
    for reference in references(description):
        held: Any = description
        for step in reference.removeprefix("#/").split("/"):
            held = held[step.replace("~1", "/").replace("~0", "~")]


def test_the_description_names_every_kind_of_submission(description: Json) -> None:
    schema = description["paths"]["/submissions"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(schema["oneOf"][0]["properties"]["kind"]["enum"]) == set(KINDS)


def test_every_kind_has_a_schema_and_what_is_none_has_not(hub: HubProcess) -> None:
    every = hub.get("/schemas").body
    assert every.keys() == KINDS.keys()
    for kind in KINDS:
        assert hub.get(f"/schemas/{kind}").body == every[kind]
    assert hub.get("/schemas/brew-coffee").status == 404


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_another_host(hub: HubProcess, path: str) -> None:
    page, headers = fetch(hub, path)

    assert ELSEWHERE.findall(page) == []
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";") if " " in part.strip()
    )
    assert policy["default-src"] in {"'self'", "'none'"}
    assert not any("//" in sources or "*" in sources for sources in policy.values()), policy
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_screens_loads_nothing_from_another_host(hub: HubProcess, name: str) -> None:
    text, headers = fetch(hub, f"/static/{name}")

    assert name in FENCED or ELSEWHERE.findall(text) == []
    assert headers["x-content-type-options"] == "nosniff"


def test_the_page_of_a_fenced_library_keeps_it_at_home(hub: HubProcess) -> None:
    page, headers = fetch(hub, "/docs")
    assert 'load-fonts="false"' in page
    assert (
        "default-src 'self'" in headers["content-security-policy"]
        or "default-src 'none'" in headers["content-security-policy"]
    )


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/", "/static/none.js"]
)
def test_nothing_else_is_served(hub: HubProcess, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetch(hub, path)
    assert refused.value.code == 404
