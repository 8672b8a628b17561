"""What the sides of a case say to each other: who may speak, who reads it, and who learns nothing of it."""

import pytest

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import Answer, Closing, DeclineReason
from hub.domain.disclosure import Relationship, disclose
from hub.domain.document import Document, section
from hub.domain.evolution import evolve
from hub.errors import ConflictError, InvalidSubmissionError, NotFoundError
from tests.factories import Story, command_center, crew, hospital, new_key, opened

ACCEPT = say.AnswerRequest(answer=Answer.ACCEPT)
DECLINE = say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BEDS_FULL)


def asked(*facilities: str) -> Story:
    story = opened()
    story.says(say.RequestAcceptance(facilities=facilities or ("h-001",)))
    return story


def messages(document: Document) -> list[Document]:
    held = section(document, "messages")
    return [section(held, key) for key in held]


def seen(story: Story, facility: str) -> list[object]:
    near = Relationship.ASKED
    return [each["text"] for each in messages(disclose(story.document, near, facility))]


def faults(refused: pytest.ExceptionInfo[InvalidSubmissionError]) -> list[tuple[str, str]]:
    return [(issue.path, issue.code) for issue in refused.value.issues]


def test_a_question_stands_before_the_crews_side_and_its_hospital_alone() -> None:
    story = asked("h-001", "h-002")

    story.says(say.Ask(question="内服薬は?", by="看護師"), hospital())

    (message,) = messages(story.document)
    assert (message["text"], message["is_question"], message["by"]) == ("内服薬は?", True, "看護師")
    assert (message["role"], message["organisation"]) == ("hospital", "h-001")
    assert seen(story, "h-001") == ["内服薬は?"]
    assert seen(story, "h-002") == []


def test_a_reply_goes_to_whom_it_answers() -> None:
    story = asked("h-001", "h-002")
    key = new_key()
    story.says(say.Ask(question="内服薬は?"), hospital(), key=key)

    story.says(say.Message(text="ワルファリン", reply_to=str(key)))

    assert seen(story, "h-001") == ["内服薬は?", "ワルファリン"]
    assert seen(story, "h-002") == []


def test_what_names_no_hospital_stays_between_the_crew_and_its_command_center() -> None:
    story = asked()

    story.says(say.Message(text="応援を要請"), command_center())

    assert [each["text"] for each in messages(story.document)] == ["応援を要請"]
    assert seen(story, "h-001") == []


def test_a_message_to_several_tells_none_of_them_of_the_others() -> None:
    story = asked("h-001", "h-002", "h-003")

    story.says(say.Message(text="到着が遅れます", facilities=("h-001", "h-002")))

    assert (seen(story, "h-001"), seen(story, "h-002"), seen(story, "h-003")) == (
        ["到着が遅れます"],
        ["到着が遅れます"],
        [],
    )
    (shown,) = messages(disclose(story.document, Relationship.ASKED, "h-001"))
    assert "facilities" not in shown


def test_a_patch_discloses_as_the_document_does() -> None:
    story = asked("h-001", "h-002")
    (event,) = story.says(say.Ask(question="内服薬は?"), hospital())

    _, patch = evolve(Case(id=story.case.id), event)

    assert disclose(patch, Relationship.ACCEPTED, "h-002") == {}
    assert messages(disclose(patch, Relationship.ASKED, "h-001"))


@pytest.mark.parametrize("facility", ["h-002", "h-999", "fd-01"])
def test_only_who_is_asked_can_be_written_to(facility: str) -> None:
    """Otherwise the sender would wait for an answer that cannot come: the telephone is left."""
    with pytest.raises(InvalidSubmissionError) as refused:
        asked("h-001").says(say.Message(text="到着が遅れます", facilities=("h-001", facility)))

    assert faults(refused) == [("data.facilities[1]", "not-asked")]


def test_a_hospital_that_has_declined_is_written_to_no_more_and_says_nothing() -> None:
    story = asked()
    key = new_key()
    story.says(say.Ask(question="内服薬は?"), hospital(), key=key)
    story.says(DECLINE, hospital())

    with pytest.raises(InvalidSubmissionError) as refused:
        story.says(say.Message(text="ワルファリン", reply_to=str(key)))
    assert faults(refused) == [("data.reply_to", "not-asked")]
    for command in (say.Ask(question="やはり?"), say.Message(text="やはり")):
        with pytest.raises(ConflictError, match="out-of-turn"):
            story.says(command, hospital())


def test_a_hospital_names_no_recipients() -> None:
    with pytest.raises(InvalidSubmissionError) as refused:
        asked("h-001", "h-002").says(say.Message(text="受けますか", facilities=("h-002",)), hospital())

    assert faults(refused) == [("data.facilities", "not-allowed")]


def test_a_message_that_one_may_not_read_cannot_be_replied_to_and_answers_as_a_missing_one() -> None:
    story = asked("h-001", "h-002")
    key = new_key()
    story.says(say.Ask(question="内服薬は?"), hospital("h-002"), key=key)

    for reply_to in (str(key), str(new_key())):
        with pytest.raises(InvalidSubmissionError) as refused:
            story.says(say.Message(text="盗み聞き", reply_to=reply_to), hospital("h-001"))
        assert faults(refused) == [("data.reply_to", "unknown-message")]


def test_nobody_writes_over_a_message_of_somebody_else() -> None:
    """A key is the sender's own; a hospital that has seen another's could send it as its own."""
    story = asked()
    key = new_key()
    story.says(say.Message(text="到着が遅れます", facilities=("h-001",)), key=key)

    with pytest.raises(ConflictError, match="key-reused-with-other-body"):
        story.says(say.Message(text="偽の連絡"), hospital(), key=key)
    assert seen(story, "h-001") == ["到着が遅れます"]


@pytest.mark.parametrize("by", [crew(), command_center(), hospital()], ids=lambda by: by.role.value)
def test_after_the_end_nobody_listens(by: object) -> None:
    story = asked()
    story.says(ACCEPT, hospital())
    story.says(say.ConfirmDestination(facility="h-001"))
    story.says(say.HandOver())
    story.says(say.CloseCase(closing=Closing.TRANSPORTED))

    with pytest.raises(ConflictError, match="case-closed"):
        story.says(say.Message(text="忘れ物があります"), by)  # type: ignore[arg-type]


def test_a_hospital_that_was_never_asked_is_told_that_there_is_no_such_case() -> None:
    for command in (say.Ask(question="?"), say.Message(text="?")):
        with pytest.raises(NotFoundError):
            asked().says(command, hospital("h-003"))


def test_messages_are_a_set_that_comes_out_alike_in_any_order() -> None:
    story = asked()
    first = story.says(say.Message(text="一"), key=new_key())
    second = story.says(say.Message(text="二"), key=new_key())
    case, other = Case(id=story.case.id), Case(id=story.case.id)
    for event in (*first, *second):
        case, _ = evolve(case, event)
    for event in (*second, *first, *second):
        other, _ = evolve(other, event)

    assert case.document == other.document
