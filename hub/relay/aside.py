"""Keeps adapters off the hub's loop: each connection has a thread with a loop of its own.

An adapter that blocks, waits for a lock or computes holds up itself and nobody else; what it is given is immutable, and
what it answers comes back over a future.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from hub.sdk import (
    Adapter,
    Door,
    Inbound,
    Lookup,
    Message,
    Outbound,
    Outcome,
    Question,
    Readiness,
    Reply,
    Submitted,
)

T = TypeVar("T")
_CLOSE_WITHIN_S = 5.0


class _Across:
    """The hub's door for who stands in another thread."""

    def __init__(self, door: Door, loop: asyncio.AbstractEventLoop) -> None:
        self._door = door
        self._loop = loop

    async def submit(  # noqa: PLR0913  the surface's
        self,
        kind: str,
        data: Mapping[str, Any],
        *,
        key: UUID,
        happened_at: datetime,
        case: UUID | None = None,
        transport: UUID | None = None,
    ) -> Submitted:
        """Posts one submission over there, on the hub's loop."""
        posted = self._door.submit(kind, data, key=key, happened_at=happened_at, case=case, transport=transport)
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(posted, self._loop))


class Aside:
    """One adapter in its own thread."""

    def __init__(self, name: str, make: Callable[[], Adapter]) -> None:
        """Starts the thread; the adapter is made there.

        Raises:
            AdapterUnusableError: It cannot be made.
        """
        self._loop = asyncio.new_event_loop()
        made: Future[Adapter] = Future()
        self._thread = threading.Thread(target=self._live, args=(make, made), name=f"adapter-{name}", daemon=True)
        self._thread.start()
        self.adapter = made.result()

    def _live(self, make: Callable[[], Adapter], made: "Future[Adapter]") -> None:
        asyncio.set_event_loop(self._loop)
        try:
            made.set_result(make())
        except BaseException as error:  # noqa: BLE001  it goes to whoever waits
            made.set_exception(error)
            return
        self._loop.run_forever()

    async def does(self, work: Coroutine[Any, Any, T]) -> T:
        """Lets the adapter do something over there; cancelling this cancels that."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def check(self) -> Readiness:
        """Asks the counterpart how we stand with it."""
        return await self.does(self.adapter.check())

    async def deliver(self, message: Message) -> Outcome:
        """Delivers one message."""
        if not isinstance(self.adapter, Outbound):
            raise TypeError(type(self.adapter).__name__)
        return await self.does(self.adapter.deliver(message))

    async def run(self, door: Door) -> None:
        """Lets the adapter bring words in."""
        if not isinstance(self.adapter, Inbound):
            raise TypeError(type(self.adapter).__name__)
        await self.does(self.adapter.run(_Across(door, asyncio.get_running_loop())))

    async def look_up(self, question: Question) -> Reply:
        """Asks the other side."""
        if not isinstance(self.adapter, Lookup):
            raise TypeError(type(self.adapter).__name__)
        return await self.does(self.adapter.look_up(question))

    async def close(self) -> None:
        """Lets the adapter close; one that hangs is left to the end of the process."""
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self.does(self.adapter.close()), _CLOSE_WITHIN_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
