"""The gate: who calls, over HTTP and over a socket, and how a device becomes a caller."""

from datetime import UTC, datetime
from typing import Annotated, NamedTuple, Protocol

from fastapi import Depends, Request

from hub.domain.people import Principal
from hub.domain.scope import Scope, scope_of
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
        return self.recognise(self._credentials.fingerprint(token))

    def recognise(self, token_hash: bytes) -> Proof:
        """Returns the caller who owns the token that is stored so.

        Raises:
            NotAuthenticatedError: Nobody does.
        """
        return Proof(self._roster.principal(token_hash), token_hash)

    def scope(self, caller: Principal) -> Scope:
        """Returns what an operator looks after.

        Raises:
            NotFoundError: The caller is none.
        """
        return scope_of(caller, self._roster.directory)

    def new_ticket(self) -> tuple[str, bytes]:
        """Returns a token that stands for something else than a caller, and what is stored of it."""
        ticket = self._credentials.new_token()
        return ticket, self.stored(ticket)

    def stored(self, ticket: str) -> bytes:
        """Returns what is stored of a token."""
        return self._credentials.fingerprint(ticket)

    def still_holds(self, proof: Proof) -> bool:
        """Tells whether a proof is still good, and for the same caller with the same rights."""
        return self._roster.still_knows(proof.token_hash, proof.principal)

    def bearer(self, authorization: bytes | None) -> Principal:
        """Returns the caller whose token stands in the header.

        Raises:
            NotAuthenticatedError: There is none, or it is not good.
        """
        return self.proof(authorization).principal

    def proof(self, authorization: bytes | None) -> Proof:
        """Returns the caller whose token stands in the header, with that token as it is stored.

        Raises:
            NotAuthenticatedError: There is none, or it is not good.
        """
        scheme, _, token = (authorization or b"").partition(b" ")
        if scheme.lower() != b"bearer" or not token:
            raise NotAuthenticatedError
        return self.prove(token.strip().decode("latin-1"))

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


def _proof(request: Request) -> Proof:
    authorization = request.headers.get("authorization")
    gate: Gate = request.app.state.gate
    return gate.proof(authorization.encode("latin-1") if authorization else None)


def _caller(proof: Annotated[Proof, Depends(_proof)]) -> Principal:
    return proof.principal


def _scope(request: Request, caller: Annotated[Principal, Depends(_caller)]) -> Scope:
    gate: Gate = request.app.state.gate
    return gate.scope(caller)


ProofDep = Annotated[Proof, Depends(_proof)]
"""The caller of a route with its token as it is stored."""
CallerDep = Annotated[Principal, Depends(_caller)]
"""The caller of a route, known before anything else."""
ScopeDep = Annotated[Scope, Depends(_scope)]
"""What the operator that calls looks after; to everybody else the route is not there."""
