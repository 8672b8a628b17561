"""Connections to outside systems over HTTP, for operators: how they stand, what is parked, replays."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from hub.deliveries import Parked, Selection
from hub.domain.events import instant
from hub.domain.permission import Permit, Resource, decide
from hub.domain.relationship import Relationship
from hub.domain.scope import Scope
from hub.errors import InvalidSubmissionError, Issue, NotFoundError
from hub.web.caller import ActingScopeDep, CallerDep, ScopeDep
from hub.web.errors import answer
from hub.web.intake import read_body
from hub.wire.guard import parse

T = TypeVar("T")


class Switchboard(Protocol):
    """What the routes need."""

    async def connections(self, scope: Scope) -> Sequence[Any]:
        """Returns how connections stand."""

    async def telling(self, area: str) -> Sequence[Any]:
        """Returns how those stand by which an area's authority tells others of its hospitals."""

    async def parked(self, scope: Scope, name: str, selection: Selection) -> Sequence[Parked]:
        """Returns parked messages of a connection."""

    async def pause(self, scope: Scope, name: str, *, is_paused: bool) -> None:
        """Lets a connection rest, or go on."""

    async def preview(self, scope: Scope, name: str, selection: Selection) -> Any:  # noqa: ANN401  a preview
        """Looks at what a replay would send."""

    async def confirm(self, scope: Scope, name: str, token: str, count: int) -> int:
        """Sends again what was looked at."""


class _Meant(msgspec.Struct, forbid_unknown_fields=True):
    """Which parked messages are meant; an empty one is refused, for nobody means everything by saying nothing."""

    offsets: list[int] | None = None
    code: str | None = None
    parked_from: datetime | None = None
    parked_until: datetime | None = None

    @property
    def selection(self) -> Selection:
        return Selection(self.offsets, self.code, self.parked_from, self.parked_until)


class _Confirmation(msgspec.Struct, forbid_unknown_fields=True):
    token: str
    count: int


_TOLD: Final = ("adapter", "state", "since", "backlog", "parked", "oldest_age_s")
"""What a command centre learns of a connection: whether the word has gone on, and nothing of how it is run."""


def area_routes(switchboard: Switchboard) -> APIRouter:
    """Returns the route by which a command centre sees what EMIS, or whatever stands in its place, was told."""
    router = APIRouter(prefix="/area/connections")

    @router.get("", summary="地域の報告状況: whether what hospitals say of themselves has gone on to outside systems")
    async def telling(caller: CallerDep) -> Response:
        if not isinstance(decide(caller, "read-connections", Resource(Relationship.OWN)), Permit):
            raise NotFoundError
        found = await switchboard.telling(caller.organisation.area)
        return answer(200, {"connections": [{name: _plain(each)[name] for name in _TOLD} for each in found]})

    return router


def routes(switchboard: Switchboard) -> APIRouter:
    """Returns the routes of operators."""
    router = APIRouter(prefix="/operations/connections")

    @router.get("", summary="接続の状態: how connections to outside systems stand")
    async def connections(scope: ScopeDep) -> Response:
        return answer(200, {"connections": [_plain(each) for each in await switchboard.connections(scope)]})

    @router.get("/{name}/parked", summary="保留の一覧: parked messages and why")
    async def parked(name: str, scope: ScopeDep) -> Response:
        found = await switchboard.parked(scope, name, Selection())
        return answer(200, {"parked": [_spelt(each._asdict()) for each in found]})

    @router.post("/{name}/pause", summary="一時停止: what is for this connection waits in its inbox")
    async def pause(name: str, scope: ActingScopeDep) -> Response:
        await switchboard.pause(scope, name, is_paused=True)
        return answer(200, {"is_paused": True})

    @router.post("/{name}/resume", summary="再開: what waits is delivered, in order")
    async def resume(name: str, scope: ActingScopeDep) -> Response:
        await switchboard.pause(scope, name, is_paused=False)
        return answer(200, {"is_paused": False})

    @router.post("/{name}/replays", summary="再送の確認: what a replay would send, and the token that confirms it")
    async def preview(name: str, scope: ActingScopeDep, request: Request) -> Response:
        meant = await _read(request, _Meant)
        if meant == _Meant():
            raise InvalidSubmissionError([Issue("", "required", "対象を指定してください", "say which are meant")])
        return answer(200, _plain(await switchboard.preview(scope, name, meant.selection)))

    @router.post("/{name}/replays/confirm", summary="再送の実行: sends exactly what was looked at")
    async def confirm(name: str, scope: ActingScopeDep, request: Request) -> Response:
        confirmation = await _read(request, _Confirmation)
        return answer(200, {"replayed": await switchboard.confirm(scope, name, confirmation.token, confirmation.count)})

    return router


async def _read(request: Request, kind: type[T]) -> T:
    try:
        return msgspec.convert(parse(await read_body(dict(request.scope["headers"]), request.receive)), kind)
    except msgspec.ValidationError:
        issue = Issue("", "not-valid", "値が正しくありません", "is not valid")
        raise InvalidSubmissionError([issue]) from None


def _plain(held: Any) -> Mapping[str, object]:  # noqa: ANN401  a dataclass
    return _spelt({name: getattr(held, name) for name in held.__dataclass_fields__})


def _spelt(held: Mapping[str, object]) -> Mapping[str, object]:
    return {name: instant(value) if isinstance(value, datetime) else value for name, value in held.items()}
