"""Who did and saw what, over HTTP, for administrators (監査): rows, AuditEvents, and how the tree stands."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Annotated, Final, NamedTuple, Protocol

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from hub.domain.events import instant
from hub.domain.people import Principal
from hub.errors import InvalidSubmissionError, Issue
from hub.fhir.audit_event import Act
from hub.trail import PAGE, Wanted
from hub.web.caller import ActingScopeDep, CallerDep, ScopeDep
from hub.web.cases import uuid
from hub.web.errors import answer

_JAPAN: Final = timezone(timedelta(hours=9), "JST")
_NO_DAY: Final = ("not-a-day", "日付(2026-10-01など)を指定してください", "is no day such as 2026-10-01")


class Trail(Protocol):
    """What the routes need."""

    async def page(self, principal: Principal, wanted: Wanted) -> Sequence[Act]:
        """Returns a page of rows, once the look is written down."""

    def export(self, principal: Principal, wanted: Wanted) -> AsyncIterator[bytes]:
        """Yields AuditEvents, a line each, once that is written down."""


class Standing(NamedTuple):
    """How the tree stands: leaves under the newest checkpoint, since when, its note, rows that wait."""

    size: int
    at: datetime | None
    note: str
    waiting: int


From = Annotated[str | None, Query(alias="from", description="First day, of Japan")]
Until = Annotated[str | None, Query(description="Last day, of Japan")]
Case = Annotated[str | None, Query(description="Id of a case")]
By = Annotated[str | None, Query(max_length=80, description="Id of a person or a device")]
Before = Annotated[int, Query(ge=1, lt=2**63, description="Rows before this number: the next page")]


def routes(trail: Trail, standing: Callable[[], Awaitable[Standing]]) -> APIRouter:
    """Returns the routes of administrators."""
    router = APIRouter(prefix="/operations/audit")

    @router.get("", summary="監査: who did and saw what within the scope, the newest first; the look is audited")
    async def page(  # noqa: PLR0913, PLR0917  what may be asked for
        _: ActingScopeDep,
        caller: CallerDep,
        case: Case = None,
        by: By = None,
        since: From = None,
        until: Until = None,
        before: Before = 2**63 - 1,
    ) -> Response:
        wanted = _between(since, until)._replace(
            before=before, by=by or None, subjects=[uuid(case.strip())] if case else None
        )
        acts = await trail.page(caller, wanted)
        more = acts[-1].number if len(acts) == PAGE else None
        return answer(200, {"acts": [_shown(each) for each in acts], "next": more})

    @router.get("/state", summary="監査記録の状態: the newest checkpoint of the tree, and what waits for the next")
    async def state(_: ScopeDep) -> Response:
        size, at, note, waiting = await standing()
        return answer(200, {"leaves": size, "at": at and instant(at), "checkpoint": note, "waiting": waiting})

    @router.get("/events.ndjson", summary="監査記録の出力: FHIR AuditEvents within the scope, a line each")
    async def export(_: ActingScopeDep, caller: CallerDep, since: From = None, until: Until = None) -> Response:
        lines = trail.export(caller, _between(since, until))
        headers = {"cache-control": "no-store", "content-disposition": 'attachment; filename="audit.ndjson"'}
        return StreamingResponse(lines, 200, headers, media_type="application/fhir+ndjson")

    return router


def _between(since: str | None, until: str | None) -> Wanted:
    """Reads days of Japan, both taken in.

    Raises:
        InvalidSubmissionError: They are none.
    """
    wanted = Wanted()
    if since:
        wanted = wanted._replace(since=_midnight(since, "from"))
    if until:
        wanted = wanted._replace(until=_midnight(until, "until") + timedelta(days=1))
    return wanted


def _midnight(text: str, name: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(), _JAPAN).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidSubmissionError([Issue(name, *_NO_DAY)]) from None


def _shown(act: Act) -> Mapping[str, object]:
    return {
        "number": act.number,
        "at": instant(act.at),
        "caller": act.caller,
        "organisation": act.organisation,
        "person": act.person,
        "action": act.action,
        "subject": act.subject and str(act.subject),
        "version": act.version,
        "disclosed_to": list(act.disclosed_to),
    }
