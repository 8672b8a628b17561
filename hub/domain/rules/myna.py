"""When what was seen in a patient's record may be passed on: while the look is open, and on its ground (マイナ救急)."""

from collections.abc import Iterator
from datetime import timedelta

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.document import section
from hub.domain.events import Event, MynaRecordShared, MynaRecordViewed, instant
from hub.domain.myna_codes import MynaResult
from hub.domain.rules.rule import Circumstances, Rules, said
from hub.errors import ConflictError, InvalidSubmissionError, Issue


def _view(_case: Case, command: say.ViewMynaRecord, now: Circumstances) -> Iterator[Event]:
    values = said(command, "valid_for_s")
    if command.result is MynaResult.VIEWED:
        values["expires_at"] = instant(now.placed_at + timedelta(seconds=command.valid_for_s))
    yield MynaRecordViewed(at=now.at, key=now.key, values=values)


def _share(case: Case, command: say.ShareMynaRecord, now: Circumstances) -> Iterator[Event]:
    view = section(section(case.document, "myna_views"), command.view)
    if view.get("result") != MynaResult.VIEWED.value:
        why = ("unknown-view", "この事案で閲覧した記録がありません", "is no look of this case at a record")
        raise InvalidSubmissionError([Issue("data.view", *why)])
    if now.at > str(view["expires_at"]):
        raise ConflictError("myna-view-expired")
    values = said(command, "view")
    yield MynaRecordShared(at=now.at, key=now.key, view=command.view, basis=str(view["basis"]), values=values)


RULES: Rules = {
    say.ViewMynaRecord: _view,
    say.ShareMynaRecord: _share,
}
