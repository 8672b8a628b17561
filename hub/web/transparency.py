"""The audit's newest checkpoint, and the proof that it goes on from one that the caller has written down."""

from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query
from fastapi.responses import Response

from hub.web.caller import CallerDep
from hub.web.errors import answer


class Proven(NamedTuple):
    """The newest checkpoint, empty before the first one, and the hashes that lead to it."""

    checkpoint: str
    hashes: Sequence[bytes]


Since = Annotated[int, Query(ge=0, lt=2**53, description="Leaves of the checkpoint that is written down")]


def routes(prove: Callable[[int], Awaitable[Proven]]) -> APIRouter:
    """Returns the route; ``prove`` returns the newest checkpoint with its proof from a number of leaves."""
    router = APIRouter()

    @router.get(
        "/audit/checkpoint", summary="監査記録の検証点: the newest checkpoint, and that it goes on from another"
    )
    async def checkpoint(_: CallerDep, since: Since = 0) -> Response:
        proven = await prove(since)
        hashes = [b64encode(each).decode() for each in proven.hashes]
        return answer(200, {"checkpoint": proven.checkpoint, "hashes": hashes})

    return router
