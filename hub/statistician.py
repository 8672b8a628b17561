"""Counts cases beside the work: every few seconds what the journal holds new becomes rows and numbers of statistics.

What is acknowledged does not wait for it. Everything it writes can be made anew from the journal.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import structlog

from hub.domain.case import Case
from hub.domain.figures import figures
from hub.domain.people import Directory
from hub.errors import IntegrityError, UnavailableError
from hub.ports import Journal, Sealer
from hub.postgres.figures import Fresh, PostgresFigures, Uncounted
from hub.recall import Memory
from hub.wire.envelope import read_events

log = structlog.get_logger()

_PERIOD_S: Final = 3.0
_CRITICAL_CARE: Final = "tertiary"
"""救命救急センター, as the register says it of a hospital."""
UNCOUNTED: Final = (
    "record-observation",
    "record-treatment",
    "record-triage",
    "report-position",
    "report-change",
    "attach",
    "send-message",
    "mark-delivered",
    "publish-capacity",
    "declare-mode",
)
"""Kinds that change no number; a case is counted anew only after another one."""


class Statistician:
    """Follows the journal of one database."""

    def __init__(
        self,
        kept: PostgresFigures,
        journal: Journal,
        memory: Memory,
        sealer: Sealer,
        directory: Callable[[], Directory],
    ) -> None:
        """Takes what is kept, and where cases are read from."""
        self._kept = kept
        self._journal = journal
        self._memory = memory
        self._sealer = sealer
        self._directory = directory

    async def run(self) -> None:
        """Works until the hub ends; while the database is away it waits, and nothing it meets ends the hub."""
        while True:
            try:
                await self.round()
            except UnavailableError as error:
                log.debug("statistics-wait", code=error.code)
            await asyncio.sleep(_PERIOD_S)

    async def round(self) -> None:
        """Counts everything that is new."""
        began_at, since = datetime.now(UTC), await self._kept.counted_until()
        after = UUID(int=0)
        while page := await self._kept.uncounted(since, UNCOUNTED, after):
            await self._kept.keep([fresh for each in page if (fresh := await self._read(each)) is not None])
            after = page[-1].subject
            await asyncio.sleep(0)
        await self._kept.reached(began_at)

    async def _read(self, uncounted: Uncounted) -> Fresh | None:
        """Returns a case's new row; what cannot be read stays out, and the others do not wait for it."""
        try:
            return await self._fresh(uncounted)
        except IntegrityError as error:
            log.warning("case-not-counted", code=error.code)
            return None

    async def _fresh(self, uncounted: Uncounted) -> Fresh | None:
        """Returns a case's new row; None for what is no case, or erased."""
        subject = uncounted.subject
        await self._memory.recall([subject])
        entries = await self._journal.read(subject, uncounted.counted or 0)
        state = self._memory.newest(subject)
        if state is not None and entries and state.version < entries[-1].version:  # another node has written
            await self._memory.catch_up(subject)
            state = self._memory.newest(subject)
        if not isinstance(state, Case) or not entries or not await self._memory.unlock([subject]):
            return None
        happened = [
            event
            for stored in entries
            for event in read_events(self._sealer.unseal(subject, stored.version, "journal", stored.sealed))
        ]
        row = figures(uncounted.row, state.rest, happened, self._is_critical_care)
        return Fresh(uncounted, entries[-1].version, row)

    def _is_critical_care(self, facility: str) -> bool:
        known = self._directory().get(facility)
        return known is not None and known.emergency_class == _CRITICAL_CARE
