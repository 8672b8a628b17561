"""Brings submissions together that wait at the same time, and leads them through the pipeline as one batch.

While one batch commits, the next one gathers: alone at night a submission waits for nobody, in a disaster two hundred
share one transaction. There is no timer. The queue is bounded; what does not fit is told to come again, and an eighth
beyond the bound is kept for new emergencies.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain

from hub.domain.commands import URGENT
from hub.domain.people import Directory, Principal
from hub.errors import DatabaseAwayError, KeysAwayError, OverloadedError, RejectedError, UnavailableError
from hub.pipeline import Batch, Pipeline
from hub.ports import Arrival, Outcome, Outlet, RacedError

_RACES = 5
"""How often a batch is decided again because another node was faster."""

Waiting = tuple[Arrival, "asyncio.Future[Outcome]"]


class GroupCommit:
    """Implements `hub.ports.Intake`."""

    def __init__(  # noqa: PLR0913  its bounds
        self,
        pipeline: Pipeline,
        outlet: Outlet,
        directory: Callable[[], Directory],
        *,
        queue_max: int,
        batch_max: int,
        batch_max_bytes: int,
        refused: Callable[[Principal, RejectedError], None] | None = None,
    ) -> None:
        """Takes the pipeline, where its events go, the bounds, and who hears of what the rules refuse."""
        self._refused = refused
        self._pipeline = pipeline
        self._outlet = outlet
        self._directory = directory
        self._queue_max = queue_max
        self._batch_max = batch_max
        self._batch_max_bytes = batch_max_bytes
        self._queue: deque[Waiting] = deque()
        self._at_work: list[Sequence[Waiting]] = []
        self._wake = asyncio.Event()
        self._brim = queue_max + queue_max // 8
        self._crowded_at = queue_max // 2
        self._in_line: deque[asyncio.Future[None]] = deque()
        self._called = 0

    @property
    def has_room(self) -> bool:
        """Whether the queue is not half full and nobody stands in line."""
        return len(self._queue) < self._crowded_at and not self._in_line

    async def room(self) -> None:
        """Waits while the queue is half full; who waits first goes first."""
        if self.has_room:
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._in_line.append(turn)
        try:
            await turn
        finally:
            if turn.done() and not turn.cancelled():
                self._called -= 1
                self._make_room()  # where this one goes away now, the next must not wait for it

    def take(self, arrival: Arrival) -> "asyncio.Future[Outcome]":
        """Puts a submission into the queue; the future holds what became of it, after the commit."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        waiting = len(self._queue)
        if waiting >= self._queue_max and not (waiting < self._brim and arrival.submission.kind in URGENT):
            future.set_result(OverloadedError())
        else:
            self._queue.append((arrival, future))
            self._wake.set()
        return future

    @property
    def waiting(self) -> int:
        """How many submissions wait."""
        return len(self._queue)

    @property
    def oldest_at(self) -> datetime | None:
        """When the oldest submission was received that is not answered yet."""
        oldest = next(chain(*self._at_work, self._queue), None)
        return None if oldest is None else oldest[0].received_at

    async def run(self) -> None:
        """Works until it is cancelled; who waits then is told that nothing is known to be stored."""
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                await self._drain()
        finally:
            for _, future in chain(*self._at_work, self._queue):
                _answer(future, DatabaseAwayError())

    async def _drain(self) -> None:
        """Works until nobody waits. While one batch is on its way to disk, the next one is prepared."""
        under_way: asyncio.Task[bool] | None = None
        prepared: Batch | Exception | None = None
        while batch := self._gather():
            self._at_work.append(batch)
            prepared = await self._prepared(batch, prepared if isinstance(prepared, Batch) else None)
            if under_way is not None and not await under_way:
                prepared = await self._prepared(batch)
            under_way = asyncio.create_task(self._finish(batch, prepared))
            await asyncio.sleep(0)  # it sets off before the next batch takes the loop for itself
        if under_way is not None:
            await under_way

    def _gather(self) -> list[Waiting]:
        batch: list[Waiting] = []
        size = 0
        while self._queue and len(batch) < self._batch_max and size < self._batch_max_bytes:
            batch.append(self._queue.popleft())
            size += len(batch[-1][0].submission.raw)
        self._make_room()
        return batch

    def _make_room(self) -> None:
        """Calls as many of those who wait for room as there is room for, and for those called before."""
        while self._in_line and len(self._queue) + self._called < self._crowded_at:
            turn = self._in_line.popleft()
            if not turn.done():
                turn.set_result(None)
                self._called += 1

    async def _prepared(self, batch: Sequence[Waiting], before: Batch | None = None) -> Batch | Exception:
        try:
            arrivals = [arrival for arrival, _ in batch]
            return await self._pipeline.prepare(arrivals, self._directory(), before=before)
        except Exception as error:  # noqa: BLE001  it goes to whoever waits for it
            return error

    async def _finish(self, batch: Sequence[Waiting], prepared: Batch | Exception) -> bool:
        """Commits a batch and answers it; tells whether what was prepared after it may stand."""
        try:
            return await self._committed(batch, prepared)
        finally:
            self._at_work.remove(batch)
            for _, future in batch:
                _answer(future, DatabaseAwayError())  # only where the hub ends meanwhile: all others are answered

    async def _committed(self, batch: Sequence[Waiting], prepared: Batch | Exception) -> bool:
        try:
            self._tell(batch, await self._pipeline.commit(_or_raise(prepared)))
        except RacedError:
            await self._again(batch)
        except UnavailableError as error:
            if isinstance(error, KeysAwayError) and len(batch) > 1:
                await self._alone(batch, error)  # only who needs a key that is not in use yet has to wait
                return False
            for _, future in batch:
                _answer(future, error)
        except Exception as error:  # noqa: BLE001  one that breaks the rules of our own code must not spoil the others
            await self._alone(batch, error)
        else:
            return True
        return False

    def _tell(self, batch: Sequence[Waiting], done: Batch) -> None:
        self._outlet.publish(done.events, done.transients)
        for (arrival, future), outcome in zip(batch, done.outcomes, strict=True):
            if outcome is not None:
                _answer(future, outcome)
            if self._refused is not None and isinstance(outcome, RejectedError):
                self._refused(arrival.principal, outcome)

    async def _again(self, batch: Sequence[Waiting]) -> None:
        """Leads a batch through once more, by itself: a key is in the journal already, or another node was faster."""
        outcome: Outcome = OverloadedError()
        for _ in range(_RACES):
            try:
                self._tell(batch, await self._pipeline.process([arrival for arrival, _ in batch], self._directory()))
            except RacedError:
                continue
            except UnavailableError as error:
                outcome = error
            except Exception as error:  # noqa: BLE001  as in `_finish`
                await self._alone(batch, error)
            break
        for _, future in batch:
            _answer(future, outcome)

    async def _alone(self, batch: Sequence[Waiting], error: Exception) -> None:
        """Finds the one that breaks: each goes again by itself, and the error goes to whoever caused it."""
        if len(batch) > 1:
            for waiting in batch:
                await self._again([waiting])
            return
        ((_, future),) = batch
        if not future.done():
            future.set_exception(error)


def _or_raise(prepared: Batch | Exception) -> Batch:
    if isinstance(prepared, Exception):
        raise prepared
    return prepared


def _answer(future: "asyncio.Future[Outcome]", outcome: Outcome) -> None:
    if not future.done():
        future.set_result(outcome)
