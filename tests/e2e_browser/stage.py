"""A database and a hub of their own for a command that drives browsers: what fixtures are for a test."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hub.embedded import EmbeddedPostgres
from tests.world import HubProcess, Json


@asynccontextmanager
async def staged(prefecture: Json, settings: Mapping[str, str] | None = None) -> AsyncIterator[HubProcess]:
    """Lends a hub in which a prefecture is enrolled, and takes everything down afterwards."""
    with TemporaryDirectory() as folder:
        server = await asyncio.to_thread(EmbeddedPostgres.ensure, Path(folder) / "postgres")
        try:
            hub = HubProcess(server.dsn.get_secret_value(), Path(folder) / "hub", dict(settings or {}))
            await asyncio.to_thread(hub.enrol, prefecture)
            await asyncio.to_thread(hub.start)
            try:
                yield hub
            finally:
                await asyncio.to_thread(hub.stop)
        finally:
            await asyncio.to_thread(server.remove)
