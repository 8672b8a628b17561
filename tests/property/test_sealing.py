"""Sealing has an inverse, at one place only."""

from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hub.errors import IntegrityError
from hub.ports import Sealer
from hub.security.key_ring import KeyRing
from hub.security.sealing import AesSealer
from hub.testing.sealer import PlainSealer

Place = tuple[UUID, int, str]
PLACES = st.tuples(
    st.sampled_from([UUID(int=number) for number in range(4)]),
    st.integers(1, 100),
    st.sampled_from(["journal", "projection"]),
)


def sealers() -> list[Sealer]:
    """Returns both sealers, each with the keys of all subjects in use."""
    both: list[Sealer] = [AesSealer(KeyRing("1", {"1": b"k" * 32})), PlainSealer()]
    for sealer in both:
        for number in range(4):
            sealer.create(UUID(int=number))
    return both


@given(PLACES, st.binary(max_size=300))
def test_what_was_sealed_is_unsealed_at_its_place(place: Place, body: bytes) -> None:
    for sealer in sealers():
        assert sealer.unseal(*place, sealer.seal(*place, body)) == body


@given(PLACES, PLACES, st.binary(max_size=300))
def test_what_was_moved_does_not_open(place: Place, other: Place, body: bytes) -> None:
    assume(place != other)
    for sealer in sealers():
        with pytest.raises(IntegrityError):
            sealer.unseal(*other, sealer.seal(*place, body))


@given(PLACES, st.binary(min_size=1, max_size=100), st.data())
def test_what_was_changed_does_not_open(place: Place, body: bytes, data: st.DataObject) -> None:
    for sealer in sealers():
        sealed = bytearray(sealer.seal(*place, body))
        sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
        with pytest.raises(IntegrityError):
            sealer.unseal(*place, bytes(sealed))
