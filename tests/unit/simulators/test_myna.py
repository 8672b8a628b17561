"""The simulated マイナ救急: the same people by seed, one look for each id, and nothing a 12-digit number could be."""

import asyncio
import json
from collections import Counter
from datetime import date

from typer.testing import CliRunner

from hub.wire.guard import may_be_my_number
from simulators import http
from simulators.__main__ import app
from simulators.myna import Fault, Orders, Server
from simulators.myna_people import Card, people

TODAY = date(2026, 11, 23)
TOKEN = "an-invented-token"
KNOWN = {"Authorization": f"Bearer {TOKEN}"}


def test_the_same_seed_gives_the_same_people_and_another_one_others() -> None:
    assert people(50, TODAY) == people(50, TODAY)
    assert people(50, TODAY) != people(50, TODAY, seed=35)


def test_every_outcome_of_a_card_occurs_and_most_are_good() -> None:
    cards = Counter(person.card for person in people(500, TODAY))

    assert set(cards) == set(Card)
    assert cards.most_common(1)[0][0] is Card.GOOD


def test_nothing_of_them_could_be_an_individual_number() -> None:
    for person in people(2_000, TODAY):
        assert not may_be_my_number(json.dumps([person.reading, person.face, person.summary], ensure_ascii=False))


def test_a_summary_goes_back_as_far_as_its_sections_do() -> None:
    for person in people(200, TODAY):
        assert all(entry["date"] >= "2021-11" for entries in person.summary.values() for entry in entries)
        assert all(entry["date"] >= "2026-10-09" for entry in person.summary["電子処方箋情報"])
        assert all(set(entry) == {"date"} for entry in person.summary["健診"])


async def test_a_look_that_is_asked_for_again_is_the_same_look() -> None:
    (person,) = people(1, TODAY)
    server = Server(TOKEN, [person])
    question = {"id": "1", "viewer": "tablet", "basis": "consent", "method": "card", "reading": person.reading}

    assert server._looked(question) == server._looked(question)
    assert server.log.report() | {"repeated": 1, "looks": 1} == server.log.report()


async def test_it_is_commanded_over_the_wire_and_says_what_it_has_seen_without_whom() -> None:
    person, server = people(1, TODAY)[0], Server(TOKEN)
    told = {"reading": person.reading, "face": person.face, "card": "expired"}
    question = {"id": "1", "viewer": "tablet", "basis": "consent", "method": "card", "reading": person.reading}
    async with server.listening() as port:
        where = f"http://127.0.0.1:{port}"
        await http.ask(where, "PUT", "/says", body=told)
        expired = await http.ask(where, "POST", "/views", headers=KNOWN, body=question)
        stranger = await http.ask(where, "POST", "/views", headers={"Authorization": "Bearer another"}, body=question)
        await http.ask(where, "PUT", "/faults", body={"fault": "busy"})
        busy = await http.ask(where, "POST", "/views", headers=KNOWN, body=question)
        received = await http.ask(where, "GET", "/received")

    assert (expired.status, json.loads(expired.body)) == (200, {"result": "expired"})
    assert (stranger.status, busy.status, server.orders) == (401, 503, Orders(Fault.BUSY))
    assert json.loads(received.body) == {
        "looks": 1,
        "bases": {"consent": 1},
        "viewers": {"tablet": 1},
        "expired": 1,
        "unknown": 1,
    }


async def test_a_question_without_a_ground_is_answered_by_nobody() -> None:
    (person,) = people(1, TODAY)
    server = Server(TOKEN, [person])
    question = {"id": "1", "viewer": "tablet", "basis": "curiosity", "method": "card", "reading": person.reading}
    async with server.listening() as port:
        answer = await http.ask(f"http://127.0.0.1:{port}", "POST", "/views", headers=KNOWN, body=question)

    assert answer.status == 422
    assert server.log.views == {}


async def test_silence_lasts_until_somebody_hangs_up() -> None:
    server = Server(TOKEN)
    server.orders = Orders(Fault.SLOW)
    async with server.listening() as port:
        asking = asyncio.create_task(http.ask(f"http://127.0.0.1:{port}", "POST", "/views", headers=KNOWN, body={}))
        _, waiting = await asyncio.wait({asking}, timeout=0.1)
        asking.cancel()

    assert waiting


def test_it_runs_from_the_command_line() -> None:
    told = CliRunner().invoke(app, ["myna", "--help"])

    assert told.exit_code == 0
    assert "--token-file" in told.output
