"""The keys that seal what is kept, before administrators: which are in use, how old; changed on the machine."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

from fastapi import APIRouter
from fastapi.responses import Response

from hub.domain.events import instant
from hub.web.caller import ScopeDep
from hub.web.errors import answer


class Key(Protocol):
    """A key that wraps, as far as it may be told."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def made_at(self) -> datetime | None:
        """Since when it is there, as far as is known."""

    @property
    def wraps(self) -> int:
        """How many data keys it wraps."""

    @property
    def is_active(self) -> bool:
        """Whether it wraps from now on."""


def routes(keys: Callable[[], Awaitable[Sequence[Key]]]) -> APIRouter:
    """Returns the route of administrators."""
    router = APIRouter()

    @router.get("/operations/keys", summary="暗号鍵の状態: names and ages of the keys that wrap, how much each wraps")
    async def listed(_: ScopeDep) -> Response:
        shown = [
            {
                "name": each.name,
                "made_at": each.made_at and instant(each.made_at),
                "wraps": each.wraps,
                "is_active": each.is_active,
            }
            for each in await keys()
        ]
        return answer(200, {"keys": shown})

    return router
