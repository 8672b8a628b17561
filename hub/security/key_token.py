"""Key-encryption keys that never leave a token: a hardware security module (HSM), spoken to over PKCS #11.

A key is an AES-256 secret key, not extractable, made in the token. Its identifier is its name in the ring, its label
says what it is for and when it was made. Data keys go in to be wrapped and come out unwrapped, with AES-256-GCM as
everywhere, so that what a file wraps and what a token wraps look alike. A session that is lost is opened once more.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Final, Protocol, TypeVar, cast

import pkcs11
from cryptography.exceptions import InvalidTag
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, MechanismFlag, ObjectClass

from hub.errors import KeyRingError, KeysAwayError
from hub.security.key_source import Held, Rhythm

T = TypeVar("T")

_TAG_BITS: Final = 128
_MAY: Final = MechanismFlag.ENCRYPT | MechanismFlag.DECRYPT | MechanismFlag.SIGN
_STAYS: Final = {
    Attribute.SENSITIVE: True,
    Attribute.EXTRACTABLE: False,
    Attribute.WRAP: False,
    Attribute.UNWRAP: False,
}


class AesKey(Protocol):
    """The handle of a secret key, as the library puts it together when it finds one."""

    id: bytes
    label: str

    def encrypt(self, data: bytes, *, mechanism: Mechanism, mechanism_param: GCMParams) -> bytes:
        """Seals."""

    def decrypt(self, data: bytes, *, mechanism: Mechanism, mechanism_param: GCMParams) -> bytes:
        """Opens."""

    def sign(self, data: bytes, *, mechanism: Mechanism) -> bytes:
        """Authenticates."""

    def destroy(self) -> None:
        """Takes the key out of the token."""


class TokenSource:
    """Keys in one token, under one label."""

    notice = Rhythm.notice

    def __init__(self, module: Path, token: str, label: str, pin: Callable[[], str]) -> None:
        """Takes the library that speaks with the token, the token's label, the label of the keys, and the PIN."""
        self._module, self._token, self._label, self._pin = module, token, label, pin
        self._rhythm = Rhythm()
        self._session: pkcs11.Session | None = None
        self._found: dict[str, AesKey] = {}
        self._one_at_a_time = RLock()

    def read(self) -> Held:
        """Returns the keys that stand in the token; the one with the greatest number wraps."""
        self._rhythm.note()
        with self._one_at_a_time:
            made = self._look()
            if not made:
                raise KeyRingError(self._token, "holds no key yet: kyukyu keys rotate makes the first")
            names = sorted(made, key=int)
            return Held(names[-1], {name: TokenKey(self, name) for name in names}, made)

    def may_differ(self, *, is_missed: bool = False) -> bool:
        """Tells whether it is time to look again."""
        return self._rhythm.is_due(is_missed=is_missed)

    def rotate(self) -> str:
        """Makes a new key in the token."""
        with self._one_at_a_time:
            name = str(max(map(int, self._look()), default=0) + 1)
            self._changing(
                lambda session: session.generate_key(
                    KeyType.AES,
                    256,
                    id=name.encode(),
                    label=f"{self._label} {datetime.now(UTC).isoformat()}",
                    store=True,
                    capabilities=_MAY,
                    template=_STAYS,
                )
            )
            return name

    def drop(self, name: str) -> None:
        """Destroys a key in the token."""
        with self._one_at_a_time:
            made = self._look()
            if name not in made or name == max(made, key=int):
                raise KeyRingError(self._token, "no such key" if name not in made else "this key is the active one")
            self._changing(lambda session: {each: key for each, _, key in self._ours(session)}[name].destroy())

    def by(self, name: str, work: Callable[[AesKey], T]) -> T:
        """Does something by a key of the token, once more in a new session where the first one fails.

        Raises:
            PKCS11Error: It fails in the new one, too.
            KeysAwayError: The token is not there.
        """
        with self._one_at_a_time:
            try:
                return work(self._found[name])
            except (KeyError, pkcs11.PKCS11Error):
                self._reopen(name)
                return work(self._found[name])

    def _reopen(self, name: str) -> None:
        self._close()
        try:
            self._look()
        except KeyRingError as error:
            raise KeysAwayError from error
        if name not in self._found:
            raise KeysAwayError

    def _look(self) -> dict[str, datetime]:
        """Finds the keys; returns when each was made."""
        try:
            if self._session is None:
                self._session = self._opened(rw=False)
            ours = list(self._ours(self._session))
        except pkcs11.PKCS11Error as error:
            self._close()
            raise KeyRingError(self._token, type(error).__name__) from None
        self._found = {name: key for name, _, key in ours}
        return {name: made_at for name, made_at, _ in ours}

    def _changing(self, work: Callable[[pkcs11.Session], object]) -> None:
        """Does something in a session of its own that may change the token; the PIN is good for one at a time."""
        self._close()
        try:
            with self._opened(rw=True) as session:
                work(session)
        except pkcs11.PKCS11Error as error:
            raise KeyRingError(self._token, type(error).__name__) from None

    def _opened(self, *, rw: bool) -> pkcs11.Session:
        token = pkcs11.lib(str(self._module)).get_token(token_label=self._token)
        try:
            return token.open(user_pin=self._pin(), rw=rw)
        except pkcs11.UserAlreadyLoggedIn:  # a session that could not be closed keeps the whole process logged in
            return token.open(rw=rw)

    def _close(self) -> None:
        session, self._session, self._found = self._session, None, {}
        if session is not None:
            try:
                session.close()
            except pkcs11.PKCS11Error:
                return  # it was lost

    def _ours(self, session: pkcs11.Session) -> Iterator[tuple[str, datetime, AesKey]]:
        wanted = {Attribute.CLASS: ObjectClass.SECRET_KEY, Attribute.KEY_TYPE: KeyType.AES}
        for key in cast("Iterator[AesKey]", session.get_objects(wanted)):
            label, _, made_at = (key.label or "").rpartition(" ")
            if label == self._label:
                yield key.id.decode(), datetime.fromisoformat(made_at), key


class TokenKey:
    """A key that stays in its token."""

    def __init__(self, source: TokenSource, name: str) -> None:
        """Takes where it is, and its name there."""
        self._source, self._name = source, name

    def encrypt(self, nonce: bytes, data: bytes, associated: bytes) -> bytes:
        """Seals in the token."""
        way = GCMParams(nonce, associated, _TAG_BITS)
        try:
            return self._source.by(
                self._name, lambda key: key.encrypt(data, mechanism=Mechanism.AES_GCM, mechanism_param=way)
            )
        except pkcs11.PKCS11Error as error:
            raise KeysAwayError from error

    def decrypt(self, nonce: bytes, data: bytes, associated: bytes) -> bytes:
        """Opens in the token."""
        way = GCMParams(nonce, associated, _TAG_BITS)
        try:
            return self._source.by(
                self._name, lambda key: key.decrypt(data, mechanism=Mechanism.AES_GCM, mechanism_param=way)
            )
        except pkcs11.PKCS11Error:
            self.encrypt(nonce, b"", b"")  # is the token well? Some say of a wrong tag only that they have failed
            raise InvalidTag from None

    def derived(self, purpose: bytes) -> bytes:
        """Returns 32 bytes for another purpose: AES-CMAC in counter mode (NIST SP 800-108)."""

        def authenticated(key: AesKey) -> bytes:
            parts = (b"%c%s\x00\x01\x00" % (counter, purpose) for counter in (1, 2))
            return b"".join(key.sign(part, mechanism=Mechanism.AES_CMAC) for part in parts)

        try:
            return self._source.by(self._name, authenticated)
        except pkcs11.PKCS11Error as error:
            raise KeysAwayError from error
