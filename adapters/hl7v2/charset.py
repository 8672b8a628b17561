"""What can be written in which character set, and how: pure.

ISO IR87 (JIS X 0208 behind ISO 2022 escapes) is what Japanese systems agree on (JAHIS データ交換規約 共通編). It has
neither half-width katakana nor 髙 or 𠮷: what only looks different is written in its own form, what is another sign is
not guessed.
"""

import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

GETA: Final = "〓"
"""Stands for a sign that cannot be written, as printers have done since type was metal."""
_AS_ITSELF: Final = str.maketrans("～－∥￠￡￢—", "〜−‖¢£¬―")
"""The same signs under the code points that Windows gives them."""
_SAME_SIGN: Final = ("<narrow>", "<wide>", "<square>", "<compat>")
"""Decompositions that change no meaning: ｶ, ㎎, ㈱, Ⅲ. Not ² (10² is not 102), not ① and not ½."""
_DELIMITERS: Final = frozenset("|^~\\&")
_TO_KANJI: Final = b"\x1b$B"


class Charset(StrEnum):
    """How a message is written; the value is what an operator says."""

    ISO_IR87 = "iso-ir87"
    UTF_8 = "utf-8"


_CODECS: Final = {Charset.ISO_IR87: "iso2022_jp", Charset.UTF_8: "utf-8"}


class Written(NamedTuple):
    """Text as it can be written, and for how many signs 〓 stands in it."""

    text: str
    lost: int


def encode(text: str, charset: Charset) -> bytes:
    """Encodes text that `written` has returned."""
    return text.encode(_CODECS[charset])


def decode(content: bytes, charset: Charset) -> str:
    """Decodes what another system has written; what is none becomes �."""
    return content.decode(_CODECS[charset], errors="replace")


def written(text: str, charset: Charset) -> Written:
    """Returns text as it can be written in a character set."""
    if charset is Charset.UTF_8:
        return Written(text, 0)
    signs = list(_writable(text))
    return Written("".join(sign or GETA for sign in signs), signs.count(None))


def _writable(text: str) -> Iterator[str | None]:
    """Yields each sign as it can be written; None for one that cannot."""
    forms = "".join(map(_own_form, text.translate(_AS_ITSELF)))
    for sign in unicodedata.normalize("NFC", forms):  # ｶﾞ is two signs, ガ one
        yield sign if _is_known(sign) else None


def _own_form(sign: str) -> str:
    if _is_known(sign) or not unicodedata.decomposition(sign).startswith(_SAME_SIGN):
        return sign
    form = unicodedata.normalize("NFKD", sign)
    return sign if _DELIMITERS & set(form) else form


def _is_known(sign: str) -> bool:
    if sign.isascii():
        return True
    try:
        return sign.encode("iso2022_jp").startswith(_TO_KANJI)
    except UnicodeEncodeError:
        return False
