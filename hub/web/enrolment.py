"""How a device becomes a caller: a one-time code is given for a token."""

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from hub.errors import InvalidSubmissionError, Issue
from hub.web.caller import Gate
from hub.web.errors import answer
from hub.web.intake import read_body
from hub.wire.guard import parse


class _Code(msgspec.Struct, forbid_unknown_fields=True):
    code: str


def routes(gate: Gate) -> APIRouter:
    """Returns the route of a device that is not known yet."""
    router = APIRouter()

    @router.post("/enrol", summary="端末の登録: a one-time code gives this device its token")
    async def enrol(request: Request) -> Response:
        try:
            given = msgspec.convert(parse(await read_body(dict(request.scope["headers"]), request.receive)), _Code)
        except msgspec.ValidationError:
            issue = Issue("code", "required", "登録コードが必要です", "a code is required")
            raise InvalidSubmissionError([issue]) from None
        token, principal = await gate.enrol(given.code)
        return answer(201, {"token": token, "caller": principal.caller, "role": principal.role.value})

    return router
