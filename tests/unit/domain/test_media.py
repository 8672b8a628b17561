"""What an attached file is by its own bytes, and that a camera's words do not leave with the picture."""

import zlib
from typing import Literal

import pytest

from hub.domain.media import BrokenMediaError, media_type, without_position

POSITION = b"GPS 34.395500 132.455300"
CAMERA = b"KAKU-CAMERA"
QUANTISATION = b"\xff\xdb\x00\x04ab"
SCAN = b"\xff\xda\x00\x04cd" + b"picture\xff\x00data\xff\xd0more"
END = b"\xff\xd9"


def segment(code: int, payload: bytes) -> bytes:
    return b"\xff" + bytes([code]) + (len(payload) + 2).to_bytes(2) + payload


def exif(orientation: int, order: Literal["little", "big"] = "big") -> bytes:
    def number(value: int, size: int) -> bytes:
        return value.to_bytes(size, order)

    mark = b"II" if order == "little" else b"MM"
    entries = [
        number(0x010F, 2) + number(2, 2) + number(4, 4) + b"KAKU",
        number(0x0112, 2) + number(3, 2) + number(1, 4) + number(orientation, 2) + b"\x00\x00",
        number(0x8825, 2) + number(4, 2) + number(1, 4) + number(99, 4),
    ]
    ifd = number(len(entries), 2) + b"".join(entries) + number(0, 4)
    return segment(0xE1, b"Exif\x00\x00" + mark + number(42, 2) + number(8, 4) + ifd + POSITION + CAMERA)


def jpeg(*segments: bytes, after: bytes = b"") -> bytes:
    return b"\xff\xd8" + b"".join(segments) + QUANTISATION + SCAN + END + after


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)


def png(*chunks: bytes) -> bytes:
    head = chunk(b"IHDR", b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IDAT", b"picture") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (jpeg(), "image/jpeg"),
        (png(), "image/png"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"<svg onload='x'>", None),
        (b"GIF89a", None),
        (b"PK\x03\x04", None),
        (b"<?xml version='1.0'?>", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: str | None) -> None:
    assert media_type(content) == kind


def test_a_photo_leaves_without_its_position_its_camera_and_what_follows_its_end() -> None:
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00exif:GPSLatitude " + POSITION)
    captions = segment(0xED, b"Photoshop 3.0" + POSITION)
    comment = segment(0xFE, POSITION)
    photo = jpeg(exif(1), xmp, captions, comment, after=b"trailer " + POSITION)
    assert POSITION in photo

    shown = without_position(photo)

    assert POSITION not in shown
    assert CAMERA not in shown
    assert shown == jpeg()


@pytest.mark.parametrize("order", ["little", "big"])
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_photo_stays_the_right_way_up(order: Literal["little", "big"], orientation: int) -> None:
    shown = without_position(jpeg(exif(orientation, order)))

    assert POSITION not in shown
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01" + orientation.to_bytes(2) in shown
    assert without_position(shown) == shown


def test_what_a_picture_needs_stays() -> None:
    jfif, colours = segment(0xE0, b"JFIF\x00\x01\x02"), segment(0xE2, b"ICC_PROFILE\x00")
    photo = jpeg(jfif, colours)

    assert without_position(photo) == photo


def test_bytes_that_fill_the_place_before_a_marker_are_no_fault() -> None:
    photo = b"\xff\xd8\xff\xff" + QUANTISATION + b"\xff" + exif(1) + SCAN + b"\xff" + END

    assert POSITION not in without_position(photo)


def test_a_progressive_picture_keeps_all_its_scans() -> None:
    table = segment(0xC4, b"table\xff\xd9inside")
    photo = b"\xff\xd8" + SCAN + table + SCAN + END

    assert without_position(photo) == photo


def test_a_png_leaves_without_its_words() -> None:
    words = [chunk(name, POSITION) for name in (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME")]

    assert without_position(png(*words) + POSITION) == png()


def test_a_pdf_is_left_as_it_is() -> None:
    assert without_position(b"%PDF-1.7 as it is") == b"%PDF-1.7 as it is"


@pytest.mark.parametrize(
    "content",
    [
        jpeg()[:-3],
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe1\xff\xff",
        b"\xff\xd8\xff\xe1\x00\x00" + b"x" * 40,
        b"\xff\xd8\xff\xe1\x00\x04ab<script>",
        png()[:-6],
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT",
    ],
)
def test_what_is_cut_off_is_not_taken_for_a_picture(content: bytes) -> None:
    with pytest.raises(BrokenMediaError):
        without_position(content)


def test_an_exif_that_lies_about_its_size_harms_nobody() -> None:
    lies = segment(0xE1, b"Exif\x00\x00MM\x00*\xff\xff\xff\xff\xff\xff")

    assert without_position(jpeg(lies)) == jpeg()
