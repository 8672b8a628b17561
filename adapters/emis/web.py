"""EMIS over HTTP. No redirect is followed and no proxy is asked; of an answer's body nothing is repeated."""

import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx

from adapters.emis.line import Arrival
from adapters.emis.manifest import EmisConfig
from adapters.emis.register import Import
from hub.sdk import (
    Broken,
    CredentialsRefused,
    Delivered,
    NotReady,
    Outcome,
    Readiness,
    Ready,
    Refused,
    TryLater,
    Unknown,
)

_TIMEOUT: Final = httpx.Timeout(8.0, connect=4.0)
_NOTHING_HAS_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_WRONG_FILE: Final = frozenset({400, 413, 415, 422})
_NOT_US: Final = frozenset({401, 403})
_NOT_NOW: Final = frozenset({408, 409, 425, 429, 503})
_UNCHANGED: Final = 304
_LARGEST: Final = 64 * 1024 * 1024


class Web:
    """Speaks HTTP to one EMIS."""

    def __init__(self, config: EmisConfig) -> None:
        """Opens nothing yet."""
        self._config = config
        self._http: httpx.AsyncClient | None = None
        self._tag: str | None = None

    async def check(self) -> Readiness:
        """Asks for the headers of the address."""
        try:
            answer = await self._client().head(self._url(""), headers=self._proof())
        except httpx.HTTPError as error:
            return NotReady(type(error).__name__)
        except (OSError, ValueError) as error:
            return Broken(f"token-unusable ({type(error).__name__})")
        if answer.status_code in _NOT_US:
            return CredentialsRefused(f"http-{answer.status_code}")
        if answer.is_server_error or answer.status_code in _NOT_NOW:
            return NotReady(f"http-{answer.status_code}")
        return Ready()

    async def send(self, what: str, key: str, content: bytes) -> Outcome:
        """Posts one file under its key."""
        kind = {"Content-Type": "text/csv; charset=Shift_JIS", "Idempotency-Key": f'"{key}"'}
        try:
            answer = await self._client().post(self._url(what), content=content, headers={**kind, **self._proof()})
        except _NOTHING_HAS_LEFT as error:
            return TryLater(type(error).__name__)
        except httpx.HTTPError as error:
            return Unknown(type(error).__name__)
        except (OSError, ValueError) as error:
            return TryLater(f"token-unusable ({type(error).__name__})")
        return _outcome(answer)

    async def hospitals(self) -> Sequence[Arrival]:
        """Asks for the file of all hospitals; one that has not changed is not sent again."""
        known = {} if self._tag is None else {"If-None-Match": self._tag}
        answer, content = await self._get("hospitals", known)
        if answer.status_code == _UNCHANGED:
            return []
        self._tag = answer.headers.get("etag")
        return [Arrival("hospitals", content)]

    async def modes(self) -> bytes | None:
        """Asks for the modes of the prefectures."""
        return (await self._get("modes", {}))[1]

    async def taken(self, _arrival: Arrival, done: Import | None) -> None:
        """Asks for the whole file again where nothing of it could be read."""
        if done is None:
            self._tag = None

    async def close(self) -> None:
        """Closes its connections."""
        if self._http is not None:
            await self._http.aclose()

    async def _get(self, what: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
        """Asks for a file and returns it, not more of it than any such file has."""
        content = bytearray()
        try:
            asking = self._client().stream("GET", self._url(what), headers={**headers, **self._proof()})
            async with asking as answer:
                if not (answer.is_success or answer.status_code == _UNCHANGED):
                    raise ConnectionError(f"http-{answer.status_code}")
                async for part in answer.aiter_bytes():
                    content += part
                    if len(content) > _LARGEST:
                        raise ConnectionError("too-large")
        except httpx.HTTPError as error:
            raise ConnectionError(type(error).__name__) from error
        return answer, bytes(content)

    def _url(self, what: str) -> str:
        return f"{self._config.url}{what}"

    def _proof(self) -> dict[str, str]:
        token = "" if self._config.token_file is None else self._config.token_file.read_text(encoding="ascii").strip()
        return {"Authorization": f"Bearer {token}"}

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            trusted = ssl.create_default_context(cafile=self._config.ca_file)
            self._http = httpx.AsyncClient(verify=trusted, timeout=_TIMEOUT, follow_redirects=False, trust_env=False)
        return self._http


def _outcome(answer: httpx.Response) -> Outcome:
    said = f"http-{answer.status_code}"
    if answer.is_success:
        return Delivered(said)
    if answer.status_code in _WRONG_FILE:
        return Refused(said, "EMIS cannot take this file")
    if answer.status_code in _NOT_NOW:
        wait = answer.headers.get("retry-after", "")
        not_before = datetime.now(UTC) + timedelta(seconds=min(int(wait), 86_400)) if wait.isdecimal() else None
        return TryLater(said, not_before)
    return Unknown(said) if answer.is_server_error else TryLater(said)
