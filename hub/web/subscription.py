"""``/fhir/Subscription``: create, read, search, change and end subscriptions, and their operations."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from hub.domain.events import instant
from hub.domain.people import Principal
from hub.errors import InvalidSubmissionError, Issue, NotFoundError, RejectedError, UnavailableError
from hub.fhir.bundle import searchset
from hub.fhir.outcome import operation_outcome
from hub.fhir.subscription import Payload
from hub.fhir.subscription_capability import SEARCHED
from hub.fhir.subscription_notice import Kind, binding_token, notification, status_set
from hub.fhir.versions import entity_tag
from hub.subscriptions.desk import Desk
from hub.subscriptions.events import Events
from hub.subscriptions.held import Held
from hub.web.caller import CallerDep, Gate, ProofDep
from hub.web.errors import challenge
from hub.web.intake import read_body
from hub.wire.guard import parse

SOCKET: Final = "/ws/subscriptions"
"""Where notifications are heard in the shape of R4."""
MEDPLUM_SOCKET: Final = "/ws/subscriptions-r4"
"""Where they are heard in the shape of R4B, by Medplum's clients."""

_PATH: Final = "/fhir/Subscription"
_FHIR_JSON: Final = "application/fhir+json"
_MOST_DIGITS: Final = 18

Inputs = dict[str, list[str]]


class _FhirRoute(APIRoute):
    """Answers every error as an OperationOutcome."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle: Callable[[Request], Awaitable[Response]] = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except RejectedError as error:
                return _answer(operation_outcome(error), error.status, challenge(error))
            except UnavailableError as error:
                return _answer(operation_outcome(error), error.status, {"retry-after": str(error.retry_after_s)})

        return handled


Greet = Callable[[Held], Awaitable[None]]
"""Sends a new rest-hook its handshake."""


def routes(desk: Desk, events: Events, gate: Gate, greet: Greet) -> APIRouter:
    """Returns the routes of everybody who subscribes."""
    router = APIRouter(route_class=_FhirRoute)
    _operations(router, desk, events, gate)
    _interactions(router, desk, greet)
    return router


def _interactions(router: APIRouter, desk: Desk, greet: Greet) -> None:
    """Adds create, search, read, update and delete."""

    @router.post(_PATH, summary="サブスクリプションの作成")
    async def create(caller: CallerDep, request: Request) -> Response:
        held, is_new = await desk.create(await _resource(request), caller, _now())
        await greet(held)
        return _shown(await desk.held(held.row.id, caller), request, 201 if is_new else 200)

    @router.get(_PATH, summary="サブスクリプションの検索: the caller's own")
    async def search(caller: CallerDep, request: Request) -> Response:
        asked = await _inputs(request)
        found = [held for held in await desk.every(caller) if _fits(held, asked)]
        resources = [held.resource(_now()) for held in found]
        return _answer(searchset(_base(request), resources, str(request.url)))

    @router.get(f"{_PATH}/{{identity}}", summary="サブスクリプションの読取り")
    async def read(identity: str, caller: CallerDep, request: Request) -> Response:
        return _shown(await desk.held(_uuid(identity), caller), request, 200)

    @router.put(f"{_PATH}/{{identity}}", summary="サブスクリプションの変更")
    async def replace(identity: str, caller: CallerDep, request: Request) -> Response:
        held = await desk.replace(
            _uuid(identity), await _resource(request), caller, _now(), request.headers.get("if-match")
        )
        await greet(held)
        return _shown(await desk.held(held.row.id, caller), request, 200)

    @router.delete(f"{_PATH}/{{identity}}", summary="サブスクリプションの削除")
    async def remove(identity: str, caller: CallerDep, request: Request) -> Response:
        await desk.remove(_uuid(identity), caller, request.headers.get("if-match"))
        return Response(status_code=204)


def _operations(router: APIRouter, desk: Desk, events: Events, gate: Gate) -> None:
    """Adds $status, $events and $get-ws-binding-token."""

    @router.get(f"{_PATH}/$status", summary="複数の購読の状態")
    @router.post(f"{_PATH}/$status", summary="複数の購読の状態")
    async def statuses(caller: CallerDep, request: Request) -> Response:
        asked = await _inputs(request)
        found = [held for held in await desk.every(caller) if _fits(held, {**asked, "_id": asked.get("id", [])})]
        standings = [(await events.standing(held, caller, _now()))[0] for held in found]
        return _answer(status_set(_base(request), standings))

    @router.get(f"{_PATH}/$get-ws-binding-token", summary="複数の購読の接続トークン")
    @router.post(f"{_PATH}/$get-ws-binding-token", summary="複数の購読の接続トークン")
    async def tokens(proof: ProofDep, request: Request) -> Response:
        asked = await _inputs(request)
        found = [await desk.held(_uuid(each), proof.principal) for each in asked.get("id", [])]
        return await bound(request, proof.session.thumbprint, found or await desk.every(proof.principal))

    @router.get(f"{_PATH}/{{identity}}/$status", summary="購読の状態")
    @router.post(f"{_PATH}/{{identity}}/$status", summary="購読の状態")
    async def status(identity: str, caller: CallerDep, request: Request) -> Response:
        held = await desk.held(_uuid(identity), caller)
        standing, _ = await events.standing(held, caller, _now())
        return _answer(status_set(_base(request), [standing]))

    @router.get(f"{_PATH}/{{identity}}/$events", summary="不足した通知の取得")
    @router.post(f"{_PATH}/{{identity}}/$events", summary="不足した通知の取得")
    async def missed(identity: str, caller: CallerDep, request: Request) -> Response:
        held = await desk.held(_uuid(identity), caller)
        return _answer(await _recovered(held, caller, request))

    @router.get("/fhir/R4/Subscription/{identity}/$get-ws-binding-token", summary="接続トークン(Medplum)")
    @router.get(f"{_PATH}/{{identity}}/$get-ws-binding-token", summary="接続トークン")
    @router.post(f"{_PATH}/{{identity}}/$get-ws-binding-token", summary="接続トークン")
    async def token(identity: str, proof: ProofDep, request: Request) -> Response:
        return await bound(request, proof.session.thumbprint, [await desk.held(_uuid(identity), proof.principal)])

    async def _recovered(held: Held, caller: Principal, request: Request) -> bytes:
        asked = await _inputs(request)
        payload = _payload(asked) or held.asked.payload
        since, until = _number(asked, "eventsSinceNumber"), _number(asked, "eventsUntilNumber")
        standing, _ = await events.standing(held, caller, _now())
        found = await events.events(held, caller, max(since or 1, 1), until)
        return notification(_base(request), Kind.QUERY_EVENT, standing, found, payload, instant(_now()))

    async def bound(request: Request, credential: bytes, chosen: Sequence[Held]) -> Response:
        chosen = [held for held in chosen if held.asked.endpoint is None]
        if not chosen:
            raise NotFoundError
        token, stored = gate.new_binding()
        expires_at = await desk.issue(stored, credential, chosen, _now())
        path = SOCKET if all(held.asked.topic for held in chosen) else MEDPLUM_SOCKET
        address = "ws" + str(request.base_url).removeprefix("http").rstrip("/") + path
        return _answer(binding_token(token, instant(expires_at), [held.row.id for held in chosen], address))


def _now() -> datetime:
    return datetime.now(UTC)


def _base(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}/fhir"


def _answer(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status, {"cache-control": "no-store", **(headers or {})}, media_type=_FHIR_JSON)


def _shown(held: Held, request: Request, status: int) -> Response:
    resource = held.resource(_now())
    headers = {"etag": entity_tag(held.row.version), "location": f"{_base(request)}/Subscription/{resource.id}"}
    return _answer(resource.body, status, headers)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError from None


async def _resource(request: Request) -> dict[str, Any]:
    return _object(await read_body(dict(request.scope["headers"]), request.receive))


def _object(raw: bytes) -> dict[str, Any]:
    content = parse(raw)
    if not isinstance(content, dict):
        raise InvalidSubmissionError([Issue("", "not-json", "JSONオブジェクトではありません", "is no JSON object")])
    return content


async def _inputs(request: Request) -> Inputs:
    """Reads the parameters of a search or an operation, from the address and from a Parameters resource."""
    given = [(name, value) for name, value in request.query_params.multi_items()]
    raw = await read_body(dict(request.scope["headers"]), request.receive) if request.method == "POST" else b""
    listed = _object(raw).get("parameter") if raw else None
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, dict):
            given += [(str(each.get("name")), str(value)) for name, value in each.items() if name.startswith("value")]
    inputs: Inputs = {}
    for name, value in given:
        inputs.setdefault(name, []).extend(value.split(","))
    return inputs


def _fits(held: Held, asked: Inputs) -> bool:
    """Tells whether a subscription is among those searched for; a parameter that is not known narrows nothing."""
    criteria = str(held.asked.content["criteria"])
    found = {
        "_id": str(held.row.id),
        "status": held.status(_now()).value,
        "criteria": criteria,
        "topic": criteria,
        "type": "websocket" if held.asked.endpoint is None else "rest-hook",
        "url": str(held.asked.endpoint),
    }
    return all(found[name] in asked[name] for name in SEARCHED if asked.get(name))


def _number(asked: Inputs, name: str) -> int | None:
    given = asked.get(name)
    if not given:
        return None
    if not given[0].isascii() or not given[0].isdigit() or len(given[0]) > _MOST_DIGITS:
        raise InvalidSubmissionError([Issue(name, "not-valid", "値が正しくありません", "is a number of an event")])
    return int(given[0])


def _payload(asked: Inputs) -> Payload | None:
    given = asked.get("content")
    if not given:
        return None
    if given[0] not in set(Payload):
        raise InvalidSubmissionError([Issue("content", "not-valid", "値が正しくありません", "is no such content")])
    return Payload(given[0])
