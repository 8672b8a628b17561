"""The rows of the audit in memory, for those whom they concern."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from hub.fhir.audit_event import Act
from hub.testing import Store
from hub.trail import PAGE, Wanted


class MemoryActs:
    """Implements `hub.trail.Acts`; looks have no time of their own, they come behind what was said."""

    def __init__(self, store: Store) -> None:
        """Takes the store that a journal writes."""
        self._store = store

    async def find(self, wanted: Wanted) -> Sequence[Act]:
        """Returns a page of rows, the newest first."""
        self._store.reach()
        return [each for each in reversed(self._numbered()) if self._is_wanted(each, wanted)][:PAGE]

    def _numbered(self) -> list[Act]:
        said = sorted(
            (entry for entries in self._store.journal.values() for entry in entries.values()),
            key=lambda entry: entry.receipt.recorded_at,
        )
        rows: list[tuple[datetime, str, str, str, UUID | None, int | None, list[str], str | None]] = [
            (
                entry.receipt.recorded_at,
                entry.sender,
                entry.organisation,
                entry.receipt.kind,
                entry.receipt.subject,
                entry.receipt.version,
                [str(each) for each in entry.addresses],
                entry.person,
            )
            for entry in said
        ]
        last = said[-1].receipt.recorded_at if said else datetime.fromtimestamp(0, UTC)
        rows += [
            (
                last,
                look.caller,
                look.organisation,
                look.action,
                look.subject,
                None,
                [look.stream or look.organisation],
                look.person,
            )
            for look in self._store.audit
        ]
        return [Act(number, *row[:-1], self._begun(row[4]), row[-1]) for number, row in enumerate(rows, start=1)]

    def _begun(self, subject: UUID | None) -> str | None:
        entries = self._store.journal.get(subject) if subject else None
        return entries[1].receipt.kind if entries else None

    def _is_wanted(self, act: Act, wanted: Wanted) -> bool:
        before, after, since, until, organisations, by, subjects = wanted
        entries = self._store.journal.get(act.subject) if act.subject else None
        concerned = {act.organisation, *([entries[1].organisation] if entries else [])}
        return (
            after < act.number < before
            and since <= act.at < until
            and (by is None or by in {act.caller, act.person})
            and (subjects is None or act.subject in subjects)
            and (organisations is None or not concerned.isdisjoint(organisations))
        )
