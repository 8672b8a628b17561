"""Whatever is sent, over HTTP and over the socket, the hub answers in its own words: no 5xx, nothing unexpected.

`make test` draws the same in every run. ``KYUKYU_FUZZ=20`` draws twenty times as much, and anew each time.
"""

import json
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final, TypeAlias
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.core.result import Ok
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from fhir_profiles import EXAMPLES
from hub.domain.commands import KINDS
from hub.fhir.parameters import COMMON, PARAMETERS
from hub.wire.schema import schema
from tests.integration.fhir_line import ask
from tests.world import HubProcess, Json, enrolment, new_case, submission, with_operators

TIMES: Final = int(os.environ.get("KYUKYU_FUZZ", "1"))
CALLERS: Final = ["tablet-u-001", "console-fd-01", "screen-h-001", "desk-op-01"]
SPEAKERS: Final = {"crew": "tablet-u-001", "command-center": "console-fd-01", "hospital": "screen-h-001"}
Drawn: TypeAlias = Case[Any]
Operation: TypeAlias = APIOperation[Any, Any, Any, Any]

WHY_ENDED: Final = {1000, 1007, 1009, *range(4400, 4500)}
"""How a socket may end: by the peer's fault. 1011 would be by ours."""


def drawn(examples: int) -> settings:
    """So many examples; the same in every run unless new ones are asked for."""
    return settings(
        max_examples=examples * TIMES,
        derandomize=TIMES == 1,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub of these tests' own: what is drawn may declare a disaster, and use up what one address may try."""
    process = HubProcess(await new_database(), tmp_path_factory.mktemp("fuzz"))
    process.enrol(with_operators(enrolment(), 1)).start()
    yield process
    process.stop()


@pytest.fixture
def calm(hub: HubProcess) -> Iterator[HubProcess]:
    """The hub, which must neither complain of anything unexpected nor be harmed."""
    before = hub.log.count('"unexpected"')
    yield hub
    assert hub.log.count('"unexpected"') == before
    assert hub.post("tablet-u-001", submission("open-case", new_case())).status == 201


def operations(document: Json) -> Iterator[Operation]:
    """Returns what is described; who calls is chosen by the test."""
    open_to_all = {name: value for name, value in document.items() if name != "security"}
    for found in schemathesis.openapi.from_dict(open_to_all).get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


def bombard(hub: HubProcess, operation: Operation, callers: list[str], examples: int) -> Counter[int]:
    """Sends what is drawn for an operation, valid and not, and returns how often which status was answered."""
    told: Counter[int] = Counter()
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])

    @drawn(examples)
    @given(case=cases, caller=st.sampled_from(callers))
    def send(case: Drawn, caller: str) -> None:
        url = case.as_transport_kwargs(base_url=hub.url)["url"]
        known = hub.headers(caller, case.method, url.removeprefix(hub.url))
        answer = case.call(base_url=hub.url, headers=known, timeout=60)
        told[answer.status_code] += 1
        assert answer.status_code < 500, f"{operation.label}: {answer.status_code} {answer.content[:200]!r}"

    send()
    return told


def test_no_request_that_can_be_drawn_from_the_description_is_answered_5xx(calm: HubProcess) -> None:
    told: Counter[int] = Counter()
    for operation in operations(calm.get("/openapi.json").body):
        told += bombard(calm, operation, CALLERS, 4)

    print(f"{told.total()} requests: {dict(sorted(told.items()))}")  # noqa: T201  shown with -s
    assert told.total() > 100


def described() -> Json:
    """A description with an operation for each kind, whose body is the data of the kind."""

    def post(kind: str) -> Json:
        content = {"application/json": {"schema": schema(kind)}}
        return {"requestBody": {"required": True, "content": content}, "responses": {"default": {"description": kind}}}

    paths = {f"/{kind}": {"post": post(kind)} for kind in KINDS}
    return {"openapi": "3.1.0", "info": {"title": "kinds", "version": "1"}, "paths": paths}


def test_no_data_that_can_be_drawn_from_the_schema_of_a_kind_is_answered_5xx(calm: HubProcess, asked_case: str) -> None:
    told: Counter[int] = Counter()
    for operation in operations(described()):
        kind = operation.path.strip("/")
        command = KINDS[kind]
        callers = [SPEAKERS[role] for role in sorted(SPEAKERS) if role in {each.value for each in command.roles()}]
        told += submit(calm, kind, operation, callers or CALLERS, None if command.about.is_sender else asked_case)

    print(f"{told.total()} submissions: {dict(sorted(told.items()))}")  # noqa: T201  shown with -s
    assert told.keys() >= {201, 422}


def submit(hub: HubProcess, kind: str, operation: Operation, callers: list[str], about: str | None) -> Counter[int]:
    """Submits what is drawn for a kind in an envelope that is right, and returns how often which status came back."""
    told: Counter[int] = Counter()
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])

    @drawn(3)
    @given(case=cases, caller=st.sampled_from(callers))
    def send(case: Drawn, caller: str) -> None:
        data = case.body if isinstance(case.body, dict | list | str | int | float | None) else {}
        answer = hub.post(caller, {**submission(kind, about), "data": data})
        told[answer.status] += 1
        assert answer.status < 500, f"{kind}: {answer.status} {answer.body}"

    send()
    return told


anything: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
GOOD: Final[list[Callable[[], Json]]] = [
    lambda: {"type": "submit", "submission": submission("open-case", new_case(), chief_complaint="胸痛")},
    lambda: {"type": "subscribe", "stream": "unit:u-001", "epoch": None, "offset": None},
    lambda: {"type": "subscribe", "stream": "area:99", "epoch": new_case(), "offset": 3},
    lambda: {"type": "ack", "stream": "unit:u-001", "offset": 0},
    lambda: {"type": "bind", "ticket": "none"},
    lambda: {"type": "heartbeat", "visible": True, "sound_armed": False},
]


@st.composite
def frames(draw: st.DrawFn) -> str:
    """A frame: a good one, one with a field that is something else, more or less, or no frame at all."""
    frame = draw(st.sampled_from(GOOD))()
    change = draw(st.sampled_from(["within", "none", "none", "none", "replace", "drop", "add", "cut", "other"]))
    if change == "other":
        return json.dumps(draw(anything))
    if change == "within" and "submission" in frame:
        frame["submission"][draw(st.sampled_from(["kind", "key", "case", "occurred_at", "data"]))] = draw(anything)
    if change == "add":
        frame[draw(st.text(max_size=8))] = draw(anything)
    elif change in {"replace", "drop"}:
        name = draw(st.sampled_from(sorted(frame)))
        frame.pop(name) if change == "drop" else frame.update({name: draw(anything)})
    text = json.dumps(frame)
    return text[: draw(st.integers(0, len(text)))] if change == "cut" else text


messages: Final = st.lists(
    st.lists(frames(), min_size=1, max_size=3).map("\n".join) | st.binary(max_size=40), max_size=8
)


def talk(hub: HubProcess, said: list[str | bytes]) -> tuple[list[Mapping[str, Any]], int]:
    """Binds, says all of it and a last good word, and returns what came until that was answered or the socket ended."""
    heard: list[Mapping[str, Any]] = []
    last = submission("open-case", new_case())
    with connect(hub.stream_url, close_timeout=60) as line:
        try:
            line.send(json.dumps({"type": "bind", "ticket": hub.ticket("tablet-u-001")}))
            for each in [*said, json.dumps({"type": "submit", "submission": last})]:
                line.send(each)
            while not any(frame.get("key") == last["key"] for frame in heard):
                heard += [json.loads(frame) for frame in str(line.recv(timeout=60)).split("\n")]
        except ConnectionClosed as ended:
            return heard, ended.rcvd.code if ended.rcvd else 1006
    return heard, 1000


def test_whatever_is_said_on_a_socket_it_ends_for_the_speakers_fault_and_never_for_the_hubs(calm: HubProcess) -> None:
    told: Counter[object] = Counter()

    @drawn(100)
    @given(said=messages)
    def say(said: list[str | bytes]) -> None:
        heard, code = talk(calm, said)
        told.update(frame["type"] for frame in heard)
        told["messages"] += len(said)
        told[code] += 1
        assert code in WHY_ENDED, (code, said)
        assert [frame for frame in heard if frame.get("status", 0) >= 500] == []

    say()
    print(dict(told))  # noqa: T201  shown with -s
    assert told["receipt"] > 0
    assert told["refused"] > 0


EXAMPLES_OF_FHIR: Final = [
    path.read_text(encoding="utf-8")
    for path in sorted(Path(str(EXAMPLES)).glob("*.json"))
    if "document" not in path.name
]
ID_OF_EXAMPLES: Final = "0199b2a0-11aa-7bbb-8ccc-0123456789ab"
FHIR_JSON: Final = {"content-type": "application/fhir+json"}


def places(content: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yields the way to every part of a resource."""
    named: Iterable[tuple[str | int, object]] = ()
    if isinstance(content, dict):
        named = content.items()
    elif isinstance(content, list):
        named = enumerate(content)
    for name, value in named:
        yield (*path, name)
        yield from places(value, (*path, name))


@st.composite
def resources(draw: st.DrawFn) -> Json:
    """One of our examples, in which something is another thing, twice there, or not there at all."""
    content: Json = json.loads(draw(st.sampled_from(EXAMPLES_OF_FHIR)))
    for _ in range(draw(st.integers(0, 2))):
        *way, last = draw(st.sampled_from(list(places(content))))
        held: Any = content
        for name in way:
            held = held[name]
        change = draw(st.sampled_from(["replace", "drop", "wrap", "twice", "add"]))
        if change == "drop" and isinstance(held, dict):
            del held[last]
        elif change == "twice" and isinstance(held[last], list):
            held[last] *= 2
        elif change == "add" and isinstance(held, dict):
            held[draw(st.text(max_size=8))] = draw(anything)
        else:
            held[last] = [held[last]] if change == "wrap" else draw(anything)
    return content


@st.composite
def posted(draw: st.DrawFn) -> tuple[str, Json]:
    """A resource by one of the ways in which resources are posted."""
    held = draw(st.lists(resources(), min_size=1, max_size=3))
    way = draw(st.sampled_from(["create", "$validate", "transaction", "batch", "message"]))
    kind = held[0].get("resourceType")
    if way in {"create", "$validate"}:
        below = "" if way == "create" else f"/{way}"
        return f"/{kind if isinstance(kind, str) and kind.isalnum() else 'Observation'}{below}", held[0]
    entries: list[Json] = [
        {"fullUrl": f"urn:uuid:{new_case()}", "resource": each, "request": {"method": "POST", "url": "Observation"}}
        for each in held
    ]
    if way == "message":
        header = {"resourceType": "MessageHeader", "eventUri": "urn:x", "source": {"endpoint": "urn:y"}}
        entries.insert(0, {"fullUrl": f"urn:uuid:{new_case()}", "resource": header})
        return "/$process-message", {"resourceType": "Bundle", "type": "message", "entry": entries}
    return "", {"resourceType": "Bundle", "type": way, "entry": entries}


def test_no_resource_of_fhir_whatever_was_done_to_it_is_answered_5xx(calm: HubProcess, asked_case: str) -> None:
    told: Counter[int] = Counter()

    @drawn(120)
    @given(what=posted(), caller=st.sampled_from(CALLERS))
    def send(what: tuple[str, Json], caller: str) -> None:
        place, content = what
        body = json.dumps(content).replace(ID_OF_EXAMPLES, asked_case).encode("utf-8", "surrogatepass")
        answer = ask(calm, f"/fhir{quote(place)}", caller, method="POST", headers=FHIR_JSON, body=body)
        told[answer.status] += 1
        assert answer.status < 500, (place, answer.raw[:200])
        assert answer.body["resourceType"]

    send()
    print(f"{told.total()} resources and Bundles: {dict(sorted(told.items()))}")  # noqa: T201  shown with -s
    assert told.keys() & {200, 201}
    assert told.keys() & {400, 404, 422}


searched: Final = st.sampled_from(
    [
        f"{kind}?{name}"
        for kind, named in PARAMETERS.items()
        for name in (*named, *COMMON, "_include", "_sort", "_count")
    ]
)
values: Final = st.text(max_size=20) | st.sampled_from(
    ["ge2020", "lt2020-13", "a|b", "|", ",", "Patient/x", "-date", "*"]
)
modifiers: Final = st.sampled_from(["", "", ":not", ":missing", ":exact", ":Patient", ":x", ":iterate"])


def test_no_search_that_can_be_asked_is_answered_5xx(calm: HubProcess, asked_case: str) -> None:
    told: Counter[int] = Counter()
    own = values | st.just(f"Encounter/{asked_case}")

    @drawn(120)
    @given(what=searched, modifier=modifiers, value=own, caller=st.sampled_from(CALLERS))
    def send(what: str, modifier: str, value: str, caller: str) -> None:
        asked = f"{what}{modifier}={quote(value, errors='surrogatepass')}"
        answer = ask(calm, f"/fhir/{asked}", caller)
        told[answer.status] += 1
        assert answer.status < 500, (asked, answer.raw[:200])

    send()
    print(f"{told.total()} searches: {dict(sorted(told.items()))}")  # noqa: T201  shown with -s
    assert told.keys() >= {200, 400}


class Broken(BaseHTTPRequestHandler):
    """A server that cannot do anything with a body."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(500)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_control_an_answer_that_is_the_hubs_own_fault_is_noticed(tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Broken)
    Thread(target=server.serve_forever, daemon=True).start()
    operation = next(operations(described()))
    with pytest.raises(AssertionError, match="500"):
        bombard(HubProcess("", tmp_path, port=server.server_port), operation, CALLERS, 6)
    server.shutdown()
    server.server_close()
