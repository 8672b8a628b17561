"""An attachment is a report like any other; only their number is bounded, for a case is read as a whole."""

from collections.abc import Iterator

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.document import section
from hub.domain.events import AttachmentAdded, Event
from hub.domain.media import media_type
from hub.domain.rules.rule import Circumstances, Rules, said
from hub.errors import ConflictError, InvalidSubmissionError, Issue

MOST = 40
"""Attachments of one case."""


def _attach(case: Case, command: say.Attach, now: Circumstances) -> Iterator[Event]:
    attached = section(case.document, "attachments")
    if now.key in attached:
        raise ConflictError("key-reused-with-other-body")
    if len(attached) >= MOST:
        too_many = ("too-many", f"添付は1事案{MOST}件までです", f"a case holds at most {MOST} attachments")
        raise InvalidSubmissionError([Issue("data.content", *too_many)])
    values = said(command, "content")
    values |= {"media_type": str(media_type(command.content)), "size": len(command.shown)}
    yield AttachmentAdded(at=now.at, key=now.key, values=values)


RULES: Rules = {
    say.Attach: _attach,
}
