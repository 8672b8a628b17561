"""What the adapter needs of the way to a command system, whichever it is."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from adapters.fire_command.notice import Read
from hub.sdk import Readiness


class Arrival(NamedTuple):
    """A notice that has come, by the name it has on its way."""

    name: str
    read: Read


class Line(Protocol):
    """A way to a command system. Its methods raise ``OSError`` where it is broken."""

    async def check(self) -> Readiness:
        """Asks how we stand with it."""

    async def notices(self) -> Sequence[Arrival]:
        """Returns the notices that have come and are not settled, in their order; none where there are none."""

    async def settled(self, arrival: Arrival, refusals: Sequence[str]) -> None:
        """Is told that everything of a notice has had its answer from the hub, and what the hub refused."""

    async def close(self) -> None:
        """Lets go of what it holds."""
