"""What runs the hub needs to know: is it alive, is it ready, what does it count."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from hub.errors import UnavailableError
from hub.web.errors import answer


def routes(probe: Callable[[], Awaitable[object]]) -> APIRouter:
    """Returns the routes of operators; ``probe`` asks the database something small."""
    router = APIRouter()

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

    @router.get("/metrics", summary="計数: Prometheus text format")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
