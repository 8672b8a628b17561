"""What an attached file is by its own bytes, and that a camera's words do not leave with the picture."""

import zlib
from typing import Literal

import pytest

from hub.domain.media import MOST_PIXELS, BrokenMediaError, TooManyPixelsError, cleaned, media_type

POSITION = b"GPS 34.395500 132.455300"
CAMERA = b"KAKU-CAMERA"
QUANTISATION = b"\xff\xdb\x00\x04ab"
FRAME = b"\xff\xc0\x00\x0b\x08\x00\x40\x00\x30\x01\x01\x11\x00"
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
    return b"\xff\xd8" + b"".join(segments) + QUANTISATION + FRAME + SCAN + END + after


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)


def png(*chunks: bytes) -> bytes:
    head = chunk(b"IHDR", b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IDAT", b"picture") + chunk(b"IEND", b"")


def pdf(held: bytes) -> bytes:
    return b"%PDF-1.7\n" + held + b"\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (jpeg(), "image/jpeg"),
        (png(), "image/png"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"<svg onload='x'>", None),
        (b"<!DOCTYPE html>", None),
        (b" %PDF-1.7", None),
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

    shown = cleaned(photo)

    assert POSITION not in shown
    assert CAMERA not in shown
    assert shown == jpeg()


@pytest.mark.parametrize("order", ["little", "big"])
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_photo_stays_the_right_way_up(order: Literal["little", "big"], orientation: int) -> None:
    shown = cleaned(jpeg(exif(orientation, order)))

    assert POSITION not in shown
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01" + orientation.to_bytes(2) in shown
    assert cleaned(shown) == shown


def test_what_a_picture_needs_stays() -> None:
    jfif, colours = segment(0xE0, b"JFIF\x00\x01\x02"), segment(0xE2, b"ICC_PROFILE\x00\x01\x01")
    photo = jpeg(jfif, colours)

    assert cleaned(photo) == photo


def test_bytes_that_fill_the_place_before_a_marker_are_no_fault() -> None:
    photo = b"\xff\xd8\xff\xff" + QUANTISATION + FRAME + b"\xff" + exif(1) + SCAN + b"\xff" + END

    assert POSITION not in cleaned(photo)


def test_a_progressive_picture_keeps_all_its_scans() -> None:
    table = segment(0xC4, b"table\xff\xd9inside")
    photo = b"\xff\xd8" + FRAME + SCAN + table + SCAN + END

    assert cleaned(photo) == photo


def test_a_png_leaves_without_its_words() -> None:
    words = [chunk(name, POSITION) for name in (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME")]

    assert cleaned(png(*words) + POSITION) == png()


def test_a_pdf_is_left_as_it_is() -> None:
    assert cleaned(pdf(b"as it is")) == pdf(b"as it is")


def test_a_pdf_may_hold_pictures_of_any_bytes() -> None:
    """A short name stands in compressed data by chance; an electrocardiogram must not be lost to it."""
    content = pdf(b"<< >> stream\n\xff\xd8/JS /AA " + bytes(range(256)) + b"\nendstream")

    assert cleaned(content) == content


@pytest.mark.parametrize(
    "name", ["JavaScript", "J#61vaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "XFA", "Encrypt"]
)
@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "packed"])
def test_a_pdf_in_which_something_acts_or_hides_is_none(name: str, is_packed: bool) -> None:  # noqa: FBT001  one of two
    words = f"<< /S /{name} >>".encode()
    held = b"stream\r\n" + zlib.compress(words) + b"\nendstream" if is_packed else words

    with pytest.raises(BrokenMediaError):
        cleaned(pdf(held))
    assert cleaned(pdf(held.replace(name.encode(), b"Quiet") if not is_packed else b"")) is not None


def test_a_pdf_that_goes_on_behind_its_end_is_none() -> None:
    for after in (b"<html><script>alert(1)</script>", b"PK\x03\x04", b"x"):
        with pytest.raises(BrokenMediaError):
            cleaned(pdf(b"") + after)


def test_a_pdf_that_grows_without_bound_is_none() -> None:
    packed = b"stream\n" + zlib.compress(bytes(40_000_000), 9) + b"\nendstream"
    many = b"stream\n" * 5_000

    assert len(packed) < 50_000
    for held in (packed, many):
        with pytest.raises(BrokenMediaError):
            cleaned(pdf(held))


def sized(width: int, height: int) -> list[bytes]:
    """Pictures of this size, with nothing in them."""
    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x00\x00\x00\x00"
    small = png().replace(chunk(b"IHDR", b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00"), chunk(b"IHDR", head))
    if max(width, height) > 0xFFFF:
        return [small]
    frame = FRAME[:5] + height.to_bytes(2) + width.to_bytes(2) + FRAME[9:]
    return [small, jpeg().replace(FRAME, frame)]


def test_a_picture_that_would_fill_a_screens_memory_is_refused() -> None:
    assert all(cleaned(each) == each for each in sized(4000, MOST_PIXELS // 4000))
    for width, height in ((4000, MOST_PIXELS // 4000 + 1), (65_535, 65_535), (2**31 - 1, 2**31 - 1)):
        for each in sized(width, height):
            with pytest.raises(TooManyPixelsError):
                cleaned(each)
    for each in sized(0, 10):
        with pytest.raises(BrokenMediaError):
            cleaned(each)


def test_a_picture_that_is_drawn_anew_without_end_is_refused() -> None:
    photo = b"\xff\xd8" + FRAME + SCAN * 65 + END

    with pytest.raises(BrokenMediaError):
        cleaned(photo)


def test_what_hides_in_the_parts_of_a_picture_does_not_leave() -> None:
    words = b"<script>alert(1)</script>"
    small = segment(0xE0, b"JFXX\x00\x10" + words)
    profile = segment(0xE2, b"MPF\x00" + words)
    own, packed = chunk(b"scRp", words), chunk(b"iCCP", b"x\x00\x00" + words)

    assert cleaned(jpeg(small, profile, segment(0xEE, words), after=words)) == jpeg()
    assert cleaned(png(own, packed) + words) == png()


def test_where_the_position_is_wanted_only_the_cameras_words_stay() -> None:
    comment, trailer = segment(0xFE, b"<script>"), b"<script>"
    photo = jpeg(exif(6), comment, after=trailer)
    picture = png(chunk(b"eXIf", POSITION), chunk(b"tEXt", b"<script>")) + trailer

    assert cleaned(photo, keeps_position=True) == jpeg(exif(6))
    assert cleaned(picture, keeps_position=True) == png(chunk(b"eXIf", POSITION))


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
        png()[:8] + png()[33:],
        b"\xff\xd8" + QUANTISATION + SCAN + END,
        b"\xff\xd8" + FRAME + END,
        b"\xff\xd8" + FRAME + FRAME + SCAN + END,
        b"%PDF-1.7 and no end",
    ],
)
def test_what_is_cut_off_is_not_taken_for_a_picture(content: bytes) -> None:
    with pytest.raises(BrokenMediaError):
        cleaned(content)


def test_an_exif_that_lies_about_its_size_harms_nobody() -> None:
    lies = segment(0xE1, b"Exif\x00\x00MM\x00*\xff\xff\xff\xff\xff\xff")

    assert cleaned(jpeg(lies)) == jpeg()
