"""Keys that never leave a token: they wrap, unwrap, come and go as those of a file do."""

# ruff: noqa: T201 - the figures are printed

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pkcs11
import pytest
from pkcs11 import Attribute, KeyType, ObjectClass

from hub.errors import IntegrityError, KeyRingError, KeysAwayError
from hub.security.key_ring import KeyRing
from hub.security.key_token import TokenSource
from hub.security.pages import PageSeal
from hub.security.sealing import AesSealer
from tests.factories import new_key
from tests.hsm import LABEL, PIN, SoftToken, soft_token

SUBJECT: Final = new_key()
KEY: Final = b"k" * 32


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoftToken]:
    """A token for all tests of this module; each has a label of its own in it."""
    made = soft_token(tmp_path_factory.mktemp("hsm"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", made.environment["SOFTHSM2_CONF"])
        yield made


class Pin:
    """What knows the PIN, until it does not."""

    def __init__(self) -> None:
        self.said = PIN

    def __call__(self) -> str:
        return self.said


@pytest.fixture
def pin() -> Pin:
    return Pin()


@pytest.fixture
def source(token: SoftToken, pin: Pin, request: pytest.FixtureRequest) -> Iterator[TokenSource]:
    made = TokenSource(token.module, LABEL, f"label-{abs(hash(request.node.name))}", pin)
    yield made
    made._close()


def test_before_the_first_key_is_made_it_says_how_to_make_it(source: TokenSource) -> None:
    with pytest.raises(KeyRingError, match="kyukyu keys rotate"):
        KeyRing.of(source)

    assert source.rotate() == "1"
    ring = KeyRing.of(source)
    assert (ring.active, ring.names) == ("1", ["1"])
    assert datetime.now(UTC) - ring.made["1"] < timedelta(minutes=1)


def test_a_data_key_opens_for_its_subject_only_and_only_as_it_was_wrapped(source: TokenSource) -> None:
    source.rotate()
    ring = KeyRing.of(source)
    wrapped = ring.wrap(KEY, SUBJECT)

    assert KEY not in wrapped
    assert ring.unwrap(wrapped, SUBJECT) == KEY
    for of, changed in ((new_key(), wrapped), (SUBJECT, wrapped[:-1] + bytes([wrapped[-1] ^ 1])), (SUBJECT, b"1\x00")):
        with pytest.raises(IntegrityError):
            ring.unwrap(changed, of)
    assert ring.unwrap(wrapped, SUBJECT) == KEY, "the token is well afterwards"


def test_keys_are_rotated_rewrapped_and_dropped_in_the_token(source: TokenSource) -> None:
    for number in range(1, 11):
        assert source.rotate() == str(number)
        if number == 1:
            before = KeyRing.of(source).wrap(KEY, SUBJECT)
    ring = KeyRing.of(source)
    assert (ring.active, len(ring.names)) == ("10", 10), "ten comes after nine"

    anew = ring.rewrap(before, SUBJECT)
    assert anew is not None
    assert ring.rewrap(anew, SUBJECT) is None
    with pytest.raises(KeyRingError, match="active"):
        source.drop("10")
    with pytest.raises(KeyRingError, match="no such key"):
        source.drop("11")
    source.drop("1")

    left = KeyRing.of(source)
    assert left.unwrap(anew, SUBJECT) == KEY
    with pytest.raises(IntegrityError):
        left.unwrap(before, SUBJECT)


def test_the_key_itself_cannot_be_had_not_even_by_who_knows_the_pin(source: TokenSource, token: SoftToken) -> None:
    source.rotate()
    source._close()
    with pkcs11.lib(str(token.module)).get_token(token_label=LABEL).open(user_pin=PIN) as session:
        keys = list(session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY, Attribute.KEY_TYPE: KeyType.AES}))

        assert keys
        for key in keys:
            with pytest.raises(pkcs11.PKCS11Error):
                key[Attribute.VALUE]
            assert key[Attribute.EXTRACTABLE] is False


def test_another_session_and_another_label_are_in_nobodys_way(source: TokenSource, token: SoftToken, pin: Pin) -> None:
    source.rotate()

    other = TokenSource(token.module, LABEL, "another", pin)

    with pytest.raises(KeyRingError, match="rotate"):
        other.read()

    assert KeyRing.of(source).active == "1"
    other._close()


def test_a_session_that_was_lost_is_opened_once_more(source: TokenSource) -> None:
    source.rotate()
    ring = KeyRing.of(source)
    wrapped = ring.wrap(KEY, SUBJECT)
    assert source._session is not None
    source._session.close()

    assert ring.unwrap(wrapped, SUBJECT) == KEY


def test_a_token_that_is_away_is_said_to_be_and_not_taken_for_a_broken_key(source: TokenSource, pin: Pin) -> None:
    source.rotate()
    ring = KeyRing.of(source)
    wrapped = ring.wrap(KEY, SUBJECT)
    assert source._session is not None
    source._session.close()
    pin.said = "no longer the pin"

    with pytest.raises(KeysAwayError):
        ring.unwrap(wrapped, SUBJECT)
    with pytest.raises(KeysAwayError):
        ring.wrap(KEY, SUBJECT)
    with pytest.raises(KeysAwayError):
        ring.derived(b"x")

    pin.said = PIN
    assert ring.unwrap(wrapped, SUBJECT) == KEY


@pytest.mark.parametrize("fault", ["module", "token", "pin"])
def test_what_is_wrong_with_a_token_is_named_without_its_pin(token: SoftToken, fault: str) -> None:
    module = Path("/nowhere.so") if fault == "module" else token.module
    label = "nobody" if fault == "token" else LABEL
    wrong = TokenSource(module, label, "label", lambda: "canary" if fault == "pin" else PIN)

    with pytest.raises(KeyRingError) as caught:
        wrong.read()

    assert "canary" not in caught.value.ja + caught.value.en


def test_pages_of_searches_are_sealed_by_a_key_that_follows_from_the_one_in_the_token(source: TokenSource) -> None:
    source.rotate()
    ring = KeyRing.of(source)
    sealed = PageSeal(ring).seal(b"place", "tablet-1")

    assert PageSeal(KeyRing.of(source)).open(sealed, "tablet-1") == b"place"
    assert len(ring.derived(b"x")) == 32
    assert ring.derived(b"x") != ring.derived(b"y")
    assert ring.derived(b"x")[:16] != ring.derived(b"x")[16:]


def test_a_case_that_is_in_use_asks_the_token_no_more(source: TokenSource, pin: Pin) -> None:
    source.rotate()
    ring = KeyRing.of(source)
    sealer = AesSealer(ring)
    began_at, keys = time.perf_counter(), [new_key() for _ in range(1000)]
    wrapped = [sealer.create(each) for each in keys]
    middle = time.perf_counter()
    fresh = AesSealer(ring)
    for subject, each in zip(keys, wrapped, strict=True):
        fresh.open(subject, each)
    print(
        f"SoftHSM: {len(keys) / (middle - began_at):,.0f} wrapped a second, "
        f"{len(keys) / (time.perf_counter() - middle):,.0f} unwrapped a second"
    )

    assert source._session is not None
    source._session.close()
    pin.said = "no longer the pin"
    sealed = fresh.seal(keys[0], 1, "body", b"said")
    assert fresh.unseal(keys[0], 1, "body", sealed) == b"said"
    with pytest.raises(KeysAwayError):
        fresh.create(new_key())
