"""Breaking the glass: who treats a patient without having to do with the case sees it for an hour, before witnesses."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from hub.domain.codes import GlassReason
from hub.domain.permission import Context

HOLDS_FOR: Final = timedelta(minutes=60)


class Glass(NamedTuple):
    """A glass that was broken (緊急閲覧): by whom, before whose case, why, and until when it stays so."""

    id: UUID
    subject: UUID
    caller: str
    organisation: str
    owner: str
    reason: GlassReason
    is_exercise: bool
    broken_at: datetime
    until: datetime
    person: str | None = None
    """Who had signed in; without one it is known which device, and no more."""

    def context(self, now: datetime) -> Context:
        """Returns what a decision has to know of it."""
        return Context(now, self.until, self.is_exercise)


class Review(NamedTuple):
    """That an administrator of one of the two sides has looked at it (事後確認)."""

    organisation: str
    by: str
    at: datetime
