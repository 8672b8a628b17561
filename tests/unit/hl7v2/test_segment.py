"""Segments: no text can break out of its field."""

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.hl7v2.segment import escaped, header, joined, segment
from simulators.hl7v2 import plain, read

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=100)

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def test_fields_stand_at_their_numbers_and_what_is_empty_at_the_end_is_left_out() -> None:
    assert segment("PID", {1: "1", 3: ("7", "", "", "HUB", "PT"), 5: [("架空", "太郎"), ("カクウ",)], 8: ""}) == (
        "PID|1||7^^^HUB^PT||架空^太郎~カクウ"
    )


def test_the_header_says_which_delimiters_there_are() -> None:
    assert header({3: "HUB", 12: "2.5", 18: [("",), ("ISO IR87",)]}) == "MSH|^~\\&|HUB|||||||||2.5||||||~ISO IR87"


@EXAMPLES
@given(TEXT)
def test_text_is_read_as_it_was_written_and_holds_no_delimiter(text: str) -> None:
    """The reader is the simulator's, which shares no code with the writer."""
    shown = escaped(text)

    assert plain(shown) == text
    assert not set(shown) & set("|^~&\r\n\x0b\x1c")


@EXAMPLES
@given(st.lists(TEXT, min_size=1, max_size=4), st.lists(TEXT, min_size=1, max_size=3))
def test_a_message_of_any_text_keeps_its_fields_and_components(fields: list[str], components: list[str]) -> None:
    held = dict(enumerate(fields, start=1))
    content = joined([header({10: "1", 18: "UNICODE UTF-8"}), segment("ZZZ", {**held, 9: tuple(components)})])

    _, read_back = read(content.encode())

    assert [plain(read_back[number]) for number in held] == fields
    shown = read_back.parts(9) if any(components) else [""]
    assert shown + [""] * (len(components) - len(shown)) == components
