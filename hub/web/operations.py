"""What runs the hub needs to know: is it alive, is it ready, what does it count."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Protocol

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from hub.domain.events import instant
from hub.errors import UnavailableError
from hub.web.caller import ScopeDep
from hub.web.errors import answer


class Queue(Protocol):
    """What waits at this node."""

    @property
    def waiting(self) -> int:
        """How many submissions wait."""

    @property
    def oldest_at(self) -> datetime | None:
        """When the oldest submission was received that is not answered yet."""


def routes(probe: Callable[[], Awaitable[object]], queue: Queue, sockets: Callable[[], int]) -> APIRouter:
    """Returns the routes of who runs the hub.

    Args:
        probe: Asks the database whether what is committed now is durable.
        queue: What waits at this node.
        sockets: Tells how many sockets are open.
    """
    router = APIRouter()
    began_at = datetime.now(UTC)

    @router.get("/health/live", summary="稼働: the process answers")
    async def live() -> Response:
        return answer(200, {"status": "live"})

    @router.get("/health/ready", summary="受付可能: submissions can be made durable")
    async def ready() -> Response:
        try:
            await probe()
        except UnavailableError as error:
            return answer(error.status, {"status": error.code}, {"retry-after": str(error.retry_after_s)})
        return answer(200, {"status": "ready"})

    @router.get("/operations/health", summary="ハブの状態: durability, database, queue and sockets of this node")
    async def health(_: ScopeDep) -> Response:
        asked_at = time.monotonic()
        try:
            await probe()
            durability = "durable"
        except UnavailableError as error:
            durability = error.code
        now = datetime.now(UTC)
        shown = {
            "durability": durability,
            "database_ms": round((time.monotonic() - asked_at) * 1000, 1),
            "queue": queue.waiting,
            "lag_s": 0.0 if queue.oldest_at is None else round((now - queue.oldest_at).total_seconds(), 3),
            "sockets": sockets(),
            "began_at": instant(began_at),
            "at": instant(now),
        }
        return answer(200, shown)

    @router.get("/metrics", summary="計数: Prometheus text format")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
