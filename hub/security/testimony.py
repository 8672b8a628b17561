"""What a case's entries prove by the signatures of its devices: each by its own, by the chain of a later one, or not.

Nothing is asked of a database, so that it can be judged anywhere, years later, from the exact bytes and the keys.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from hub.errors import SignatureError
from hub.security.jwk import PublicKey
from hub.security.signature import START, Chain, advanced, verified


class Standing(StrEnum):
    """What is known of an entry."""

    SIGNED = "signed"  # by its own signature
    COVERED = "covered"  # by the chain of a later signature
    UNSIGNED = "unsigned"  # nothing proves it
    WRONG = "wrong"  # its signature is not that of its bytes and its device
    BROKEN = "broken"  # its signature is good, but what it says of earlier words is not so


class Word(NamedTuple):
    """One entry of a case: its version, its sender, its very bytes, and the signature where there is one.

    ``is_own`` is false for what only stands in the sender's name: the hub's word, or one of another subject.
    """

    version: int
    sender: str
    raw: bytes
    signature: str | None
    is_own: bool = True


class Judgement(NamedTuple):
    """What is known of which entry."""

    version: int
    sender: str
    standing: Standing


def judge(entries: Sequence[Word], keys: Mapping[str, Sequence[PublicKey]]) -> Sequence[Judgement]:
    """Judges the entries of one case, in order of version; ``keys`` are those of each sender, the former ones too."""
    ordered = sorted(entries, key=lambda entry: entry.version)
    judged: dict[int, Standing] = {}
    for at, entry in enumerate(ordered):
        judged[entry.version], chain = _own(entry, keys.get(entry.sender, ()))
        if chain is not None:
            own = [each for each in ordered[:at] if _is_of(entry.sender, each) and each.version > chain.after]
            if _leads(chain, own):
                judged |= dict(_covered(own[: chain.length], judged))
            else:
                judged[entry.version] = Standing.BROKEN
    return [Judgement(entry.version, entry.sender, judged[entry.version]) for entry in ordered]


def _is_of(sender: str, entry: Word) -> bool:
    return entry.is_own and entry.sender == sender


def _own(entry: Word, keys: Sequence[PublicKey]) -> tuple[Standing, Chain | None]:
    if entry.signature is None:
        return Standing.UNSIGNED, None
    for key in keys:
        try:
            return Standing.SIGNED, verified(entry.signature, entry.raw, key).chain
        except SignatureError:
            continue
    return Standing.WRONG, None


def _leads(chain: Chain, own: Sequence[Word]) -> bool:
    """Tells whether the first of these entries are the chain."""
    head = START
    for each in own[: chain.length]:
        head = advanced(head, each.raw)
    return chain.length <= len(own) and head == chain.head


def _covered(entries: Sequence[Word], judged: Mapping[int, Standing]) -> Iterator[tuple[int, Standing]]:
    for each in entries:
        if judged[each.version] is Standing.UNSIGNED:
            yield each.version, Standing.COVERED
