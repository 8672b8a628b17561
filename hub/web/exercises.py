"""Exercises over HTTP, for administrators (訓練): which run, of whom, since when; nothing of what is played in them."""

from collections.abc import Sequence
from typing import Protocol

from fastapi import APIRouter
from fastapi.responses import Response

from hub.domain.events import instant
from hub.domain.scope import Scope
from hub.exercises import LEFT_AFTER, Exercise
from hub.web.caller import ScopeDep
from hub.web.errors import answer


class Exercises(Protocol):
    """What the route needs."""

    async def listed(self, scope: Scope) -> Sequence[Exercise]:
        """Returns the exercises that run within a scope."""


def routes(exercises: Exercises) -> APIRouter:
    """Returns the route of administrators."""
    router = APIRouter()

    @router.get("/operations/exercises", summary="訓練: the exercises that run within the scope, and those left open")
    async def listed(scope: ScopeDep) -> Response:
        shown = [
            {
                "case": str(each.case),
                "department": each.department,
                "unit": each.unit,
                "opened_at": instant(each.opened_at),
                "status": each.status.value,
                "is_left_open": each.is_left_open,
            }
            for each in await exercises.listed(scope)
        ]
        return answer(200, {"left_after_h": LEFT_AFTER.total_seconds() / 3600, "exercises": shown})

    return router
