"""Numbers of triage tags on paper (トリアージタグ番号シート): each with a QR code that says it, and nothing else."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from fastapi.responses import Response

from hub.paper import NoPrinterError, Printer
from hub.web.caller import CallerDep
from hub.web.sheet import qr

TAGS: Final = 24
"""On one sheet."""
_TITLE: Final = "トリアージタグ番号シート"
_JST: Final = timezone(timedelta(hours=9))
_HEADERS: Final = {"cache-control": "no-store", "content-disposition": 'inline; filename="triage-tags.pdf"'}


def routes() -> APIRouter:
    """Returns the route of tag sheets; none where what prints is not installed."""
    router = APIRouter()
    try:
        printer = Printer(files("hub.ui").joinpath("tags.typ").read_bytes())
    except NoPrinterError:
        return router

    @router.get("/triage-tags.pdf", summary="トリアージタグ番号シート: 24 numbers with their QR codes")
    async def tags(
        _caller: CallerDep,
        first: Annotated[int, Query(ge=1, le=9999)] = 1,
        prefix: Annotated[str, Query(pattern=r"^[A-Za-z0-9-]{0,12}$")] = "",
    ) -> Response:
        now = datetime.now(UTC)
        sheet = await asyncio.to_thread(printer.print, content(prefix, first, now), now)
        return Response(sheet, 200, _HEADERS, media_type="application/pdf")

    return router


def content(prefix: str, first: int, printed_at: datetime) -> Mapping[str, Any]:
    """Returns what stands on a sheet. Pure."""
    numbers = [f"{prefix}{number}" for number in range(first, first + TAGS)]
    return {
        "title": _TITLE,
        "printed_at": printed_at.astimezone(_JST).strftime("%Y-%m-%d %H:%M"),
        "tags": [{"number": number, "qr": qr(number)} for number in numbers],
    }
