"""What an auditor does to a hub: verify, carry away, ask who saw a case.

To verify what was carried away needs neither the hub nor its database.
"""

import asyncio
import json
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from hub.database import database
from hub.errors import IntegrityError
from hub.fhir.audit_event import audit_event, own
from hub.postgres.acts import PostgresActs
from hub.postgres.audit_tree import PostgresAuditTree, Tile
from hub.postgres.register import PostgresRegister
from hub.roster import Roster
from hub.security.checkpoint import Signer, Verifier
from hub.security.inspection import Finding, Inspection, Leaves
from hub.settings import Settings
from hub.trail import Wanted, walked
from hub.witnessing import Comparison
from hub.witnessing import compare as compared

T = TypeVar("T")


class Verdict(NamedTuple):
    """What an inspection found, among how many leaves and checkpoints."""

    leaves: int
    checkpoints: int
    findings: Sequence[Finding]


class Sighting(NamedTuple):
    """That somebody did or saw something of a subject; without a person it was the device alone."""

    at: datetime
    caller: str
    organisation: str
    action: str
    disclosed_to: Sequence[str]
    person: str | None


def key(settings: Settings) -> str:
    """Returns the public key that checkpoints are verified with."""
    return str(Signer.load(settings.audit_key).verifier)


def verify(settings: Settings, witnessed: Sequence[str] = ()) -> Verdict:
    """Inspects the audit of this hub, also against checkpoints that were heard elsewhere."""
    verifier = Signer.load(settings.audit_key).verifier

    async def work(tree: PostgresAuditTree) -> Verdict:
        notes = [each.note for each in await tree.checkpoints()]
        inspection = Inspection(verifier, [*notes, *witnessed])
        async for tile, contents in tree.told():
            inspection.walk(Leaves(tile.entries, tile.hashes, contents))
        outside, silent = await tree.outside()
        return Verdict(inspection.size, len(notes), inspection.end(outside, silent))

    return asyncio.run(_with_tree(settings, work))


def compare(settings: Settings, note: str) -> Comparison:
    """Tells whether the log goes on from a checkpoint that was written down.

    Raises:
        IntegrityError: The checkpoint was not signed by this hub.
    """
    verifier = Signer.load(settings.audit_key).verifier
    return asyncio.run(_with_tree(settings, lambda tree: compared(tree, verifier, note)))


def export(settings: Settings, say: Callable[[str], None]) -> None:
    """Says the audit line by line, as JSON: tiles with what their rows say, then the signed checkpoints."""

    async def work(tree: PostgresAuditTree) -> None:
        async for tile, contents in tree.told():
            say(line(tile, contents))
        for kept in await tree.checkpoints():
            say(json.dumps({"checkpoint": kept.note}, ensure_ascii=False))

    asyncio.run(_with_tree(settings, work))


def export_events(settings: Settings, say: Callable[[str], None]) -> None:
    """Says the audit line by line as FHIR AuditEvents, the newest first."""

    async def work() -> None:
        async with database(settings) as pool:
            roster = Roster(PostgresRegister(pool))
            await roster.renew()
            owners = own(roster.directory)
            async for page in walked(PostgresActs(pool), Wanted()):
                for act in page:
                    say(audit_event(act, owners).body.decode())

    asyncio.run(work())


def line(tile: Tile, contents: Mapping[int, str]) -> str:
    """Writes a tile and what its rows say as one line of an export."""
    hashes = b64encode(tile.hashes).decode()
    return json.dumps({"entries": list(tile.entries), "hashes": hashes, "contents": contents}, ensure_ascii=False)


def verify_export(path: Path, verifier_key: str, witnessed: Sequence[str] = ()) -> Verdict:
    """Inspects what was carried away; no hub and no database is asked.

    Raises:
        IntegrityError: The file is no export, or the key is none.
    """
    try:
        notes = [each["checkpoint"] for each in _lines(path) if "entries" not in each]
        inspection = Inspection(Verifier.parse(verifier_key), [*notes, *witnessed])
        for each in _lines(path):
            if "entries" in each:
                contents = {int(entry): str(content) for entry, content in each["contents"].items()}
                inspection.walk(Leaves(each["entries"], b64decode(each["hashes"]), contents))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise IntegrityError(path.name) from None
    return Verdict(inspection.size, len(notes), inspection.end())


def who_saw(settings: Settings, subject: UUID) -> Sequence[Sighting]:
    """Returns who did or saw what of a case, oldest first."""

    async def work(tree: PostgresAuditTree) -> Sequence[Sighting]:
        return [Sighting(*row) for row in await tree.saw(subject)]

    return asyncio.run(_with_tree(settings, work))


def notes_of(path: Path) -> Sequence[str]:
    """Reads checkpoints that somebody has written down, each as it was heard, with lines between them or not."""
    lines = path.read_text(encoding="utf-8").strip().split("\n")
    starts = [at - 4 for at, line in enumerate(lines) if line.startswith("— ")]
    return ["\n".join(lines[at : at + 5]) + "\n" for at in starts if at >= 0]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for text in file:
            yield json.loads(text)


async def _with_tree(settings: Settings, work: Callable[[PostgresAuditTree], Awaitable[T]]) -> T:
    async with database(settings) as pool:
        return await work(PostgresAuditTree(pool))
