"""Hospitals are slower by night, their screens fall asleep, and a crew sees and minds it."""

# ruff: noqa: S311 - what is simulated must repeat by its seed, and is no secret

import asyncio
import json
from collections.abc import Mapping
from random import Random
from statistics import mean

import pytest

from simulators import duty, national, prefecture
from simulators.card import Look, Reader
from simulators.cases import courses
from simulators.choice import candidates
from simulators.clock import Clock
from simulators.credential import Credential, Key
from simulators.history import History
from simulators.posting import Device, Outcome
from simulators.wire import Terminal

PREFECTURE = prefecture.build(34, units=20, hospitals=20)
COURSE = next(courses(1, tuple(it.place for it in PREFECTURE.departments)))


@pytest.mark.parametrize(
    ("hour", "shift"), [(0, "night"), (5.9, "night"), (6, "evening"), (8.5, "day"), (16.9, "day"), (21, "evening")]
)
def test_three_shifts_make_a_day(hour: float, shift: str) -> None:
    assert duty.shift(hour) == shift


def test_answers_take_longest_while_shifts_hand_over_and_longer_by_night_than_by_day() -> None:
    assert duty.pace(17.1) > duty.pace(2) > duty.pace(20) > duty.pace(12) == 1


def test_a_screen_is_awake_far_longer_than_asleep_and_less_by_night() -> None:
    rng = Random(1)
    by_day, by_night, asleep = (
        mean(times)
        for times in (
            [duty.awake_s(12, rng) for _ in range(500)],
            [duty.awake_s(2, rng) for _ in range(500)],
            [duty.asleep_s(rng) for _ in range(500)],
        )
    )

    assert by_day > by_night > asleep
    share = mean(duty.begins_asleep(12, rng) for _ in range(3000))
    assert share == pytest.approx(asleep / (asleep + by_day), abs=0.03)


def test_a_silent_hospital_is_asked_later() -> None:
    def order(silent: frozenset[str]) -> list[str]:
        found = candidates(COURSE, PREFECTURE.hospitals, lambda *_: None, None, silent, Random(3))
        return [it.id for it in found.order]

    first = order(frozenset())[0]

    assert order(frozenset({first})).index(first) > 0


async def test_the_simulated_day_goes_round() -> None:
    clock = Clock(speed=1e6, first_hour=23.9)
    assert clock.hour() == pytest.approx(23.9, abs=0.5)

    await clock.sleep(7_200)

    assert 0 < clock.hour() < 20


class Tablet(Terminal):
    """Says nothing to anybody, and remembers what it would have said."""

    def __init__(self, hub: str = "http://127.0.0.1:1") -> None:
        super().__init__(
            "ws://127.0.0.1:1",
            Device(Credential(hub, "t", Key.new())),
            History(),
            Random(1),
            streams=(),
        )
        self.said: list[tuple[str, str | None, dict[str, object]]] = []

    async def submit(
        self, kind: str, case: str | None, data: Mapping[str, object], *, key: str | None = None
    ) -> Outcome:
        del case
        self.said.append((kind, key, dict(data)))
        return Outcome("ok", key or "")


async def test_a_look_at_a_record_is_seen_about_as_often_as_in_the_nation_and_shared_on_its_key() -> None:
    tablet, rng = Tablet(), Random(1)
    for _ in range(1_000):
        await Look(terminal=tablet, case="c", patient=COURSE.patient, urgency="red", reader=None, rng=rng).happens()

    looks = {key: data for kind, key, data in tablet.said if kind == "view-myna-record"}
    shared = [data for kind, _, data in tablet.said if kind == "share-myna-record"]
    viewed = {key for key, data in looks.items() if data["result"] == "viewed"}
    assert len(viewed) / len(looks) == pytest.approx(national.MYNA_RESULTS["viewed"] / 100, abs=0.03)
    assert all(looks[key]["basis"] == "vital-interest-no-consent" for key in viewed)
    assert 0 < len(shared) < len(viewed)
    assert {data["view"] for data in shared} <= viewed
    assert all(("reason" in data) is (data["result"] == "captain-decided-no") for data in looks.values())


async def test_where_there_is_a_connection_the_source_says_what_comes_of_the_card() -> None:
    found = {
        "sections": [
            {"name": "medications", "entries": [{"text": "架空降圧錠"}, {"text": "架空降圧錠"}]},
            {"name": "care", "entries": None},
        ]
    }

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        told = {"found": found, "resources": [], "expires_at": "2026-11-26T00:00:00Z"}
        body = json.dumps({**told, "access_token": "invented", "expires_in": 300}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    hub = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    tablet, cards = Tablet(hub), Reader("myna", "fd-01", ["card-1"])
    for seed in range(60):
        await Look(
            terminal=tablet, case="c", patient=COURSE.patient, urgency="green", reader=cards, rng=Random(seed)
        ).happens()
    server.close()

    assert cards.answered > 5
    assert [data["result"] for kind, _, data in tablet.said if kind == "view-myna-record"].count(
        "viewed"
    ) == cards.answered
    shared = [data for kind, _, data in tablet.said if kind == "share-myna-record"]
    assert all(data["medications"] == ["架空降圧錠"] and data["conditions"] == ["特記なし"] for data in shared)
    assert shared
