"""A rule pack is read whole, or every fault of it is told with its place."""

import pytest

from hub.domain.rule_pack import Asking, RulePack
from hub.errors import InvalidSubmissionError
from hub.wire.rule_pack import read_rule_pack
from tests.factories import example_pack

HEAD = 'region = "r"\nversion = "1"\nname = "架空"\nname_en = "Kaku"\ndepartments = ["fd-01"]\n'
ALWAYS = '[[asking]]\nname = "全例"\nname_en = "Every case"\nat_once = 2\n'


def faults(text: str) -> list[str]:
    with pytest.raises(InvalidSubmissionError) as caught:
        read_rule_pack(text)
    assert all(each.ja and each.en for each in caught.value.issues)
    return [f"{each.path} {each.code}".strip() for each in caught.value.issues]


def test_the_least_that_is_a_pack() -> None:
    assert read_rule_pack(HEAD + ALWAYS) == RulePack(
        region="r",
        version="1",
        name="架空",
        name_en="Kaku",
        departments=("fd-01",),
        asking=(Asking(name="全例", name_en="Every case", at_once=2),),
    )


@pytest.mark.parametrize("name", ["one-by-one", "three-at-once"])
def test_the_worked_examples_are_packs(name: str) -> None:
    pack = example_pack(name)

    assert pack.asking[-1].when.is_always
    assert pack.calls


def test_the_worked_examples_differ_in_what_they_allow() -> None:
    west, east = example_pack("one-by-one"), example_pack("three-at-once")

    assert (west.asking[-1].at_once, east.asking[-1].at_once) == (1, 3)
    assert any(each.phone_confirmation for each in west.asking)
    assert not any(each.phone_confirmation for each in east.asking)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("region = ", ["not-toml"]),
        (
            "",
            [
                "region required",
                "version required",
                "name required",
                "name_en required",
                "departments required",
                "asking required",
            ],
        ),
        (HEAD.replace('"r"', '"R 1"') + ALWAYS, ["region not-an-id"]),
        (HEAD + "colour = 1\n" + ALWAYS, ["colour unknown-field"]),
        (HEAD + "asking = []\n", ["asking not-tables"]),
        (HEAD + "asking = [1]\n", ["asking not-tables"]),
        (HEAD + ALWAYS + "when = 3\n", ["asking[0].when not-a-table"]),
        (HEAD + ALWAYS.replace("2", "0"), ["asking[0].at_once out-of-range"]),
        (HEAD + ALWAYS + 'when = { urgencies = ["blue"] }\n', ["asking[0].when.urgencies[0] unknown-code"]),
        (HEAD + ALWAYS + "when = { refusals = 2 }\n", ["asking[0].when not-for-every-case"]),
        (HEAD + ALWAYS + ALWAYS, ["asking[1] unreachable"]),
        (HEAD + ALWAYS + '[[calls]]\nname = "誰も"\nname_en = "Nobody"\n', ["calls[0].hospitals required"]),
        (HEAD + ALWAYS + "[escalation]\ncrew_s = 60\ncommand_center_s = 30\n", ["escalation out-of-order"]),
        (HEAD + ALWAYS + '[escalation]\ncrew_s = "soon"\n', ["escalation.crew_s not-a-number"]),
        (
            HEAD.replace('["fd-01"]', "[]") + ALWAYS.replace('"全例"', "1"),
            ["departments wrong-number", "asking[0].name not-a-text"],
        ),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_every_fault_is_told_with_its_place(text: str, expected: list[str]) -> None:
    assert faults(text) == expected
