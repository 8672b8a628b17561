"""What was refused, over HTTP, for administrators (検証エラー): counts by day, sender and code, never a value."""

from collections.abc import Sequence
from typing import Protocol

from fastapi import APIRouter
from fastapi.responses import Response

from hub.domain.scope import Scope
from hub.refusals import DAYS, Refused
from hub.web.caller import ScopeDep
from hub.web.errors import answer


class Refusals(Protocol):
    """What the route needs."""

    async def listed(self, scope: Scope) -> Sequence[Refused]:
        """Returns what was refused within a scope."""


def routes(refusals: Refusals) -> APIRouter:
    """Returns the route of administrators."""
    router = APIRouter()

    @router.get("/operations/refusals", summary="検証エラー: how often what was refused, by day, sender and code")
    async def listed(scope: ScopeDep) -> Response:
        found = await refusals.listed(scope)
        shown = [{**place._asdict(), "day": place.day.isoformat(), "number": number} for place, number in found]
        return answer(200, {"days": DAYS, "refusals": shown})

    return router
