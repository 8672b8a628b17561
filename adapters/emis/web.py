"""EMIS over HTTP."""

from collections.abc import Sequence
from typing import Final

from adapters.emis.line import Arrival
from adapters.emis.manifest import EmisConfig
from adapters.emis.register import Import
from hub.sdk import Outcome, Readiness
from hub.sdk.https import Answer, HttpsLine, bearer

_SUCCESS: Final = 200
_UNCHANGED: Final = 304
_LARGEST: Final = 64 * 1024 * 1024


class Web:
    """Speaks HTTP to one EMIS."""

    def __init__(self, config: EmisConfig) -> None:
        """Opens nothing yet."""
        self._url = config.url
        self._line = HttpsLine(bearer(config.token_file), ca_file=config.ca_file)
        self._tag: str | None = None

    async def check(self) -> Readiness:
        """Asks for the headers of the address."""
        return await self._line.check(f"{self._url}")

    async def send(self, what: str, key: str, content: bytes) -> Outcome:
        """Posts one file under its key."""
        fields = {"Content-Type": "text/csv; charset=Shift_JIS", "Idempotency-Key": f'"{key}"'}
        return await self._line.send(f"{self._url}{what}", fields, content)

    async def hospitals(self) -> Sequence[Arrival]:
        """Asks for the file of all hospitals; one that has not changed is not sent again."""
        answer = await self._get("hospitals", {} if self._tag is None else {"If-None-Match": self._tag})
        if answer.status == _UNCHANGED:
            return []
        self._tag = answer.fields.get("etag")
        return [Arrival("hospitals", answer.body)]

    async def modes(self) -> bytes | None:
        """Asks for the modes of the prefectures."""
        return (await self._get("modes", {})).body

    async def taken(self, _arrival: Arrival, done: Import | None) -> None:
        """Asks for the whole file again where nothing of it could be read."""
        if done is None:
            self._tag = None

    async def close(self) -> None:
        """Closes its connections."""
        await self._line.close()

    async def _get(self, what: str, fields: dict[str, str]) -> Answer:
        """Asks for a file, not more of it than any such file has."""
        answer = await self._line.ask("GET", f"{self._url}{what}", fields, at_most=_LARGEST)
        if not isinstance(answer, Answer):
            raise ConnectionError(answer.reason)
        if answer.status not in {_SUCCESS, _UNCHANGED}:
            raise ConnectionError(f"http-{answer.status}")
        return answer
