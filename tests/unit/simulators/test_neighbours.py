"""What was given to a connection and never arrived is lost, and what an outside system saw wrongly is a fault."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from simulators import neighbours
from simulators.credential import Credential, Key
from simulators.neighbours import Neighbours, neighbourhood

Standings = dict[str, tuple[int, int]]


@asynccontextmanager
async def hub(standings: Standings) -> AsyncIterator[str]:
    """A hub that says so of its connections: how many wait, how many are parked."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        told = [{"name": name, "backlog": waits, "parked": parked} for name, (waits, parked) in standings.items()]
        body = json.dumps({"connections": told, "access_token": "invented", "expires_in": 300}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


@pytest.fixture
def file(tmp_path: Path) -> Neighbours:
    """The file of a demonstration with one system of each kind."""
    (tmp_path / "secret").write_text("secret\n")

    def place(connection: str, organisation: str, **more: object) -> dict[str, object]:
        told = {"port": 0, "connections": [connection], "organisations": [organisation]}
        return {**told, "secret_file": str(tmp_path / "secret"), **more}

    (tmp_path / "neighbours.json").write_text(
        json.dumps(
            {
                "webhook": place("w", "fd-01"),
                "emis": place("e", "h-001", names={"h-001": "39-1393100120"}),
                "myna": place("m", "fd-01"),
                "hl7v2": place("h", "h-003"),
                "fire_command": place("c", "fd-03"),
                "run_record": place("r", "fd-01", folder=str(tmp_path / "records")),
                "operators": [place("o1", "op-01"), place("o2", "op-02")],
                "speak_for": ["h-001", "op-01", "op-02"],
            }
        )
    )
    return Neighbours.read(tmp_path / "neighbours.json")


SOUND: Standings = dict.fromkeys(("w", "e", "m", "h", "c", "r", "o1", "o2"), (0, 0))


@pytest.fixture(autouse=True)
def _haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "_DRAIN_S", 0.2)
    monkeypatch.setattr(neighbours, "_LOOK_EVERY_S", 0.05)


async def judged(
    file: Neighbours, standings: Standings, plant: Callable[[Any], None] = lambda _: None
) -> tuple[bool, dict[str, dict[str, Any]]]:
    async with hub(standings) as address, neighbourhood(file, 20.0, 34) as beside:
        plant(beside.systems)
        await beside.drain(Credential(address, "operations", Key.new()))
        return beside.is_good, beside.report()


async def test_a_sound_neighbourhood_is_good_and_each_system_has_its_figures(file: Neighbours) -> None:
    is_good, report = await judged(file, SOUND)

    assert is_good
    assert sorted(report) == ["emis", "fire_command", "hl7v2", "myna", "operators", "run_record", "webhook"]
    assert all(figures["lost"] == 0 for figures in report.values())


@pytest.mark.parametrize(("connection", "system"), [("w", "webhook"), ("h", "hl7v2"), ("o2", "operators")])
@pytest.mark.parametrize("standing", [(1, 0), (0, 2)])
async def test_what_waits_or_is_parked_at_the_end_is_lost(
    file: Neighbours, connection: str, system: str, standing: tuple[int, int]
) -> None:
    is_good, report = await judged(file, {**SOUND, connection: standing})

    assert not is_good
    assert report[system]["lost"] == sum(standing)


async def test_a_connection_that_the_hub_does_not_know_is_lost(file: Neighbours) -> None:
    is_good, report = await judged(file, {name: standing for name, standing in SOUND.items() if name != "m"})

    assert not is_good
    assert report["myna"]["lost"] == 1


async def test_a_hub_that_says_nothing_is_not_taken_at_its_word(file: Neighbours) -> None:
    is_good, _ = await judged(file, {})

    assert not is_good


def _counted(system: str, of: Callable[[Any], Any], name: str) -> Callable[[Any], None]:
    def plant(systems: Any) -> None:  # noqa: ANN401 - the systems by their names
        of(systems[system])[name] += 1

    return plant


def _unanswered(systems: Any) -> None:  # noqa: ANN401 - the same
    systems["operators"]._systems[0].says("claim", "ride-1")


def _never_looked(systems: Any) -> None:  # noqa: ANN401 - the same
    systems["myna"]._reader.answered += 1


def _missed(systems: Any) -> None:  # noqa: ANN401 - the same
    systems["fire_command"]._room.missed += 1


@pytest.mark.parametrize(
    ("system", "fault", "plant"),
    [
        *(
            ("webhook", name, _counted("webhook", lambda it: it._receiver.seen.counts, name))
            for name in ("changed", "disordered", "unsigned")
        ),
        *(
            ("hl7v2", name, _counted("hl7v2", lambda it: it._server.held.counts, name))
            for name in ("changed", "disordered", "unregistered", "unreadable")
        ),
        ("emis", "unknown", _counted("emis", lambda it: it._server.held.counts, "unknown")),
        ("operators", "disordered", _counted("operators", lambda it: it._systems[1].counts, "late")),
        ("operators", "unanswered", _unanswered),
        ("myna", "forged", _never_looked),
        ("fire_command", "missed", _missed),
        ("run_record", "disordered", _counted("run_record", lambda it: it._system.held.counts, "disordered")),
        ("run_record", "broken", _counted("run_record", lambda it: it._system.held.counts, "broken")),
    ],
)
async def test_what_a_system_saw_wrongly_is_a_fault(
    file: Neighbours, system: str, fault: str, plant: Callable[[Any], None]
) -> None:
    is_good, report = await judged(file, SOUND, plant)

    assert not is_good
    assert report[system][fault] == 1
