"""The floor under the hub's figures: the same bytes with nothing done to them, on the same machine in the same run.

Two floors: a database that only stores bodies, and a relay that only passes them on. No hub can be better than both.
"""

# ruff: noqa: S311 - what is simulated must repeat by its seed, and is no secret

import asyncio
import re
import time
from pathlib import Path
from random import Random
from typing import Final

import asyncpg
import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from simulators import enrolment, frames
from simulators.enrolment import Enrolled
from simulators.ids import uuid7
from simulators.traffic import Tap, Vitals

BATCHES: Final = (1, 50, 200)
_CASE: Final = re.compile(r'"case":"([0-9a-f-]{36})"')
_KEY: Final = re.compile(r'"key":"([0-9a-f-]{36})"')
_KIND: Final = re.compile(r'"kind":"([a-z-]+)"')
_FACILITY: Final = re.compile(r'"facilities":\["([a-z0-9-]+)"')


class Inserted(msgspec.Struct, frozen=True):
    """What a bare insert of batches of one size gave."""

    batch: int
    rows_per_s: float
    ms_per_batch: float


async def raw_insert(dsn: str, seconds: float) -> list[Inserted]:
    """Stores bodies in a plain table, one transaction a batch, one after the other."""
    vitals = Vitals(uuid7(Random(0)), "", Random(0))
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("CREATE TABLE bench_floor (body bytea NOT NULL)")
        try:
            return [await _insert(connection, vitals, batch, seconds) for batch in BATCHES]
        finally:
            await connection.execute("DROP TABLE bench_floor")
    finally:
        await connection.close()


async def database_version(dsn: str) -> str:
    """Returns the version of PostgreSQL."""
    connection = await asyncpg.connect(dsn)
    try:
        return str(await connection.fetchval("SHOW server_version"))
    finally:
        await connection.close()


async def _insert(
    connection: "asyncpg.Connection[asyncpg.Record]", vitals: Vitals, batch: int, seconds: float
) -> Inserted:
    statement = await connection.prepare("INSERT INTO bench_floor SELECT unnest($1::bytea[])")
    begin = time.perf_counter()
    rounds = 0
    while time.perf_counter() - begin < seconds:
        tap = Tap.now()
        await statement.fetch([vitals.body(tap, rounds * batch + index) for index in range(batch)])
        rounds += 1
    passed_s = time.perf_counter() - begin
    return Inserted(batch, round(rounds * batch / passed_s, 1), round(passed_s / rounds * 1000, 3))


class BareRelay:
    """Speaks just enough of the wire that the load generator takes it for a hub; keeps and checks nothing.

    Whoever names himself is taken for that: a ticket is a caller's name.
    """

    def __init__(self, enrolled: Enrolled) -> None:
        """Takes who is enrolled, so as to know which tablet belongs to which department."""
        self._callers = enrolled.callers
        self._readers: dict[str, ServerConnection] = {}
        self._streams: dict[str, list[str]] = {}
        self._offset = 0

    async def converse(self, socket: ServerConnection) -> None:
        """Answers one socket until it closes."""
        department = ""
        try:
            async for message in socket:
                for line in str(message).split("\n"):
                    if line.startswith('{"type":"submit"'):
                        await self._relay(socket, line, department)
                    elif line.startswith('{"type":"bind"'):
                        caller = msgspec.json.decode(line)["ticket"]
                        department = f"department:{self._callers[caller].organisation}"
                    elif line.startswith('{"type":"subscribe"'):
                        self._readers[msgspec.json.decode(line)["stream"]] = socket
        except ConnectionClosed:
            pass

    async def _relay(self, socket: ServerConnection, line: str, department: str) -> None:
        key, case, kind = (_first(pattern, line) for pattern in (_KEY, _CASE, _KIND))
        if kind == "record-observation":
            self._offset += 1
            data = line[line.index('"data":{') + 7 : line.index(',"occurred_at"')]
            for stream in self._streams.get(case, ()):
                event = (
                    f'{{"type":"event","stream":"{stream}","offset":{self._offset},"subject":"{case}",'
                    f'"version":1,"kind":"{kind}","mode":"patch","body":{{"observations":{{"{key}":{data}}}}}}}'
                )
                await self._readers[stream].send(event)
        elif kind == "request-acceptance":
            self._streams[case] = [department, f"facility:{_first(_FACILITY, line)}"]
        await socket.send(frames.write({"type": "receipt", "key": key, "kind": kind, "case": case, "version": 1}))


async def relay(folder: Path, port: int) -> None:
    """Runs the bare relay until it is cancelled."""
    bare = BareRelay(enrolment.read(folder))
    server: Server
    async with serve(bare.converse, "127.0.0.1", port, compression=None, ping_interval=None, backlog=4096) as server:
        await asyncio.shield(server.wait_closed())


def _first(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.search(line)
    return found[1] if found else ""
