"""The ports of persons in memory: for tests of the hub, and of what is built on it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from hub.errors import InvalidSubmissionError, Issue, NotFoundError
from hub.persons import PIN_LOCKED_FOR, PIN_TRIES, Action, Attempt, Known, Passkey, Person, Purpose, SignIn


class _Pin(NamedTuple):
    verifier: str
    tries: int = 0
    tried_at: datetime | None = None


class MemoryPersons:
    """Implements `hub.persons.Persons`."""

    def __init__(self, organisations: Sequence[str]) -> None:
        """Takes the organisations there are."""
        self._organisations = frozenset(organisations)
        self._persons: dict[str, Person] = {}
        self._codes: dict[bytes, tuple[str, datetime]] = {}
        self._passkeys: dict[bytes, Passkey] = {}
        self._pins: dict[str, _Pin] = {}

    async def enrol(self, persons: Sequence[Person]) -> None:
        """Takes persons in; what is there already is replaced, a revocation stays."""
        taken = {**self._persons, **{each.id: each for each in persons}}
        named = [(each.issuer, each.subject) for each in taken.values() if each.subject]
        if len(set(named)) < len(named) or any(each.organisation not in self._organisations for each in persons):
            raise InvalidSubmissionError([Issue("person", "not-valid", "値が正しくありません", "is not valid")])
        for each in persons:
            is_revoked = each.id in self._persons and self._persons[each.id].is_revoked
            self._persons[each.id] = replace(each, is_revoked=is_revoked)

    async def load(self) -> Mapping[str, Known]:
        """Returns everybody by id, in order."""
        keys = [each.person for each in self._passkeys.values()]
        return {
            name: Known(person, keys.count(name), name in self._pins) for name, person in sorted(self._persons.items())
        }

    async def revoke(self, person: str) -> None:
        """Takes a person's right away, at every device."""
        if person not in self._persons:
            raise NotFoundError
        self._persons[person] = replace(self._persons[person], is_revoked=True)

    def may(self, person: str) -> bool:
        """Tells whether somebody is known and not revoked."""
        return person in self._persons and not self._persons[person].is_revoked

    async def issue_code(self, person: str, code_hash: bytes, expires_at: datetime) -> None:
        """Keeps a one-time code by which a person adds a passkey or sets the PIN."""
        if person not in self._persons:
            raise NotFoundError
        self._codes[code_hash] = (person, expires_at)

    async def owner(self, code_hash: bytes, now: datetime) -> str | None:
        """Returns whose code it is, None where it is not good; it stays good."""
        person, expires_at = self._codes.get(code_hash, ("", now))
        return person if expires_at > now and self.may(person) else None

    async def add_passkey(self, passkey: Passkey, code_hash: bytes, now: datetime) -> bool:
        """Uses the person's code up and keeps the passkey; tells whether the code was good and the passkey new."""
        if not self._redeem(code_hash, passkey.person, now):
            return False
        return self._passkeys.setdefault(passkey.credential_id, passkey) is passkey

    async def passkey(self, credential_id: bytes) -> Passkey | None:
        """Returns a passkey of somebody who is not revoked."""
        held = self._passkeys.get(credential_id)
        return held if held and self.may(held.person) else None

    async def passkeys(self, person: str) -> Sequence[bytes]:
        """Returns the ids of a person's passkeys."""
        return [each.credential_id for each in self._passkeys.values() if each.person == person]

    async def count(self, credential_id: bytes, was: int, now: int) -> bool:
        """Notes how far a passkey has counted; tells whether nobody else has noted it since it ``was``."""
        held = self._passkeys.get(credential_id)
        if held is None or held.sign_count != was:
            return False
        self._passkeys[credential_id] = held._replace(sign_count=now)
        return True

    async def set_pin(self, person: str, verifier: str, code_hash: bytes, now: datetime) -> bool:
        """Uses the person's code up and keeps what a PIN is compared with; tells whether the code was good."""
        if not self._redeem(code_hash, person, now):
            return False
        self._pins[person] = _Pin(verifier)
        return True

    async def try_pin(self, person: str, now: datetime) -> str | None:
        """Counts a try before it is made, and returns what the PIN is compared with."""
        pin = self._pins.get(person)
        if pin is None or not self.may(person):
            return None
        is_anew = pin.tried_at is not None and pin.tried_at <= now - PIN_LOCKED_FOR
        if pin.tries >= PIN_TRIES and not is_anew:
            return None
        self._pins[person] = pin._replace(tries=1 if is_anew else pin.tries + 1, tried_at=now)
        return pin.verifier

    async def forgive(self, person: str) -> None:
        """Forgets tries, after one that was right."""
        self._pins[person] = self._pins[person]._replace(tries=0)

    def _redeem(self, code_hash: bytes, person: str, now: datetime) -> bool:
        held, expires_at = self._codes.get(code_hash, ("", now))
        if held != person or expires_at <= now:
            return False
        del self._codes[code_hash]
        return True


class MemorySignIns:
    """Implements `hub.persons.SignIns`."""

    def __init__(self, persons: MemoryPersons) -> None:
        """Takes who there is."""
        self._persons = persons
        self._attempts: dict[bytes, Attempt] = {}
        self._held: dict[tuple[str, str], SignIn] = {}
        self.audit: list[tuple[str, str, str | None]] = []

    async def begin(self, handle_hash: bytes, attempt: Attempt) -> None:
        """Keeps an attempt until it is answered or expires."""
        self._attempts[handle_hash] = attempt

    async def take(self, handle_hash: bytes, purpose: Purpose, caller: str, now: datetime) -> bytes | None:
        """Takes an attempt away and returns its secret; None where it is not good at this caller for this purpose."""
        held = self._attempts.get(handle_hash)
        if held is None or (held.purpose, held.caller) != (purpose, caller) or held.expires_at <= now:
            return None
        return self._attempts.pop(handle_hash).secret

    async def sign_in(self, sign_in: SignIn, organisation: str) -> None:  # noqa: ARG002  of the audit
        """Keeps a sign-in; one of the same person at the same device is replaced."""
        self._held[sign_in.caller, sign_in.person] = sign_in
        self.audit.append((sign_in.caller, "sign-in", sign_in.person))

    async def sign_out(self, caller: str, organisation: str, person: str | None, now: datetime) -> int:  # noqa: ARG002  of the audit
        """Ends the sign-in of a person, or all of a device, and returns how many ended."""
        ended = [each for each in self._held if each[0] == caller and person in {None, each[1]}]
        for each in ended:
            del self._held[each]
            self.audit.append((caller, "sign-out", each[1]))
        return len(ended)

    async def note(self, action: Action, caller: str, organisation: str, person: str | None) -> None:  # noqa: ARG002  of the audit
        """Writes down what else happened at a device."""
        self.audit.append((caller, action, person))

    async def load(self, now: datetime) -> Sequence[SignIn]:
        """Returns the sign-ins that have not ended, of persons who are not revoked, by device and beginning."""
        return sorted(
            (each for each in self._held.values() if each.ends_at > now and self._persons.may(each.person)),
            key=lambda each: (each.caller, each.began_at, each.person),
        )
