"""Serves the screens with the headers they rely on; nothing is loaded from another host."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from hub.ui import CONTENT_SECURITY_POLICY, DOCS_POLICY, PAGES, STATIC, WORKER

_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "cache-control": "no-cache",
}


def routes() -> APIRouter:
    """Returns the routes of the pages."""
    router = APIRouter(include_in_schema=False)
    for path, page in PAGES.items():
        policy = DOCS_POLICY if path == "/docs" else CONTENT_SECURITY_POLICY
        router.add_api_route(path, _file(page, policy), methods=["GET"])
    router.add_api_route("/service-worker.js", _file(WORKER, CONTENT_SECURITY_POLICY), methods=["GET"])
    return router


def _file(path: Path, policy: str) -> Callable[[], Awaitable[FileResponse]]:
    async def serve() -> FileResponse:
        return FileResponse(path, headers={**_HEADERS, "content-security-policy": policy})

    return serve


class Static:
    """The ASGI application of ``/static``: files with the pages' headers."""

    def __init__(self) -> None:
        """Takes the folder of the screens."""
        self._files = StaticFiles(directory=STATIC)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one file."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].extend((name.encode(), value.encode()) for name, value in _HEADERS.items())
            await send(message)

        await self._files(scope, receive, with_headers)
