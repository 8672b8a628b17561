"""Who calls over HTTP."""

from typing import Annotated

from fastapi import Depends, Request

from hub.domain.people import Principal
from hub.errors import NotAuthenticatedError
from hub.roster import Roster
from hub.security.identity import fingerprint


def bearer(authorization: bytes | None, roster: Roster) -> Principal:
    """Returns the caller whose token stands in the header.

    Raises:
        NotAuthenticatedError: There is none, or it is not good.
    """
    scheme, _, token = (authorization or b"").partition(b" ")
    if scheme.lower() != b"bearer" or not token:
        raise NotAuthenticatedError
    return roster.principal(fingerprint(token.strip().decode("latin-1")))


def _caller(request: Request) -> Principal:
    authorization = request.headers.get("authorization")
    return bearer(authorization.encode("latin-1") if authorization else None, request.app.state.roster)


CallerDep = Annotated[Principal, Depends(_caller)]
"""The caller of a route, known before anything else."""
