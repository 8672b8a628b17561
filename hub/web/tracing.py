"""The way of a message over HTTP, for operators: where it went, when, and with which outcome; never what it says."""

from collections.abc import Sequence
from typing import Protocol

from fastapi import APIRouter
from fastapi.responses import Response

from hub.domain.events import instant
from hub.domain.scope import Scope
from hub.traces import Receiver, Relayed, Sought, Trace
from hub.web.caller import ActingScopeDep
from hub.web.errors import answer


class Tracer(Protocol):
    """What the route needs."""

    async def trace(self, scope: Scope, sought: Sought) -> Sequence[Trace]:
        """Returns the way of the messages that are meant."""


def routes(tracer: Tracer) -> APIRouter:
    """Returns the route of operators."""
    router = APIRouter()

    @router.get("/operations/trace", summary="追跡: the way of one message, by key, case/version or stream/offset")
    async def trace(of: str, scope: ActingScopeDep) -> Response:
        return answer(200, {"messages": [shown(each) for each in await tracer.trace(scope, Sought.read(of))]})

    return router


def shown(trace: Trace) -> dict[str, object]:
    """Returns the way of a message as the wire and the command line show it."""
    message = trace.message
    return {
        "key": str(message.key),
        "kind": message.kind,
        "subject": str(message.subject),
        "version": message.version,
        "sender": trace.sender,
        "organisation": message.organisation,
        "happened_at": instant(message.happened_at),
        "received_at": instant(message.received_at),
        "receivers": [_receiver(each) for each in trace.receivers],
    }


def _receiver(receiver: Receiver) -> dict[str, object]:
    return {
        "stream": receiver.stream,
        "organisation": receiver.organisation,
        "view": receiver.view,
        "offset": receiver.offset,
        "marks": {kind: instant(at) for kind, at in receiver.marks.items()},
        "relayed": receiver.relayed and _relayed(receiver.relayed),
    }


def _relayed(relayed: Relayed) -> dict[str, object]:
    return {**relayed._asdict(), "at": relayed.at and instant(relayed.at)}
