"""The hand-over on paper: a case as PDF, as far as the caller may see it."""

import asyncio
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hub.domain.document import Document, Json, section
from hub.domain.people import Directory
from hub.fhir.summary import blocks
from hub.paper import NoPrinterError, Printer
from hub.roster import Roster
from hub.views import Views
from hub.web.caller import CallerDep
from hub.web.cases import uuid

_TITLE: Final = "救急引継書"
_JST: Final = timezone(timedelta(hours=9))
_HEADERS: Final = {"cache-control": "no-store", "content-disposition": 'inline; filename="handover.pdf"'}


def routes(views: Views, roster: Roster) -> APIRouter:
    """Returns the route of sheets; none where what prints is not installed."""
    router = APIRouter()
    try:
        printer = Printer(files("hub.ui").joinpath("handover.typ").read_bytes())
    except NoPrinterError:
        return router

    @router.get("/cases/{case}/handover.pdf", summary="引継書: the case on paper, as far as the caller may see it")
    async def sheet(case: str, caller: CallerDep, request: Request) -> Response:
        version, document = await views.document(uuid(case), caller)
        link, now = str(request.url_for("case", case=case)), datetime.now(UTC)
        shown = {**content(document, roster.directory, now), "version": version, "qr": qr(link)}
        return Response(await asyncio.to_thread(printer.print, shown, now), 200, _HEADERS, media_type="application/pdf")

    return router


def content(document: Document, directory: Directory, printed_at: datetime) -> Mapping[str, Any]:
    """Returns what stands on a sheet: whence, when, and the case in words. Pure."""
    department = directory.get(str(document.get("department")))
    unit = next((each.name for each in department.units if each.id == document.get("unit")), "") if department else ""
    told = [{"title": title, "lines": list(lines)} for title, lines in blocks(document, _clock)]
    facility = directory.get(str(section(document, "destination").get("facility")))
    if facility is not None:
        told.insert(0, {"title": "搬送先", "lines": [facility.name]})
    return {
        "title": _TITLE,
        "case": str(document["case"]),
        "from": f"{department.name if department else ''} {unit}".strip(),
        "printed_at": printed_at.astimezone(_JST).strftime("%Y-%m-%d %H:%M"),
        "is_exercise": bool(document.get("is_exercise")),
        "blocks": [each for each in told if each["lines"]],
    }


def _clock(at: Json) -> str:
    return datetime.fromisoformat(str(at)).astimezone(_JST).strftime("%m-%d %H:%M")


def qr(text: str) -> str:
    """Returns a text as QR code in SVG."""
    import segno  # noqa: PLC0415  an extra

    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=2)
    return drawn.getvalue().decode()
