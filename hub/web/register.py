"""Who takes part over HTTP, for administrators: how devices and persons stand, codes for them, an end to them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from hub.domain.events import instant
from hub.domain.scope import Scope
from hub.enrolments import Issued, Listed, Target, Whose
from hub.errors import InvalidSubmissionError, Issue
from hub.web.caller import ActingScopeDep, ScopeDep
from hub.web.errors import answer
from hub.web.intake import read_body
from hub.web.sheet import qr
from hub.wire.guard import parse


class Enrolments(Protocol):
    """What the routes need."""

    async def listed(self, scope: Scope) -> Listed:
        """Returns everybody within a scope."""

    async def issue(self, scope: Scope, target: Target) -> Issued:
        """Issues a one-time code."""

    async def revoke(self, scope: Scope, target: Target, typed: str) -> None:
        """Takes a right away once its id was typed."""


class _Typed(msgspec.Struct, forbid_unknown_fields=True):
    typed: str


def routes(enrolments: Enrolments) -> APIRouter:
    """Returns the routes of administrators."""
    router = APIRouter(prefix="/operations")

    @router.get("/register", summary="施設・端末・職員: everybody within the scope, and how they stand")
    async def register(scope: ScopeDep) -> Response:
        return answer(200, _shown(await enrolments.listed(scope), scope))

    @router.post("/callers/{caller}/code", summary="端末の登録コード: a one-time code, shown once")
    async def caller_code(caller: str, scope: ActingScopeDep) -> Response:
        return answer(201, _issued(await enrolments.issue(scope, Target(Whose.CALLER, caller))))

    @router.post("/callers/{caller}/revoke", summary="端末の失効: takes a device's right away once its id was typed")
    async def revoke_caller(caller: str, scope: ActingScopeDep, request: Request) -> Response:
        await enrolments.revoke(scope, Target(Whose.CALLER, caller), await _typed(request))
        return answer(200, _shown(await enrolments.listed(scope), scope))

    @router.post("/persons/{person}/code", summary="職員の登録コード: a one-time code, shown once")
    async def person_code(person: str, scope: ActingScopeDep) -> Response:
        return answer(201, _issued(await enrolments.issue(scope, Target(Whose.PERSON, person))))

    @router.post("/persons/{person}/revoke", summary="職員の失効: takes a person's right away once the id was typed")
    async def revoke_person(person: str, scope: ActingScopeDep, request: Request) -> Response:
        await enrolments.revoke(scope, Target(Whose.PERSON, person), await _typed(request))
        return answer(200, _shown(await enrolments.listed(scope), scope))

    return router


async def _typed(request: Request) -> str:
    try:
        raw = await read_body(dict(request.scope["headers"]), request.receive)
        return msgspec.convert(parse(raw), _Typed).typed
    except msgspec.ValidationError:
        issue = Issue("typed", "required", "IDを入力してください", "the id is required")
        raise InvalidSubmissionError([issue]) from None


def _issued(issued: Issued) -> Mapping[str, object]:
    return {"code": issued.code, "link": issued.link, "qr": qr(issued.link), "expires_at": instant(issued.expires_at)}


def _shown(listed: Listed, scope: Scope) -> Mapping[str, object]:
    return {
        "own": scope.organisation,
        "organisations": [
            {
                "id": each.id,
                "kind": each.kind.value,
                "name": each.name,
                "name_en": each.name_en,
                "units": [{"id": unit.id, "name": unit.name} for unit in each.units],
            }
            for each in listed.organisations
        ],
        "devices": [_plain(each) for each in listed.devices],
        "members": [_plain(each) for each in listed.members],
    }


def _plain(held: Any) -> Mapping[str, object]:  # noqa: ANN401  a dataclass
    fields = {name: getattr(held, name) for name in held.__dataclass_fields__}
    return {name: instant(value) if isinstance(value, datetime) else value for name, value in fields.items()}
