"""A rest-hook: notifications posted to an address that an operator has listed, through the relay."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import pytest

from hub.fhir.validate import validate
from tests.subscriber import PATIENCE_S, Reply, ask, resources, status_of, subscription
from tests.world import HubProcess, Json, free_port, new_case, submission

CREW, HOSPITAL, OTHER = "tablet-u-001", "screen-h-001", "screen-h-002"
SECRET: Final = "test-secret-of-the-receiver"
NAME: Final = "架空姓名"


class Receiver:
    """Somebody else's server: it notes what is posted, and answers as it is told."""

    def __init__(self) -> None:
        self.heard: list[Json] = []
        self.asked: list[tuple[str, str | None]] = []
        self.status = 200
        self.port = free_port()
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/notify"

    def opens(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.asked.append((self.path, self.headers["authorization"]))
                if receiver.status == 200:
                    receiver.heard.append(json.loads(body))
                self.send_response(receiver.status)
                self.send_header("location", f"http://127.0.0.1:{receiver.port}/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def closes(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    async def until(self, holds: Callable[[list[Json]], bool]) -> list[Json]:
        """Waits until what was heard fulfils something."""
        async with asyncio.timeout(PATIENCE_S * 3):
            while not holds(list(self.heard)):  # noqa: ASYNC110  it is heard in another thread
                await asyncio.sleep(0.05)
        return list(self.heard)


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    opened = Receiver()
    opened.opens()
    yield opened
    opened.closes()


@pytest.fixture(scope="module")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory, receiver: Receiver
) -> AsyncIterator[HubProcess]:
    """A hub whose operator lists the receiver for one hospital."""
    folder = tmp_path_factory.mktemp("hub-hooks")
    (folder / "secret").write_text(SECRET)
    (folder / "secret").chmod(0o600)
    listed = {
        "organisation": "h-001",
        "url": receiver.url,
        "fhir_base": "https://hub.example/fhir",
        "authorization_file": str(folder / "secret"),
    }
    settings = {"KYUKYU_SUBSCRIPTION_HOOKS": json.dumps({"er-system": listed})}
    process = HubProcess(await new_database(), folder, settings).enrol().start()
    yield process
    process.stop()


def hooked(url: str, topic: str = "case-updated", payload: str = "full-resource") -> Json:
    asked = subscription(topic, payload)
    asked["channel"] |= {"type": "rest-hook", "endpoint": url}
    return asked


def posted(hub: HubProcess, caller: str, asked: Json) -> Reply:
    return ask(hub, caller, "POST", "/fhir/Subscription", asked)


def post(hub: HubProcess, caller: str, kind: str, case: str, **data: object) -> None:
    assert hub.post(caller, submission(kind, case, **data)).status == 201


def numbers(heard: list[Json], identity: str) -> list[int]:
    told = [status_of(each) for each in heard]
    return [number for each in told if each["subscription"] == identity for number in each["numbers"]]


def subscriptions(heard: list[Json]) -> set[str]:
    return {status_of(each)["subscription"] for each in heard}


async def test_a_listed_address_is_greeted_and_told_what_the_hospital_may_see(
    hub: HubProcess, receiver: Receiver
) -> None:
    reply = await asyncio.to_thread(posted, hub, HOSPITAL, hooked(receiver.url))
    assert (reply.status, reply.body["status"]) == (201, "active"), reply.body
    identity = reply.body["id"]
    case = new_case()
    post(hub, CREW, "open-case", case, chief_complaint="胸痛")
    post(hub, CREW, "describe-patient", case, family_name=NAME, age_years=76)
    post(hub, CREW, "request-acceptance", case, facilities=["h-001", "h-002"])
    post(hub, CREW, "record-observation", case, heart_rate=118)
    heard = await receiver.until(lambda heard: len(numbers(heard, identity)) >= 2)

    assert [status_of(each)["type"] for each in heard[:3]] == ["handshake", *["event-notification"] * 2]
    assert numbers(heard, identity) == [1, 2]
    assert receiver.asked[0] == ("/notify", f"Bearer {SECRET}")
    for each in heard:
        assert validate(json.dumps(each).encode()) == []
    assert NAME not in json.dumps(heard, ensure_ascii=False)
    assert "h-002" not in json.dumps(heard)
    assert any(each["resourceType"] == "Observation" for bundle in heard for each in resources(bundle))
    status = ask(hub, HOSPITAL, "GET", f"/fhir/Subscription/{identity}/$status").body
    assert status_of({"entry": status["entry"]})["since"] == 2


async def test_what_could_not_be_told_is_told_when_the_receiver_is_back(hub: HubProcess, receiver: Receiver) -> None:
    case = new_case()
    post(hub, CREW, "open-case", case)
    asked = hooked(receiver.url, "acceptance-requested", "id-only")
    identity = (await asyncio.to_thread(posted, hub, HOSPITAL, asked)).body["id"]
    receiver.closes()
    post(hub, CREW, "request-acceptance", case, facilities=["h-001"])
    await asyncio.sleep(0.5)
    assert numbers(receiver.heard, identity) == []
    receiver.opens()

    heard = await receiver.until(lambda heard: numbers(heard, identity) == [1])

    told = [status_of(each) for each in heard]
    assert [each["focus"] for each in told if each["subscription"] == identity and each["numbers"]] == [
        [f"Task/{case}-h-001"]
    ]


async def test_a_redirect_is_not_followed_and_a_refusal_ends_the_subscription(
    hub: HubProcess, receiver: Receiver
) -> None:
    asked = hooked(receiver.url, "handed-over", "empty")
    receiver.status = 307
    before = len(receiver.asked)
    moved = await asyncio.to_thread(posted, hub, HOSPITAL, asked)
    receiver.status = 200

    assert (moved.status, moved.body["status"]) == (201, "error")
    assert {path for path, _ in receiver.asked[before:]} == {"/notify"}
    again = await asyncio.to_thread(posted, hub, HOSPITAL, asked)
    assert (again.status, again.body["status"]) == (200, "active")


@pytest.mark.parametrize("caller", [HOSPITAL, OTHER])
def test_an_address_that_is_not_listed_for_the_caller_is_never_asked(
    hub: HubProcess, receiver: Receiver, caller: str
) -> None:
    before = subscriptions(receiver.heard)
    wrong = [f"{receiver.url}/", f"http://127.0.0.1:{hub.port}/metrics", "http://169.254.169.254/latest", "file:///etc"]
    if caller == OTHER:
        wrong.append(receiver.url)
    for url in wrong:
        refused = posted(hub, caller, hooked(url))
        assert refused.status == 422
        assert refused.body["issue"][0]["details"]["coding"][0]["code"] == "not-listed"
        assert url not in refused.raw.decode()
    # others that were listed may still be told of their cases
    assert subscriptions(receiver.heard) == before
    assert {path for path, _ in receiver.asked} <= {"/notify"}


def test_a_rest_hook_has_neither_header_nor_heartbeat_nor_query_nor_socket(hub: HubProcess, receiver: Receiver) -> None:
    header, query = hooked(receiver.url), hooked(receiver.url)
    header["channel"] |= {"header": ["Authorization: x"]}
    header["channel"]["extension"] = subscription("x", "empty", heartbeat_period=5)["channel"]["extension"]
    query["criteria"] = "Task"
    told = [issue["expression"][0] for each in (header, query) for issue in posted(hub, HOSPITAL, each).body["issue"]]
    assert set(told) == {
        "Subscription.channel.header",
        "Subscription.channel.extension",
        "Subscription.criteria",
    }
    identity = posted(hub, HOSPITAL, hooked(receiver.url, "acceptance-answered")).body["id"]
    assert ask(hub, HOSPITAL, "GET", f"/fhir/Subscription/{identity}/$get-ws-binding-token").status == 404


async def test_who_is_revoked_is_told_nothing_more(hub: HubProcess, receiver: Receiver) -> None:
    async def another() -> None:
        before, case = len(numbers(receiver.heard, witness)), new_case()
        post(hub, CREW, "open-case", case)
        post(hub, CREW, "request-acceptance", case, facilities=["h-001"])
        await receiver.until(lambda heard: len(numbers(heard, witness)) > before)

    asked = hooked(receiver.url, "acceptance-requested", "empty")
    identity = (await asyncio.to_thread(posted, hub, "screen-h-001b", asked)).body["id"]
    witness = (await asyncio.to_thread(posted, hub, HOSPITAL, asked)).body["id"]
    await another()
    await receiver.until(lambda heard: numbers(heard, identity) == [1])

    await asyncio.to_thread(hub.command, "revoke", "screen-h-001b")
    async with asyncio.timeout(PATIENCE_S * 3):
        while hub.get("/whoami", "screen-h-001b").status != 401:  # noqa: ASYNC110  until the hub has noticed
            await asyncio.sleep(0.1)
    for _ in range(2):  # an address is told one event after the other: with the second, the first is over for both
        await another()

    assert numbers(receiver.heard, identity) == [1]
