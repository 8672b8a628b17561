"""One exchange over FHIR's REST: what the request says of form, version and strictness, and how an answer is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from hub.errors import (
    KyukyuError,
    MethodNotAllowedError,
    NotAcceptableError,
    NotAuthenticatedError,
    RejectedError,
    UnavailableError,
    UnsupportedContentError,
)
from hub.fhir.outcome import operation_outcome
from hub.fhir.shelf import Held
from hub.fhir.versions import entity_tag, names
from hub.web.intake import read_body

PREFIX: Final = "/fhir"
FHIR_JSON: Final = "application/fhir+json"
JSON: Final = frozenset({FHIR_JSON, "application/json", "text/json"})
FORM: Final = frozenset({"application/x-www-form-urlencoded"})

_TAKEN: Final = JSON | {"*/*", "application/*", ""}
_FORMATS: Final = JSON | {"json", "application/fhir json"}
_NO_STORE: Final = (b"cache-control", b"no-store")


@dataclass(slots=True)
class Exchange:
    """A request as far as it has been read.

    Attributes:
        base: Where the facade stands, as the caller sees it, without a slash at its end.
        segments: The path below it.
        asked: Names and values of the address.
    """

    method: str
    base: str
    segments: list[str]
    asked: list[tuple[str, str]]
    headers: Mapping[bytes, bytes]
    receive: Receive

    @classmethod
    def of(cls, scope: Scope, receive: Receive) -> "Exchange":
        """Reads the request's first line and headers."""
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        path: str = scope["path"].removeprefix(PREFIX)
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        segments = [part for part in path.split("/") if part]
        return cls(scope["method"], f"{scope['scheme']}://{host}{PREFIX}", segments, asked, headers, receive)

    @property
    def origin(self) -> str:
        """Where the hub stands, as the caller sees it."""
        return self.base.removesuffix(PREFIX)

    @property
    def is_strict(self) -> bool:
        """Whether what is not understood is a fault (``Prefer: handling=strict``)."""
        return b"handling=strict" in self.headers.get(b"prefer", b"").replace(b" ", b"")

    @property
    def place(self) -> list[str]:
        """The path by which the same is got, however it was asked for."""
        return [each for each in self.segments if each != "_search"]

    def negotiate(self) -> None:
        """Sees that the answer may be JSON.

        Raises:
            NotAcceptableError: It may not.
        """
        asked = [value for name, value in self.asked if name == "_format"]
        if asked:
            if asked[-1].partition(";")[0].strip() not in _FORMATS:
                raise NotAcceptableError([FHIR_JSON])
            return
        accepted = self.headers.get(b"accept", b"").decode("latin-1")
        if not any(_is_wanted(kind) for kind in accepted.split(",")):
            raise NotAcceptableError([FHIR_JSON])

    @property
    def if_match(self) -> str | None:
        """The version that the caller has read and takes to be the newest."""
        tags = self.headers.get(b"if-match")
        return None if tags is None else tags.decode("latin-1")

    async def body(self, taken: frozenset[str]) -> bytes:
        """Reads the body.

        Raises:
            UnsupportedContentError: It is of another content type.
            RejectedError: It is too large, too slow or cut off.
        """
        kind = self.headers.get(b"content-type", b"").partition(b";")[0].strip().lower().decode("latin-1")
        if kind not in taken:
            raise UnsupportedContentError(sorted(taken))
        return await read_body(dict(self.headers), self.receive)

    def has(self, held: Held) -> bool:
        """Tells whether the caller has this version already, by its own word.

        Who sees a part may see more of the same version later: what it has is not known to be all.
        """
        if not held.version or not held.is_whole:
            return False
        known = self.headers.get(b"if-none-match")
        if known is not None:
            return names(known.decode("latin-1"), held.version)
        since = self.headers.get(b"if-modified-since")
        if since is None:
            return False
        try:
            return held.moment // 1_000_000 <= parsedate_to_datetime(since.decode("latin-1")).timestamp()
        except ValueError:
            return False


def _is_wanted(kind: str) -> bool:
    """Tells whether one part of an Accept header asks for what there is."""
    name, *parameters = (part.strip().lower() for part in kind.split(";"))
    return name in _TAKEN and not any(each.startswith("q=0") and not each.strip("q=0.") for each in parameters)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = field(default=())

    async def send(self, send: Send, *, is_head: bool) -> None:
        """Sends it; of a HEAD only what stands above the body."""
        headers = [_NO_STORE, *self.headers]
        if self.body:
            headers += [(b"content-type", FHIR_JSON.encode()), (b"content-length", str(len(self.body)).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if is_head else self.body})


def versioned(held: Held) -> tuple[tuple[bytes, bytes], ...]:
    """Returns the headers that tell a version; none where no versions are kept."""
    if not held.version:
        return ()
    written = datetime.fromtimestamp(held.moment / 1_000_000, UTC).replace(microsecond=0)
    return (b"etag", entity_tag(held.version).encode()), (
        b"last-modified",
        format_datetime(written, usegmt=True).encode(),
    )


def refusal(error: KyukyuError) -> Answer:
    """Returns an error as an OperationOutcome."""
    body = operation_outcome(error)
    match error:
        case NotAuthenticatedError():
            return Answer(error.status, body, ((b"www-authenticate", error.challenge.encode()),))
        case MethodNotAllowedError():
            return Answer(error.status, body, ((b"allow", ", ".join(error.allowed).encode()),))
        case RejectedError():
            return Answer(error.status, body)
        case UnavailableError():
            return Answer(error.status, body, ((b"retry-after", str(error.retry_after_s).encode()),))
        case _:
            return Answer(500, body)
