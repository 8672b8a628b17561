"""Brings the schema up to date: numbered plain SQL, one transaction a file, one runner at a time, checksums kept.

The role that reads for callers belongs to the server and not to the database; it is seen to each time.
"""

from hashlib import sha256
from importlib.resources import files

from hub.errors import IntegrityError
from hub.postgres.pool import Connection
from hub.postgres.wall import stand

_LOCK = 0x4B59554B
_TABLE = """
create table if not exists migration (
    number integer primary key, name text not null, checksum bytea not null, applied_at timestamptz not null default
    now()
)
"""


def migrations() -> list[tuple[int, str, str]]:
    """Returns number, name and text of every migration, in order."""
    found = [file for file in files("hub.postgres").joinpath("migrations").iterdir() if file.name.endswith(".sql")]
    return sorted((int(file.name[:4]), file.name, file.read_text(encoding="utf-8")) for file in found)


async def migrate(connection: Connection) -> int:
    """Applies what is missing and returns how many files that were.

    Raises:
        IntegrityError: A file that was applied has changed since.
        WallError: The role that reads for callers is not there, and may not be made.
    """
    await connection.execute("select pg_advisory_lock($1)", _LOCK)
    try:
        await connection.execute(_TABLE)
        rows = await connection.fetch("select number, checksum from migration")
        applied = {row["number"]: row["checksum"] for row in rows}
        number = sum([await _apply(connection, applied, *each) for each in migrations()])
        await stand(connection)
        return number
    finally:
        await connection.execute("select pg_advisory_unlock($1)", _LOCK)


async def _apply(connection: Connection, applied: dict[int, bytes], number: int, name: str, text: str) -> bool:
    checksum = sha256(text.encode()).digest()
    if number in applied:
        if applied[number] != checksum:
            raise IntegrityError(f"migration {name}")
        return False
    async with connection.transaction():
        await connection.execute(text)
        await connection.execute("insert into migration values ($1, $2, $3)", number, name, checksum)
    return True
