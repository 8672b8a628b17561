"""Simulators against a real hub: nothing is lost and nothing comes twice, even when the hub is killed."""

import asyncio
import contextlib
import itertools
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import UUID

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from hub import affidavit
from hub.errors import NotFoundError
from hub.security.testimony import Standing
from hub.settings import load
from simulators import enrolment, reads
from simulators.load import Load
from simulators.tally import Step, Way
from tests.world import HubProcess


@pytest.fixture(scope="module")
def prefecture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small fictitious prefecture, as a folder."""
    folder = tmp_path_factory.mktemp("prefecture")
    simulators("prefecture", "--out", str(folder), "--units", "40", "--hospitals", "15")
    return folder


@pytest.fixture(scope="module")
async def measured_hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory, prefecture: Path
) -> AsyncIterator[HubProcess]:
    """A hub in which that prefecture is enrolled, for who counts only what is its own."""
    hub = HubProcess(await new_database(), tmp_path_factory.mktemp("hub-measured"))
    yield hub.enrol(json.loads((prefecture / "enrolment.json").read_bytes())).start()
    await asyncio.to_thread(hub.stop)


@pytest.fixture
async def prefecture_hub(
    new_database: Callable[[], Awaitable[str]], tmp_path: Path, prefecture: Path
) -> AsyncIterator[HubProcess]:
    """A hub in which nothing else has happened."""
    shutil.copytree(prefecture, tmp_path / "prefecture")
    hub = HubProcess(await new_database(), tmp_path)
    yield hub.enrol(json.loads((prefecture / "enrolment.json").read_bytes())).start()
    await asyncio.to_thread(hub.stop)


def simulators(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "simulators", *arguments], check=True, capture_output=True, timeout=100)


async def test_a_prefecture_at_work_loses_nothing_though_the_hub_is_killed(
    prefecture_hub: HubProcess, tmp_path: Path
) -> None:
    hub = prefecture_hub
    arguments = ("run", "--hub", hub.url, "--dir", str(tmp_path / "prefecture"), "--speed", "120", "--seconds", "16")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulators", *arguments, "--headless", "--patience", "2"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        await asyncio.sleep(9)
        hub.kill()
        await asyncio.to_thread(hub.start)
        output, errors = await asyncio.wait_for(process.communicate(), 60)
    finally:
        if process.returncode is None:
            process.kill()

    assert process.returncode == 0, errors.decode()
    verdict = json.loads(output.splitlines()[-1])
    assert verdict["lost"] == verdict["duplicated"] == verdict["forged"] == verdict["holes"] == 0
    assert verdict["acknowledged"] == verdict["delivered"] > 100
    assert verdict["cases"] > 10
    history = (tmp_path / "prefecture" / "history.jsonl").read_text(encoding="utf-8")
    for kind in (
        "open-case",
        "open-incident",
        "view-myna-record",
        "request-transport",
        "declare-mode",
        "record-triage",
    ):
        assert f'"kind":"{kind}"' in history, kind
    standings = await proven(hub, {UUID(each) for each in re.findall(r'"case":"([0-9a-f-]{36})"', history)}, tmp_path)
    assert (standings[Standing.WRONG], standings[Standing.BROKEN]) == (0, 0)
    assert standings[Standing.SIGNED] > 100
    assert standings[Standing.COVERED] > 0


async def proven(hub: HubProcess, cases: set[UUID], folder: Path) -> Counter[Standing]:
    """Returns what the signatures of these cases prove, by the number of entries."""
    settings, found = load(dsn=hub.dsn, data_dir=hub.folder), Counter[Standing]()
    for case in cases:
        lines: list[str] = []
        with contextlib.suppress(NotFoundError):  # nothing of it was stored
            await asyncio.to_thread(affidavit.carry_away, settings, case, lines.append)
        (folder / "signed").write_text("\n".join(lines), encoding="utf-8")
        found.update(each.standing for each in affidavit.judge_file(folder / "signed")[0])
    return found


async def test_readers_over_fhir_are_answered_and_counted(
    measured_hub: HubProcess, prefecture: Path, tmp_path: Path
) -> None:
    found = await reads.measure(measured_hub.url, prefecture, seconds=0.3, cases=3)

    assert [it.failed for it in found] == [0, 0, 0]
    assert all(it.answered_per_s > 0 for it in found)
    assert found[0].body_bytes < found[1].body_bytes < found[2].body_bytes
    table = reads.markdown(found)
    assert all(it.what in table for it in found)
    reads.plot(found, tmp_path / "reads.svg")
    assert (tmp_path / "reads.svg").stat().st_size > 1000


async def test_a_stream_that_falls_silent_is_found_out(prefecture_hub: HubProcess, tmp_path: Path) -> None:
    """The negative control: between hub and console, everything after the tenth event of a stream is dropped."""
    seen = itertools.count(1)

    async def converse(near: ServerConnection) -> None:
        async with connect(prefecture_hub.stream_url, compression=None) as far:
            to_hub = asyncio.create_task(_pass_on(near, far, lambda _: True))
            await _pass_on(
                far, near, lambda line: '"type":"event","stream":"department:fd-01"' not in line or next(seen) <= 10
            )
            to_hub.cancel()

    async with serve(converse, "127.0.0.1", 0, compression=None) as proxy:
        behind = next(iter(proxy.sockets)).getsockname()[1]

        async def part(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            """Lets sockets through the proxy, and requests straight to the hub."""
            first = await reader.readline()
            port = behind if first.startswith(b"GET /stream ") else prefecture_hub.port
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            far_writer.write(first)
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))

        front = await asyncio.start_server(part, "127.0.0.1", 0)
        port = front.sockets[0].getsockname()[1]
        arguments = ("run", "--hub", f"http://127.0.0.1:{port}", "--dir", str(tmp_path / "prefecture"))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "simulators", *arguments, "--speed", "120", "--seconds", "8", "--headless"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        output, _ = await asyncio.wait_for(process.communicate(), 60)
        front.close()

    assert process.returncode == 1
    assert json.loads(output.splitlines()[-1])["lost"] > 0


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(2**16):
            writer.write(data)
    writer.close()


async def _pass_on(
    source: ClientConnection | ServerConnection,
    target: ClientConnection | ServerConnection,
    passes: Callable[[str], bool],
) -> None:
    with contextlib.suppress(ConnectionClosed):
        async for message in source:
            lines = [line for line in str(message).split("\n") if passes(line)]
            if lines:
                await target.send("\n".join(lines))


@pytest.mark.parametrize("way", ["http", "websocket"])
@pytest.mark.parametrize("rate", [100.0, None])
async def test_everything_the_load_generator_sends_is_acknowledged_and_shown(
    measured_hub: HubProcess, prefecture: Path, way: Way, rate: float | None
) -> None:
    load = Load(measured_hub.url, enrolment.read(prefecture), seed=1)
    alive = asyncio.create_task(load.keep_alive())
    try:
        await load.open_screens()
        await load.open_tablets(12)
        measured = await load.measure(Step(way=way, seconds=1.0, tablets=12, rate=rate, under_way=8))
    finally:
        alive.cancel()
        load.close()

    assert measured.sent == measured.acknowledged > 50
    assert measured.refused == measured.unanswered == measured.undelivered == 0
    assert 0 < measured.receipt_ms[0] <= measured.receipt_ms[1]
