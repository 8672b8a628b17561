"""Connections before an administrator: how they stand, what is parked, and a replay that cannot go astray."""

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from simulators.webhook import Fault, Orders
from tests.relay.conftest import Ward
from tests.world import Answer, Json, submission

if TYPE_CHECKING:
    from collections.abc import Callable

ADMIN = "admin-h-001"


def asks_for(ward: Ward, path: str = "", caller: str = ADMIN) -> Answer:
    return ward.hub.get(f"/operations/connections{path}", caller)


def posts(ward: Ward, path: str, body: Json, caller: str = ADMIN) -> Answer:
    return ward.hub.post_to(f"/operations/connections/ehr/{path}", json.dumps(body).encode(), caller)


async def parks(ward: Ward, observations: int = 2) -> tuple[str, int]:
    """Lets the receiver refuse what it is told of a new case; returns the case and how many were parked."""
    before = len(asks_for(ward, "/ehr/parked").body["parked"])
    ward.receiver.orders = Orders(Fault.REFUSE)
    case = await asyncio.to_thread(ward.asks, observations)
    expected = before + observations + 1
    await ward.until(lambda: len(asks_for(ward, "/ehr/parked").body["parked"]) == expected)
    ward.receiver.orders = Orders()
    return case, observations + 1


@pytest.fixture
async def emptied(ward: Ward) -> Ward:
    """A ward where nothing is parked."""
    if asks_for(ward, "/ehr/parked").body["parked"]:
        shown = posts(ward, "replays", {"code": "http-422"}).body
        posts(ward, "replays/confirm", {"token": shown["token"], "count": shown["count"]})
        await ward.until(lambda: asks_for(ward).body["connections"][0]["backlog"] == 0)
    return ward


async def test_a_connection_shows_how_it_stands(emptied: Ward) -> None:
    ward = emptied
    await asyncio.to_thread(ward.asks, 1)
    await ward.until(lambda: asks_for(ward).body["connections"][0]["backlog"] == 0)

    (shown,) = asks_for(ward).body["connections"]

    told = ("name", "adapter", "organisation", "state", "parked", "oldest_age_s")
    assert {name: shown[name] for name in told} == {
        "name": "ehr",
        "adapter": "fhir_webhook",
        "organisation": "h-001",
        "state": "up",
        "parked": 0,
        "oldest_age_s": None,
    }


async def test_what_waits_is_counted_with_its_age_and_its_reason(emptied: Ward) -> None:
    ward = emptied
    ward.receiver.orders = Orders(Fault.BUSY)
    await asyncio.to_thread(ward.asks, 4)

    def shown() -> Json:
        (connection,) = asks_for(ward).body["connections"]
        return dict(connection)

    await ward.until(lambda: shown()["state"] == "down" and shown()["backlog"] == 5)
    assert shown()["last_code"] in {"try-later", None}, "where the check finds out first, no message was tried yet"
    assert shown()["reason"] == "http-503"
    assert 0 < shown()["oldest_age_s"] < 30
    ward.receiver.orders = Orders()
    await ward.until(lambda: shown()["backlog"] == 0)


async def test_a_connection_that_is_paused_keeps_what_is_for_it_and_goes_on_where_it_was(emptied: Ward) -> None:
    ward = emptied
    before = ward.taken

    def shown() -> Json:
        (connection,) = asks_for(ward).body["connections"]
        return dict(connection)

    assert (shown()["is_paused"], shown()["may_pause"]) == (False, True)
    assert posts(ward, "pause", {}).body == {"is_paused": True}
    assert posts(ward, "pause", {}).status == 200, "twice is once"
    await asyncio.to_thread(ward.asks, 2)
    await ward.until(lambda: shown()["backlog"] == 3)
    assert (shown()["is_paused"], shown()["state"]) == (True, "up")
    assert ward.taken == before

    assert "paused" in ward.hub.command("adapters", "status")

    assert "goes on" in ward.hub.command("adapters", "resume", "ehr")
    assert posts(ward, "pause", {}).status == posts(ward, "resume", {}).status == 200
    await ward.until(lambda: ward.taken == before + 3)
    rows = ward.hub.get(f"/operations/audit?by={ADMIN}", ADMIN).body["acts"]
    told = [(each["action"], each["disclosed_to"]) for each in rows if each["action"] in {"pause", "resume"}]
    assert told[:3] == [("resume", ["adapter:ehr"]), ("pause", ["adapter:ehr"]), ("pause", ["adapter:ehr"])]


async def test_nobody_else_learns_that_there_is_a_connection(ward: Ward) -> None:
    """Administrators of others see their own; to everybody else the routes are not there (P8)."""
    assert asks_for(ward, caller="admin-h-002").body == {"connections": []}
    routes: list[Callable[[str], Answer]] = [
        lambda caller: asks_for(ward, "/ehr/parked", caller),
        lambda caller: posts(ward, "replays", {"code": "http-422"}, caller),
        lambda caller: posts(ward, "replays/confirm", {"token": "x", "count": 1}, caller),
    ]
    for ask in routes:
        for caller in ("admin-h-002", "screen-h-001", "tablet-u-001", "console-fd-01"):
            assert ask(caller).status == 404, caller
    assert asks_for(ward, caller="screen-h-001").status == 404
    assert asks_for(ward, caller="nobody").status == 401


async def test_parked_messages_say_why_and_nothing_of_the_patient(emptied: Ward) -> None:
    ward = emptied
    case, parked = await parks(ward)

    shown = asks_for(ward, "/ehr/parked").body["parked"]

    assert len(shown) == parked
    assert {each["code"] for each in shown} == {"http-422"}
    assert {each["kind"] for each in shown} == {"request-acceptance", "record-observation"}
    assert "胸痛" not in json.dumps(shown, ensure_ascii=False)
    assert case not in json.dumps(shown)


async def test_a_replay_sends_exactly_what_was_looked_at_once(emptied: Ward) -> None:
    ward = emptied
    _, parked = await parks(ward)
    before = ward.taken

    shown = posts(ward, "replays", {"code": "http-422"}).body
    assert (shown["connection"], shown["count"]) == ("ehr", parked)
    assert shown["by_kind"] == {"request-acceptance": 1, "record-observation": parked - 1}
    assert ward.taken == before, "looking sends nothing"

    wrong = posts(ward, "replays/confirm", {"token": shown["token"], "count": parked + 1})
    assert (wrong.status, wrong.body["code"]) == (409, "replay-not-as-looked-at")
    assert ward.taken == before

    done = posts(ward, "replays/confirm", {"token": shown["token"], "count": parked})
    assert done.body == {"replayed": parked}
    await ward.until(lambda: ward.taken == before + parked)

    again = posts(ward, "replays/confirm", {"token": shown["token"], "count": parked})
    assert again.status == 409
    await asyncio.sleep(0.3)
    assert ward.taken == before + parked
    assert ward.receiver.seen.counts["changed"] == 0


async def test_the_widest_filter_reaches_what_is_parked_here_and_nothing_that_was_delivered(emptied: Ward) -> None:
    """One filter that was too wide sent two months of reports to a dozen doctors, elsewhere (decision 0034)."""
    ward = emptied
    await asyncio.to_thread(ward.asks, 5)
    await ward.until(lambda: asks_for(ward).body["connections"][0]["backlog"] == 0)
    _, parked = await parks(ward)
    widest: list[Json] = [
        {"offsets": list(range(1, 1001))},
        {"parked_from": "2000-01-01T00:00:00Z", "parked_until": "2099-12-31T00:00:00Z"},
        {"parked_until": "2099-12-31T00:00:00Z"},
    ]
    shown = [posts(ward, "replays", meant).body for meant in widest]
    assert [(each["connection"], each["count"]) for each in shown] == [("ehr", parked)] * 3
    elsewhere = ({"connection": "other"}, {"organisation": "h-002"}, {"url": "https://other.example/"})
    for field in elsewhere:
        assert posts(ward, "replays", {**widest[0], **field}).status == 422, "nothing names another receiver"

    taken, repeated = ward.taken, ward.receiver.seen.counts["repeated"]
    said = {"token": shown[0]["token"], "count": parked}
    assert posts(ward, "replays/confirm", said).body == {"replayed": parked}
    await ward.until(lambda: asks_for(ward).body["connections"][0]["backlog"] == 0)

    assert (ward.taken - taken, ward.receiver.seen.counts["repeated"] - repeated) == (parked, 0)
    assert posts(ward, "replays/confirm", {"token": shown[1]["token"], "count": parked}).status == 409


async def test_a_message_that_is_sent_again_elsewhere_meanwhile_stops_the_whole_replay(emptied: Ward) -> None:
    """Two operators at once: the second finds that it is not as it was, and sends nothing, not even the rest."""
    ward = emptied
    _, parked = await parks(ward)
    one = posts(ward, "replays", {"code": "http-422"}).body
    offset = asks_for(ward, "/ehr/parked").body["parked"][0]["offset"]
    two = posts(ward, "replays", {"offsets": [offset]}).body
    before = ward.taken

    assert posts(ward, "replays/confirm", {"token": two["token"], "count": 1}).body == {"replayed": 1}
    await ward.until(lambda: ward.taken == before + 1)
    assert posts(ward, "replays/confirm", {"token": one["token"], "count": parked}).status == 409

    await asyncio.sleep(0.3)
    assert ward.taken == before + 1


async def test_a_replay_does_not_tell_what_there_is_no_right_to_any_more(emptied: Ward) -> None:
    ward = emptied
    case, parked = await parks(ward)
    withdrawn = submission("withdraw-request", case, facilities=["h-001"], reason="other")
    before = ward.taken
    await asyncio.to_thread(ward.hub.post, "tablet-u-001", withdrawn)
    await ward.until(lambda: ward.taken == before + 1)

    shown = posts(ward, "replays", {"code": "http-422"}).body
    posts(ward, "replays/confirm", {"token": shown["token"], "count": parked})
    await ward.until(lambda: asks_for(ward).body["connections"][0]["backlog"] == 0)

    assert ward.taken == before + 1, "the word that it is gone, and nothing else"
    assert asks_for(ward, "/ehr/parked").body["parked"] == []


@pytest.mark.parametrize("meant", [{}, {"everything": True}, {"offsets": "all"}, []])
async def test_who_does_not_say_which_are_meant_is_refused(ward: Ward, meant: Json) -> None:
    assert posts(ward, "replays", meant).status == 422


async def test_what_is_not_parked_cannot_be_sent_again(ward: Ward) -> None:
    """What was delivered has no way back into a queue: no filter reaches it."""
    await asyncio.to_thread(ward.asks, 1)
    await ward.until(lambda: asks_for(ward).body["connections"][0]["backlog"] == 0)

    assert posts(ward, "replays", {"offsets": [1, 2, 3]}).status == 404
