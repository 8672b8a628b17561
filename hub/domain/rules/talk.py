"""Who may say something to whom: only to who listens, so that nobody waits for an answer that cannot come."""

from collections.abc import Iterator, Mapping, Sequence

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import Role
from hub.domain.disclosure import Relationship, of_hospital
from hub.domain.document import Document, section
from hub.domain.events import Event, MessageSent, Value
from hub.domain.rules.rule import Circumstances, Rules, said, still_open
from hub.errors import ConflictError, InvalidSubmissionError, Issue

_NOT_ASKED = ("not-asked", "照会中の医療機関ではありません", "is not being asked")
_NO_MESSAGE = ("unknown-message", "返信先の連絡が見つかりません", "no such message")
_NO_RECIPIENTS = (
    "not-allowed",
    "医療機関の連絡は照会元に届くため、宛先は不要です",
    "a hospital writes to the crew",
)


def _message(case: Case, command: say.Message, now: Circumstances) -> Iterator[Event]:
    _listened(case, now)
    own, replied = now.principal.organisation.id, _replied(case, command, now)
    is_hospital = now.principal.role is Role.HOSPITAL
    if is_hospital and command.facilities is not None:
        raise InvalidSubmissionError([Issue("data.facilities", *_NO_RECIPIENTS)])
    named = [(f"data.facilities[{index}]", each) for index, each in enumerate(command.facilities or ())]
    facilities = [own] if is_hospital else _standing(case, named, replied)
    yield _sent(now, facilities, said(command, "facilities"))


def _ask(case: Case, command: say.Ask, now: Circumstances) -> Iterator[Event]:
    _listened(case, now)
    values = {"text": command.question, "is_question": True, **said(command, "question")}
    yield _sent(now, [now.principal.organisation.id], values)


def _sent(now: Circumstances, facilities: list[str], values: Mapping[str, Value]) -> Event:
    principal = now.principal
    return MessageSent(
        at=now.at,
        key=now.key,
        role=principal.role.value,
        organisation=principal.organisation.id,
        facilities=facilities,
        values=values,
    )


def _listened(case: Case, now: Circumstances) -> None:
    """Lets pass who speaks into a case that somebody still listens to.

    Raises:
        ConflictError: The case has ended, the hospital has nothing more to do with it, or the key is another's.
    """
    still_open(case)
    principal = now.principal
    if principal.role is Role.HOSPITAL and of_hospital(case, principal.organisation.id) < Relationship.ASKED:
        raise ConflictError("out-of-turn")
    if now.key in section(case.document, "messages"):
        raise ConflictError("key-reused-with-other-body")


def _replied(case: Case, command: say.Message, now: Circumstances) -> Document:
    """Returns the message that is replied to, empty where none is.

    Raises:
        InvalidSubmissionError: There is none, or the sender may not read it: the two answer alike.
    """
    if command.reply_to is None:
        return {}
    found = section(section(case.document, "messages"), command.reply_to)
    if not found or (now.principal.role is Role.HOSPITAL and now.principal.organisation.id not in _readers(found)):
        raise InvalidSubmissionError([Issue("data.reply_to", *_NO_MESSAGE)])
    return found


def _readers(message: Document) -> list[str]:
    facilities = message["facilities"]
    return facilities if isinstance(facilities, list) else []


def _standing(case: Case, named: Sequence[tuple[str, str]], replied: Document) -> list[str]:
    """Returns the hospitals that are named, else those that read what is replied to; each of them must listen.

    Raises:
        InvalidSubmissionError: One of them has nothing to do with the case any more.
    """
    if not named and replied:
        named = [("data.reply_to", each) for each in _readers(replied)]
    issues = [Issue(path, *_NOT_ASKED) for path, each in named if of_hospital(case, each) < Relationship.ASKED]
    if issues:
        raise InvalidSubmissionError(issues)
    return [each for _, each in named]


RULES: Rules = {
    say.Message: _message,
    say.Ask: _ask,
}
