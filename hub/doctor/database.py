"""Asks the database whether it keeps what the hub promises; its address is never repeated."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from hub.doctor.finding import Finding, State
from hub.errors import RefuseToStartError
from hub.postgres.migrate import migrations
from hub.postgres.pool import connect, connection
from hub.postgres.wall import holes

if TYPE_CHECKING:
    from hub.postgres.pool import Connection

_POSTGRES_MIN: Final = 150_000
_CLOCK_OFF_MAX_S: Final = 1.0


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
