"""The gate: who calls, over HTTP and over a socket, and how a device becomes a caller.

Over HTTP a caller names its token and shows with each request that it holds the key to which the token is bound. Over
a socket it does so once, when it fetches the ticket that its first frame uses up.
"""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import ceil
from typing import Annotated, Final, NamedTuple, Protocol

from fastapi import Depends, Request
from starlette.types import Scope as Asgi

from hub.domain.credentials import Assertion, Session, Target, thumbprint
from hub.domain.people import Principal
from hub.domain.scope import Scope, scope_of
from hub.errors import InvalidProofError, NotAuthenticatedError, PersonRequiredError, ThrottledError
from hub.persons import SignIn
from hub.ports import Register
from hub.roster import Roster
from hub.sessions import Secrets, Sessions
from hub.web.channel import CERTIFIED
from hub.web.limits import Allowance

_WRONG_RATE: Final = 5.0
_WRONG_BURST: Final = 300
"""Tokens without a proof that may be wrong, from one address: each makes the database look."""


class Proofs(Protocol):
    """What the gate needs to know of proofs of possession."""

    @property
    def nonce(self) -> str:
        """The nonce that the next proof is to repeat."""

    def of_caller(self, proof: bytes, target: Target, token: bytes | None = None) -> bytes:
        """Returns the thumbprint of a caller's key that was shown for this request, and with this token."""

    def of_anybody(self, proof: bytes, target: Target) -> str:
        """Returns a key that was shown for this request and need not be known."""


class Proof(NamedTuple):
    """A caller, and the session in which it speaks."""

    principal: Principal
    session: Session


Assertions = Callable[[bytes, str, float, Callable[[str], Sequence[str]]], Assertion]
"""Reads an assertion that was made for a host, at a time, by a system whose keys are asked for."""


class Gate:
    """Lets callers in who are known."""

    def __init__(  # noqa: PLR0913  what a caller may show
        self,
        *,
        roster: Roster,
        register: Register,
        sessions: Sessions,
        secrets: Secrets,
        proofs: Proofs,
        assertions: Assertions,
        asked: Allowance,
    ) -> None:
        """Takes who takes part, what tokens stand for, how all that is shown is read, and how many one may ask for."""
        self._roster = roster
        self._register = register
        self._sessions = sessions
        self._secrets = secrets
        self._proofs = proofs
        self._assertions = assertions
        self._asked = asked
        self._wrong = Allowance(_WRONG_RATE, _WRONG_BURST)

    @property
    def nonce(self) -> str:
        """The nonce that the next proof is to repeat."""
        return self._proofs.nonce

    async def admit(self, request: Asgi) -> Proof:
        """Returns the caller of a request; nobody makes the database look for a token who shows no enrolled key.

        Raises:
            NotAuthenticatedError: It names no token that is good, or does not show the token's key.
            UnavailableError: The token is not known here, and the database cannot be asked; or too many were wrong.
        """
        authorization, proof = _given(request)
        scheme, _, token = authorization.partition(b" ")
        match scheme.lower():
            case b"dpop" if token:
                thumbprint = self._proofs.of_caller(proof, _target(request), token)
                session = await self._session(token)
                if session.thumbprint != thumbprint or session.is_bearer:
                    raise InvalidProofError
            case b"bearer" if token:
                session = await self._borne(token, request)
            case _:
                raise NotAuthenticatedError
        return _agreed(self.recognise(session), certified(request))

    async def _borne(self, token: bytes, request: Asgi) -> Session:
        """Returns the session of a token that needs no proof, as systems have; few that are wrong are looked for."""
        address = (request.get("client") or ("",))[0]
        if short_s := self._wrong.take(address, time.monotonic()):
            raise ThrottledError(ceil(short_s))
        session = await self._session(token)
        if not session.is_bearer:
            raise NotAuthenticatedError
        self._wrong.give_back(address)
        return session

    async def _session(self, token: bytes) -> Session:
        stored = self._secrets.fingerprint(token.decode("latin-1"))
        session = self._sessions.known(stored) or await self._sessions.find(stored)
        if session is None:
            raise NotAuthenticatedError
        return session

    async def principal(self, request: Asgi) -> Principal:
        """Returns the caller of a request; raises as `admit` does."""
        return (await self.admit(request)).principal

    def recognise(self, session: Session) -> Proof:
        """Returns who speaks in a session.

        Raises:
            NotAuthenticatedError: Nobody does any more.
        """
        return Proof(self._roster.principal_of(session), session)

    def device(self, request: Asgi) -> Session:
        """Returns a session of the caller whose key a request shows that names no token.

        Raises:
            NotAuthenticatedError: It shows none, or nobody's.
        """
        thumbprint = self._proofs.of_caller(_given(request)[1], _target(request))
        return self.of_key(thumbprint).session

    async def system(self, request: Asgi, assertion: str, device: Session | None) -> Session:
        """Returns a session of the system that has made an assertion, that of its key where it has shown that too.

        Raises:
            NotAuthenticatedError: No system has made it, or it was used before.
            UnavailableError: The database cannot be asked whether it was.
        """
        target = _target(request)
        shown = self._assertions(assertion.encode(), target.host, time.time(), self._roster.system_keys)
        if device is not None and device.caller != shown.caller:
            raise NotAuthenticatedError
        if not await self._sessions.use(shown.name, shown.expires_at):
            raise NotAuthenticatedError
        return device or self._sessions.of(shown.caller, shown.thumbprint)._replace(is_bearer=True)

    @property
    def token_s(self) -> int:
        """How long a token is good, in seconds."""
        return self._sessions.token_s

    async def begin(self, session: Session) -> str:
        """Returns a new token that stands for a session, and tells who was signed in when it was given.

        Raises:
            ThrottledError: Its caller has asked for too many.
        """
        self._allow(session.caller)
        if not session.is_bearer and (there := self._roster.signed_in(session)):
            session = session._replace(person=there[0].person, amr=there[0].amr)
        return await self._sessions.begin(session)

    def _allow(self, caller: str) -> None:
        if short_s := self._asked.take(caller, time.monotonic()):
            raise ThrottledError(ceil(short_s))

    def of_key(self, thumbprint: bytes) -> Proof:
        """Returns who owns a key, in a session that begins now.

        Raises:
            NotAuthenticatedError: Nobody does.
        """
        principal = self._roster.principal(thumbprint)
        return Proof(principal, self._sessions.of(principal.caller, thumbprint))

    async def renew(self) -> None:
        """Looks at the register: what was changed by this request counts from here on."""
        await self._roster.renew()

    def signed_in(self, proof: Proof) -> Sequence[SignIn]:
        """Returns who is signed in at the caller; first who answers for it."""
        return self._roster.signed_in(proof.session)

    def still_holds(self, proof: Proof) -> bool:
        """Tells whether a proof is still good, and for the same caller with the same rights."""
        return self._roster.still_knows(proof.session.thumbprint, proof.principal)

    async def ticket(self, proof: Proof) -> str:
        """Returns a ticket by which one socket is bound to a caller's session.

        Raises:
            ThrottledError: The caller has asked for too many.
        """
        self._allow(proof.session.caller)
        return await self._sessions.ticket(proof.session)

    async def redeem(self, ticket: str, named: frozenset[str]) -> Proof:
        """Uses a ticket up and returns its caller, who has to be one of those named where the line names any.

        Raises:
            NotAuthenticatedError: It is not good.
            UnavailableError: The database cannot be asked.
        """
        session = await self._sessions.redeem(ticket)
        if session is None:
            raise NotAuthenticatedError
        return _agreed(self.recognise(session), named)

    def new_key(self, request: Asgi) -> str:
        """Returns the key that a device shows which is not known yet.

        Raises:
            NotAuthenticatedError: It shows none.
        """
        return self._proofs.of_anybody(_given(request)[1], _target(request))

    async def enrol(self, code: str, key: str) -> Principal:
        """Uses a one-time code up, by which a key becomes its caller's, and returns that.

        Raises:
            NotAuthenticatedError: The code is not good, or the key another caller's.
        """
        stored = self._secrets.fingerprint(code.strip().upper())
        if await self._register.redeem(stored, key, datetime.now(UTC)) is None:
            raise NotAuthenticatedError
        await self._roster.renew()
        return self._roster.principal(thumbprint(key))

    def new_binding(self) -> tuple[str, bytes]:
        """Returns a token that binds a socket to subscriptions, and what is stored of it."""
        token = self._secrets.new_token()
        return token, self.stored(token)

    def stored(self, token: str) -> bytes:
        """Returns what is stored of a token."""
        return self._secrets.fingerprint(token)

    def scope(self, caller: Principal) -> Scope:
        """Returns what an operator looks after.

        Raises:
            NotFoundError: The caller is none.
        """
        return scope_of(caller, self._roster.directory)


def certified(request: Asgi) -> frozenset[str]:
    """Returns the callers whom the certificate names that was shown for a line; none where it names none."""
    named: frozenset[str] = request.get("extensions", {}).get(CERTIFIED, frozenset())
    return named


def _agreed(proof: Proof, named: frozenset[str]) -> Proof:
    """Holds a caller against the certificate of its line: a stolen key is of no use over the line of another device."""
    if named and proof.principal.caller not in named:
        raise NotAuthenticatedError
    return proof


def _given(request: Asgi) -> tuple[bytes, bytes]:
    """Returns what stands in ``Authorization`` and in ``DPoP``; neither may stand there twice."""
    authorization, proof = b"", b""
    for name, value in request["headers"]:
        if name == b"authorization":
            if authorization:
                raise NotAuthenticatedError
            authorization = value
        elif name == b"dpop":
            if proof:
                raise InvalidProofError
            proof = value
    return authorization, proof


def _target(request: Asgi) -> Target:
    host = next((value for name, value in request["headers"] if name == b"host"), b"")
    return Target(request["method"], host.decode("latin-1"), request["path"])


async def _proof(request: Request) -> Proof:
    gate: Gate = request.app.state.gate
    return await gate.admit(request.scope)


async def _caller(proof: Annotated[Proof, Depends(_proof)]) -> Principal:
    return proof.principal


async def _scope(request: Request, caller: Annotated[Principal, Depends(_caller)]) -> Scope:
    gate: Gate = request.app.state.gate
    return gate.scope(caller)


ProofDep = Annotated[Proof, Depends(_proof)]
"""The caller of a route with its session."""
CallerDep = Annotated[Principal, Depends(_caller)]
"""The caller of a route, known before anything else."""


async def _acting(scope: Annotated[Scope, Depends(_scope)]) -> Scope:
    if scope.person is None:
        raise PersonRequiredError
    return scope


ScopeDep = Annotated[Scope, Depends(_scope)]
"""What the operator that calls looks after; to everybody else the route is not there."""
ActingScopeDep = Annotated[Scope, Depends(_acting)]
"""The same, of an operator at whose screen a person has signed in with two factors."""
