"""How a person signs in at a device: a challenge is given, its answer is judged, and a shift begins.

A person signs in at devices of their own organisation, of roles that were given to them. Whatever is refused sounds the
same and is written into the audit. Nothing that a device posts depends on this: who does not sign in is device-only.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol

from hub.domain.codes import Role
from hub.domain.people import Principal
from hub.errors import NotFoundError, SignInRefusedError
from hub.persons import (
    PASSKEY_AMR,
    PIN_AMR,
    Action,
    Attempt,
    Duty,
    Passkey,
    Person,
    Persons,
    Purpose,
    SignIn,
    SignIns,
)

Json = Mapping[str, Any]

_CHALLENGE_FOR: Final = timedelta(minutes=2)
_PROVIDER_FOR: Final = timedelta(minutes=10)


class Device(NamedTuple):
    """Where somebody signs in: the caller that speaks, and the credential by which it is known now."""

    principal: Principal
    credential: bytes


class Named(Protocol):
    """Whom a provider of identity names."""

    @property
    def issuer(self) -> str:
        """Which provider it is."""

    @property
    def subject(self) -> str:
        """What it calls the person."""

    @property
    def amr(self) -> Sequence[str]:
        """How it has known the person."""


class Passkeys(Protocol):
    """Asks browsers for passkeys, and judges their answers."""

    def registration(self, person: Person, challenge: bytes, held: Sequence[bytes]) -> Json:
        """Returns what a browser is asked where a person adds a passkey."""

    def registered(self, answer: Json, challenge: bytes, person: str) -> Passkey:
        """Returns the new passkey."""

    def assertion(self, challenge: bytes) -> Json:
        """Returns what a browser is asked where somebody signs in."""

    def named(self, answer: Json) -> bytes:
        """Returns which passkey an answer is of."""

    def asserted(self, answer: Json, challenge: bytes, passkey: Passkey) -> int:
        """Returns how far the passkey has counted."""


class Pins(Protocol):
    """Keeps and compares PINs."""

    async def verifier(self, pin: str, /) -> str:
        """Returns what is kept of a PIN."""

    async def is_right(self, pin: str, kept: str, /) -> bool:
        """Tells whether it is the one."""


class Provider(Protocol):
    """An organisation's own provider of identity."""

    async def address(self, secret: bytes, state: str) -> str:
        """Returns where a browser begins."""

    async def identity(self, code: str, issuer: str | None, secret: bytes) -> Named:
        """Exchanges a code, and returns whom the provider names."""


class Secrets(Protocol):
    """How handles are made, and what is stored of them and of codes."""

    def new_token(self) -> str:
        """Returns a word nobody has."""

    def fingerprint(self, secret: str, /) -> bytes:
        """Returns what is stored of it."""


class Begun(NamedTuple):
    """A sign-in that has begun: the handle its answer has to carry, and what the browser is asked."""

    attempt: str
    options: Json


def _now() -> datetime:
    return datetime.now(UTC)


class Reception:
    """Signs persons in and out."""

    def __init__(  # noqa: PLR0913  what it judges with
        self,
        persons: Persons,
        sign_ins: SignIns,
        *,
        passkeys: Passkeys,
        pins: Pins,
        provider: Provider | None,
        secrets: Secrets,
        shift: timedelta,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        """Takes who works where, by what it judges, and after how long a shift ends by itself."""
        self._persons = persons
        self._sign_ins = sign_ins
        self._passkeys = passkeys
        self._pins = pins
        self._provider = provider
        self._secrets = secrets
        self._shift = shift
        self._clock = clock

    @property
    def has_provider(self) -> bool:
        """Whether an organisation's own provider of identity can be asked."""
        return self._provider is not None

    async def colleagues(self, device: Device) -> Sequence[Person]:
        """Returns who may sign in at a device by a PIN, in order."""
        if device.principal.role is not Role.CREW:
            return ()
        return [
            known.person
            for known in (await self._persons.load()).values()
            if known.has_pin and _may(known.person, device.principal)
        ]

    async def offer_passkey(self, device: Device, code: str) -> Begun:
        """Begins to add a passkey, for who has a one-time code; the code stays good until it is done."""
        async with self._judging(device):
            person = await self._owner(device, code)
            held = await self._persons.passkeys(person.id)
            attempt, challenge = await self._begin(Purpose.REGISTRATION, device, _CHALLENGE_FOR)
        return Begun(attempt, self._passkeys.registration(person, challenge, held))

    async def add_passkey(self, device: Device, code: str, attempt: str, answer: Json) -> Person:
        """Adds a passkey, and uses the code up."""
        async with self._judging(device):
            challenge = await self._taken(Purpose.REGISTRATION, device, attempt)
            person = await self._owner(device, code)
            passkey = self._passkeys.registered(answer, challenge, person.id)
            if not await self._persons.add_passkey(passkey, self._code(code), self._clock()):
                raise SignInRefusedError
        await self._note(Action.PASSKEY_ADDED, device, person.id)
        return person

    async def set_pin(self, device: Device, code: str, pin: str) -> Person:
        """Sets a PIN, for who has a one-time code; a PIN that is too easy does not use the code up."""
        async with self._judging(device):
            if device.principal.role is not Role.CREW:
                raise SignInRefusedError
            person = await self._owner(device, code)
            kept = await self._pins.verifier(pin)
            if not await self._persons.set_pin(person.id, kept, self._code(code), self._clock()):
                raise SignInRefusedError
        await self._note(Action.PIN_SET, device, person.id)
        return person

    async def ask_passkey(self, device: Device) -> Begun:
        """Begins a sign-in by passkey."""
        attempt, challenge = await self._begin(Purpose.PASSKEY, device, _CHALLENGE_FOR)
        return Begun(attempt, self._passkeys.assertion(challenge))

    async def by_passkey(self, device: Device, attempt: str, answer: Json, duty: Duty | None) -> SignIn:
        """Signs the owner of a passkey in."""
        async with self._judging(device):
            challenge = await self._taken(Purpose.PASSKEY, device, attempt)
            passkey = await self._persons.passkey(self._passkeys.named(answer))
            if passkey is None:
                raise SignInRefusedError
            count = self._passkeys.asserted(answer, challenge, passkey)
            if not await self._persons.count(passkey.credential_id, passkey.sign_count, count):
                raise SignInRefusedError
            person = await self._known(device, passkey.person)
        return await self._signed_in(device, person, duty, PASSKEY_AMR)

    async def by_pin(self, device: Device, person_id: str, pin: str, duty: Duty | None) -> SignIn:
        """Signs a crew member in: the device's key is held, and the PIN is known."""
        async with self._judging(device, person_id):
            if device.principal.role is not Role.CREW:
                raise SignInRefusedError
            person = await self._known(device, person_id)
            kept = await self._persons.try_pin(person.id, self._clock())
            if kept is None or not await self._pins.is_right(pin, kept):
                raise SignInRefusedError
        await self._persons.forgive(person.id)
        return await self._signed_in(device, person, duty, PIN_AMR)

    async def ask_provider(self, device: Device) -> str:
        """Begins a sign-in through the provider of identity, and returns where the browser goes.

        Raises:
            NotFoundError: There is none.
        """
        if self._provider is None:
            raise NotFoundError
        state, secret = await self._begin(Purpose.PROVIDER, device, _PROVIDER_FOR)
        return await self._provider.address(secret, state)

    async def by_provider(self, device: Device, state: str, code: str, issuer: str | None, duty: Duty | None) -> SignIn:
        """Signs in whom the provider of identity names."""
        if self._provider is None:
            raise NotFoundError
        async with self._judging(device):
            secret = await self._taken(Purpose.PROVIDER, device, state)
            named = await self._provider.identity(code, issuer, secret)
            person = await self._called(device, named)
        amr = tuple(dict.fromkeys([*named.amr, "mfa"]))  # it was judged to be two factors, by whatever name
        return await self._signed_in(device, person, duty, amr)

    async def leave(self, device: Device, person: str | None) -> int:
        """Signs one person out at a device, or everybody, and returns how many."""
        principal = device.principal
        return await self._sign_ins.sign_out(principal.caller, principal.organisation.id, person, self._clock())

    async def _signed_in(self, device: Device, person: Person, duty: Duty | None, amr: Sequence[str]) -> SignIn:
        principal, now = device.principal, self._clock()
        sign_in = SignIn(
            caller=principal.caller,
            credential=device.credential,
            person=person.id,
            duty=duty if principal.role is Role.CREW else None,
            amr=amr,
            began_at=now,
            ends_at=now + self._shift,
        )
        await self._sign_ins.sign_in(sign_in, principal.organisation.id)
        return sign_in

    @asynccontextmanager
    async def _judging(self, device: Device, person: str | None = None) -> AsyncIterator[None]:
        """Writes a refusal down."""
        try:
            yield
        except SignInRefusedError:
            await self._note(Action.REFUSED, device, person)
            raise

    async def _note(self, action: Action, device: Device, person: str | None) -> None:
        await self._sign_ins.note(action, device.principal.caller, device.principal.organisation.id, person)

    async def _begin(self, purpose: Purpose, device: Device, until: timedelta) -> tuple[str, bytes]:
        handle, secret = self._secrets.new_token(), self._secrets.fingerprint(self._secrets.new_token())
        attempt = Attempt(purpose, device.principal.caller, secret, self._clock() + until)
        await self._sign_ins.begin(self._secrets.fingerprint(handle), attempt)
        return handle, secret

    async def _taken(self, purpose: Purpose, device: Device, handle: str) -> bytes:
        stored, caller = self._secrets.fingerprint(handle), device.principal.caller
        secret = await self._sign_ins.take(stored, purpose, caller, self._clock())
        if secret is None:
            raise SignInRefusedError
        return secret

    async def _owner(self, device: Device, code: str) -> Person:
        owner = await self._persons.owner(self._code(code), self._clock())
        if owner is None:
            raise SignInRefusedError
        return await self._known(device, owner)

    async def _known(self, device: Device, person_id: str) -> Person:
        known = (await self._persons.load()).get(person_id)
        if known is None or not _may(known.person, device.principal):
            raise SignInRefusedError
        return known.person

    async def _called(self, device: Device, named: Named) -> Person:
        for known in (await self._persons.load()).values():
            person = known.person
            if (person.issuer, person.subject) == (named.issuer, named.subject) and _may(person, device.principal):
                return person
        raise SignInRefusedError

    def _code(self, code: str) -> bytes:
        return self._secrets.fingerprint(code.strip().upper())


def _may(person: Person, principal: Principal) -> bool:
    """Tells whether somebody may sign in at a device."""
    is_there = person.organisation == principal.organisation.id and principal.role in person.roles
    return is_there and not person.is_revoked
