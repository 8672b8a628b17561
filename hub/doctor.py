"""Tells an operator, before the first patient, whether the hub can keep its promises on this machine."""

from __future__ import annotations

import asyncio
import shutil
import stat
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table

import hub
from hub.database import archived
from hub.embedded import EmbeddedPostgres
from hub.errors import EmbeddedDatabaseError, KeyRingError, RefuseToStartError
from hub.postgres.migrate import migrations
from hub.postgres.pool import connect, connection
from hub.postgres.wall import holes
from hub.programs import wheel_site
from hub.security import key_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.postgres.pool import Connection
    from hub.settings import Settings

_PYTHON: Final = ((3, 11), (3, 14))
_POSTGRES_MIN: Final = 150_000
_CLOCK_OFF_MAX_S: Final = 1.0
_DISK_FREE_MIN: Final = 2 * 1024**3
_KEY_OLD_DAYS: Final = 366


class State(Enum):
    """Ranks what a check found."""

    GOOD = "[green]良好 good[/]"
    WARNING = "[yellow]注意 warning[/]"
    BAD = "[red]異常 bad[/]"


@dataclass(frozen=True, slots=True)
class Finding:
    """Says what one check found, in both languages."""

    subject: str
    state: State
    ja: str
    en: str


def run(settings: Settings) -> int:
    """Makes every check, prints a table, and returns 1 when something is bad."""
    findings = list(examine(settings))
    table = Table("検査 check", "結果 result", "説明 what was found", title="kyukyu doctor")
    for finding in findings:
        table.add_row(finding.subject, finding.state.value, f"{finding.ja}\n{finding.en}")
    Console().print(table)
    return int(any(finding.state is State.BAD for finding in findings))


def examine(settings: Settings) -> Iterator[Finding]:
    """Makes every check, the cheap ones first; a check that fails stops no other."""
    yield check_python(sys.version_info[:2])
    yield check_packages()
    yield check_disk(settings.data_dir)
    yield check_key_ring(settings.key_ring)
    yield check_key_age(settings.key_ring, datetime.now(UTC))
    if settings.dsn is not None:
        yield from asyncio.run(check_database(settings.dsn.get_secret_value(), settings.command_timeout_s))
    else:
        yield from check_embedded(settings)


def check_python(version: tuple[int, int]) -> Finding:
    """Compares the interpreter with the versions that are tried."""
    least, below = _PYTHON
    spoken = ".".join(map(str, version))
    state = State.GOOD if least <= version < below else State.BAD
    return Finding("Python", state, f"{spoken}(3.11〜3.13が必要)", f"{spoken} (3.11 to 3.13 are supported)")


def check_packages() -> Finding:
    """Looks where `hub` and `adapters` come from: both names exist elsewhere on PyPI, too."""
    ours = Path(hub.__file__).parents[1]
    spec = find_spec("adapters")
    theirs = Path(spec.origin).parents[1] if spec and spec.origin else None
    if theirs == ours:
        return Finding("packages", State.GOOD, f"{ours} から読み込み", f"loaded from {ours}")
    return Finding(
        "packages", State.BAD, f"adaptersが別の場所({theirs})にあります", f"adapters is another one: {theirs}"
    )


def check_disk(data_dir: Path) -> Finding:
    """Measures the space that is left: a full disk and then a crash leave a database that cannot start."""
    there = next(folder for folder in (data_dir, *data_dir.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    spoken = f"{free / 1024**3:.1f} GiB"
    state = State.GOOD if free >= _DISK_FREE_MIN else State.BAD
    return Finding("disk", state, f"空き容量 {spoken}(2 GiB以上が必要)", f"{spoken} free (2 GiB are needed)")


def check_key_ring(path: Path) -> Finding:
    """Looks whether others could read the keys that seal cases."""
    if not path.exists():
        return Finding("key ring", State.GOOD, "最初の起動で作成されます", "made at the first start")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding(
            "key ring", State.BAD, f"{path}: モード{mode:04o}(0600が必要)", f"{path}: mode {mode:04o}, not 0600"
        )
    return Finding("key ring", State.GOOD, f"{path}: 他のアカウントから読めません", f"{path}: closed to others")


def check_key_age(path: Path, now: datetime) -> Finding:
    """Looks how long the key that seals cases has done so."""
    if not path.exists():
        return Finding("key age", State.GOOD, "まだ鍵はありません", "no key yet")
    try:
        keys = key_file.read(path)
    except KeyRingError as error:
        return Finding("key age", State.BAD, error.ja, error.en)
    made_at = keys.made.get(keys.active)
    if made_at is None:
        return Finding(
            "key age", State.WARNING, "作成日不明: kyukyu keys rotate を推奨", "not known: run kyukyu keys rotate"
        )
    days = (now - made_at).days
    if days > _KEY_OLD_DAYS:
        return Finding(
            "key age", State.WARNING, f"{days}日: kyukyu keys rotate を推奨", f"{days} days: kyukyu keys rotate"
        )
    return Finding("key age", State.GOOD, f"{days}日", f"{days} days")


def check_embedded(settings: Settings) -> Iterator[Finding]:
    """Starts the embedded database if it does not run, examines it, and leaves it as it was."""
    postgres = EmbeddedPostgres(settings.data_dir)
    try:
        yield Finding("binaries", State.GOOD, f"{wheel_site()}", "PostgreSQL from the wheel")
        postgres.start(archived(postgres, settings.archive))
        yield from asyncio.run(check_database(postgres.dsn.get_secret_value(), settings.command_timeout_s))
    except EmbeddedDatabaseError as error:
        yield Finding("database", State.BAD, error.ja, error.en)
    finally:
        postgres.stop()


async def check_database(dsn: str, timeout_s: float) -> list[Finding]:
    """Connects as the hub does, and asks the database about itself; the DSN is never repeated."""
    try:
        pool = await connect(dsn, command_timeout_s=timeout_s, size=1)
    except RefuseToStartError as error:
        return [Finding("database", State.BAD, error.ja, error.en)]
    try:
        async with connection(pool) as lent:
            durable = Finding("durability", State.GOOD, "コミットはディスクに書かれます", "a commit is on disk")
            checks = (_check_version, _check_clock, _check_schema, _check_wall, _check_archive)
            return [durable, *[await check(lent) for check in checks]]
    finally:
        await pool.close()


async def _check_version(connection: Connection) -> Finding:
    number = int(await connection.fetchval("show server_version_num"))
    state = State.GOOD if number >= _POSTGRES_MIN else State.BAD
    spoken = f"PostgreSQL {number // 10_000}.{number % 10_000}"
    return Finding("database", state, f"{spoken}(15以上が必要)", f"{spoken} (15 or later is needed)")


async def _check_clock(connection: Connection) -> Finding:
    before = datetime.now(UTC)
    theirs = await connection.fetchval("select clock_timestamp()")
    middle = before + (datetime.now(UTC) - before) / 2
    off_s = abs((theirs - middle).total_seconds())
    state = State.GOOD if off_s <= _CLOCK_OFF_MAX_S else State.BAD
    return Finding(
        "clock", state, f"データベースの時計との差 {off_s:.3f} 秒", f"{off_s:.3f} s off the database's clock"
    )


async def _check_wall(connection: Connection) -> Finding:
    """Looks whether who reads for callers stands behind row-level security, as the hub itself does when it starts."""
    if found := await holes(connection):
        there = ", ".join(found)
        return Finding("wall", State.WARNING, f"{there}: kyukyu migrate が必要", f"{there}: run kyukyu migrate")
    return Finding(
        "wall", State.GOOD, "読取り用ロールは行レベルセキュリティの内側です", "readers are behind row-level security"
    )


async def _check_schema(connection: Connection) -> Finding:
    """Compares the migrations that were applied with those that this version brings."""
    is_there = await connection.fetchval("select to_regclass('migration') is not null")
    theirs = await connection.fetchval("select coalesce(max(number), 0) from migration") if is_there else 0
    ours = max((number for number, _, _ in migrations()), default=0)
    return compare_schema(theirs, ours)


async def _check_archive(connection: Connection) -> Finding:
    """Asks whether the log is archived, so that a moment can be brought back, and whether that works."""
    mode = await connection.fetchval("show archive_mode")
    row = await connection.fetchrow(
        "select last_archived_time, last_failed_time is not null"
        " and last_failed_time > coalesce(last_archived_time, '-infinity') from pg_stat_archiver"
    )
    return judge_archive(mode != "off", *(row or (None, False)))


def judge_archive(is_on: bool, last_at: datetime | None, is_failing: bool) -> Finding:  # noqa: FBT001  two facts
    """Judges the archive of the log."""
    if not is_on:
        off = "WALのアーカイブなし: 時点指定の復元はできません", "the log is not archived: no moment can be restored"
        return Finding("archive", State.WARNING, *off)
    spoken = last_at.isoformat(timespec="seconds") if last_at else "-"
    if is_failing:
        return Finding(
            "archive", State.BAD, f"アーカイブに失敗中(最後 {spoken})", f"it fails; the last was at {spoken}"
        )
    return Finding("archive", State.GOOD, f"最後 {spoken}", f"the last was at {spoken}")


def compare_schema(theirs: int, ours: int) -> Finding:
    """Judges a schema version: an older one is brought up to date, a newer one belongs to a newer hub."""
    if theirs < ours:
        return Finding(
            "schema", State.WARNING, f"{theirs}→{ours}: kyukyu migrate が必要", f"{theirs}: run kyukyu migrate"
        )
    if theirs > ours:
        return Finding(
            "schema", State.BAD, f"{theirs}: ハブが古い版です({ours})", f"{theirs}: this hub knows only {ours}"
        )
    return Finding("schema", State.GOOD, f"{ours} 最新です", f"{ours}, up to date")
