"""What runs the hub needs to know: is it alive, is it ready, what does it count."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from hub.domain.events import instant
from hub.errors import UnavailableError
from hub.web.caller import ScopeDep
from hub.web.errors import answer


def routes(probe: Callable[[], Awaitable[object]], queue: Callable[[], int], sockets: Callable[[], int]) -> APIRouter:
    """Returns the routes of who runs the hub.

    Args:
        probe: Asks the database whether what is committed now is durable.
        queue: Tells how many submissions wait.
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
        shown = {
            "durability": durability,
            "database_ms": round((time.monotonic() - asked_at) * 1000, 1),
            "queue": queue(),
            "sockets": sockets(),
            "began_at": instant(began_at),
            "at": instant(datetime.now(UTC)),
        }
        return answer(200, shown)

    @router.get("/metrics", summary="計数: Prometheus text format")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
