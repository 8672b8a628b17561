"""What the signatures of a case's devices prove: nothing that was changed, left out, put in or moved goes unnoticed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import SignatureError
from hub.security.jwk import PublicKey
from hub.security.signature import START, Chain, Signatures, advanced, read, verified
from hub.security.testimony import Standing, Word, judge
from tests.keys import key_of

TABLET: Final = "tablet-u-001"
OTHER: Final = "screen-h-001"


DEVICE: Final = key_of(TABLET)
SECOND: Final = key_of(OTHER)
OWN: Final = PublicKey(DEVICE.jwk)
OTHERS: Final = PublicKey(SECOND.jwk)
KEYS: Final[Mapping[str, Sequence[PublicKey]]] = {TABLET: [OWN], OTHER: [OTHERS]}


def head_of(raws: Sequence[bytes]) -> bytes:
    head = START
    for raw in raws:
        head = advanced(head, raw)
    return head


def told(words: Sequence[tuple[bytes, bool]], *, lag: int = 0) -> list[Word]:
    """What a tablet said of a case, some of it signed; each signature covers all but the last ``lag`` words before it.

    Between them stand words of a hospital, which are no part of the chain.
    """
    entries: list[Word] = []
    own: list[bytes] = []
    for at, (raw, is_signed) in enumerate(words):
        known = own[: max(len(own) - lag, 0)]
        statement = DEVICE.detached(raw, Chain(0, len(known), head_of(known))) if is_signed else None
        entries.append(Word(2 * at + 1, TABLET, raw, statement))
        entries.append(Word(2 * at + 2, OTHER, b"other %d" % at, None))
        own.append(raw)
    return entries


def standings(entries: Sequence[Word], sender: str = TABLET) -> list[Standing]:
    return [each.standing for each in judge(entries, KEYS) if each.sender == sender]


words = st.lists(
    st.tuples(st.binary(min_size=1, max_size=12), st.booleans()), min_size=2, max_size=8, unique_by=lambda w: w[0]
)


@given(words, st.integers(0, 2))
def test_control_what_nobody_touched_is_proven(said: list[tuple[bytes, bool]], lag: int) -> None:
    found = standings(told(said, lag=lag))

    last = max((at for at, (_, is_signed) in enumerate(said) if is_signed), default=0)
    for at, (_, is_signed) in enumerate(said):
        if is_signed:
            assert found[at] is Standing.SIGNED
        elif at < last - lag:
            assert found[at] is Standing.COVERED
        elif at > last:
            assert found[at] is Standing.UNSIGNED
    assert not {Standing.WRONG, Standing.BROKEN} & {*found}


@given(words, st.data())
def test_whatever_is_done_to_what_is_proven_is_found(said: list[tuple[bytes, bool]], data: st.DataObject) -> None:
    entries = told([*said, (b"the last word", True)])
    own = [at for at, each in enumerate(entries) if each.sender == TABLET]
    at = data.draw(st.sampled_from(own[:-1]))
    entry = entries[at]
    match data.draw(st.sampled_from(["flip", "leave out", "put in", "move"])):
        case "flip":
            place, bit = data.draw(st.integers(0, len(entry.raw) - 1)), 1 << data.draw(st.integers(0, 7))
            raw = bytearray(entry.raw)
            raw[place] ^= bit
            entries[at] = entry._replace(raw=bytes(raw))
        case "leave out":
            del entries[at]
        case "put in":
            entries.insert(at, Word(entry.version, TABLET, b"never said", None))
            entries = [each._replace(version=number) for number, each in enumerate(entries, start=1)]
        case _:
            other = data.draw(st.sampled_from([each for each in own[:-1] if each != at] or [own[-1]]))
            entries[at], entries[other] = (
                entries[other]._replace(version=entry.version),
                entry._replace(version=entries[other].version),
            )

    assert {Standing.WRONG, Standing.BROKEN} & {*standings(entries)}


@given(st.binary(max_size=40), st.data())
def test_a_signature_of_other_bytes_or_with_a_flipped_bit_is_wrong(raw: bytes, data: st.DataObject) -> None:
    statement = DEVICE.detached(raw)
    assert verified(statement, raw, OWN).chain is None

    place, bit = data.draw(st.integers(0, len(statement) - 1)), 1 << data.draw(st.integers(0, 6))
    flipped = bytearray(statement.encode())
    flipped[place] ^= bit
    for other, held in ((statement, raw + b"x"), (statement, b"x" + raw), (flipped.decode("latin-1"), raw)):
        with pytest.raises(SignatureError):
            verified(other, held, OWN)
    with pytest.raises(SignatureError):
        verified(statement, raw, OTHERS)


@pytest.mark.parametrize(
    "changes",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"b64": True},
        {"b64": None, "crit": None},
        {"crit": ["b64", "x"]},
        {"kid": None},
        {"kid": "AAAA"},
        {"kid": 7},
        {"jwk": {}},
        {"chain": {"after": 0, "length": 1}},
        {"chain": {"after": -1, "length": 1, "head": "A" * 43}},
        {"chain": {"after": True, "length": 1, "head": "A" * 43}},
        {"chain": {"after": 0, "length": 1, "head": "AAAA"}},
        {"chain": []},
    ],
    ids=str,
)
def test_a_signature_of_another_form_is_none_though_it_was_made_with_the_key(changes: dict[str, Any]) -> None:
    with pytest.raises(SignatureError):
        verified(DEVICE.detached(b"raw", **changes), b"raw", OWN)


@pytest.mark.parametrize("statement", ["", ".", "..", "a.b.c", "x..y", "é..y", "A" * 5000, "e30..AA"])
def test_what_is_no_signature_is_said_to_be_none(statement: str) -> None:
    with pytest.raises(SignatureError):
        read(statement)


def test_a_caller_may_sign_with_any_of_its_keys_and_with_nobody_elses() -> None:
    signatures = Signatures({TABLET: [OTHERS.jwk, OWN.jwk], OTHER: [OTHERS.jwk]}.__getitem__)
    statement = DEVICE.detached(b"raw")

    assert signatures.check(statement, b"raw", TABLET) == OWN.jwk
    with pytest.raises(SignatureError):
        signatures.check(statement, b"raw", OTHER)


def test_a_device_that_has_lost_its_memory_begins_another_chain() -> None:
    entries = told([(b"1", False), (b"2", True)])
    later = [(b"3", None), (b"4", Chain(entries[-1].version, 1, head_of([b"3"])))]
    for number, (raw, chain) in enumerate(later, start=entries[-1].version + 1):
        entries.append(Word(number, TABLET, raw, chain and DEVICE.detached(raw, chain)))

    assert standings(entries) == [Standing.COVERED, Standing.SIGNED, Standing.COVERED, Standing.SIGNED]


def test_a_chain_that_names_more_words_than_there_are_is_broken() -> None:
    entries = [Word(1, TABLET, b"1", DEVICE.detached(b"1", Chain(0, 3, START)))]

    assert standings(entries) == [Standing.BROKEN]


def test_what_stands_in_a_devices_name_and_is_not_its_own_word_is_no_part_of_its_chain() -> None:
    hubs = Word(2, TABLET, b"delivered", None, is_own=False)
    said = DEVICE.detached(b"2", (0, 1, head_of([b"1"])))

    found = standings([Word(1, TABLET, b"1", None), hubs, Word(3, TABLET, b"2", said)])

    assert found == [Standing.COVERED, Standing.UNSIGNED, Standing.SIGNED]
