"""Crews that get their calls from their fire department's command system: a call opens the case before they leave."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from simulators.calls import Record, written
from simulators.documents import section
from simulators.fire_command import Server
from simulators.frames import Event
from simulators.wire import Terminal

_HEARD_WITHIN_S: Final = 10.0


@dataclass(slots=True)
class CommandRoom:
    """The command system of one fire department.

    Attributes:
        opened: The case and its version of each call that has reached its crew, by the number of the call.
        missed: Calls that have not reached their crew in time.
    """

    department: str
    server: Server
    opened: dict[str, tuple[str, int]] = field(default_factory=dict)
    missed: int = 0
    _calls: int = 0

    def hears(self, event: Event) -> None:
        """Looks at what has just come onto a crew's tablet."""
        if event.kind == "open-incident" and event.mode == "document":
            number = section(event.body, "incident").get("number")
            self.opened.setdefault(str(number), (event.subject, event.version))

    async def call(self, terminal: Terminal, unit: str, told: dict[str, object]) -> str | None:
        """Takes a call down, and returns the case that therefore stands on the unit's tablet; None where none does.

        What the hub has said for the command system is written into the history, for the command system has said it.
        """
        self._calls += 1
        number = f"{self.department}-C{self._calls:05}"
        opened_at = datetime.now(UTC)
        record = Record(number, [unit], opened_at, **told)
        record.unit(unit, ordered_at=written(opened_at))
        self.server.says(record.notice())
        if not await terminal.until(lambda: number in self.opened, _HEARD_WITHIN_S):
            self.missed += 1
            return None
        case, version = self.opened[number]
        terminal.vouch("open-incident", case, version, {"unit": unit})
        return case
