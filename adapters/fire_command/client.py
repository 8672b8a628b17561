"""A command system over HTTPS, asked for what is new.

The hub dials out and listens to nobody: a neighbour that was taken over finds no door of its own here.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from adapters.fire_command.line import Arrival
from adapters.fire_command.manifest import FireCommandConfig
from adapters.fire_command.notice import parse
from hub.sdk import Readiness
from hub.sdk.https import Answer, HttpsLine, bearer

_SUCCESS: Final = 200
_LARGEST: Final = 8 * 1024 * 1024


class Client:
    """Speaks HTTP to one command system."""

    def __init__(self, config: FireCommandConfig) -> None:
        """Opens nothing yet, and begins with the oldest notice that the system still has."""
        self._url = f"{config.url}"
        self._line = HttpsLine(bearer(config.token_file), ca_file=config.ca_file)
        self._after = ""
        self._next = ""
        self._waiting: list[Arrival] = []

    async def check(self) -> Readiness:
        """Asks for the headers of the address."""
        return await self._line.check(self._url)

    async def notices(self) -> Sequence[Arrival]:
        """Asks for what came after the last page, once everything of that page is settled."""
        if not self._waiting:
            held = await self._page()
            try:
                self._next, notices = str(held["next"]), list(held["notices"])
            except (KeyError, TypeError):
                raise ConnectionError("no-page") from None
            self._waiting = [Arrival(f"{self._next}#{index}", parse(each)) for index, each in enumerate(notices)]
        return list(self._waiting)

    async def settled(self, arrival: Arrival, _refusals: Sequence[str]) -> None:
        """Goes on to the next page when this was the last of its page."""
        self._waiting.remove(arrival)
        if not self._waiting:
            self._after = self._next

    async def close(self) -> None:
        """Closes its connections."""
        await self._line.close()

    async def _page(self) -> Any:  # noqa: ANN401  whatever the other side writes
        asked = f"{self._url}notices?after={self._after}" if self._after else f"{self._url}notices"
        answer = await self._line.ask("GET", asked, {}, at_most=_LARGEST)
        if not isinstance(answer, Answer):
            raise ConnectionError(answer.reason)
        if answer.status != _SUCCESS:
            raise ConnectionError(f"http-{answer.status}")
        try:
            return json.loads(answer.body, parse_float=Decimal)
        except (ValueError, RecursionError):
            raise ConnectionError("no-json") from None
