"""Who has a token and not the key is nobody, nothing that was shown is good twice, and a socket lasts as its ticket."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import pytest

from tests.e2e.terminal import Line, Terminal
from tests.keys import Client, Key, key_of
from tests.subscriber import Subscriber, ask, subscribe, subscription
from tests.world import Answer, HubProcess, new_case, submission

CREW: Final = "tablet-u-001"
SCREEN: Final = "screen-h-001"
TOKEN_S: Final = 4


@pytest.fixture(scope="module")
async def brief(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub whose tokens last seconds, for who waits until they are over."""
    settings = {"KYUKYU_TOKEN_TTL_S": str(TOKEN_S), "KYUKYU_HEARTBEAT_S": "0.2"}
    process = HubProcess(await new_database(), tmp_path_factory.mktemp("hub-keys"), settings).enrol().start()
    yield process
    process.stop()


@pytest.fixture
def crew(hub: HubProcess) -> Client:
    """A tablet with a token that has just been given."""
    client = Client(hub.url, CREW, key_of(CREW))
    client.headers("GET", "/whoami")
    return client


def shows(hub: HubProcess, proof: str | None, token: str, scheme: str = "DPoP") -> Answer:
    headers = {"authorization": f"{scheme} {token}"}
    return hub._ask("/whoami", None, None, headers if proof is None else {**headers, "dpop": proof})


def codes(*answers: Answer) -> list[tuple[int, str]]:
    return [(each.status, each.body["code"]) for each in answers]


def test_a_token_without_its_key_is_refused(hub: HubProcess, crew: Client) -> None:
    url, nonce = f"{hub.url}/whoami", hub.nonce()
    stranger, other = Key("a thief"), key_of("tablet-u-002")

    bare = shows(hub, None, crew.token)
    as_bearer = shows(hub, None, crew.token, "Bearer")
    by_a_stranger = shows(hub, stranger.proof("GET", url, nonce, crew.token), crew.token)
    by_another_caller = shows(hub, other.proof("GET", url, nonce, crew.token), crew.token)
    mine = shows(hub, crew.key.proof("GET", url, nonce, crew.token), crew.token)

    assert codes(bare, as_bearer, by_a_stranger, by_another_caller) == [
        (401, "invalid-proof"),
        (401, "not-authenticated"),
        (401, "not-authenticated"),
        (401, "invalid-proof"),
    ]
    assert (mine.status, mine.body["caller"]) == (200, CREW)


def test_a_proof_is_good_once_and_for_one_request(hub: HubProcess, crew: Client) -> None:
    proof = crew.key.proof("GET", f"{hub.url}/whoami", hub.nonce(), crew.token)
    elsewhere = hub._ask("/directory", None, None, {"authorization": f"DPoP {crew.token}", "dpop": proof})

    first, second = shows(hub, proof, crew.token), shows(hub, proof, crew.token)

    assert first.status == 200
    assert codes(elsewhere, second) == [(401, "invalid-proof")] * 2


def test_who_has_no_nonce_is_given_one(hub: HubProcess, crew: Client) -> None:
    asked = shows(hub, crew.key.proof("GET", f"{hub.url}/whoami", None, crew.token), crew.token)
    headers = {name.lower(): value for name, value in asked.headers.items()}

    assert codes(asked) == [(401, "nonce-required")]
    assert 'error="use_dpop_nonce"' in headers["www-authenticate"]
    again = crew.key.proof("GET", f"{hub.url}/whoami", headers["dpop-nonce"], crew.token)
    assert shows(hub, again, crew.token).status == 200


def test_a_token_is_for_the_caller_whose_key_asks_for_it(hub: HubProcess) -> None:
    for key, caller in ((Key("a thief"), CREW), (key_of("tablet-u-002"), CREW), (key_of(CREW), "nobody")):
        client = Client(hub.url, caller, key)
        client.headers("GET", "/whoami")
        assert client.token == "none"


async def test_a_token_ends(brief: HubProcess) -> None:
    """The control of a stolen one: its owner, too, has to fetch another."""
    crew = fresh(brief)
    crew.headers("GET", "/whoami")
    ends_at = time.monotonic() + 30
    while (answer := _again(brief, crew)).status == 200:
        assert time.monotonic() < ends_at
        await asyncio.sleep(0.2)

    assert codes(answer) == [(401, "not-authenticated")]
    crew.fetched_at = float("-inf")
    assert brief.ask_as(crew, "/whoami").status == 200


def _again(hub: HubProcess, crew: Client) -> Answer:
    return shows(hub, crew.key.proof("GET", f"{hub.url}/whoami", hub.nonce(), crew.token), crew.token)


async def test_a_ticket_binds_one_socket(hub: HubProcess) -> None:
    ticket = await asyncio.to_thread(fresh(hub).ticket)
    async with await Line.open(hub) as first, await Line.open(hub) as second:
        await first.say("bind", ticket=ticket)
        assert (await first.hears("bound"))["caller"] == CREW
        await second.say("bind", ticket=ticket)
        code, said = await second.hears_the_end()

    assert (code, [frame["error"]["code"] for frame in said]) == (4401, ["not-authenticated"])


def fresh(hub: HubProcess, caller: str = CREW) -> Client:
    """A client that has fetched nothing yet."""
    return Client(hub.url, caller, key_of(caller))


async def test_a_socket_that_shows_no_other_ticket_ends(brief: HubProcess) -> None:
    ticket = await asyncio.to_thread(fresh(brief).ticket)
    async with await Line.open(brief) as line:
        await line.say("bind", ticket=ticket)
        bound = await line.hears("bound")
        beating = asyncio.create_task(_beats(line))
        code, said = await line.hears_the_end(30)
        beating.cancel()

    assert 0 <= bound["expires_in"] <= TOKEN_S
    assert code == 4401
    assert {frame["type"] for frame in said} == {"heartbeat"}


async def _beats(line: Line) -> None:
    while True:
        await line.say("heartbeat", visible=False, sound_armed=False)
        await asyncio.sleep(0.5)


async def test_a_socket_that_shows_another_ticket_goes_on_without_a_gap(brief: HubProcess) -> None:
    """Three lives of a token long, a screen hears every event of its stream once, and says so on the same socket."""
    brief.clients[SCREEN] = _Restless(brief.url, SCREEN, key_of(SCREEN))
    screen = await Terminal(brief, SCREEN).connect()
    ends_at, told = time.monotonic() + 3 * TOKEN_S, 0
    while time.monotonic() < ends_at or len(screen.renewals) < 3:
        case = new_case()
        for kind, data in (("open-case", {}), ("request-acceptance", {"facilities": ["h-001"]})):
            client = fresh(brief)
            body = json.dumps(submission(kind, case, **data)).encode()
            assert (await asyncio.to_thread(brief.ask_as, client, "/submissions", body)).status == 201
        told += 1
        await screen.until(screen.document, "the case", case)

    assert screen.is_connected
    assert len({event["subject"] for event in screen.events if event["mode"] == "document"}) >= told
    await screen.disconnect()
    del brief.clients[SCREEN]


class _Restless(Client):
    """Fetches a token for each request: tokens of this hub last shorter than a client of tests keeps them."""

    @property
    def is_stale(self) -> bool:
        return True


async def test_a_ticket_of_another_caller_does_not_take_a_socket_over(hub: HubProcess) -> None:
    mine, other = await asyncio.to_thread(fresh(hub).ticket), await asyncio.to_thread(fresh(hub, SCREEN).ticket)
    async with await Line.open(hub) as line:
        await line.say("bind", ticket=mine)
        await line.hears("bound")
        await line.say("bind", ticket=other)
        assert (await line.hears_the_end())[0] == 4401


async def test_a_socket_of_subscriptions_lasts_as_long_as_a_binding(brief: HubProcess) -> None:
    brief.clients[SCREEN] = _Restless(brief.url, SCREEN, key_of(SCREEN))
    mine = await asyncio.to_thread(subscribe, brief, SCREEN, subscription("case-updated", "id-only"))
    async with (
        await Subscriber.open(brief, SCREEN, mine) as ending,
        await Subscriber.open(brief, SCREEN, mine) as going_on,
    ):
        await asyncio.sleep(TOKEN_S)  # half of its time; a look at what ends cannot wait for a condition
        await going_on.bind(mine)
        assert await ending.hears_the_end(30) == 4401
        await going_on.say({"type": "ping"})
        while (await going_on.hear()) != {"type": "pong"}:
            pass
    assert ask(brief, SCREEN, "DELETE", f"/fhir/Subscription/{mine}").status == 204
    del brief.clients[SCREEN]
