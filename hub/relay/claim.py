"""One node at a time: a claim on a connection, kept while its holder works."""

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from hub.deliveries import Deliveries
from hub.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CLAIM_S: Final = 16.0
"""So long another node waits after this one has died."""


class Claim:
    """Takes a connection for some seconds, again and again; while the database is away, it runs out."""

    def __init__(self, name: str, deliveries: Deliveries) -> None:
        """Takes whose connection it is about."""
        self.name = name
        self.holder = uuid4()
        self.when_taken: list[Callable[[], Awaitable[None]]] = []
        self._deliveries = deliveries
        self._until = 0.0

    def holds(self, for_s: float = 0.0) -> bool:
        """Tells whether this node holds the connection, and will for so long."""
        return asyncio.get_running_loop().time() + for_s < self._until

    async def keep(self) -> None:
        """Keeps the claim, or waits for it, until it is cancelled; then lets it go."""
        try:
            while True:
                with contextlib.suppress(UnavailableError):
                    await self._renew()
                await asyncio.sleep(CLAIM_S / 6)
        finally:
            self._until = 0.0
            with contextlib.suppress(UnavailableError):
                await self._deliveries.release(self.name, self.holder)

    async def _renew(self) -> None:
        begun_at = asyncio.get_running_loop().time()
        is_ours = await self._deliveries.claim(self.name, self.holder, CLAIM_S)
        if is_ours and not self.holds():
            for taken in self.when_taken:
                await taken()
        self._until = begun_at + CLAIM_S if is_ours else 0.0
