"""The archive of the embedded PostgreSQL: copies of the cluster, and every segment of its log, for any moment between.

    wal/                         segments, compressed, when they are full or a minute old
    base-20261126T041500Z/       a copy, made while the hub runs
        data/  password  manifest.json

A moment is restored beside the place where the hub keeps its data and moved there when it is complete, under another
epoch. The password of the copy opens a socket that only the database's account can reach; the keys of the hub are not
in the archive.
"""

import asyncio
import shlex
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from hub.database import database
from hub.embedded import EmbeddedPostgres
from hub.errors import BackupError
from hub.keychain import kept_key_ring
from hub.postgres.pool import connect, connection
from hub.postgres.restored import NEW_EPOCH, prove
from hub.security.key_ring import KeyRing
from hub.settings import Settings

_WAL: Final = "wal"
_BASE: Final = "base-"
_MANIFEST: Final = "manifest.json"
_STAGE: Final = "restoring"


class Base(msgspec.Struct):
    """A copy of the cluster: complete at this time, of this epoch, with so many journal entries."""

    made_at: datetime
    epoch: str
    entries: int


def is_archive(folder: Path) -> bool:
    """Tells whether a folder is an archive, and not a backup of one moment."""
    return (folder / _WAL).is_dir()


def copy(settings: Settings) -> Base:
    """Adds a copy of the cluster to the archive while the hub runs.

    Raises:
        BackupError: No archive is set, the server does not write it, or PostgreSQL's programs failed.
    """
    if settings.archive is None or settings.dsn is not None:
        raise BackupError("archive", "only of the embedded database, into the folder that KYUKYU_ARCHIVE names")
    return asyncio.run(_copied(settings, settings.archive))


def restore(settings: Settings, archive: Path, until: datetime | None) -> Base:
    """Brings the embedded database back as it was at a moment, or at the end of the archive.

    Raises:
        BackupError: There is no copy that is older.
        KeyRingError: The key ring is not there: without it nothing that is restored could be read.
        EmbeddedDatabaseError: There is a database already, or the archive does not reach to that moment.
    """
    if settings.dsn is not None:
        raise BackupError("archive", "only into the embedded database: KYUKYU_DSN is set")
    ring = kept_key_ring(settings)
    known = [each for each in _bases(archive) if until is None or each[1].made_at <= until]
    if not known:
        raise BackupError("until", "there is no copy of the cluster that is older")
    folder, base = max(known, key=lambda each: each[1].made_at)
    stage = EmbeddedPostgres(settings.data_dir / _STAGE)
    stage.remove()
    password = (folder / "password").read_text(encoding="ascii")
    stage.plant(folder / "data", password)
    stage.account().write(stage.cluster / "recovery.signal", "")
    try:
        stage.start(_recovering(archive, until))
        asyncio.run(_renew(stage, ring))
        stage.stop()
        EmbeddedPostgres(settings.data_dir).plant(stage.cluster, password)
    finally:
        stage.remove()
        shutil.rmtree(settings.data_dir / _STAGE, ignore_errors=True)
    return base


async def _copied(settings: Settings, archive: Path) -> Base:
    async with database(settings) as pool, connection(pool) as lent:
        if await lent.fetchval("show archive_mode") != "on":
            raise BackupError("archive", "the database was started before KYUKYU_ARCHIVE was set: start it anew")
        postgres = EmbeddedPostgres(settings.data_dir)
        attempt = archive / ".part"
        shutil.rmtree(attempt, ignore_errors=True)
        postgres.account().make_private(attempt)
        chosen = ("--checkpoint=fast", "--wal-method=none", "--no-password", f"--pgdata={attempt / 'data'}")
        await asyncio.to_thread(postgres.run, "pg_basebackup", *chosen)
        ((epoch, entries),) = await lent.fetch("select epoch::text, (select count(*) from journal) from hub")
    base = Base(datetime.now(UTC), epoch, entries)
    postgres.account().write(attempt / "password", postgres.password)
    postgres.account().write(attempt / _MANIFEST, msgspec.json.encode(base).decode())
    attempt.rename(archive / f"{_BASE}{base.made_at:%Y%m%dT%H%M%SZ}")
    return base


def _bases(archive: Path) -> Iterator[tuple[Path, Base]]:
    for manifest in archive.glob(f"{_BASE}*/{_MANIFEST}"):
        try:
            yield manifest.parent, msgspec.json.decode(manifest.read_bytes(), type=Base)
        except msgspec.DecodeError as error:
            raise BackupError("manifest", type(error).__name__) from None


def _recovering(archive: Path, until: datetime | None) -> Mapping[str, str]:
    segment = shlex.quote(str(archive / _WAL))
    chosen = {
        "restore_command": f"gzip -dc < {segment}/%f.gz > %p",
        "recovery_target_action": "promote",
        "hot_standby": "off",
    }
    return chosen if until is None else {**chosen, "recovery_target_time": until.astimezone(UTC).isoformat()}


async def _renew(stage: EmbeddedPostgres, ring: KeyRing) -> None:
    pool = await connect(stage.dsn.get_secret_value(), command_timeout_s=60, size=1)
    try:
        async with connection(pool) as lent:
            await prove(lent, ring.unwrap)
            await lent.execute(NEW_EPOCH)
    finally:
        await pool.close()
