"""The audit's tree on PostgreSQL: what is changed by somebody who may do everything there is found, and named."""

import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Final

import pytest
from pydantic import SecretStr

from hub import auditor
from hub.errors import IntegrityError
from hub.notary import Notary
from hub.ports import Look
from hub.postgres.audit import PostgresAudit
from hub.postgres.audit_tree import LEAVES, PostgresAuditTree
from hub.postgres.journal import PostgresJournal
from hub.postgres.migrate import migrate
from hub.postgres.pool import Pool, connect
from hub.security.checkpoint import Checkpoint, Signer
from hub.security.inspection import Fault, Finding, Inspection, Leaves
from hub.settings import Settings
from hub.witnessing import compare
from tests.contract.entries import entry, new_stream
from tests.factories import new_key

CASES: Final = 40
ENTRIES: Final = 30

MEANT: Final = {
    "audit": "id = $1",
    "journal": "(subject, version) = (select subject, version from audit where id = $1)",
}
EDITS: Final = {
    "audit": [
        "at = at + interval '1 us'",
        "caller = 'x'",
        "organisation = 'h-666'",
        "action = 'nothing'",
        "disclosed_to = array_append(disclosed_to, 'x')",
        "subject = gen_random_uuid()",
        "version = 4711",
    ],
    "journal": [
        "sealed = sealed || '\\x00'::bytea",
        "digest = '\\x00'::bytea",
        "kind = 'close-case'",
        "sender = 'x'",
        "key = gen_random_uuid()",
        "placed_at = placed_at - interval '1 us'",
    ],
}
UNSEEN_ENTRY: Final = (
    "insert into journal select gen_random_uuid(), 1, 'x', gen_random_uuid(), digest, kind, placed_at, recorded_at,"
    " sealed from journal limit 1"
)
LOOSE_ROW: Final = (
    "insert into audit (at, caller, organisation, action) values (now() - interval '2 minutes', 'x', 'x', 'read')"
)
TAMPERINGS: Final = [
    ("delete from audit where id = 3", {Fault.MISSING, Fault.SILENT}),
    ("update audit_tile set hashes = '\\x00'::bytea || substr(hashes, 2)", {Fault.CHANGED, Fault.UNPROVEN}),
    ("update audit_checkpoint set note = replace(note, 'audit/', 'audit/x')", {Fault.FORGED, Fault.UNPROVEN}),
    ("delete from audit_checkpoint", {Fault.UNPROVEN}),
    (UNSEEN_ENTRY, {Fault.SILENT}),
    (LOOSE_ROW, {Fault.OUTSIDE}),
    (
        "update audit_tile set entries = entries[2:], hashes = substr(hashes, 33)",
        {Fault.UNPROVEN, Fault.OUTSIDE, Fault.CUT},
    ),
]


@pytest.fixture
async def pool(new_database: Callable[[], Awaitable[str]], tmp_path: Path) -> AsyncIterator[Pool]:
    dsn = await new_database()
    (tmp_path / "dsn").write_text(dsn)
    opened = await connect(dsn, command_timeout_s=30, size=4)
    async with opened.acquire() as lent:
        await migrate(lent)
    yield opened
    await opened.close()


@pytest.fixture
def settings(tmp_path: Path, pool: Pool) -> Settings:
    assert pool
    return Settings(dsn=SecretStr((tmp_path / "dsn").read_text()), data_dir=tmp_path)


class Heard(list[str]):
    """The checkpoints that somebody has heard."""


@pytest.fixture
async def notary(pool: Pool, settings: Settings) -> tuple[Notary, Heard]:
    heard = Heard()
    made = Notary(PostgresAuditTree(pool), Signer.load(settings.audit_key), heard.append)
    await made.prepare()
    return made, heard


async def some_work(pool: Pool, cases: int = 3, entries: int = 5) -> None:
    """Commits entries of some cases, and has somebody look at them."""
    journal, looks = PostgresJournal(pool), PostgresAudit(pool)
    for _ in range(cases):
        case, stream = new_key(), new_stream()
        await journal.commit([entry(case, version, stream) for version in range(1, entries + 1)])
        await looks.witness([Look("screen", "h-001", "read", case, is_shown=True, names=frozenset({stream}))])


async def findings(pool: Pool, settings: Settings, *heard: str) -> list[Finding]:
    tree = PostgresAuditTree(pool)
    notes = [each.note for each in await tree.checkpoints()]
    inspection = Inspection(Signer.load(settings.audit_key).verifier, [*notes, *heard])
    async for tile, contents in tree.told():
        inspection.walk(Leaves(tile.entries, tile.hashes, contents))
    return list(inspection.end(*await tree.outside()))


async def test_of_a_thousand_edits_by_a_superuser_each_is_found_and_named(
    pool: Pool, settings: Settings, notary: tuple[Notary, Heard]
) -> None:
    await some_work(pool, CASES, ENTRIES)
    assert await notary[0].round()
    assert await findings(pool, settings) == []
    chance, edited = random.Random(34), {}  # noqa: S311 - no secret
    async with pool.acquire() as lent:
        for row in chance.sample(await lent.fetch("select id, version from audit"), 1_000):
            table = "journal" if row["version"] and chance.random() < 0.5 else "audit"
            await lent.execute(f"update {table} set {chance.choice(EDITS[table])} where {MEANT[table]}", row["id"])  # noqa: S608 - from the tables above
            edited[f"audit {row['id']}"] = table

    found = await findings(pool, settings)

    assert {each.place for each in found if each.fault is Fault.CHANGED} == set(edited)
    assert len(edited) == 1_000
    assert set(edited.values()) == {"audit", "journal"}


@pytest.mark.parametrize(("edit", "faults"), TAMPERINGS)
async def test_what_is_taken_out_put_in_or_forged_is_found(
    pool: Pool, settings: Settings, notary: tuple[Notary, Heard], edit: str, faults: set[Fault]
) -> None:
    await some_work(pool)
    async with pool.acquire() as lent:  # so that a row that is loose is old enough to be a finding
        await lent.execute("update audit set at = at - interval '1 hour'")
    await notary[0].round()
    assert await findings(pool, settings) == []

    async with pool.acquire() as lent:
        await lent.execute(edit)

    assert {each.fault for each in await findings(pool, settings)} == faults


async def test_a_row_changed_together_with_its_leaf_contradicts_the_signature(
    pool: Pool, settings: Settings, notary: tuple[Notary, Heard]
) -> None:
    await some_work(pool)
    await notary[0].round()
    async with pool.acquire() as lent:
        await lent.execute("update audit set caller = 'x' where id = 1")
        await lent.execute(
            "update audit_tile set hashes = (select sha256('\\x00'::bytea || convert_to(content, 'UTF8'))"
            " from audit_leaf where id = 1) || substr(hashes, 33)"
        )

    assert {each.fault for each in await findings(pool, settings)} == {Fault.UNPROVEN}


async def test_who_has_heard_a_checkpoint_finds_a_log_that_was_cut_back(
    pool: Pool, settings: Settings, notary: tuple[Notary, Heard]
) -> None:
    made, heard = notary
    await some_work(pool)
    await made.round()
    kept = heard[-1]
    async with pool.acquire() as lent:  # everything is taken back, and a tree is built over what is left
        await lent.execute("delete from audit where id > 6")
        await lent.execute("delete from journal where (subject, version) not in (select subject, version from audit"
                           " where version is not null)")  # fmt: skip
        await lent.execute("truncate audit_tile, audit_checkpoint")
    await made.prepare()
    await made.round()

    assert await findings(pool, settings) == []
    assert [each.fault for each in await findings(pool, settings, kept)] == [Fault.CUT]


async def test_an_erased_case_still_verifies_and_its_bodies_are_gone(
    pool: Pool, settings: Settings, notary: tuple[Notary, Heard]
) -> None:
    await some_work(pool)
    await notary[0].round()
    async with pool.acquire() as lent:
        erased = await lent.fetch("delete from data_key returning wrapped")

    assert erased
    assert await findings(pool, settings) == []


async def test_a_row_whose_transaction_was_late_gets_its_place_when_it_comes(
    pool: Pool, settings: Settings, notary: tuple[Notary, Heard]
) -> None:
    made, _ = notary
    await some_work(pool, 1)
    async with pool.acquire() as late:
        under_way = late.transaction()
        await under_way.start()
        number = await late.fetchval(
            "insert into audit (at, caller, organisation, action) values (now() - interval '1 hour', 'x', 'x', 'read')"
            " returning id"
        )
        await some_work(pool, 1)
        assert await made.round()
        await under_way.commit()

    assert [each.place for each in await findings(pool, settings)] == [f"audit {number}"]
    assert await made.round()
    assert await findings(pool, settings) == []


async def test_two_nodes_build_one_tree(pool: Pool, settings: Settings, notary: tuple[Notary, Heard]) -> None:
    made, _ = notary
    other = Notary(PostgresAuditTree(pool), Signer.load(settings.audit_key), lambda _: None)
    await other.prepare()
    for builder in (made, other, other, made):
        await some_work(pool, 60, 2)
        for _ in range(3):
            await builder.round()

    assert made.size == 4 * 60 * 3
    assert await findings(pool, settings) == []


async def test_what_was_carried_away_is_verified_without_the_hub(
    pool: Pool, settings: Settings, notary: tuple[Notary, Heard], tmp_path: Path
) -> None:
    await some_work(pool, 30, 12)
    await notary[0].round()
    lines: list[str] = []
    tree = PostgresAuditTree(pool)
    path, key = tmp_path / "audit.jsonl", auditor.key(settings)
    async for tile, contents in tree.told():
        lines.append(auditor.line(tile, contents))
    lines += [json.dumps({"checkpoint": each.note}) for each in await tree.checkpoints()]
    path.write_text("\n".join(lines))

    assert auditor.verify_export(path, key, list(notary[1])) == auditor.Verdict(30 * 13, 1, [])
    path.write_text(path.read_text().replace("h-001", "h-002", 1))
    assert [each.fault for each in auditor.verify_export(path, key).findings] == [Fault.CHANGED]
    path.write_text("no export")
    with pytest.raises(IntegrityError):
        auditor.verify_export(path, key)


def test_checkpoints_are_read_from_whatever_they_were_noted_in(tmp_path: Path, settings: Settings) -> None:
    signer, path = Signer.load(settings.audit_key), tmp_path / "heard.txt"
    notes = [signer.sign(Checkpoint(size, bytes(32))) for size in (1, 2)]
    path.write_text(f"\n\n{notes[0]}\n\n{notes[1]}")

    assert list(auditor.notes_of(path)) == notes


async def test_the_newest_checkpoint_is_shown_to_go_on_from_every_one_that_was_heard(
    pool: Pool, notary: tuple[Notary, Heard], settings: Settings
) -> None:
    """Watches the proofs over the edge of a tile of 256 leaves, and that of a log that was written anew beside it."""
    made, heard = notary
    tree, verifier = PostgresAuditTree(pool), Signer.load(settings.audit_key).verifier
    for entries in (1, 2, 60, 61, 3, 200, 1):
        await some_work(pool, cases=1, entries=entries)
        await made.round()

    shown = [await compare(tree, verifier, note) for note in heard]

    assert made.size > LEAVES
    assert len(shown) == 7
    assert [(each.second, each.goes_on) for each in shown] == [(made.size, True)] * len(shown)
    assert max(each.hashes for each in shown) <= 2 * made.size.bit_length()
    await pool.execute("update audit_tile set hashes = sha256(hashes) || substr(hashes, 33), root = sha256(hashes)")
    assert not (await compare(tree, verifier, heard[2])).goes_on
    with pytest.raises(IntegrityError):
        await compare(tree, verifier, heard[2].replace("\n", "\n1", 1))


async def test_a_log_that_was_cut_back_does_not_go_on(
    pool: Pool, notary: tuple[Notary, Heard], settings: Settings
) -> None:
    made, heard = notary
    for _ in range(2):
        await some_work(pool)
        await made.round()
    await pool.execute("delete from audit_checkpoint where size = (select max(size) from audit_checkpoint)")

    shown = await compare(PostgresAuditTree(pool), Signer.load(settings.audit_key).verifier, heard[-1])

    assert (shown.goes_on, shown.first > shown.second) == (False, True)
