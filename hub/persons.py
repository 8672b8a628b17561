"""Who works at the devices: persons, by what they show who they are, and where they are signed in.

A person (職員) is of an organisation and signs in at its devices only. There is no password: a passkey, a PIN on an
enrolled device of a crew, or the organisation's own provider of identity (OpenID Connect) shows who it is.
`hub.postgres` implements the ports, `hub.testing` in memory; one contract suite runs on both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from hub.domain.codes import Code, Role

PIN_TRIES: Final = 5
"""Wrong PINs of one person after which no further one is looked at for a while."""
PIN_LOCKED_FOR: Final = timedelta(minutes=15)
PASSKEY_AMR: Final = ("pop", "user", "mfa")
"""A passkey in the terms of RFC 8176: a key was held, somebody was there and was verified by it; two factors in one."""
PIN_AMR: Final = ("pop", "pin", "mfa")
"""A PIN in the terms of RFC 8176: the device's own key was held, and its user knew something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of an organisation, and at devices of which roles they may sign in.

    ``issuer`` and ``subject`` are what the organisation's provider of identity calls this person, where it has one.
    """

    id: str
    organisation: str
    name: str
    roles: frozenset[Role]
    issuer: str | None = None
    subject: str | None = None
    is_revoked: bool = False


class Duty(Code):
    """救急隊の職務: as what somebody is on a shift."""

    CAPTAIN = "captain", "隊長"
    MEMBER = "member", "隊員"
    DRIVER = "driver", "機関員"


class Known(NamedTuple):
    """A person, and by what it can show who it is."""

    person: Person
    passkeys: int = 0
    has_pin: bool = False


class Passkey(NamedTuple):
    """A passkey's public half; ``public_key`` is in COSE, ``sign_count`` what it last counted."""

    credential_id: bytes
    person: str
    public_key: bytes
    sign_count: int
    transports: Sequence[str] = ()


class Purpose(StrEnum):
    """What an attempt is for."""

    REGISTRATION = "registration"
    PASSKEY = "passkey"
    PROVIDER = "provider"


class Action(StrEnum):
    """What else stands in the audit, beside ``sign-in`` and ``sign-out``."""

    REFUSED = "sign-in-refused"
    PASSKEY_ADDED = "passkey-added"
    PIN_SET = "pin-set"


class Attempt(NamedTuple):
    """A sign-in that has begun at a device: the secret that its answer must refer to, and until when."""

    purpose: Purpose
    caller: str
    secret: bytes
    expires_at: datetime


class SignIn(NamedTuple):
    """A person at a device for a shift; it holds while the device has the credential at which it was made."""

    caller: str
    credential: bytes
    person: str
    duty: Duty | None
    amr: Sequence[str]
    began_at: datetime
    ends_at: datetime


class Persons(Protocol):
    """Who works where, and by what they show it."""

    async def enrol(self, persons: Sequence[Person]) -> None:
        """Takes persons in; what is there already is replaced, a revocation stays.

        Raises:
            InvalidSubmissionError: An id is none, an organisation is not there, or two are the same to a provider.
        """

    async def load(self) -> Mapping[str, Known]:
        """Returns everybody by id, in order."""

    async def revoke(self, person: str) -> None:
        """Takes a person's right away, at every device.

        Raises:
            NotFoundError: There is no such person.
        """

    async def issue_code(self, person: str, code_hash: bytes, expires_at: datetime) -> None:
        """Keeps a one-time code by which a person adds a passkey or sets the PIN.

        Raises:
            NotFoundError: There is no such person.
        """

    async def owner(self, code_hash: bytes, now: datetime) -> str | None:
        """Returns whose code it is, None where it is not good; it stays good."""

    async def add_passkey(self, passkey: Passkey, code_hash: bytes, now: datetime) -> bool:
        """Uses the person's code up and keeps the passkey; tells whether the code was good and the passkey new."""

    async def passkey(self, credential_id: bytes) -> Passkey | None:
        """Returns a passkey of somebody who is not revoked."""

    async def passkeys(self, person: str) -> Sequence[bytes]:
        """Returns the ids of a person's passkeys."""

    async def count(self, credential_id: bytes, was: int, now: int) -> bool:
        """Notes how far a passkey has counted; tells whether nobody else has noted it since it ``was``."""

    async def set_pin(self, person: str, verifier: str, code_hash: bytes, now: datetime) -> bool:
        """Uses the person's code up and keeps what a PIN is compared with; tells whether the code was good."""

    async def try_pin(self, person: str, now: datetime) -> str | None:
        """Counts a try before it is made, and returns what the PIN is compared with.

        None where there is no PIN, or where it was tried in vain too often; after a while a try is free again.
        """

    async def forgive(self, person: str) -> None:
        """Forgets tries, after one that was right."""


class SignIns(Protocol):
    """Who is signed in where. To sign in, to sign out and to be refused are rows of the audit."""

    async def begin(self, handle_hash: bytes, attempt: Attempt) -> None:
        """Keeps an attempt until it is answered or expires."""

    async def take(self, handle_hash: bytes, purpose: Purpose, caller: str, now: datetime) -> bytes | None:
        """Takes an attempt away and returns its secret; None where it is not good at this caller for this purpose."""

    async def sign_in(self, sign_in: SignIn, organisation: str) -> None:
        """Keeps a sign-in; one of the same person at the same device is replaced."""

    async def sign_out(self, caller: str, organisation: str, person: str | None, now: datetime) -> int:
        """Ends the sign-in of a person, or all of a device, and returns how many ended."""

    async def note(self, action: Action, caller: str, organisation: str, person: str | None) -> None:
        """Writes down what else happened at a device."""

    async def load(self, now: datetime) -> Sequence[SignIn]:
        """Returns the sign-ins that have not ended, of persons who are not revoked, by device and beginning."""
