"""What an attached file is, by its own bytes, and what it tells beside its picture.

Nothing is decoded: a picture's segments are walked, those that hold no picture are left out. A camera writes where it
was, whose it is and a small copy of the picture into them; which way up the picture is belongs to it and is kept.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
PDF: Final = "application/pdf"

_SIGNATURES: Final = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-", PDF))
_START_OF_IMAGE, _END_OF_IMAGE, _START_OF_SCAN = 0xD8, 0xD9, 0xDA
_RESTARTS: Final = range(0xD0, 0xD8)
_APP1: Final = 0xE1
_OF_THE_PICTURE: Final = {0xE0, 0xE2, 0xEE}
"""Application segments without which a picture looks otherwise: JFIF, colour profile, Adobe's colours."""
_APPLICATION: Final = range(0xE0, 0xF0)
_COMMENT: Final = 0xFE
_OF_THE_LENGTH: Final = 2
"""Bytes that say how long a segment is, themselves among it."""
_FILL: Final = 0xFF
"""Any number of these may stand before a marker."""
_EXIF: Final = b"Exif\x00\x00"
_ORIENTATION: Final = 0x0112
_UPRIGHT: Final = 1
_BYTE_ORDERS: Final[Mapping[bytes, Literal["little", "big"]]] = {b"II": "little", b"MM": "big"}
_WORDS_OF_PNG: Final = {b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"}


class BrokenMediaError(ValueError):
    """Says that the bytes begin like a picture and are none."""


def media_type(content: bytes) -> str | None:
    """Returns the media type that the first bytes tell, whatever the sender calls it."""
    return next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)


def without_position(content: bytes) -> bytes:
    """Returns a picture without what its camera wrote beside it, its orientation kept; a PDF as it is.

    Raises:
        BrokenMediaError: It is not whole.
    """
    match media_type(content):
        case "image/jpeg":
            return b"".join(_jpeg(content))
        case "image/png":
            return b"".join(_png(content))
        case _:
            return content


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Yields the segments that are the picture; what follows its end is left out."""
    yield content[:2]
    at = 2
    while True:
        code, segment = _segment(content, at)
        if code == _END_OF_IMAGE:
            yield segment
            return
        if code == _APP1 and (orientation := _orientation(segment[4:])) != _UPRIGHT:
            yield _upright(orientation)
        if code in _OF_THE_PICTURE or not (code in _APPLICATION or code == _COMMENT):
            yield segment
        at += len(segment)


def _segment(content: bytes, at: int) -> tuple[int, bytes]:
    """Returns the marker at a place and its segment; a scan goes on until the next marker."""
    if content[at : at + 1] != b"\xff" or at + 2 > len(content):
        raise BrokenMediaError
    code = content[at + 1]
    if code == _END_OF_IMAGE:
        return code, content[at : at + 2]
    if code == _FILL:
        return code, content[at : at + 1]
    length = int.from_bytes(content[at + 2 : at + 4])
    end = at + 2 + length
    if length < _OF_THE_LENGTH or end > len(content):
        raise BrokenMediaError
    return code, content[at : _scanned(content, end) if code == _START_OF_SCAN else end]


def _scanned(content: bytes, at: int) -> int:
    """Returns where the data of a scan end: at a marker that is neither a stuffed byte nor a restart."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] and content[at + 1] not in _RESTARTS:
            return at
        at += 2
    raise BrokenMediaError


def _orientation(payload: bytes) -> int:
    """Returns which way up a picture is (EXIF tag 0x0112), upright where it is not said."""
    if not payload.startswith(_EXIF):
        return _UPRIGHT
    tiff = payload[len(_EXIF) :]
    order = _BYTE_ORDERS.get(tiff[:2])
    if order is None:
        return _UPRIGHT

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], order)

    first = number(4, 4)
    entries = (first + 2 + 12 * index for index in range(number(first, 2)))
    found = next((number(at + 8, 2) for at in entries if number(at, 2) == _ORIENTATION), _UPRIGHT)
    return found if found in range(1, 9) else _UPRIGHT


def _upright(orientation: int) -> bytes:
    """Returns an EXIF segment that says which way up the picture is, and nothing else."""
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01" + orientation.to_bytes(2) + b"\x00\x00"
    payload = _EXIF + b"MM\x00*\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"
    return b"\xff\xe1" + (len(payload) + 2).to_bytes(2) + payload


def _png(content: bytes) -> Iterator[bytes]:
    """Yields the chunks that are the picture; what follows its end is left out."""
    yield content[:8]
    at = 8
    while True:
        end = at + 12 + int.from_bytes(content[at : at + 4])
        name = content[at + 4 : at + 8]
        if end > len(content):
            raise BrokenMediaError
        if name not in _WORDS_OF_PNG:
            yield content[at:end]
        if name == b"IEND":
            return
        at = end
