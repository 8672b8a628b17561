"""The webhook's HTTP: what goes out, and what an answer means. No redirect is followed and no proxy is asked."""

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from adapters.fhir_webhook.manifest import WebhookConfig
from adapters.fhir_webhook.signature import Signer, digest
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

_ANSWER_S: Final = 8.0
_CONNECT_S: Final = 4.0
_NOTHING_HAS_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_WRONG_MESSAGE: Final = frozenset({400, 413, 415, 422})
"""The receiver will never take this one. Other 4xx are about us or the address, and hold for every message."""
_NOT_US: Final = frozenset({401, 403})
_NOT_NOW: Final = frozenset({408, 409, 425, 429, 503})
_SERVER_ERROR: Final = 500


class Client:
    """Posts Bundles to one receiver."""

    def __init__(self, config: WebhookConfig) -> None:
        """Opens nothing yet."""
        self._config = config
        self._http: httpx.AsyncClient | None = None

    async def post(self, delivery: str, body: bytes) -> Outcome:
        """Posts one Bundle under its idempotency key."""
        headers = {
            "Content-Type": "application/fhir+json",
            "Content-Digest": digest(body),
            "Idempotency-Key": f'"{delivery}"',
        }
        try:
            return outcome(await self._ask("POST", headers, body))
        except _NOTHING_HAS_LEFT as error:
            return TryLater(type(error).__name__)
        except httpx.HTTPError as error:
            return Unknown(type(error).__name__)
        except (OSError, ValueError) as error:
            return TryLater(f"key-unusable ({type(error).__name__})")

    async def check(self) -> Readiness:
        """Asks for the headers of the address, signed."""
        try:
            answer = await self._ask("HEAD", {}, b"")
        except httpx.HTTPError as error:
            return NotReady(type(error).__name__)
        except (OSError, ValueError) as error:
            return Broken(f"key-unusable ({type(error).__name__})")
        if answer.status_code in _NOT_US:
            return CredentialsRefused(f"http-{answer.status_code}")
        if answer.status_code >= _SERVER_ERROR or answer.status_code in _NOT_NOW:
            return NotReady(f"http-{answer.status_code}")
        return Ready()

    async def close(self) -> None:
        """Closes its connections."""
        if self._http is not None:
            await self._http.aclose()

    async def _ask(self, method: str, headers: dict[str, str], body: bytes) -> httpx.Response:
        config, url = self._config, httpx.URL(self._config.url)
        signer = Signer(config.algorithm, config.key_id, config.key_file.read_bytes().strip())
        signed = signer.sign(method, config.url, headers, datetime.now(UTC))
        sent = {**headers, **signed, "Host": url.netloc.decode()}
        if config.pinned_address is not None:
            url = url.copy_with(host=str(config.pinned_address))
        request = self._client().build_request(
            method, url, content=body, headers=sent, extensions={"sni_hostname": httpx.URL(config.url).host}
        )
        return await self._client().send(request)

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            trusted = ssl.create_default_context(cafile=self._config.ca_file)
            timeout = httpx.Timeout(_ANSWER_S, connect=_CONNECT_S)
            self._http = httpx.AsyncClient(verify=trusted, timeout=timeout, follow_redirects=False, trust_env=False)
        return self._http


def outcome(answer: httpx.Response) -> Outcome:
    """Says what an answer means; of its body nothing is repeated, for it may quote what was sent."""
    status = answer.status_code
    said = f"http-{status}"
    if answer.is_success:
        return Delivered(answer.headers.get("location", said)[:200])
    if status in _WRONG_MESSAGE:
        return Refused(said, "the receiver cannot take this Bundle")
    if status in _NOT_NOW:
        return TryLater(said, _not_before(answer.headers.get("retry-after")))
    if status >= _SERVER_ERROR:
        return Unknown(said)
    return TryLater(said)


def _not_before(retry_after: str | None) -> datetime | None:
    """Reads ``Retry-After``: seconds or a date; what is neither is left out."""
    if retry_after is None:
        return None
    if retry_after.isdecimal():
        return datetime.now(UTC) + timedelta(seconds=min(int(retry_after), 86_400))
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
