"""Questions to outside systems over HTTP: asked about a case, answered to who asks, kept by nobody.

A device may ask so many at once: who holds a stolen tablet looks for no people with it.
"""

import time
from collections.abc import Mapping
from math import ceil
from typing import Any, Protocol
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from hub.domain.events import instant
from hub.domain.people import Principal
from hub.errors import InvalidSubmissionError, Issue, NotFoundError, ThrottledError
from hub.sdk import Found, NotFound
from hub.web.caller import CallerDep
from hub.web.errors import answer
from hub.web.intake import read_body
from hub.web.limits import Allowance
from hub.wire.guard import parse


class Lookups(Protocol):
    """What the route needs."""

    def open_to(self, caller: Principal) -> Mapping[str, str]:
        """Returns which connections the caller could ask, each with the name of its adapter."""

    async def ask(  # noqa: PLR0913, PLR0917  as the hub's own
        self, caller: Principal, case: UUID, name: str, key: UUID, basis: str, criteria: Mapping[str, Any]
    ) -> Found | NotFound:
        """Asks a connection about a case."""


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    key: UUID
    basis: str
    criteria: dict[str, Any] = {}


def routes(lookups: Lookups, allowance: Allowance) -> APIRouter:
    """Returns the routes of who asks; ``allowance`` is how much one device may."""
    router = APIRouter()

    @router.get("/lookups", summary="照会先: the outside systems that the caller could ask about a case of its own")
    def open_to(caller: CallerDep) -> Response:
        return answer(200, {"lookups": lookups.open_to(caller)})

    @router.post("/cases/{case}/lookups/{connection}", summary="照会: asks an outside system about a case")
    async def look_up(case: str, connection: str, caller: CallerDep, request: Request) -> Response:
        if short_s := allowance.take(caller.caller, time.monotonic()):
            raise ThrottledError(ceil(short_s))
        asked = await _read(request)
        reply = await lookups.ask(caller, _uuid(case), connection, asked.key, asked.basis, asked.criteria)
        if isinstance(reply, NotFound):
            return answer(200, {"found": None, "code": reply.code})
        resources = [msgspec.Raw(each.body) for each in reply.resources]
        return answer(200, {"found": reply.content, "resources": resources, "expires_at": instant(reply.expires_at)})

    return router


async def _read(request: Request) -> _Asked:
    try:
        return msgspec.convert(parse(await read_body(dict(request.scope["headers"]), request.receive)), _Asked)
    except msgspec.ValidationError:
        raise InvalidSubmissionError([Issue("", "not-valid", "値が正しくありません", "is not valid")]) from None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError from None
