"""The HTTP of an operator's dispatch system: jobs and answers go out, its words are asked for."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID, uuid5

from adapters.private_transport.manifest import DispatchConfig
from hub.sdk import Delivered, Outcome, Readiness, Refused
from hub.sdk.https import Answer, HttpsLine, bearer

_SUCCESS: Final = 200
_ANSWERS: Final = UUID("5b0d7a86-8a55-5c0e-9a63-0f5d7e0c2b11")
"""Namespace of the keys of answers: a number may hold what no header may."""


class Client:
    """Speaks HTTP to one dispatch system."""

    def __init__(self, config: DispatchConfig) -> None:
        """Opens nothing yet."""
        self._url = config.url
        self._line = HttpsLine(bearer(config.token_file), ca_file=config.ca_file)

    async def check(self) -> Readiness:
        """Asks for the headers of its address."""
        return await self._line.check(self._url)

    async def send(self, message: str, job: bytes) -> Outcome:
        """Posts one job under the id of its message."""
        return await self._post("jobs", message, job)

    async def words(self) -> Sequence[Any]:
        """Asks for what it says and has no answer to yet, the oldest first.

        Raises:
            ConnectionError: It gives none, or none that can be read.
        """
        answer = await self._line.ask("GET", f"{self._url}words", {"Accept": "application/json"})
        if not isinstance(answer, Answer):
            raise ConnectionError(answer.reason)
        if answer.status != _SUCCESS:
            raise ConnectionError(f"http-{answer.status}")
        try:
            words = json.loads(answer.body)["words"]
        except (ValueError, KeyError, TypeError):
            words = None
        if not isinstance(words, list):
            raise ConnectionError("unreadable")
        return words

    async def answer(self, number: str, said: Mapping[str, Any]) -> None:
        """Posts what became of the word of a number.

        Raises:
            ConnectionError: Nobody knows whether it has the answer; the word will come again.
        """
        body = json.dumps({"number": number, **said}, ensure_ascii=False).encode()
        outcome = await self._post("answers", str(uuid5(_ANSWERS, number)), body)
        if not isinstance(outcome, Delivered | Refused):
            raise ConnectionError(outcome.reason)

    async def close(self) -> None:
        """Closes its connections."""
        await self._line.close()

    async def _post(self, what: str, key: str, body: bytes) -> Outcome:
        fields = {"Content-Type": "application/json", "Idempotency-Key": f'"{key}"'}
        return await self._line.send(f"{self._url}{what}", fields, body)
