"""What an acknowledgement means."""

import pytest

from adapters.hl7v2.acknowledgement import NoAcknowledgementError, meaning
from adapters.hl7v2.charset import Charset
from adapters.hl7v2.mapping import Event, Letter
from hub.sdk import Delivered, Outcome, Refused, TryLater, Unknown

ID = "QUM3CTQ4IK6WVTUYEWZR"


def answered(code: str, condition: str = "", event: Event = Event.OBSERVED, more: str = "") -> Outcome:
    err = f"ERR|||{condition}^Words^HL70357|E\r" if condition else ""
    answer = f"MSH|^~\\&|HIS||HUB||20261123101200||ACK|7|P|2.5\rMSA|{code}|{ID}\r{err}{more}"
    return meaning(answer.encode("iso2022_jp"), Letter(event, ID, b""), Charset.ISO_IR87)


@pytest.mark.parametrize(
    ("code", "condition", "expected"),
    [
        ("AA", "", Delivered("aa")),
        ("CA", "", Delivered("ca")),
        ("AE", "", Refused("ae", "the receiver does not take this message")),
        ("AE", "101", Refused("ae-101", "the receiver does not take this message")),
        ("AE", "204", Refused("ae-204", "the receiver does not take this message")),
        ("AE", "206", TryLater("ae-206")),
        ("AE", "207", Unknown("ae-207")),
        ("AR", "", TryLater("ar")),
        ("AR", "200", Refused("ar-200", "the receiver does not take this message")),
        ("AR", "203", Refused("ar-203", "the receiver does not take this message")),
        ("AR", "207", Unknown("ar-207")),
        ("CE", "", TryLater("ce")),
        ("CR", "", Refused("cr", "the receiver does not take this message")),
    ],
)
def test_every_code_has_one_meaning(code: str, condition: str, expected: Outcome) -> None:
    assert answered(code, condition) == expected


def test_what_is_already_as_it_should_be_is_delivered() -> None:
    assert answered("AE", "205", Event.REGISTERED) == Delivered("already-registered")
    assert answered("AE", "204", Event.CANCELLED) == Delivered("nothing-to-cancel")
    assert isinstance(answered("AE", "205", Event.OBSERVED), Refused), "the control"


@pytest.mark.parametrize("more", ["ERR|PID^1^5^101&Required&HL70357\r", "ERR|||101\r"])
def test_older_systems_say_elsewhere_what_is_wrong(more: str) -> None:
    assert answered("AE", more=more) == Refused("ae-101", "the receiver does not take this message")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"NAK",
        b"\x06",
        f"MSA|AA|{ID}\r".encode(),
        b"MSH|^~\\&\rMSA|AA\r",
        f"MSH|^~\\&\rMSA|ZZ|{ID}\r".encode(),
        b"MSH|^~\\&\rMSA|AA|ANOTHER\r",
    ],
)
def test_what_is_no_acknowledgement_of_this_message_is_none(answer: bytes) -> None:
    with pytest.raises(NoAcknowledgementError):
        meaning(answer, Letter(Event.OBSERVED, ID, b""), Charset.UTF_8)


def test_japanese_words_of_the_receiver_break_nothing_and_are_not_repeated() -> None:
    said = answered("AE", more="NTE|1||患者 架空 太郎 は登録できません\rERR|||101\r")

    assert said == Refused("ae-101", "the receiver does not take this message")
