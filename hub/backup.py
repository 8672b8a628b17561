"""Carries a hub's database to a folder and back; its keys stay where they are, unless they are asked for.

A folder holds one moment, taken while the hub runs::

    hub.dump        everything in PostgreSQL but tokens, as `pg_dump` writes it; what is sealed there is sealed here
    manifest.json   when, of which epoch, how many journal entries, the digest of the dump
    keys/           key ring and audit key, where they were asked for

What is restored has another epoch from its first moment on: a client that holds a position of after the backup hears
`reset` and starts from a snapshot, instead of going on at an offset that means something else now.
"""

import asyncio
import os
import shutil
import subprocess
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

import msgspec

from hub.database import database
from hub.embedded import EmbeddedPostgres
from hub.errors import BackupError
from hub.keychain import in_a_file, kept_key_ring
from hub.postgres.pool import connection
from hub.postgres.restored import NEW_EPOCH, prove
from hub.programs import PROGRAMS, wheel_site
from hub.security.key_ring import KeyRing
from hub.settings import Settings

_DUMP: Final = "hub.dump"
_MANIFEST: Final = "manifest.json"
_KEYS: Final = "keys"
_WHAT: Final = "select epoch::text as epoch, (select count(*) from journal) as entries from hub"


class Manifest(msgspec.Struct):
    """What a backup holds, without opening it."""

    made_at: datetime
    epoch: str
    entries: int
    sha256: str


def backup(settings: Settings, folder: Path, *, with_keys: bool) -> Manifest:
    """Writes a folder that is not there yet, and gives it its name when it is complete.

    Raises:
        BackupError: The folder is there, or PostgreSQL's programs failed.
    """
    if folder.exists():
        raise BackupError("folder", f"{folder} is there already")
    attempt = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(attempt, ignore_errors=True)
    attempt.mkdir(mode=0o700, parents=True)
    manifest = asyncio.run(_dump(settings, attempt / _DUMP))
    if with_keys:
        (attempt / _KEYS).mkdir(mode=0o700)
        for key in _keys(settings):
            _copy(key, attempt / _KEYS / key.name)
    (attempt / _MANIFEST).write_bytes(msgspec.json.encode(manifest))
    attempt.rename(folder)
    return manifest


def restore(settings: Settings, folder: Path, *, with_keys: bool) -> Manifest:
    """Fills an empty database from a backup, in one transaction, and sees that the key ring opens it.

    Raises:
        BackupError: It is no whole backup, the database is not empty, or PostgreSQL's programs failed.
        KeyRingError: The key ring is not there: without it nothing that is restored could be read.
        IntegrityError: It is another hub's key ring.
    """
    manifest = _read(folder)
    if with_keys:
        for key in _keys(settings):
            _copy(folder / _KEYS / key.name, key)
    asyncio.run(_fill(settings, folder / _DUMP, kept_key_ring(settings)))
    return manifest


async def _dump(settings: Settings, file: Path) -> Manifest:
    async with database(settings) as pool, connection(pool) as lent:
        async with lent.transaction(isolation="repeatable_read", readonly=True):
            ((epoch, entries),) = await lent.fetch(_WHAT)
            moment = await lent.fetchval("select pg_export_snapshot()")
            chosen = ("--format=custom", "--no-owner", "--no-privileges", "--no-unlogged-table-data")
            await asyncio.to_thread(_run, "pg_dump", settings, *chosen, f"--snapshot={moment}", f"--file={file}")
        return Manifest(datetime.now(UTC), epoch, entries, _digest(file))


async def _fill(settings: Settings, dump: Path, ring: KeyRing) -> None:
    async with database(settings) as pool, connection(pool) as lent:
        if await lent.fetchval("select to_regclass('public.hub') is not null"):
            raise BackupError("database", "it is not empty")
        await asyncio.to_thread(_play, settings, dump)
        await prove(lent, ring.unwrap)


def _play(settings: Settings, dump: Path) -> None:
    """Plays the dump and the new epoch as one script in one transaction: half of it is never there."""
    with TemporaryDirectory() as folder:
        script = f"{folder}/script.sql"
        _run("pg_restore", None, "--no-owner", "--no-privileges", f"--file={script}", str(dump))
        strict = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction")
        _run("psql", settings, *strict, f"--file={script}", f"--command={NEW_EPOCH}")


def _read(folder: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode((folder / _MANIFEST).read_bytes(), type=Manifest)
        is_whole = _digest(folder / _DUMP) == manifest.sha256
    except (OSError, msgspec.DecodeError) as error:
        raise BackupError("manifest", type(error).__name__) from None
    if not is_whole:
        raise BackupError("manifest", f"{_DUMP} is not what was written")
    return manifest


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def _keys(settings: Settings) -> list[Path]:
    return [*([settings.key_ring] if in_a_file(settings) else []), settings.audit_key]


def _copy(key: Path, to: Path) -> None:
    """Copies a key for its owner only; one that is there is never covered."""
    try:
        content = key.read_bytes()
        to.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise BackupError("keys", f"{error.strerror}: {error.filename}") from None


def _run(program: str, settings: Settings | None, *arguments: str) -> None:
    """Runs a program of PostgreSQL; the password is in its environment, where no list of processes shows it."""
    address, password = _address(settings) if settings else ("", "")
    command = [str(wheel_site() / PROGRAMS / program), *arguments]
    command += [f"--dbname={address}"] if address else []
    environment = {"PATH": os.defpath, "LC_ALL": "C", "PGPASSWORD": password}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "rror:" in line), "")
        raise BackupError(program, said.strip() or f"exit status {done.returncode}")


def _address(settings: Settings) -> tuple[str, str]:
    """Takes the password out of the address of the database."""
    dsn = settings.dsn or EmbeddedPostgres(settings.data_dir).dsn
    parts = urlsplit(dsn.get_secret_value())
    asked = parse_qsl(parts.query)
    account, _, host = parts.netloc.rpartition("@")
    user, _, password = account.partition(":")
    netloc = f"{user}@{host}" if account else host
    query = urlencode([(name, value) for name, value in asked if name != "password"], quote_via=quote)
    return urlunsplit(parts._replace(netloc=netloc, query=query)), dict(asked).get("password", unquote(password))
