"""Breaking the glass over HTTP, and what administrators have to look at after."""

import time
from collections.abc import Sequence
from math import ceil

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from hub.domain.codes import GlassReason
from hub.domain.events import instant
from hub.domain.scope import Scope
from hub.errors import InvalidSubmissionError, Issue, ThrottledError
from hub.glasses import Asked, Broken, Glasses
from hub.web.caller import ActingScopeDep, CallerDep, ScopeDep
from hub.web.cases import uuid
from hub.web.errors import answer
from hub.web.intake import read_body
from hub.web.limits import Allowance
from hub.wire.guard import parse


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    department: str
    number: str
    reason: str
    is_exercise: bool = False


def routes(glasses: Glasses, allowance: Allowance) -> APIRouter:
    """Returns the routes; ``allowance`` is how often one device may try, for numbers can be guessed."""
    router = APIRouter()

    @router.post("/break-glass", summary="緊急閲覧: a case that was not put before the caller, for 60 minutes")
    async def break_glass(caller: CallerDep, request: Request) -> Response:
        if short_s := allowance.take(caller.caller, time.monotonic()):
            raise ThrottledError(ceil(short_s))
        case, glass = await glasses.break_for(caller, await _read(request))
        told = None if glass is None else instant(glass.until)
        return answer(200 if glass is None else 201, {"case": str(case), "until": told})

    @router.get("/operations/break-glass", summary="緊急閲覧の一覧: who broke a glass, before whose case")
    async def listed(scope: ScopeDep) -> Response:
        return answer(200, {"glasses": _shown(await glasses.listed(scope), scope)})

    @router.post("/operations/break-glass/{glass}/review", summary="事後確認: an administrator has looked at it")
    async def review(glass: str, scope: ActingScopeDep) -> Response:
        await glasses.review(scope, uuid(glass))
        return answer(200, {"glasses": _shown(await glasses.listed(scope), scope)})

    return router


async def _read(request: Request) -> Asked:
    try:
        raw = await read_body(dict(request.scope["headers"]), request.receive)
        said = msgspec.convert(parse(raw), _Asked)
        return Asked(said.department, said.number.strip(), GlassReason(said.reason), said.is_exercise)
    except (msgspec.ValidationError, ValueError):
        raise InvalidSubmissionError([Issue("", "not-valid", "値が正しくありません", "is not valid")]) from None


def _shown(found: Sequence[Broken], scope: Scope) -> list[dict[str, object]]:
    return [
        {
            "id": str(each.glass.id),
            "case": str(each.glass.subject),
            "caller": each.glass.caller,
            "person": each.glass.person,
            "organisation": each.glass.organisation,
            "owner": each.glass.owner,
            "reason": each.glass.reason.value,
            "is_exercise": each.glass.is_exercise,
            "broken_at": instant(each.glass.broken_at),
            "until": instant(each.glass.until),
            "reviews": [
                {"organisation": review.organisation, "by": review.by, "at": instant(review.at)}
                for review in each.reviews
            ],
            "is_outstanding": bool(each.outstanding(scope)),
        }
        for each in found
    ]
