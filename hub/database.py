"""The database that the settings name, or the hub's own where they name none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hub.embedded import EmbeddedPostgres
from hub.postgres.pool import Pool, close, connect
from hub.settings import Settings


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Pool]:
    """Lends the connections; starts the embedded PostgreSQL where no database is configured."""
    embedded = None if settings.dsn else EmbeddedPostgres.ensure(settings.data_dir)
    dsn = settings.dsn or EmbeddedPostgres(settings.data_dir).dsn
    try:
        pool = await connect(dsn.get_secret_value(), command_timeout_s=settings.command_timeout_s)
        try:
            yield pool
        finally:
            await close(pool)
    finally:
        if embedded:
            embedded.stop()
