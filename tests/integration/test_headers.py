"""What stands above every answer, whichever route it comes from; and that no page holds code of its own."""

import http.client
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

import pytest

from hub.ui import PAGES
from hub.web.headers import UNLESS_SAID
from tests.e2e.terminal import Line
from tests.world import HubProcess, new_case, submission

CREW: Final = "tablet-u-001"
ALWAYS: Final = {name.decode() for name, _ in UNLESS_SAID}
PUBLIC: Final = ("/static/", "/service-worker.js", *PAGES)
"""What a browser may keep for a while: nothing in it is of a patient."""

Headers = list[tuple[str, str]]


@pytest.fixture
def line(hub: HubProcess) -> Iterator[http.client.HTTPConnection]:
    """One connection that is kept open."""
    connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=60)
    yield connection
    connection.close()


def ask(
    hub: HubProcess, line: http.client.HTTPConnection, method: str, path: str, caller: str | None = CREW
) -> tuple[int, Headers]:
    line.request(method, path, headers=hub.headers(caller, method, path) if caller else {})
    answer = line.getresponse()
    answer.read()
    return answer.status, [(name.lower(), value) for name, value in answer.getheaders()]


def places(hub: HubProcess, case: str) -> list[tuple[str, str]]:
    """Every operation that the hub describes, and what it does not describe."""
    described = [
        (method.upper(), re.sub(r"{\w+}", case, path))
        for path, operations in hub.get("/openapi.json").body["paths"].items()
        for method in operations
    ]
    others = [*PAGES, "/service-worker.js", "/static/theme.js", "/static/none.js", "/nowhere", "/openapi.json"]
    fhir = ["/fhir/metadata", "/fhir/Patient", f"/fhir/Encounter/{case}", "/fhir/Nothing"]
    return [*described, *(("GET", path) for path in [*others, *fhir]), ("DELETE", "/whoami"), ("OPTIONS", "/fhir")]


def test_every_answer_of_every_route_has_every_header_once(
    hub: HubProcess, case: str, line: http.client.HTTPConnection
) -> None:
    statuses = set()
    for method, path in places(hub, case):
        for caller in (CREW, None):
            status, headers = ask(hub, line, method, path, caller)
            statuses.add(status)
            names = [name for name, _ in headers]
            assert [name for name in ALWAYS if names.count(name) != 1] == [], (method, path, status)
            assert dict(headers)["x-content-type-options"] == "nosniff"
            assert dict(headers)["referrer-policy"] == "no-referrer"
            assert not {"server", "x-powered-by"} & set(names), (method, path)
            if not path.startswith(PUBLIC):
                assert dict(headers)["cache-control"] == "no-store", (method, path, status)
    assert {200, 401, 404, 405} <= statuses


def test_what_is_posted_and_what_is_too_much_is_answered_likewise(hub: HubProcess) -> None:
    for answer in (
        hub.post(CREW, submission("open-case", new_case())),
        hub.post_raw(CREW, b"{"),
        hub.post_raw(CREW, b"x" * 300_000),
        hub.post_to("/fhir", b"{}", CREW),
    ):
        assert {name.lower() for name in answer.headers} >= ALWAYS, answer.status


async def test_a_socket_does_not_say_what_serves_it(hub: HubProcess) -> None:
    async with await Line.open(hub) as opened:
        answer = opened.socket.response
        assert answer is not None
        assert "server" not in answer.headers


class Inline(HTMLParser):
    """Collects what of a page is code and stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.found.append(tag)
        self.found += [name for name in given if name == "style" or name.startswith("on")]
        self.found += [value for value in given.values() if value and value.strip().lower().startswith("javascript:")]


def inline(page: str) -> list[str]:
    parser = Inline()
    parser.feed(page)
    return parser.found


def test_every_route_that_serves_html_is_a_page_without_inline_code(
    hub: HubProcess, case: str, line: http.client.HTTPConnection
) -> None:
    gets = {path for method, path in places(hub, case) if method == "GET"}
    html = {path for path in gets if "text/html" in dict(ask(hub, line, "GET", path)[1]).get("content-type", "")}

    assert html == set(PAGES)
    for path in html:
        answer = hub.get(path)
        assert inline(answer.raw.decode()) == [], path
        policy = answer.headers["content-security-policy"]
        scripts = [part for part in policy.split(";") if "script-src" in part or "default-src" in part]
        assert "unsafe" not in " ".join(scripts), path
        assert ("unsafe-inline" in policy) == (path == "/docs"), path


@pytest.mark.parametrize(
    "page",
    ["<script>x()</script>", "<p style='color:red'>", "<style>p{}</style>", "<p onclick=x()>", "<a href=javascript:x>"],
)
def test_control_inline_code_is_found(page: str) -> None:
    assert inline(page)
