"""A backup is a hub again: the same journal and receipts, an audit that verifies, and clients that start anew."""

import asyncio
import shutil
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from hub import auditor, backup
from hub.errors import BackupError, KeyRingError
from hub.settings import Settings, load
from tests.e2e.terminal import Line
from tests.world import Answer, HubProcess, Json, submission

CREW = "tablet-u-001"
JOURNAL = "select subject, version, sender, key, digest, kind, placed_at, sealed from journal order by subject, version"


def of(hub: HubProcess) -> Settings:
    return load(dsn=hub.dsn, data_dir=hub.folder)


@pytest.fixture
def said(asked_case: str) -> Json:
    """What is sent before the backup."""
    return submission("record-observation", asked_case, heart_rate=72)


@pytest.fixture
def receipt(hub: HubProcess, said: Json) -> Answer:
    answer = hub.post(CREW, said)
    assert answer.status == 201
    return answer


@pytest.fixture
async def taken(hub: HubProcess, receipt: Answer, tmp_path: Path) -> Path:
    """A backup of the hub that runs."""
    assert receipt.body["version"]
    await asyncio.to_thread(backup.backup, of(hub), tmp_path / "backup", with_keys=False)
    return tmp_path / "backup"


@pytest.fixture
async def empty(dsn: str, hub: HubProcess, tmp_path: Path) -> AsyncIterator[HubProcess]:
    """Another machine, with an empty database and the keys that were kept elsewhere."""
    other = HubProcess(dsn, tmp_path / "other")
    other.folder.mkdir()
    for key in (of(hub).key_ring, of(hub).audit_key):
        shutil.copy2(key, other.folder)
    yield other
    other.kill()


def folder(of: Path) -> list[Path]:
    return list(of.iterdir())


async def rows(hub: HubProcess, query: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(hub.dsn)
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()


async def test_what_is_restored_is_the_same_hub_to_everybody_but_those_who_hold_a_position(
    hub: HubProcess, empty: HubProcess, taken: Path, said: Json, receipt: Answer
) -> None:
    case = said["case"]
    journal, ((epoch,),) = await rows(hub, JOURNAL), await rows(hub, "select epoch::text from hub")
    document = hub.get(f"/cases/{case}", CREW).body

    manifest = await asyncio.to_thread(backup.restore, of(empty), taken, with_keys=False)

    restored = await rows(empty, JOURNAL)
    assert (manifest.entries, manifest.epoch) == (len(restored), epoch)
    assert set(restored) <= set(journal)
    assert [len(await rows(each, "select from token")) > 0 for each in (hub, empty)] == [True, False]
    assert str(said["key"]) in {str(row["key"]) for row in restored}
    await asyncio.to_thread(empty.start)
    assert empty.get(f"/cases/{case}", CREW).body == document
    repeated = empty.post(CREW, said)
    assert (repeated.status, repeated.body) == (200, receipt.body)
    assert empty.post(CREW, submission("record-observation", case, heart_rate=80)).status == 201
    async with await Line.open(empty, CREW) as line:
        await line.say("subscribe", stream="unit:u-001", epoch=epoch, offset=1)
        reset = await line.hears("reset")
    assert (reset["reason"], reset["epoch"] != epoch) == ("epoch", True)
    verdict = await asyncio.to_thread(auditor.verify, of(empty))
    assert (list(verdict.findings), verdict.leaves > 0) == ([], True)


async def test_a_backup_that_is_not_whole_is_not_restored(empty: HubProcess, taken: Path) -> None:
    dump = taken / "hub.dump"
    written = bytearray(dump.read_bytes())
    written[len(written) // 2] ^= 1
    dump.write_bytes(written)

    with pytest.raises(BackupError, match="not what was written"):
        await asyncio.to_thread(backup.restore, of(empty), taken, with_keys=False)
    assert await rows(empty, "select 1 from pg_tables where schemaname = 'public'") == []


async def test_a_database_that_holds_a_hub_is_never_covered(hub: HubProcess, taken: Path) -> None:
    with pytest.raises(BackupError, match="not empty"):
        await asyncio.to_thread(backup.restore, of(hub), taken, with_keys=False)


async def test_without_the_key_ring_nothing_is_restored_that_nobody_could_read(empty: HubProcess, taken: Path) -> None:
    of(empty).key_ring.unlink()

    with pytest.raises(KeyRingError, match="not there"):
        await asyncio.to_thread(backup.restore, of(empty), taken, with_keys=False)
    assert await rows(empty, "select 1 from pg_tables where schemaname = 'public'") == []


async def test_keys_lie_in_a_backup_only_where_they_were_asked_for(
    hub: HubProcess, taken: Path, tmp_path: Path
) -> None:
    ring = of(hub).key_ring.read_bytes()
    assert {file.name for file in folder(taken)} == {"hub.dump", "manifest.json"}
    assert not any(ring in file.read_bytes() for file in folder(taken))

    await asyncio.to_thread(backup.backup, of(hub), tmp_path / "with keys", with_keys=True)

    kept = tmp_path / "with keys" / "keys" / "keyring.json"
    assert kept.read_bytes() == ring
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
