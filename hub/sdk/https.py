"""A counterpart over HTTPS: the line an adapter speaks through, and what an answer means.

For adapters that want it, a part of `hub.sdk`. No redirect is followed and no proxy is asked, so that what is sent
reaches the address an operator wrote and no other. Nothing of an answer's body stands in an outcome: it may quote the
patient. What is not sure is `Unknown`: only where no byte can have left is it `TryLater`.
"""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Annotated, Final, TypeAlias
from urllib.parse import urlsplit

import httpx
from pydantic import AfterValidator

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

__all__ = ["Address", "Answer", "HttpsLine", "Proof", "bearer"]

_CONNECT_S: Final = 4.0
_LARGEST: Final = 1024 * 1024
_LONGEST_RECEIPT: Final = 200
_LONGEST_PATIENCE_S: Final = 86_400
_NOTHING_HAS_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_SUCCESS: Final = range(200, 300)
_WRONG_MESSAGE: Final = frozenset({400, 413, 415, 422})
"""The other side will never take this one. Other 4xx are about us or the address, and hold for every message."""
_NOT_US: Final = frozenset({401, 403})
_NOT_NOW: Final = frozenset({408, 409, 425, 429, 503})
_SERVER_ERROR: Final = 500


def _safe(url: str) -> str:
    """Lets pass what nobody can read on the way: TLS, or this machine itself."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("an address without credentials, query and fragment is needed")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_this_machine(parts.hostname)):
        raise ValueError("https is needed")
    return url


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


Address = Annotated[str, AfterValidator(_safe)]
"""An option that says where a counterpart is spoken to: https, or http on this machine."""

Proof: TypeAlias = Callable[[str, str, Mapping[str, str]], Mapping[str, str]]
"""Makes of the method, the address and the fields of a request those that prove who we are.

It fails with an ``OSError`` or a ``ValueError`` where its secret cannot be used; no message is lost over that.
"""


def bearer(token_file: Path | None) -> Proof:
    """Returns the proof by a token, read anew each time, so that it can be renewed while the hub runs.

    None where the other side asks for no proof.
    """

    def prove(_method: str, _url: str, _fields: Mapping[str, str]) -> Mapping[str, str]:
        if token_file is None:
            return {}
        return {"Authorization": f"Bearer {token_file.read_text(encoding='ascii').strip()}"}

    return prove


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side has answered: the status, the fields of the header by lower-case names, the body."""

    status: int
    fields: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    def outcome(self) -> Outcome:
        """Says what it means for a message that was sent."""
        said = f"http-{self.status}"
        if self.status in _SUCCESS:
            return Delivered(self.fields.get("location", said)[:_LONGEST_RECEIPT])
        if self.status in _WRONG_MESSAGE:
            return Refused(said, "the other side cannot take this message")
        if self.status in _NOT_NOW:
            return TryLater(said, _not_before(self.fields.get("retry-after", "")))
        return Unknown(said) if self.status >= _SERVER_ERROR else TryLater(said)

    def readiness(self) -> Readiness:
        """Says what it means for how we stand with the other side."""
        said = f"http-{self.status}"
        if self.status in _NOT_US:
            return CredentialsRefused(said)
        return NotReady(said) if self.status >= _SERVER_ERROR or self.status in _NOT_NOW else Ready()


class HttpsLine:
    """Speaks HTTP to one counterpart; opens nothing before it is used."""

    def __init__(
        self,
        prove: Proof,
        *,
        ca_file: Path | None = None,
        certificate: tuple[Path, Path] | None = None,
        pinned_address: IPv4Address | IPv6Address | None = None,
        answer_s: float = 8.0,
    ) -> None:
        """Takes the proof of who we are, and how the counterpart is known.

        Args:
            prove: Is asked for each request.
            ca_file: Who certifies the counterpart, where that is not one of the public authorities.
            certificate: Our own and its key, where the counterpart asks for one; the line is of TLS 1.3 then.
            pinned_address: Connect to this address whatever the name resolves to.
            answer_s: For how long an answer is waited for; an adapter's ``attempt_s`` is longer.
        """
        self._prove = prove
        self._ca_file = ca_file
        self._certificate = certificate
        self._pinned_address = pinned_address
        self._timeout = httpx.Timeout(answer_s, connect=_CONNECT_S)
        self._http: httpx.AsyncClient | None = None

    async def check(self, url: str) -> Readiness:
        """Asks for the headers of an address."""
        try:
            return (await self._exchange("HEAD", url, {}, b"", 0)).readiness()
        except httpx.HTTPError as error:
            return NotReady(type(error).__name__)
        except (OSError, ValueError) as error:
            return Broken(f"secret-unusable ({type(error).__name__})")

    async def send(self, url: str, fields: Mapping[str, str], body: bytes) -> Outcome:
        """Posts a message, and says what became of it."""
        answer = await self.ask("POST", url, fields, body)
        return answer.outcome() if isinstance(answer, Answer) else answer

    async def ask(
        self, method: str, url: str, fields: Mapping[str, str], body: bytes = b"", *, at_most: int = _LARGEST
    ) -> Answer | TryLater | Unknown:
        """Asks something, and returns the answer whatever its status; one of more bytes than expected is none."""
        try:
            return await self._exchange(method, url, fields, body, at_most)
        except _NOTHING_HAS_LEFT as error:
            return TryLater(type(error).__name__)
        except httpx.HTTPError as error:
            return Unknown(type(error).__name__)
        except (OSError, ValueError) as error:
            return TryLater(f"secret-unusable ({type(error).__name__})")

    async def close(self) -> None:
        """Closes its connections."""
        if self._http is not None:
            await self._http.aclose()

    async def _exchange(self, method: str, url: str, fields: Mapping[str, str], body: bytes, at_most: int) -> Answer:
        asked = httpx.URL(url)
        sent = {**fields, **self._prove(method, url, fields), "Host": asked.netloc.decode()}
        where = asked if self._pinned_address is None else asked.copy_with(host=str(self._pinned_address))
        known_as = {"sni_hostname": asked.host}
        content = bytearray()
        async with self._client().stream(method, where, headers=sent, content=body, extensions=known_as) as answer:
            async for part in answer.aiter_bytes():
                content += part
                if len(content) > at_most:
                    raise httpx.DecodingError("too large")
        return Answer(answer.status_code, {name.lower(): held for name, held in answer.headers.items()}, bytes(content))

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            self._http = httpx.AsyncClient(
                verify=self._tls(), timeout=self._timeout, follow_redirects=False, trust_env=False
            )
        return self._http

    def _tls(self) -> ssl.SSLContext:
        trusted = ssl.create_default_context(cafile=self._ca_file)
        if self._certificate is not None:
            trusted.minimum_version = ssl.TLSVersion.TLSv1_3
            trusted.load_cert_chain(*self._certificate)
        return trusted


def _not_before(retry_after: str) -> datetime | None:
    """Reads ``Retry-After``: seconds or a date; what is neither is left out."""
    if retry_after.isdecimal():
        return datetime.now(UTC) + timedelta(seconds=min(int(retry_after), _LONGEST_PATIENCE_S))
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
