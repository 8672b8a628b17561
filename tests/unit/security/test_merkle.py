"""The tree of RFC 6962: its roots are the standard's, and it says everything that is in it."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from hub.security.merkle import Frontier, leaf, node, parted

# The first leaves of the test vectors that implementations of RFC 6962 share.
LEAVES = [b"", b"\x00"]


def by_definition(leaves: list[bytes]) -> bytes:
    """Returns the Merkle Tree Hash as RFC 6962 §2.1 defines it."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaf(leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node(by_definition(leaves[:split]), by_definition(leaves[split:]))


def test_the_first_roots_are_those_of_the_published_vectors() -> None:
    assert Frontier().root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    one = Frontier.of([leaf(LEAVES[0])])
    assert one.root().hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    two = Frontier.of([leaf(each) for each in LEAVES])
    assert two.root().hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_a_tree_that_grows_has_the_root_of_the_definition(leaves: list[bytes]) -> None:
    assert Frontier.of([leaf(each) for each in leaves]).root() == by_definition(leaves)


@given(st.lists(st.binary(max_size=4), min_size=16, max_size=70))
def test_full_subtrees_stand_for_their_leaves(leaves: list[bytes]) -> None:
    hashes = [leaf(each) for each in leaves]
    full = len(hashes) // 8
    tree = Frontier.of([Frontier.of(hashes[at * 8 : at * 8 + 8]).root() for at in range(full)], height=3)
    for each in hashes[full * 8 :]:
        tree.append(each)

    assert (tree.size, tree.root()) == (len(leaves), by_definition(leaves))


def test_a_copy_grows_apart() -> None:
    tree = Frontier.of([leaf(b"a")])
    other = tree.copy()
    other.append(leaf(b"b"))

    assert (tree.size, other.size) == (1, 2)
    assert tree.root() == leaf(b"a")


def test_hashes_are_parted_every_32_bytes() -> None:
    assert parted(b"a" * 32 + b"b" * 32) == [b"a" * 32, b"b" * 32]
