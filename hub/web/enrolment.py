"""How a device becomes a caller: by a one-time code its key becomes known, and few codes may be tried in vain."""

import time
from math import ceil

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from hub.errors import InvalidProofError, InvalidSubmissionError, Issue, ThrottledError
from hub.web.caller import Gate
from hub.web.errors import answer
from hub.web.intake import read_body
from hub.web.limits import Allowance
from hub.wire.guard import parse


class _Key(msgspec.Struct, forbid_unknown_fields=True):
    crv: str
    kty: str
    x: str
    y: str

    def is_spelt(self, jwk: str) -> bool:
        """Tells whether this is the key of a canonical JWK."""
        return msgspec.json.encode(self).decode() == jwk


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    key: _Key


def routes(gate: Gate, wrong: Allowance) -> APIRouter:
    """Returns the route of a device that is not known yet; ``wrong`` is how many codes may be tried in vain."""
    router = APIRouter()

    @router.post("/enrol", summary="端末の登録: by a one-time code the key of this device becomes known")
    async def enrol(request: Request) -> Response:
        shown = gate.new_key(request.scope)
        address = request.client.host if request.client else ""
        if short_s := wrong.take(address, time.monotonic()):
            raise ThrottledError(ceil(short_s))
        try:
            given = msgspec.convert(parse(await read_body(dict(request.scope["headers"]), request.receive)), _Asked)
        except msgspec.ValidationError:
            issue = Issue("code", "required", "登録コードが必要です", "a code and a key are required")
            raise InvalidSubmissionError([issue]) from None
        if not given.key.is_spelt(shown):
            raise InvalidProofError
        principal = await gate.enrol(given.code, shown)
        wrong.give_back(address)
        return answer(201, {"caller": principal.caller, "role": principal.role.value})

    return router
