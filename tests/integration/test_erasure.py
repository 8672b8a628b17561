"""Erasing a case of a hub at work: what remains in the database tells nothing of the patient, whoever has the keys."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final
from uuid import UUID

import asyncpg
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.security import key_file
from hub.security.key_ring import KeyRing
from tests.e2e.terminal import Line
from tests.world import HubProcess, Json, new_case, submission

CREW, SCREEN = "tablet-u-001", "screen-h-001"
PATIENCE_S: Final = 60
GONE, STAYS = "金糸雀太郎", "駒鳥花子"


@pytest.fixture(scope="module")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub of its own: cases are erased, and keys change."""
    impatient = {"KYUKYU_HEARTBEAT_S": "0.5"}
    process = HubProcess(await new_database(), tmp_path_factory.mktemp("hub-erasure"), impatient).enrol().start()
    yield process
    process.stop()


def a_case(hub: HubProcess, name: str, *, is_over: bool = True) -> str:
    """A case of a patient of this name that h-001 was asked about, closed by its crew."""
    case = new_case()
    said: list[tuple[str, Json]] = [
        ("open-case", {"chief_complaint": name, "scene_address": name}),
        ("describe-patient", {"family_name": name, "phone": name, "medical_history": name}),
        ("request-acceptance", {"facilities": ["h-001"], "message": name}),
    ]
    for kind, data in said:
        assert hub.post(CREW, submission(kind, case, **data)).status == 201
    if is_over:
        assert hub.post(CREW, submission("close-case", case, closing="transported", detail=name)).status == 201
    return case


async def everything_readable(hub: HubProcess) -> str:
    """What somebody reads who has the database and every key of the ring: plain columns, and whatever a key opens."""
    kept = key_file.read(hub.folder / "keyring.json").keys
    ring = KeyRing(next(iter(kept)), kept)
    lent = await asyncpg.connect(hub.dsn)
    tables = await lent.fetch("select tablename as name from pg_tables where schemaname = 'public'")
    rows = {each["name"]: await rows_of(lent, each["name"]) for each in tables}
    await lent.close()
    keys = [AESGCM(key) for key in kept.values()]
    wrapped = [(row["wrapped"], row["subject"]) for row in rows["data_key"] if row["wrapped"]]
    keys += [AESGCM(ring.unwrap(*each)) for each in wrapped]
    opened = [json.dumps(rows, default=repr, ensure_ascii=False)]
    opened += [value.decode("utf-8", "replace") for value in blobs(rows)]
    for table, part in (("journal", "journal"), ("projection", "projection")):
        for row in rows[table]:
            place = b"%s%d%s" % (row["subject"].bytes, row["version"], part.encode())
            opened += [body for key in keys if (body := tried(key, row["sealed"], place)) is not None]
    return "\n".join(opened)


async def rows_of(lent: asyncpg.Connection, table: str) -> list[Json]:
    return [dict(row) for row in await lent.fetch(f'select * from "{table}"')]  # noqa: S608  a name of the catalogue


def blobs(rows: dict[str, list[Json]]) -> list[bytes]:
    return [value for table in rows.values() for row in table for value in row.values() if isinstance(value, bytes)]


def tried(key: AESGCM, sealed: bytes, place: bytes) -> str | None:
    try:
        return key.decrypt(sealed[:12], sealed[12:], place).decode("utf-8", "replace")
    except InvalidTag:
        return None


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Waits until it holds."""
    async with asyncio.timeout(PATIENCE_S):
        while not await holds():  # noqa: ASYNC110  another process does it
            await asyncio.sleep(0.1)


async def status(hub: HubProcess, path: str) -> int:
    return (await asyncio.to_thread(hub.get, path, CREW)).status


async def test_an_erased_case_is_a_missing_one_and_nothing_of_it_can_be_read(hub: HubProcess) -> None:
    gone, stays = a_case(hub, GONE), a_case(hub, STAYS)
    before = await everything_readable(hub)
    assert GONE in before, "the control: whoever looks like this finds what is there"
    journal = "select count(*), min(length(sealed)) from journal where subject = $1::text::uuid"
    lent = await asyncpg.connect(hub.dsn)
    kept = await lent.fetchrow(journal, gone)
    patient = f"/fhir/Patient?_id={gone}"
    assert (await asyncio.to_thread(hub.get, f"/cases/{gone}", CREW)).status == 200
    assert (await asyncio.to_thread(hub.get, patient, CREW)).body["total"] == 1

    async with await Line.open(hub, CREW) as line:
        await line.subscribe("unit:u-001")
        snapshot = await line.hears("snapshot")
        assert "erased" in await asyncio.to_thread(hub.command, "erase", gone, "--yes", gone)
        for path in (f"/cases/{gone}", f"/fhir/Encounter/{gone}", f"/fhir/Encounter/{gone}/$everything"):
            assert await status(hub, path) == 404, "from the transaction on, whatever the node still holds"
        again = await everything_on(line)

    after = await everything_readable(hub)
    assert GONE not in after
    assert STAYS in after
    assert await lent.fetchrow(journal, gone) == kept, "the rows of the journal stay"
    written = "select caller, organisation from audit where subject = $1::text::uuid and action = 'erase'"
    assert [tuple(row) for row in await lent.fetch(written, gone)] == [("command-line", "hub")]
    await lent.close()
    assert gone not in again["documents"]
    assert again["offset"] >= snapshot["offset"]
    missing = await asyncio.to_thread(hub.get, f"/cases/{new_case()}", CREW)
    erased = await asyncio.to_thread(hub.get, f"/cases/{gone}", CREW)
    assert (erased.status, erased.raw) == (missing.status, missing.raw)
    assert (await asyncio.to_thread(hub.get, patient, CREW)).body["total"] == 0
    assert (await asyncio.to_thread(hub.get, "/fhir/Encounter", CREW)).body["total"] >= 1

    async def is_refused() -> bool:
        said = submission("record-observation", gone, findings=GONE)
        return (await asyncio.to_thread(hub.post, CREW, said)).status == 404

    await until(is_refused)
    assert GONE not in await everything_readable(hub), "what came before the node noticed is erased as well"
    assert (await asyncio.to_thread(hub.get, f"/cases/{stays}", CREW)).status == 200
    assert '"error"' not in hub.log


async def everything_on(line: Line) -> Json:
    await line.subscribe("unit:u-001")
    return await line.hears("snapshot")


async def test_who_reads_the_whole_stream_of_an_erased_case_hears_that_it_is_gone(hub: HubProcess) -> None:
    gone = a_case(hub, GONE)
    async with await Line.open(hub, CREW) as line:
        await line.subscribe("unit:u-001")
        epoch = (await line.hears("snapshot"))["epoch"]
    await asyncio.to_thread(hub.command, "erase", gone, "--yes", gone)

    async with await Line.open(hub, CREW) as line, asyncio.timeout(PATIENCE_S):
        await line.subscribe("unit:u-001", (epoch, 0))
        offset, modes = 0, list[str]()
        while not modes or "gone" not in modes:
            frame = await line.hears("event", PATIENCE_S)
            assert frame["offset"] == offset + 1
            offset = frame["offset"]
            if frame["subject"] == gone:
                modes.append(frame["mode"])
                assert frame["body"] == {"reason": "erased"}
    assert set(modes) == {"gone"}


async def test_a_screen_that_still_shows_it_is_told(hub: HubProcess) -> None:
    """A hospital keeps a patient on its board until it has recorded the outcome, also where it never does."""
    case = a_case(hub, GONE, is_over=False)
    assert hub.post(SCREEN, submission("answer-request", case, answer="accept")).status == 201
    for kind, data in (
        ("confirm-destination", {"facility": "h-001"}),
        ("hand-over", {"summary": GONE}),
        ("close-case", {"closing": "transported"}),
    ):
        assert hub.post(CREW, submission(kind, case, **data)).status == 201

    async with await Line.open(hub, SCREEN) as line:
        await line.subscribe("facility:h-001")
        assert case in (await line.hears("snapshot"))["documents"]
        await asyncio.to_thread(hub.command, "erase", case, "--yes", case)
        while (frame := await line.hears("event", PATIENCE_S))["subject"] != case:
            pass
        await line.subscribe("facility:h-001")
        again = await line.hears("snapshot")

    assert (frame["mode"], frame["body"]) == ("gone", {"reason": "erased"})
    assert case not in again["documents"]
    assert again["offset"] == frame["offset"]


async def test_the_audit_still_verifies(hub: HubProcess) -> None:
    gone = a_case(hub, GONE)
    await asyncio.to_thread(hub.command, "erase", gone, "--yes", gone)

    async with asyncio.timeout(PATIENCE_S):
        told = await asyncio.to_thread(hub.command, "audit", "verify")

    assert "0 finding(s)" in told
    assert "erase" in await asyncio.to_thread(hub.command, "audit", "who-saw", gone)


@pytest.mark.parametrize("fault", ["open", "missing", "another id repeated", "erased already"])
def test_what_may_not_be_erased_is_refused(hub: HubProcess, fault: str) -> None:
    case = new_case() if fault == "missing" else a_case(hub, GONE, is_over=fault != "open")
    repeated = new_case() if fault == "another id repeated" else case
    if fault == "erased already":
        hub.command("erase", case, "--yes", case)

    with pytest.raises(subprocess.CalledProcessError) as refused:
        hub.command("erase", case, "--yes", repeated)

    assert refused.value.returncode == 1
    words = {"open": "out-of-turn", "another id repeated": "nothing is erased"}.get(fault, "not-found")
    assert words in refused.value.stderr
    assert fault in ("missing", "erased already") or hub.get(f"/cases/{case}", CREW).status == 200


async def wrapping(hub: HubProcess, case: str) -> str:
    """The name of the key that wraps a case's data key."""
    lent = await asyncpg.connect(hub.dsn)
    wrapped: bytes = await lent.fetchval("select wrapped from data_key where subject = $1", UUID(case))
    await lent.close()
    return wrapped.partition(b"\x00")[0].decode()


async def test_keys_are_rotated_under_a_hub_that_goes_on(hub: HubProcess) -> None:
    before = a_case(hub, STAYS)
    ring = hub.folder / "keyring.json"
    first = key_file.read(ring).active

    await asyncio.to_thread(hub.command, "keys", "rotate")
    second = key_file.read(ring).active
    assert (second, ring.stat().st_mode & 0o777) == (str(int(first) + 1), 0o600)

    async def is_noticed() -> bool:
        return await wrapping(hub, a_case(hub, STAYS)) == second

    await until(is_noticed)
    assert await wrapping(hub, before) == first
    with pytest.raises(subprocess.CalledProcessError):
        await asyncio.to_thread(hub.command, "keys", "drop", first)
    with pytest.raises(subprocess.CalledProcessError):
        await asyncio.to_thread(hub.command, "keys", "drop", second)

    await asyncio.to_thread(hub.command, "keys", "rewrap")

    assert await wrapping(hub, before) == second
    assert (await asyncio.to_thread(hub.command, "keys", "rewrap")).startswith("0 ")
    listed = (await asyncio.to_thread(hub.command, "keys", "list")).splitlines()
    assert [line.split()[0] for line in listed] == [first, second]
    assert "  0 wrapped" in listed[0]
    assert listed[1].endswith("active")
    assert hub.get(f"/cases/{before}", CREW).body["document"]["patient"]["family_name"] == STAYS
