"""The database that the settings name, or the hub's own where they name none."""

import shlex
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from hub.embedded import EmbeddedPostgres
from hub.postgres.pool import Pool, close, connect
from hub.postgres.wall import behind
from hub.settings import Settings

_MOST_LOST_S: Final = 60
"""After so long a segment of the log is archived though it is not full."""


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Pool]:
    """Lends the connections; starts the embedded PostgreSQL where no database is configured."""
    embedded = None if settings.dsn else EmbeddedPostgres(settings.data_dir)
    if embedded:
        embedded.start(archived(embedded, settings.archive))
    try:
        pool = await connect(_address(settings), command_timeout_s=settings.command_timeout_s)
        try:
            yield pool
        finally:
            await close(pool)
    finally:
        if embedded:
            embedded.stop()


def archived(embedded: EmbeddedPostgres, archive: Path | None) -> Mapping[str, str]:
    """Returns the settings under which every segment of the log goes into the archive, whole or not at all."""
    if archive is None:
        return {}
    folder = archive / "wal"
    for each in (archive, folder):
        embedded.account().make_private(each)
    segment = f"{shlex.quote(str(folder))}/%f".replace("%", "%%").replace("%%f", "%f")
    kept = f"gzip -dc {segment}.gz 2>/dev/null | cmp -s - %p"  # it was taken, and PostgreSQL not told
    taken = f"gzip -1c %p > {segment}.part && sync {segment}.part && mv {segment}.part {segment}.gz"
    return {
        "archive_mode": "on",
        "archive_command": f"{kept} || {{ test ! -e {segment}.gz && {taken}; }}",
        "archive_timeout": str(_MOST_LOST_S),
    }


@asynccontextmanager
async def behind_wall(settings: Settings) -> AsyncIterator[Pool]:
    """Lends connections to the same database as the role that reads for callers; it runs, and its schema is there."""
    pool = await behind(_address(settings), command_timeout_s=settings.command_timeout_s)
    try:
        yield pool
    finally:
        await close(pool)


def _address(settings: Settings) -> str:
    dsn = settings.dsn or EmbeddedPostgres(settings.data_dir).dsn
    return dsn.get_secret_value()
