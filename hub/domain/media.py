"""What an attached file is, by its own bytes, and what it tells beside its picture.

Nothing is decoded: a picture's segments are walked, and only those that are the picture go on. A camera writes where it
was, whose it is and a small copy of the picture beside it, and a file that is two at once hides the other one there;
which way up the picture is belongs to it and is kept. What would grow beyond a bound when it is shown is refused.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from hub.domain.pdf import is_calm

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
PDF: Final = "application/pdf"
MOST_PIXELS: Final = 16_000_000
"""Of a picture: a page at 400 dpi; a screen needs four bytes for each to show it."""

_SIGNATURES: Final = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-", PDF))
_START_OF_IMAGE, _END_OF_IMAGE, _START_OF_SCAN = 0xD8, 0xD9, 0xDA
_FRAMES: Final = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""Headers that say how large a picture is."""
_MOST_SCANS: Final = 64
"""A progressive picture is drawn anew for each."""
_RESTARTS: Final = range(0xD0, 0xD8)
_APP1: Final = 0xE1
_OF_THE_PICTURE: Final = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
"""Application segments without which a picture looks otherwise, and how each begins."""
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
_CHUNKS: Final = {b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs", b"IDAT", b"IEND"}
"""Chunks of a PNG that are the picture; none of them but the picture itself is packed."""
_POSITION_OF_PNG: Final = b"eXIf"


class BrokenMediaError(ValueError):
    """Says that the bytes begin like a file that is taken and are none: cut off, too much, or acting."""


class TooManyPixelsError(BrokenMediaError):
    """Says that a picture would be too large to be shown."""


def media_type(content: bytes) -> str | None:
    """Returns the media type that the first bytes tell, whatever the sender calls it."""
    return next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)


def cleaned(content: bytes, *, keeps_position: bool = False) -> bytes:
    """Returns what receivers get: a picture without what its camera wrote beside it, or a PDF as it is.

    ``keeps_position`` leaves the camera's own words, where the picture was taken among them, and nothing else.

    Raises:
        BrokenMediaError: It is not whole, larger than it may be when it is shown, or holds something that acts.
    """
    match media_type(content):
        case "image/jpeg":
            return b"".join(_jpeg(content, keeps_position=keeps_position))
        case "image/png":
            return b"".join(_png(content, keeps_position=keeps_position))
        case "application/pdf" if not is_calm(content):
            raise BrokenMediaError
        case _:
            return content


def _jpeg(content: bytes, *, keeps_position: bool) -> Iterator[bytes]:
    """Yields the segments that are the picture; what follows its end is left out."""
    yield content[:2]
    at, frames, scans = 2, 0, 0
    while True:
        code, segment = _segment(content, at)
        frames += code in _FRAMES
        scans += code == _START_OF_SCAN
        if code in _FRAMES:
            _bound(int.from_bytes(segment[7:9]), int.from_bytes(segment[5:7]))
        if frames > 1 or scans > _MOST_SCANS:
            raise BrokenMediaError
        if code == _END_OF_IMAGE:
            if not (frames and scans):
                raise BrokenMediaError
            yield segment
            return
        if code == _APP1:
            yield _words(segment, keeps_position=keeps_position)
        elif _is_picture(code, segment):
            yield segment
        at += len(segment)


def _is_picture(code: int, segment: bytes) -> bool:
    if code in _APPLICATION:
        return code in _OF_THE_PICTURE and segment[4:].startswith(_OF_THE_PICTURE[code])
    return code != _COMMENT


def _words(segment: bytes, *, keeps_position: bool) -> bytes:
    """Returns what stays of a camera's words: which way up the picture is, or all of them where that is wanted."""
    if keeps_position:
        return segment if segment[4:].startswith(_EXIF) else b""
    orientation = _orientation(segment[4:])
    return b"" if orientation == _UPRIGHT else _upright(orientation)


def _bound(width: int, height: int) -> None:
    """Refuses a picture that is nothing, or larger than may be shown."""
    if not width or not height:
        raise BrokenMediaError
    if width * height > MOST_PIXELS:
        raise TooManyPixelsError


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


def _png(content: bytes, *, keeps_position: bool) -> Iterator[bytes]:
    """Yields the chunks that are the picture; what follows its end is left out."""
    taken = _CHUNKS | ({_POSITION_OF_PNG} if keeps_position else set())
    yield content[:8]
    at = 8
    while True:
        end = at + 12 + int.from_bytes(content[at : at + 4])
        name = content[at + 4 : at + 8]
        if end > len(content) or (at == 8) is not (name == b"IHDR"):  # noqa: PLR2004  the first chunk, behind the signature
            raise BrokenMediaError
        if name == b"IHDR":
            _bound(int.from_bytes(content[at + 8 : at + 12]), int.from_bytes(content[at + 12 : at + 16]))
        if name in taken:
            yield content[at:end]
        if name == b"IEND":
            return
        at = end
