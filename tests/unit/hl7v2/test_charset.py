"""What can be written in ISO IR87, what is written in its own form, and what is never guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.hl7v2.charset import GETA, Charset, decode, encode, written

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=100)

IR87, UTF_8 = Charset.ISO_IR87, Charset.UTF_8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("胸痛 76歳", "胸痛 76歳"),
        ("ｶﾞｽ中毒 ﾊﾟﾝ", "ガス中毒 パン"),
        ("㈱架空 5㎎ Ⅲ度", "(株)架空 5mg III度"),
        ("10～20", "10〜20"),
        ("38.5℃", "38.5℃"),
    ],
)
def test_the_same_sign_is_written_in_the_form_that_the_set_has(text: str, expected: str) -> None:
    assert written(text, IR87) == (expected, 0)


@pytest.mark.parametrize("text", ["髙", "𠮷", "10²", "½", "①", "¥", "🚑", "é"])
def test_another_sign_is_never_guessed(text: str) -> None:
    """10² is not 102, and 髙 is not 高 in a name."""
    shown, lost = written(text, IR87)

    assert lost == 1
    assert shown == text[:-1] + GETA


def test_utf_8_writes_everything() -> None:
    assert written("髙𠮷①🚑", UTF_8) == ("髙𠮷①🚑", 0)


PRINTED = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


@EXAMPLES
@given(PRINTED)
def test_no_sign_becomes_a_delimiter(text: str) -> None:
    """Text has been escaped before."""
    delimiters = set("|^~\\&")

    assert not (set(written(text, IR87).text) - set(text)) & delimiters


@EXAMPLES
@given(PRINTED)
def test_whatever_is_written_is_read_as_it_was_written_and_ends_in_ascii(text: str) -> None:
    """A delimiter that follows must not be taken for half a kanji."""
    shown = written(text, IR87).text

    content = encode(shown, IR87)

    assert decode(content, IR87) == shown
    assert decode(content + b"|", IR87) == f"{shown}|"
    assert b"\x1b(J" not in content
