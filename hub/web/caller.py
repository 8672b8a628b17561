"""The gate: who calls, over HTTP and over a socket, and how a device becomes a caller."""

from datetime import UTC, datetime
from typing import Annotated, NamedTuple, Protocol

from fastapi import Depends, Request

from hub.domain.people import Principal
from hub.errors import NotAuthenticatedError
from hub.ports import Register
from hub.roster import Roster


class Credentials(Protocol):
    """What the gate needs to know of tokens and codes."""

    def fingerprint(self, secret: str, /) -> bytes:
        """Returns what is stored of a token or a code."""

    def new_token(self) -> str:
        """Returns a token nobody has."""


class Proof(NamedTuple):
    """A caller, and the stored form of the token that proved it."""

    principal: Principal
    token_hash: bytes


class Gate:
    """Lets callers in who are known."""

    def __init__(self, roster: Roster, register: Register, credentials: Credentials) -> None:
        """Takes who takes part and how credentials are read."""
        self._roster = roster
        self._register = register
        self._credentials = credentials

    def prove(self, token: str) -> Proof:
        """Returns the caller who owns a token.

        Raises:
            NotAuthenticatedError: Nobody does.
        """
        token_hash = self._credentials.fingerprint(token)
        return Proof(self._roster.principal(token_hash), token_hash)

    def still_holds(self, proof: Proof) -> bool:
        """Tells whether a proof is still good, and for the same caller with the same rights."""
        return self._roster.still_knows(proof.token_hash, proof.principal)

    def bearer(self, authorization: bytes | None) -> Principal:
        """Returns the caller whose token stands in the header.

        Raises:
            NotAuthenticatedError: There is none, or it is not good.
        """
        scheme, _, token = (authorization or b"").partition(b" ")
        if scheme.lower() != b"bearer" or not token:
            raise NotAuthenticatedError
        return self.prove(token.strip().decode("latin-1")).principal

    async def enrol(self, code: str) -> tuple[str, Principal]:
        """Uses a one-time code up and returns the new token with its caller.

        Raises:
            NotAuthenticatedError: The code is not good.
        """
        token, now = self._credentials.new_token(), datetime.now(UTC)
        fingerprint = self._credentials.fingerprint
        if await self._register.redeem(fingerprint(code.strip().upper()), fingerprint(token), now) is None:
            raise NotAuthenticatedError
        await self._roster.renew()
        return token, self.prove(token).principal


def _caller(request: Request) -> Principal:
    authorization = request.headers.get("authorization")
    gate: Gate = request.app.state.gate
    return gate.bearer(authorization.encode("latin-1") if authorization else None)


CallerDep = Annotated[Principal, Depends(_caller)]
"""The caller of a route, known before anything else."""
