"""A hub comes back as it was at a moment between two submissions, from its own archive."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import asyncpg
import pytest

from hub import archive, auditor
from hub.database import database
from hub.embedded import EmbeddedPostgres
from hub.errors import BackupError, EmbeddedDatabaseError, KeyRingError
from hub.settings import Settings, load
from tests.e2e.terminal import Line
from tests.world import HubProcess, enrolment, new_case, submission

CREW = "tablet-u-001"
PATIENCE_S = 60


class Told(NamedTuple):
    """A hub that was archived: its cases, a moment between them, and its epoch."""

    hub: HubProcess
    earlier: str
    later: str
    between: datetime
    epoch: str


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that the database's account can pass, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="kyukyu-archive-"))
    folder.chmod(0o711)
    yield folder
    for each in ("first", "second", "third"):
        EmbeddedPostgres(folder / each).remove()
    shutil.rmtree(folder)


def of(hub: HubProcess) -> Settings:
    return load(data_dir=hub.folder, archive=hub.settings.get("KYUKYU_ARCHIVE"))


async def on(hub: HubProcess, query: str) -> object:
    connection = await asyncpg.connect(EmbeddedPostgres(hub.folder).dsn.get_secret_value())
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def a_moment(hub: HubProcess) -> datetime:
    """Returns the database's time, once what was committed before lies before it."""
    moment = await on(hub, "select clock_timestamp()")
    assert isinstance(moment, datetime)
    await on(hub, "select pg_sleep(0.01)")
    return moment


def enrol(hub: HubProcess) -> None:
    """Brings a prefecture into the embedded database, of which there is no template to copy."""
    file = hub.folder / "enrolment.json"
    file.write_text(json.dumps(enrolment()))
    hub.command("migrate")
    hub.command("enrol", str(file))


async def everything_is_archived(hub: HubProcess) -> None:
    """Fills the segment up and waits until it is in the archive."""
    name = await on(hub, "select pg_walfile_name(pg_current_wal_lsn())")
    await on(hub, "select pg_switch_wal()")
    async with asyncio.timeout(PATIENCE_S):
        while await on(hub, "select last_archived_wal from pg_stat_archiver") != name:
            await on(hub, "select pg_sleep(0.05)")


def another(hub: HubProcess, place: Path, name: str) -> HubProcess:
    """Another machine without a database, with the keys that were kept elsewhere."""
    other = HubProcess("", place / name)
    other.folder.mkdir()
    for key in (of(hub).key_ring, of(hub).audit_key):
        shutil.copy2(key, other.folder)
    return other


@pytest.fixture(scope="module")
async def told(place: Path) -> Told:
    """A hub with two cases, the copy of its cluster made before both; a moment between them, and the epoch it had."""
    hub = HubProcess("", place / "first", {"KYUKYU_ARCHIVE": str(place / "archive")})
    async with database(of(hub)):  # who comes while it runs finds it running
        enrol(hub)
        hub.start()
        try:
            earlier, later = new_case(), new_case()
            assert (await asyncio.to_thread(archive.copy, of(hub))).entries == 0
            assert hub.post(CREW, submission("open-case", earlier, chief_complaint="胸痛")).status == 201
            between = await a_moment(hub)
            assert hub.post(CREW, submission("open-case", later, chief_complaint="腹痛")).status == 201
            await everything_is_archived(hub)
            return Told(hub, earlier, later, between, str(await on(hub, "select epoch from hub")))
        finally:
            hub.stop()


async def test_a_moment_between_two_submissions_comes_back(told: Told, place: Path) -> None:
    hub, earlier, later, between, epoch = told
    other = another(hub, place, "second")

    await asyncio.to_thread(archive.restore, of(other), place / "archive", between)

    async with database(of(other)):
        verdict = await asyncio.to_thread(auditor.verify, of(other))
        assert list(verdict.findings) == []
        other.start()
        try:
            assert other.get(f"/cases/{earlier}", CREW).status == 200
            assert other.get(f"/cases/{later}", CREW).status == 404
            async with await Line.open(other, CREW) as line:
                await line.say("subscribe", stream="unit:u-001", epoch=epoch, offset=2)
                reset, shown = await line.hears("reset"), await line.hears("snapshot")
            assert (reset["reason"], reset["epoch"] == epoch) == ("epoch", False)
            assert earlier in str(shown)
            assert other.post(CREW, submission("open-case", later, chief_complaint="腹痛")).status == 201
        finally:
            other.stop()


async def test_control_at_the_end_of_the_archive_both_are_there(told: Told, place: Path) -> None:
    hub, earlier, later, _, _ = told
    other = another(hub, place, "third")

    await asyncio.to_thread(archive.restore, of(other), place / "archive", None)

    async with database(of(other)):
        kept = await on(other, "select array_agg(subject::text) from journal")
    assert isinstance(kept, list)
    assert set(kept) >= {earlier, later}
    with pytest.raises(EmbeddedDatabaseError, match="already"):
        await asyncio.to_thread(archive.restore, of(other), place / "archive", None)


async def test_what_cannot_be_restored_is_said_and_leaves_nothing(told: Told, place: Path) -> None:
    hub, _, _, between, _ = told
    nowhere = load(data_dir=place / "nowhere", key_ring=of(hub).key_ring)

    with pytest.raises(BackupError, match="older"):
        archive.restore(nowhere, place / "archive", between - timedelta(days=1))
    with pytest.raises(EmbeddedDatabaseError, match="recovery ended before"):
        await asyncio.to_thread(archive.restore, nowhere, place / "archive", datetime.now(UTC) + timedelta(days=1))
    assert not EmbeddedPostgres(nowhere.data_dir).cluster.exists()
    with pytest.raises(KeyRingError, match="not there"):
        archive.restore(load(data_dir=place / "nowhere"), place / "archive", None)


def test_only_the_databases_account_enters_the_archive(told: Told, place: Path) -> None:
    ring = of(told[0]).key_ring.read_bytes()

    assert (place / "archive").stat().st_mode & 0o077 == 0
    assert not any(ring in file.read_bytes() for file in (place / "archive").rglob("*") if file.is_file())
