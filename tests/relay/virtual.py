"""A loop whose time passes only when nobody has anything to do: an hour's outage takes as long as its work."""

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
BEGIN = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)


class _Selector(selectors.DefaultSelector):
    """Never waits: it moves the loop's clock instead."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:  # noqa: ANN401
        found = super().select(0)
        if not found and timeout is None:
            raise AssertionError("everybody waits for ever")
        if not found:
            self.now += timeout or 0.0
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop in virtual time."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.now


def clock() -> datetime:
    """What the relay's clock says in virtual time."""
    return BEGIN + timedelta(seconds=asyncio.get_running_loop().time())


def simulated(work: Coroutine[Any, Any, T]) -> T:
    """Runs to the end in virtual time."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()
