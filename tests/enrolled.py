"""Databases with schema and prefecture in them, to be copied: that is a second quicker than to begin anew.

Whoever enrols a prefecture first in a run does so through the command line, and what came of it is kept as a template.
"""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import count
from typing import Any, Final
from urllib.parse import urlsplit

import asyncpg

_kept: Final[dict[tuple[str, str], str]] = {}
"""The name of the template, by server and by the digest of what was enrolled."""
_numbers: Final = count(1)


def copied(dsn: str, told: str) -> bool:
    """Fills an empty database with what is kept of this prefecture; tells whether it did."""
    template = _kept.get(_place(dsn, told))
    return template is not None and _aside(_fill(dsn, template))


def keep(dsn: str, told: str) -> None:
    """Keeps a copy of a database that holds nothing but this prefecture."""
    template = f"enrolled_{next(_numbers)}"
    _aside(_create(dsn, template, _name(dsn)))
    _kept[_place(dsn, told)] = template


async def _fill(dsn: str, template: str) -> bool:
    connection = await asyncpg.connect(dsn)
    is_empty = await connection.fetchval("select to_regclass('migration') is null")
    await connection.close()
    return is_empty and await _create(dsn, _name(dsn), template)


async def _create(dsn: str, name: str, template: str) -> bool:
    connection = await asyncpg.connect(_server(dsn))
    await connection.execute(f'drop database if exists "{name}"')
    await connection.execute(f'create database "{name}" template "{template}"')
    await connection.close()
    return True


def _aside(work: Coroutine[Any, Any, bool]) -> bool:
    """Runs it in a thread: in the one that asks, a loop may be running already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _name(dsn: str) -> str:
    return urlsplit(dsn).path.removeprefix("/")


def _server(dsn: str) -> str:
    return urlsplit(dsn)._replace(path="/postgres").geturl()


def _place(dsn: str, told: str) -> tuple[str, str]:
    return _server(dsn), sha256(told.encode()).hexdigest()
