"""The checker finds each fault that is planted, and none in a sound history."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from simulators import history
from simulators.checker import Checker, Verdict, judge
from simulators.history import Evidence, HistoryFile, Invoked, Missed, Received, Repeated, Returned, Started
from simulators.ledger import KEYED_KINDS

CASE = "case-1"
HOME = ("unit:u-001", "department:fd-01")
ASKED = "facility:h-001"
RECEIVERS = {HOME[0]: "tablet-u-001", HOME[1]: "console-fd-01", ASKED: "screen-h-001"}


class Story:
    """Writes the history of one case as a sound hub would make it."""

    def __init__(self) -> None:
        self.lines: list[Evidence] = []
        self.tops = dict.fromkeys(RECEIVERS, 0)
        self.version = 0
        self.at = 0.0
        for stream, receiver in RECEIVERS.items():
            self.lines.append(Started(at=0.0, receiver=receiver, stream=stream, epoch="e", offset=0))

    def say(  # noqa: PLR0913 - what a story can vary
        self,
        kind: str,
        *streams: str,
        result: history.Result = "ok",
        mode: str = "patch",
        gone: str | None = None,
        facilities: tuple[str, ...] = (),
        organisation: str = "fd-01",
    ) -> str:
        """Posts a submission; it is delivered on the streams unless it failed."""
        self.at += 1
        key = f"key-{len(self.lines)}"
        self.lines.append(
            Invoked(
                at=self.at,
                caller="tablet-u-001",
                organisation=organisation,
                key=key,
                kind=kind,
                case=CASE,
                facilities=facilities,
                streams=HOME if kind in {"open-case", "open-incident"} else (),
            )
        )
        self.version += 1
        keyed = kind in KEYED_KINDS
        for stream in streams:
            self.deliver(stream, kind, mode="gone" if stream == gone else mode, keys=(key,) if keyed else ())
        self.lines.append(
            Returned(at=self.at + 0.002, key=key, result=result, version=self.version if result == "ok" else None)
        )
        return key

    def deliver(self, stream: str, kind: str, *, mode: str = "patch", keys: tuple[str, ...] = ()) -> None:
        """Delivers the newest version on a stream."""
        self.tops[stream] += 1
        self.lines.append(
            Received(
                at=self.at + 0.001,
                receiver=RECEIVERS[stream],
                stream=stream,
                offset=self.tops[stream],
                subject=CASE,
                version=self.version,
                kind=kind,
                mode=mode,
                keys=keys,
            )
        )

    def where(self, kind: str, stream: str) -> int:
        """Returns the line at which this stream received an event of the kind."""
        return next(
            number
            for number, line in enumerate(self.lines)
            if isinstance(line, Received) and line.kind == kind and line.stream == stream
        )


def sound() -> Story:
    story = Story()
    story.say("open-case", *HOME, mode="document")
    story.say("record-observation", *HOME)
    story.say("request-acceptance", *HOME, ASKED, mode="document", facilities=("h-001",))
    story.version += 1
    for stream in (*HOME, ASKED):
        story.deliver(stream, "mark-delivered")
    story.say("record-treatment", *HOME, ASKED)
    story.say("stamp-time", *HOME)
    story.say("answer-request", *HOME, ASKED, gone=ASKED, organisation="h-001")
    story.say("record-observation", *HOME)
    story.say("close-case", *HOME, mode="gone")
    story.say("record-observation")
    return story


def without(story: Story, line: int) -> list[Evidence]:
    """Takes a line out and closes the offsets behind it, as a hub that never wrote the entry."""
    gone = story.lines[line]
    assert isinstance(gone, Received)
    return [
        msgspec.structs.replace(it, offset=it.offset - 1)
        if isinstance(it, Received) and it.stream == gone.stream and it.offset > gone.offset
        else it
        for number, it in enumerate(story.lines)
        if number != line
    ]


def test_a_sound_history_is_good() -> None:
    verdict = judge(sound().lines)

    assert verdict.is_good, verdict.faults
    assert (verdict.cases, verdict.closed, verdict.submissions) == (1, 1, 9)
    assert verdict.acknowledged == verdict.delivered == 9
    assert verdict.p50_ms == 1.0


@pytest.mark.parametrize("kind", ["record-observation", "record-treatment", "stamp-time", "close-case"])
@pytest.mark.parametrize("stream", HOME)
def test_an_event_that_never_reaches_the_crews_own_side_is_lost(kind: str, stream: str) -> None:
    story = sound()

    verdict = judge(without(story, story.where(kind, stream)))

    assert verdict.lost == 1
    assert verdict.delivered == verdict.acknowledged - 1


@pytest.mark.parametrize("kind", ["request-acceptance", "record-treatment"])
def test_an_event_that_never_reaches_the_asked_hospital_is_lost(kind: str) -> None:
    story = sound()

    assert judge(without(story, story.where(kind, ASKED))).lost == 1


def test_a_hole_in_the_offsets_is_found() -> None:
    story = sound()
    del story.lines[story.where("stamp-time", HOME[0])]

    verdict = judge(story.lines)

    assert (verdict.holes, verdict.lost) == (1, 1)


def test_a_hole_that_the_reader_saw_itself_counts() -> None:
    story = sound()
    story.lines.append(Missed(at=9.0, receiver="tablet-u-001", stream=HOME[0], held=3, got=5))

    assert judge(story.lines).holes == 1


def test_an_offset_that_takes_effect_twice_is_a_duplicate() -> None:
    story = sound()
    line = story.where("stamp-time", HOME[1])
    story.lines.insert(line, story.lines[line])

    assert judge(story.lines).duplicated == 1


def test_an_event_under_two_offsets_is_a_duplicate() -> None:
    story = sound()
    story.version -= 1
    story.deliver(HOME[0], "close-case", mode="gone")

    assert judge(story.lines).duplicated == 1


def test_a_submission_that_is_written_down_twice_is_a_duplicate() -> None:
    story = sound()
    story.lines = story.lines[: story.where("close-case", HOME[0]) - 1]
    first = next(it for it in story.lines if isinstance(it, Received) and it.kind == "record-observation")
    story.version += 1
    for stream in HOME:
        story.deliver(stream, "record-observation", keys=first.keys)

    verdict = judge(story.lines)

    assert verdict.duplicated == 2


def test_an_event_sent_again_and_left_without_effect_is_no_duplicate() -> None:
    story = sound()
    story.lines.append(Repeated(at=9.0, receiver="tablet-u-001", stream=HOME[0], offset=3))

    verdict = judge(story.lines)

    assert verdict.is_good
    assert verdict.repeated == 1


def test_versions_that_fall_are_found() -> None:
    story = sound()
    treated, stamped = (story.where(kind, HOME[0]) for kind in ("record-treatment", "stamp-time"))
    first, second = story.lines[treated], story.lines[stamped]
    assert isinstance(first, Received)
    assert isinstance(second, Received)
    story.lines[treated] = msgspec.structs.replace(second, offset=first.offset)
    story.lines[stamped] = msgspec.structs.replace(first, offset=second.offset)

    assert judge(story.lines).disordered == 1


def test_an_event_that_nobody_posted_is_forged() -> None:
    story = sound()
    story.version += 1
    story.deliver(HOME[0], "report-change", keys=("nobodys-key",))

    assert judge(story.lines).forged == 1


def test_a_refused_submission_that_is_delivered_all_the_same_is_forged() -> None:
    story = Story()
    story.say("open-case", *HOME, mode="document")
    story.say("record-observation", *HOME, result="fail")

    assert judge(story.lines).forged >= 1


def test_a_hospital_that_was_not_asked_has_no_right_to_the_case() -> None:
    story = Story()
    story.say("open-case", *HOME, mode="document")
    story.say("record-observation", *HOME, ASKED)

    assert judge(story.lines).trespassed == 1


def test_a_hospital_that_declined_has_no_right_any_more() -> None:
    story = sound()
    story.version -= 2
    story.deliver(ASKED, "record-observation")

    assert judge(story.lines).trespassed == 1


def test_a_case_that_nobody_opened_is_forged() -> None:
    story = Story()
    story.version = 1
    story.deliver(HOME[1], "open-case", mode="document")

    assert judge(story.lines).forged == 1


def test_a_visitors_case_is_not_forged() -> None:
    story = Story()
    story.version = 1
    story.deliver(HOME[1], "open-case", mode="document")
    line = story.lines[-1]
    assert isinstance(line, Received)
    story.lines[-1] = msgspec.structs.replace(line, unit="u-000")

    assert judge(story.lines, show_units=frozenset({"u-000"})).is_good


def test_a_visitors_answer_is_not_forged() -> None:
    story = Story()
    story.say("open-case", *HOME, mode="document")
    story.say("request-acceptance", *HOME, facilities=("h-900",))
    story.version += 1
    for stream in HOME:
        story.deliver(stream, "answer-request")

    assert judge(story.lines, others=frozenset({"h-900"})).is_good
    assert judge(story.lines).forged == 1


@pytest.mark.parametrize("is_stored", [True, False])
def test_an_unknown_outcome_may_be_stored_or_not(is_stored: bool) -> None:  # noqa: FBT001 - a parameter of the test
    story = Story()
    story.say("open-case", *HOME, mode="document")
    story.say("stamp-time", *(HOME if is_stored else ()), result="info")

    verdict = judge(story.lines)

    assert verdict.is_good, verdict.faults
    assert verdict.unknown == 1


def test_one_unknown_outcome_does_not_explain_two_events() -> None:
    story = Story()
    story.say("open-case", *HOME, mode="document")
    story.say("stamp-time", *HOME, result="info")
    story.version += 1
    for stream in HOME:
        story.deliver(stream, "stamp-time")

    assert judge(story.lines).forged == 1


def test_what_a_later_snapshot_contains_is_delivered() -> None:
    story = Story()
    story.say("open-case", *HOME, mode="document")
    key = story.say("record-observation", HOME[1])
    story.lines.append(
        Started(at=5.0, receiver="tablet-u-001", stream=HOME[0], epoch="f", offset=7, subjects=(CASE,), keys=(key,))
    )

    assert judge(story.lines).is_good


def test_what_a_later_snapshot_lacks_is_lost() -> None:
    story = Story()
    story.say("open-case", *HOME, mode="document")
    story.say("record-observation", HOME[1])
    story.lines.append(Started(at=5.0, receiver="tablet-u-001", stream=HOME[0], epoch="f", offset=7, subjects=(CASE,)))

    assert judge(story.lines).lost == 1


def test_cases_of_an_earlier_run_are_nobodys_fault() -> None:
    story = Story()
    story.lines[0] = Started(
        at=0.0, receiver="console-fd-01", stream=HOME[1], epoch="e", offset=0, subjects=("old-case",)
    )
    story.tops[HOME[1]] += 1
    story.lines.append(
        Received(
            at=1.0,
            receiver="console-fd-01",
            stream=HOME[1],
            offset=1,
            subject="old-case",
            version=9,
            kind="close-case",
            mode="gone",
        )
    )

    assert judge(story.lines).is_good


def test_judging_as_the_run_goes_on_gives_the_same_verdict() -> None:
    checker = Checker()
    for line in sound().lines:
        checker.feed(line)
        checker.settle(before=0.0)
    checker.settle(before=1e9)
    checker.settle()

    assert checker.verdict() == judge(sound().lines)


def test_a_history_on_disk_is_judged_alike(tmp_path: Path) -> None:
    with HistoryFile(tmp_path / "history.jsonl") as file:
        for line in sound().lines:
            file.write(line)

    assert judge(history.read(tmp_path / "history.jsonl")) == judge(sound().lines)


def test_refusals_are_counted_by_their_code() -> None:
    story = Story()
    story.say("open-case", *HOME, mode="document")
    story.say("withdraw-request", result="fail")
    line = story.lines[-1]
    assert isinstance(line, Returned)
    story.lines[-1] = msgspec.structs.replace(line, code="case-closed")

    verdict = judge(story.lines)

    assert verdict.refused == {"case-closed": 1}
    assert verdict.is_good


@pytest.mark.parametrize("kind", sorted(KEYED_KINDS))
def test_a_record_that_stands_under_its_own_key_never_comes_twice(kind: str) -> None:
    story = Story()
    story.say("open-case", *HOME, mode="document")
    key = story.say(kind, *HOME)
    assert judge(story.lines).is_good
    story.version += 1
    story.deliver(HOME[0], kind, keys=(key,))

    assert judge(story.lines).duplicated == 1


@pytest.mark.parametrize("kind", ["request-on-behalf", "allot"])
def test_a_hospital_that_the_command_centre_names_has_a_right_to_the_case(kind: str) -> None:
    story = Story()
    story.say("open-incident", *HOME, mode="document")
    story.say(kind, *HOME, ASKED, mode="document", facilities=("h-001",))
    story.say("record-triage", *HOME, ASKED)
    assert judge(story.lines).is_good, judge(story.lines).faults

    assert judge(without(story, story.where(kind, ASKED))).lost == 1
    assert judge(without(story, story.where("record-triage", ASKED))).lost == 1


def test_a_hospital_that_agreed_on_the_telephone_may_see_the_case_and_others_may_not() -> None:
    story = Story()
    story.say("open-case", *HOME, mode="document")
    story.say("record-phone-answer", *HOME, ASKED, facilities=("h-001",))
    assert judge(story.lines).is_good
    story.lines = [
        msgspec.structs.replace(it, facilities=("h-002",)) if isinstance(it, Invoked) and it.facilities else it
        for it in story.lines
    ]

    assert judge(story.lines).trespassed == 1


def test_a_message_is_owed_to_the_hospital_that_it_names_and_to_no_other() -> None:
    story = Story()
    story.say("open-case", *HOME, mode="document")
    story.say("request-acceptance", *HOME, ASKED, mode="document", facilities=("h-001",))
    story.say("message", *HOME)
    assert judge(story.lines).is_good
    story.say("message", *HOME, facilities=("h-001",))

    assert judge(story.lines).lost == 1


def test_a_question_is_owed_to_the_hospital_that_asks_it() -> None:
    story = Story()
    story.say("open-case", *HOME, mode="document")
    story.say("request-acceptance", *HOME, ASKED, mode="document", facilities=("h-001",))
    story.say("ask", *HOME, organisation="h-001")

    assert judge(story.lines).lost == 1


@pytest.mark.parametrize("kind", ["attach", "view-myna-record", "share-myna-record"])
def test_what_a_hospital_may_not_see_yet_is_owed_to_the_crews_own_side_only(kind: str) -> None:
    story = Story()
    story.say("open-case", *HOME, mode="document")
    story.say("request-acceptance", *HOME, ASKED, mode="document", facilities=("h-001",))
    story.say(kind, *HOME)

    assert judge(story.lines).is_good
    assert judge(without(story, story.where(kind, HOME[1]))).lost == 1


def test_a_case_that_a_transport_became_belongs_to_the_department_that_was_called() -> None:
    story = Story()
    switch = story.say("switch-to-119", result="ok")
    line = next(it for it in story.lines if isinstance(it, Invoked))
    number = story.lines.index(line)
    story.lines[number] = msgspec.structs.replace(line, case="ride-1", streams=(HOME[1],))
    story.version = 0
    story.say("open-incident", result="fail")
    story.version = 1
    story.deliver(HOME[1], "switch-to-119", mode="document", keys=(switch,))
    assert judge(story.lines).is_good, judge(story.lines).faults
    story.deliver(HOME[0], "switch-to-119", mode="document", keys=(switch,))

    assert judge(story.lines).trespassed == 1


def test_a_mode_that_nobody_declared_is_forged() -> None:
    area = "area:99"
    lines: list[Evidence] = [
        Started(at=0.0, receiver="console", stream=area, epoch="e", offset=0),
        Invoked(at=1.0, caller="console", organisation="fd-01", key="k", kind="declare-mode"),
        Returned(at=1.1, key="k", result="ok", version=1),
    ]
    assert judge(lines).lost == 1

    heard = Received(
        at=1.1, receiver="console", stream=area, offset=1, subject="fd-01", version=1, kind="declare-mode", mode="patch"
    )
    assert judge([*lines, heard]).is_good
    assert judge([lines[0], heard]).forged == 1


def test_any_single_fault_is_bad() -> None:
    for name in ("lost", "duplicated", "holes", "disordered", "forged", "trespassed", "forks"):
        assert not replace(Verdict(), **{name: 1}).is_good  # type: ignore[arg-type]
