"""How a device becomes a caller: a one-time code is given for a token, and few codes may be tried in vain."""

import time
from math import ceil

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from hub.errors import InvalidSubmissionError, Issue, ThrottledError
from hub.web.caller import Gate
from hub.web.errors import answer
from hub.web.intake import read_body
from hub.web.limits import Allowance
from hub.wire.guard import parse


class _Code(msgspec.Struct, forbid_unknown_fields=True):
    code: str


def routes(gate: Gate, wrong: Allowance) -> APIRouter:
    """Returns the route of a device that is not known yet; ``wrong`` is how many codes may be tried in vain."""
    router = APIRouter()

    @router.post("/enrol", summary="端末の登録: a one-time code gives this device its token")
    async def enrol(request: Request) -> Response:
        address = request.client.host if request.client else ""
        if short_s := wrong.take(address, time.monotonic()):
            raise ThrottledError(ceil(short_s))
        try:
            given = msgspec.convert(parse(await read_body(dict(request.scope["headers"]), request.receive)), _Code)
        except msgspec.ValidationError:
            issue = Issue("code", "required", "登録コードが必要です", "a code is required")
            raise InvalidSubmissionError([issue]) from None
        token, principal = await gate.enrol(given.code)
        wrong.give_back(address)
        return answer(201, {"token": token, "caller": principal.caller, "role": principal.role.value})

    return router
