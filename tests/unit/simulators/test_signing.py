"""What a simulated terminal signs is proven as the hub's own library proves it, whatever comes in between."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.security.jwk import PublicKey
from hub.security.testimony import Standing, Word, judge
from simulators import signing
from simulators.credential import Key
from simulators.signing import Signer

KEY = Key.new()
OWN = PublicKey({name: getattr(KEY.public, name) for name in ("crv", "kty", "x", "y")})

happened = st.sampled_from(["stored", "stored", "stored", "refused", "repeated", "coalesced", "not known"])
words = st.lists(st.tuples(st.sampled_from(["record-observation", "message"]), happened), min_size=1, max_size=10)


def told(said: Sequence[tuple[str, str]]) -> list[Word]:
    """What the hub stores of a terminal's words, each sent when the one before it was settled."""
    signer, stored, version = Signer(KEY), list[Word](), 0
    for number, (kind, became) in enumerate(said):
        key = str(number)
        raw = json.dumps({"kind": kind, "key": key, "sent": 1}).encode()
        statement = signer.sends(kind, "case", key, raw)
        if became in {"stored", "repeated", "not known"}:
            version += 2  # others speak in between
            stored.append(Word(version, "tablet", raw, statement))
        if became == "repeated":  # the first receipt was lost; the bytes of the second attempt are others
            raw = raw.replace(b"1}", b"2}")
            signer.sends(kind, "case", key, raw)
        if became == "not known":
            signer.gives_up("case")
        else:
            known = version if became in {"stored", "repeated"} else None
            signer.settles("case", key, raw=raw, version=known, attempts=1 + (became == "repeated"))
    return stored


def standings(stored: Sequence[Word]) -> list[Standing]:
    return [each.standing for each in judge(stored, {"tablet": [OWN]})]


@given(words)
def test_nothing_that_a_terminal_signs_is_ever_wrong_or_broken(said: list[tuple[str, str]]) -> None:
    assert not {Standing.WRONG, Standing.BROKEN} & {*standings(told(said))}


def test_what_streams_is_covered_by_the_next_act_of_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "EVERY_S", 1e9)
    said = [(kind, "stored") for kind in ("message", "record-observation", "record-observation", "message")]

    stored = told(said)

    assert standings(stored) == [Standing.SIGNED, Standing.COVERED, Standing.COVERED, Standing.SIGNED]
    assert Standing.BROKEN in standings([stored[0], *stored[2:]])


def test_of_what_streams_one_word_is_signed_every_few_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(float(number) for number in range(100))
    monkeypatch.setattr("simulators.signing.time.monotonic", lambda: next(moments))

    signed = [each.signature is not None for each in told([("record-observation", "stored")] * 12)]

    assert signed[0]
    assert 2 <= sum(signed) <= 5


def test_words_that_are_on_their_way_together_are_signed_without_a_chain() -> None:
    signer = Signer(KEY)
    first, second = signer.sends("message", "case", "1", b"1"), signer.sends("message", "case", "2", b"2")

    stored = [Word(1, "tablet", b"1", first), Word(2, "tablet", b"2", second)]
    assert standings(stored) == [Standing.SIGNED, Standing.SIGNED]
    assert standings(stored[1:]) == [Standing.SIGNED], "the second says nothing of the first"
