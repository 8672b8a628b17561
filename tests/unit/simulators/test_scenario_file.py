"""A scenario file is read, or everything that is wrong with it is said: where, what, in two languages."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from hub.domain.commands import KINDS
from simulators import enrolment
from simulators.scenarios import reader
from simulators.scenarios.cast import CastError, Casting
from simulators.scenarios.expectation import Sight, shortfalls
from simulators.scenarios.ground import ground
from simulators.scenarios.reader import ScriptError
from simulators.scenarios.references import named, resolved
from simulators.scenarios.script import SENDERS, Deed, Expected, Role

SOUND = """
title = "題"
title_en = "Title"

[parties]
crew = "crew"
er = "hospital"
op = "operator"

[[step]]
at = "0:00"
who = "crew"
say = "open-case"
data = { chief_complaint = "胸痛" }

[[step]]
at = "1:00"
every = "0:30"
until = "2:00"
who = "crew"
say = "record-observation"
vitals = { complaint = "chest-pain" }

[[step]]
at = "1:10"
who = "crew"
do = "offline"

[[step]]
at = "1:20"
who = "crew"
do = "online"

[[end]]
who = "er"
never = true
"""


OBSERVES = 'who = "crew"\nsay = "record-observation"'


def wrong(text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(ScriptError) as caught:
        reader.parse("wrong", text)
    return [tuple(problem) for problem in caught.value.problems]  # type: ignore[misc]


def with_step(fields: str, *, at: str = "3:00") -> str:
    return f'{SOUND}\n[[step]]\nat = "{at}"\n{fields}'


def test_a_sound_file_becomes_steps_in_the_order_of_time() -> None:
    script = reader.parse("sound", SOUND)

    assert script.parties == {"crew": Role.CREW, "er": Role.HOSPITAL, "op": Role.OPERATOR}
    assert [step.at_s for step in script.steps] == [0, 60, 70, 80, 90, 120, 120]
    assert [step.since_s for step in script.steps if step.vitals] == [0, 30, 60]
    assert script.steps[-1].expected == Expected(is_never=True)
    assert script.seed == 34


@pytest.mark.parametrize(
    ("text", "where", "ja", "en"),
    [
        ("title = ", "TOML", "読み取れません", "Invalid value"),
        ("", "title", "必須", "required"),
        (with_step('who = "crew"\nsay = "open-caze"'), "step[5].say", "open-caze", "no such word"),
        (with_step('who = "crew"\nsee = {}\nsay = "stamp-time"'), "step[5].see", "定義のない", "no field"),
        (with_step('who = "crew"'), "step[5]", "いずれか", "needs one of"),
        (with_step('who = "crew"\nsay = "stamp-time"\ndo = "offline"'), "step[5]", "いずれか", "needs one of"),
        (with_step('who = "crew"\nsay = "stamp-time"', at="3.5"), "step[5].at", "時刻", "h:mm:ss"),
        (with_step('who = "crew"\nsay = 3'), "step[5].say", "文字列", "text"),
        (with_step('who = "er"\ncounts = 3'), "step[5].counts", "表", "table"),
        (with_step('who = "er"\nreads = true'), "step[5].reads", "整数", "whole number"),
        (with_step('who = "er"\nlacks = [1]'), "step[5].lacks", "文字列の配列", "list of text"),
        (with_step('who = "crew"\nsay = "stamp-time"\nevery = "0:10"'), "step[5]", "組で", "together"),
        (with_step('who = "crew"\ndo = "offline"\nrefused = "x"'), "step[5].refused", "say と共に", "beside say"),
        (with_step('who = "crew"\ndo = "sleep"'), "step[5].do", "sleep", "screen-sleeps"),
        (with_step(f'{OBSERVES}\nvitals = {{ complaint = "x" }}'), "step[5].vitals.complaint", "x", "chest-pain"),
        (with_step('who = "nobody"\nsay = "stamp-time"'), "step[5].who", "参加者にありません", "no party"),
        (with_step('who = "er"\nsay = "stamp-time"'), "step[5]", "送信できません", "hospital does not say"),
        (with_step('who = "crew"\nof = "second"\nsay = "stamp-time"'), "step[5]", "まだ始まって", "not begun yet"),
        (with_step(f'{OBSERVES}\ndata = {{ findings = "@h" }}'), "step[5]", "@h", "no party"),
        (with_step('who = "er"\nsees = { "requests.@h.state" = "x" }'), "step[5]", "@h", "no party"),
        (with_step('who = "crew"\nsay = "stamp-time"\nas = "er"'), "step[5]", "使用済み", "is taken"),
        (with_step('who = "er"\nof = "ride"\nsay = "request-transport"'), "step[5]", "依頼先", "data.operators"),
        (with_step('who = "crew"\ndo = "offline"'), "step", "圏外のまま", "still offline"),
        (SOUND.replace('"operator"', '"driver"'), "parties.op", "driver", "no such word"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place_in_two_languages(text: str, where: str, ja: str, en: str) -> None:
    found = [problem for problem in wrong(text) if problem[0] == where]

    assert found, wrong(text)
    assert any(ja in problem[1] and en in problem[2] for problem in found), found


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert len(wrong(with_step('who = "crew"\nsay = "open-caze"\nsee = {}\ndo = "sleep"'))) == 4


def test_a_transport_that_has_begun_does_not_begin_again() -> None:
    begin = 'who = "er"\nof = "ride"\nsay = "request-transport"\ndata = { operators = ["@op"] }'

    assert [problem[2] for problem in wrong(with_step(begin) + f'\n[[step]]\nat = "4:00"\n{begin}')] == [
        "ride has begun already"
    ]


def test_a_name_that_is_no_scenario_is_answered_with_those_that_are() -> None:
    with pytest.raises(ScriptError, match=r"chest-pain.*tunnel"):
        reader.find("heart-attack")


def test_a_scenario_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(SOUND, encoding="utf-8")

    assert reader.find(str(tmp_path / "mine.toml")).name == "mine"


def test_the_reference_names_every_word_of_the_format() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/scenario-file.md").read_text(encoding="utf-8")
    words = {*reader._SCRIPT, *reader._STEP, *reader._VITALS, *Deed, *Role, *reader.names()}

    assert [
        word for word in sorted(words) if not re.search(rf"`(?:\[\[|\[)?{re.escape(word)}(?:\]\]|\])?`", page)
    ] == []


def test_who_may_say_what_is_what_the_hub_says() -> None:
    assert {kind: {str(role) for role in roles} for kind, roles in SENDERS.items()} == {
        name: {role.value for role in kind.roles()} & set(Role) for name, kind in KINDS.items()
    }


def test_references_stand_for_parties_and_times() -> None:
    data = {"facilities": ["@er", "h"], "requests.@er.state": "x", "at": "@now-2m"}

    assert sorted(named([data, *data])) == ["er", "er", "now-2m"]
    told = resolved(data, {"er": "h-1"})
    assert isinstance(told, dict)
    assert told["facilities"] == ["h-1", "h"]
    assert told["requests.h-1.state"] == "x"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}Z", told["at"])


def test_a_ground_that_is_too_small_is_not_played_on(tmp_path: Path) -> None:
    enrolment.write(replace(ground(), hospitals=ground().hospitals[:1]), tmp_path)
    casting = Casting(enrolment.read(tmp_path))

    with pytest.raises(CastError, match="no further hospital"):
        casting.cast(reader.parse("large", SOUND.replace('op = "operator"', 'other = "hospital"')))


def test_no_organisation_plays_in_two_scenarios_at_once(tmp_path: Path) -> None:
    enrolment.write(ground(), tmp_path)
    casting = Casting(enrolment.read(tmp_path))

    seats = [seat for name in reader.names() for seat in casting.cast(reader.find(name))]

    assert len({seat.caller for seat in seats}) == len(seats)
    assert all(seat.meaning.startswith("ground-") for seat in seats)


SIGHT = Sight(document={"a": {"b": 1, "c": 2}, "is": True}, is_known=True, silent=frozenset({"h-1"}), status=200)


@pytest.mark.parametrize(
    ("met", "missed"),
    [
        (Expected(sees={"a.b": 1}), Expected(sees={"a.b": 2})),
        (Expected(sees={"a.b": "*"}), Expected(sees={"a.d": "*"})),
        (Expected(sees={"is": True}), Expected(sees={"is": 1})),
        (Expected(lacks=("a.d",)), Expected(lacks=("a.b",))),
        (Expected(counts={"a": 2}), Expected(counts={"a": 1})),
        (Expected(silent=("h-1",)), Expected(silent=("h-2",))),
        (Expected(awake=("h-2",)), Expected(awake=("h-1",))),
        (Expected(reads=200), Expected(reads=404)),
    ],
)
def test_each_kind_of_expectation_is_met_or_missed(met: Expected, missed: Expected) -> None:
    assert [*shortfalls(met, SIGHT)] == []
    assert len([*shortfalls(missed, SIGHT)]) == 1


def test_before_the_hub_has_said_who_is_silent_nobody_is_known_to_be_awake() -> None:
    assert [*shortfalls(Expected(awake=("h-1",)), Sight())] == ["h-1 awake"]
    assert [*shortfalls(Expected(silent=("h-1",)), Sight())] == ["h-1 silent"]


def test_what_is_gone_or_was_never_told_is_told_apart_from_what_is_there() -> None:
    gone = Sight(gone="declined", is_known=True)

    assert [*shortfalls(Expected(gone="declined"), gone)] == []
    assert [*shortfalls(Expected(gone="closed"), gone)] == ["gone: closed"]
    assert [*shortfalls(Expected(gone="declined"), SIGHT)] == ["gone: declined"]
    assert [*shortfalls(Expected(is_never=True), Sight())] == []
    assert [*shortfalls(Expected(is_never=True), gone)] == ["never told"]
