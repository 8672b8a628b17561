"""What the adapter needs of the way to EMIS, whichever it is."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from adapters.emis.register import Import
from hub.sdk import Outcome, Readiness


class Arrival(NamedTuple):
    """A file that EMIS has for us."""

    name: str
    content: bytes


class Line(Protocol):
    """A way to EMIS. Its methods raise ``OSError`` where it is broken."""

    async def check(self) -> Readiness:
        """Asks how we stand with it."""

    async def send(self, what: str, key: str, content: bytes) -> Outcome:
        """Sends one file: ``hospitals`` or ``transported``, under the key that is the same for every repetition."""

    async def hospitals(self) -> Sequence[Arrival]:
        """Returns the files of hospitals that have come."""

    async def modes(self) -> bytes | None:
        """Returns the modes of the prefectures, where it has them."""

    async def taken(self, arrival: Arrival, done: Import | None) -> None:
        """Is told what became of a file; None where nothing of it could be read."""

    async def close(self) -> None:
        """Lets go of what it holds."""
