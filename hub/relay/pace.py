"""How a connection stands, and when it is tried again: a machine of few states, without a clock of its own.

A failure may be the message's or the counterpart's. Three cases that fail in a row, a counterpart that does not answer
when it is asked, or one that asks for patience open the breaker; from then on one attempt at a time asks whether it is
back, at growing distances. What is logged is the change of a state, and nothing else.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from hub.sdk import Broken, CredentialsRefused, NotReady, Readiness, Ready, TryLater, Unknown

FIRST: Final = timedelta(seconds=0.5)
LONGEST: Final = timedelta(seconds=15)
"""The longest distance: an hour's outage must be drained within a minute after its end."""
UNTIL_SOMEBODY_ACTS: Final = timedelta(seconds=60)
MOST_PATIENCE: Final = timedelta(minutes=15)
"""A counterpart that asks for more patience than this is asked again all the same."""
FAILURES: Final = 3

Chance = Callable[[], float]
"""Draws from 0 to 1."""


class State(StrEnum):
    """How a connection stands."""

    STARTING = "starting"
    UP = "up"
    DOWN = "down"
    CREDENTIALS_REFUSED = "credentials-refused"
    BROKEN = "broken"


def distance(failures: int, chance: Chance) -> timedelta:
    """Returns how long to wait after so many failures: doubled each time, and spread so that nobody comes together."""
    longest = min(FIRST * float(2 ** min(failures, 10)), LONGEST)
    return longest * (0.5 + chance() / 2)


class Pace:
    """The state of one connection."""

    def __init__(self, chance: Chance) -> None:
        """Starts without having asked."""
        self._chance = chance
        self._failing: set[UUID] = set()
        self._pauses = 0
        self.state = State.STARTING
        self.since: datetime | None = None
        self.reason: str | None = None
        self.not_before: datetime | None = None
        self.answered_at: datetime | None = None
        self.when_changed: list[Callable[[State], None]] = []

    @property
    def is_up(self) -> bool:
        """Tells whether messages go at full speed."""
        return self.state is State.UP

    def wait(self, now: datetime) -> timedelta:
        """Returns how long nothing is tried."""
        return max(self.not_before - now, timedelta(0)) if self.not_before else timedelta(0)

    def answered(self, now: datetime) -> None:
        """Notes that the counterpart has answered: with a receipt or with a refusal."""
        self.answered_at, self.not_before, self._pauses = now, None, 0
        self._failing.clear()
        self._become(State.UP, None, now)

    def failed(self, subject: UUID, outcome: TryLater | Unknown, now: datetime) -> None:
        """Notes an attempt that came to nothing."""
        self._failing.add(subject)
        self.reason = outcome.reason
        asked = outcome.not_before if isinstance(outcome, TryLater) else None
        if not self.is_up or asked is not None or len(self._failing) >= FAILURES:
            self._down(outcome.reason, now, asked)

    def checked(self, readiness: Readiness, now: datetime) -> bool:
        """Notes what the counterpart said when it was asked; tells whether a message may be tried."""
        match readiness:
            case Ready():
                if self.state is not State.DOWN:
                    self._become(State.UP, self.reason if self.is_up else None, now)
                    self.not_before = None
                return True
            case NotReady(reason):
                self._down(reason, now, None)
            case CredentialsRefused(reason):
                self._until_somebody_acts(State.CREDENTIALS_REFUSED, reason, now)
            case Broken(reason):
                self._until_somebody_acts(State.BROKEN, reason, now)
        return False

    def _down(self, reason: str, now: datetime, asked: datetime | None) -> None:
        due = now + distance(self._pauses, self._chance)
        self._pauses += 1
        self.not_before = due if asked is None else min(max(asked, due), now + MOST_PATIENCE)
        self._become(State.DOWN, reason, now)

    def _until_somebody_acts(self, state: State, reason: str, now: datetime) -> None:
        self.not_before = now + UNTIL_SOMEBODY_ACTS
        self._become(state, reason, now)

    def _become(self, state: State, reason: str | None, now: datetime) -> None:
        self.reason = reason
        if state is self.state:
            return
        self.state, self.since = state, now
        for told in self.when_changed:
            told(state)
