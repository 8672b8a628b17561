"""What was refused (検証エラー), counted: by day, by who sent it, by the code of the refusal and of its first fault.

A count says that something keeps going wrong and where, and nothing of what was said: no value, no path, no case. It is
gathered in memory and written twice a second, so that a hub that is killed loses half a second of counts.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Final, NamedTuple, Protocol

from hub.domain.people import Principal
from hub.domain.scope import Scope
from hub.errors import RejectedError, ThrottledError

DAYS: Final = 30
"""How far back counts are told."""
_JAPAN: Final = timezone(timedelta(hours=9), "JST")
_CODE: Final = re.compile(r"[a-z0-9-]{1,60}")
_OTHER: Final = "other"


class Place(NamedTuple):
    """What is counted together; ``source`` is a caller, or `adapter:<connection>`."""

    day: date
    organisation: str
    source: str
    code: str
    fault: str


class Refused(NamedTuple):
    """How often."""

    place: Place
    number: int


class Counts(Protocol):
    """Where counts are kept."""

    async def add(self, counted: Mapping[Place, int]) -> None:
        """Adds to what is kept."""

    async def since(self, organisations: frozenset[str], day: date) -> Sequence[Refused]:
        """Returns what was refused from a day on, the newest day first, then the most frequent."""


class Refusals:
    """Counts what is refused."""

    def __init__(self, counts: Counts, now: Callable[[], datetime]) -> None:
        """Takes where counts are kept, and the time."""
        self._counts = counts
        self._now = now
        self._gathered: Counter[Place] = Counter()

    def note(self, principal: Principal, refusal: RejectedError | ThrottledError) -> None:
        """Counts a refusal; it never waits."""
        issues = refusal.issues if isinstance(refusal, RejectedError) else ()
        fault = _known(issues[0].code) if issues else ""
        place = Place(self._today(), principal.organisation.id, principal.caller, _known(refusal.code), fault)
        self._gathered[place] += 1

    async def write(self) -> None:
        """Writes down what was gathered; where that fails it stays for the next time.

        Raises:
            UnavailableError: The database is away.
        """
        gathered, self._gathered = self._gathered, Counter()
        if not gathered:
            return
        try:
            await self._counts.add(gathered)
        except BaseException:
            self._gathered += gathered
            raise

    async def listed(self, scope: Scope) -> Sequence[Refused]:
        """Returns what was refused within a scope in the last `DAYS` days."""
        return await self._counts.since(scope.organisations, self._today() - timedelta(days=DAYS - 1))

    def _today(self) -> date:
        return self._now().astimezone(_JAPAN).date()


def _known(code: str) -> str:
    """Returns a code as far as it is one of ours: what a sender could have made up is not repeated."""
    return code if _CODE.fullmatch(code) else _OTHER
