"""Whether a PDF is only a document: whole, and without anything that acts, opens or is carried along in it.

It is not parsed. Names are looked for in its own bytes and in what its streams hold when they are unpacked, up to a
bound; a name may be spelt in numbers (`#4a`). What is encrypted cannot be looked into and is none.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

_ACTS: Final = re.compile(
    rb"/(?:JavaScript|Launch|SubmitForm|ImportData|GoToR|GoToE|EmbeddedFiles?|RichMedia|XFA|Encrypt)"
    rb"(?![A-Za-z0-9])"
)
"""Names of what runs, opens, sends, loads from elsewhere, or is a file inside the file; short ones happen by chance."""
_NUMBERED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM: Final = re.compile(rb"stream\r?\n")
_END: Final = b"%%EOF"
_MOST: Final = 8 * 1024 * 1024
"""Bytes of all streams together when they are unpacked."""
_MOST_STREAMS: Final = 2_000
_PACKED: Final = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


class _TooMuchError(Exception):
    """Says that a stream grows beyond the bound."""


def is_calm(content: bytes) -> bool:
    """Tells whether a PDF is whole, ends where it says, and holds nothing that acts."""
    if not content.rstrip(b"\r\n\t \x00").endswith(_END):
        return False
    try:
        return not any(_ACTS.search(_spelt(part)) for part in (content, *_unpacked(content)))
    except _TooMuchError:
        return False


def _spelt(part: bytes) -> bytes:
    return _NUMBERED.sub(lambda found: bytes([int(found[1], 16)]), part)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yields what the packed streams hold."""
    left, view = _MOST, memoryview(content)
    for number, found in enumerate(_STREAM.finditer(content)):
        if number >= _MOST_STREAMS:
            raise _TooMuchError
        if not content.startswith(_PACKED, found.end()):
            continue
        unpacking = zlib.decompressobj()
        try:
            held = unpacking.decompress(view[found.end() :], left)
        except zlib.error:
            continue
        left -= len(held)
        if unpacking.unconsumed_tail or left <= 0:
            raise _TooMuchError
        yield held
