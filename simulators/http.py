"""The few requests over HTTP/1.1 that simulators make: one connection each, over the standard library's streams."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import msgspec

_TIMEOUT_S: Final = 10.0
_LARGEST: Final = 16 * 1024 * 1024
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and headers, named in small letters, of a response."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


async def ask(  # noqa: PLR0913 - what a request is made of
    hub: str,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: object = None,
    form: str | None = None,
) -> Answer:
    """Sends one request and returns its answer.

    Args:
        hub: Address of the hub, `http://host:port`, or `https://…` where it is certified by whom this machine trusts.
        method: GET or POST.
        path: Where to.
        headers: By which the caller is known; without any the request is anonymous.
        body: Anything msgspec writes as JSON; none when absent.
        form: What is sent in its place, as a form.

    Raises:
        OSError: The hub cannot be reached, or hung up.
    """
    parts = urlsplit(hub)
    content = form.encode() if form is not None else b"" if body is None else msgspec.json.encode(body)
    kind = "application/json" if form is None else "application/x-www-form-urlencoded"
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Connection: close",
        f"Content-Length: {len(content)}",
    ]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if content:
        lines.append(f"Content-Type: {kind}")
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            is_tls = parts.scheme == "https"
            port = parts.port or (443 if is_tls else 80)
            reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=is_tls or None)
            try:
                writer.write("\r\n".join([*lines, "", ""]).encode() + content)
                raw = await reader.read(_LARGEST)
                while chunk := await reader.read(_LARGEST):
                    raw += chunk
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
    except TimeoutError:
        raise ConnectionError(f"{method} {path}: no answer within {_TIMEOUT_S:.0f} s") from None
    return _read(raw)


async def wait_until_ready(hub: str, within_s: float = 60.0) -> bool:
    """Waits until `/health/ready` says so; tells whether it did in time."""
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + within_s
    while loop.time() < give_up_at:
        with contextlib.suppress(OSError):
            if (await ask(hub, "GET", "/health/ready")).status == _OK:
                return True
        await asyncio.sleep(0.2)
    return False


def _read(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    status, *headers = head.split(b"\r\n")
    if not status.startswith(b"HTTP/1.1 "):
        raise ConnectionError("the hub hung up")
    if any(line.lower().replace(b" ", b"") == b"transfer-encoding:chunked" for line in headers):
        body = _unchunk(body)
    told = (line.decode("latin-1").partition(":") for line in headers)
    return Answer(int(status.split()[1]), body, {name.lower(): value.strip() for name, _, value in told})


def _unchunk(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        if length == 0:
            break
        whole, body = whole + body[:length], body[length + 2 :]
    return whole
