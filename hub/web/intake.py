"""The door: bytes of a known caller become submissions, submissions become receipts.

``POST /submissions`` is a plain ASGI application, for a handler of the framework halves its rate; its description for
OpenAPI stands in `hub.web.description`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec
import structlog
from starlette.types import Receive, Scope, Send
from uuid_utils.compat import uuid7

from hub.domain.commands import KINDS, MarkDelivered
from hub.domain.events import instant
from hub.domain.people import Principal
from hub.errors import (
    InvalidSubmissionError,
    Issue,
    KyukyuError,
    MalformedError,
    NotAuthenticatedError,
    RejectedError,
    SignatureError,
    ThrottledError,
    TooLargeError,
    UnavailableError,
    UnsupportedContentError,
)
from hub.ports import Accepted, Arrival, Coalesced, Intake, Outcome
from hub.web.caller import Gate
from hub.web.limits import Limits
from hub.web.metrics import submissions
from hub.wire import frames
from hub.wire.express import read_express
from hub.wire.guard import LONGEST, parse
from hub.wire.submission import Placed, Signed, Submission, place, read

log = structlog.get_logger()

_BODY_WITHIN_S: Final = 20.0
_MOST: Final = 100
"""Submissions in one list."""


class Signatures(Protocol):
    """How signatures of callers are verified."""

    def check(self, statement: str, raw: bytes, caller: str, /) -> str:
        """Returns the key by which the caller has signed these bytes.

        Raises:
            SignatureError: None of its keys has.
        """


class Door:
    """Reads submissions and hands them to the intake."""

    def __init__(
        self,
        intake: Intake,
        tolerance: timedelta,
        limits: Limits | None = None,
        signatures: Signatures | None = None,
        refused: Callable[[Principal, RejectedError | ThrottledError], None] | None = None,
    ) -> None:
        """Takes the intake, how far ahead a device's time may be, how much may be said, and who verifies signatures.

        ``refused`` hears of what does not get as far as the intake.

        Without limits it is the door of the hub's own connections: the queue bounds them, and they sign nothing.
        """
        self._signatures = signatures
        self._refused = refused
        self._intake = intake
        self._tolerance = tolerance
        self._limits = limits

    def arrive(self, raw: bytes, principal: Principal) -> Arrival:
        """Reads one submission.

        Raises:
            RejectedError: With everything that is wrong with it.
        """
        return self.placed(read_express(raw) or read(parse(raw), raw), principal)

    def placed(self, submission: Submission, principal: Principal) -> Arrival:
        """Places a submission on the hub's clock that was read elsewhere.

        Raises:
            RejectedError: Its time lies in the future.
        """
        received_at = datetime.now(UTC)
        return Arrival(submission, place(submission, received_at, self._tolerance), principal, received_at)

    @property
    def has_room(self) -> bool:
        """Whether nobody has to wait for room."""
        return self._intake.has_room

    async def room(self) -> None:
        """Waits while too many submissions wait already."""
        await self._intake.room()

    def let_in(self, arrival: Arrival) -> Awaitable[Outcome]:
        """Takes in what has arrived; what became of it is known after the commit."""
        return self._intake.take(arrival)

    def admit_all(self, kinds: Sequence[str], principal: Principal) -> None:
        """Lets pass what was read from one body, before it is let in.

        Raises:
            ThrottledError: Too much was said already.
        """
        if self._limits is not None:
            self._limits.admit_all(principal, kinds)

    def take(self, raw: bytes, principal: Principal, signature: str | None = None) -> Awaitable[Outcome]:
        """Takes one submission in, with its sender's signature where it has one; what became of it is known later."""
        try:
            if self._limits is not None:
                self._limits.admit(principal, raw)
            arrival = self.arrive(raw, principal)
            if signature is not None:
                arrival = self._signed(arrival, signature)
            return self._intake.take(arrival)
        except (RejectedError, ThrottledError) as refusal:
            self.refuse(principal, refusal)
            future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
            future.set_result(refusal)
            return future

    def refuse(self, principal: Principal, refusal: RejectedError | ThrottledError) -> None:
        """Tells that something was refused before the intake."""
        if self._refused is not None:
            self._refused(principal, refusal)

    def _signed(self, arrival: Arrival, signature: str) -> Arrival:
        """Returns the arrival with its signature, once that is verified.

        Raises:
            SignatureError: The sender has not signed these bytes.
        """
        if self._signatures is None:
            raise SignatureError
        submission = arrival.submission
        key = self._signatures.check(signature, submission.raw, arrival.principal.caller)
        return arrival._replace(submission=submission._replace(signed=Signed(signature, key)))

    def mark_delivered(self, case: UUID, principal: Principal) -> None:
        """States for a hospital that its terminal holds the request of a case; the hub's own word for it."""
        now = datetime.now(UTC)
        key = uuid7()
        body = {"kind": MarkDelivered.kind, "key": str(key), "case": str(case), "occurred_at": instant(now), "data": {}}
        submission = Submission(
            kind=MarkDelivered.kind,
            key=key,
            subject=case,
            occurred_at=now,
            sent_at=None,
            command=MarkDelivered(),
            raw=frames.encode(body),
            digest=key.bytes,
        )
        self._intake.take(Arrival(submission, Placed(now, now), principal, now))


def status_of(outcome: Outcome) -> int:
    """Returns the HTTP status of an outcome."""
    if isinstance(outcome, Accepted):
        return 200 if outcome.is_repeated else 201
    if isinstance(outcome, Coalesced):
        return 201
    return outcome.status if isinstance(outcome, RejectedError | UnavailableError) else 500


def receipt_body(outcome: Accepted | Coalesced) -> dict[str, object]:
    """Returns a receipt as the wire shows it."""
    if isinstance(outcome, Coalesced):
        submission = outcome.submission
        return {
            "key": str(submission.key),
            "kind": submission.kind,
            submission.command.about: str(submission.subject),
            "recorded_at": instant(outcome.recorded_at),
            "coalesced": True,
        }
    receipt = outcome.receipt
    body: dict[str, object] = {"key": str(receipt.key), "kind": receipt.kind}
    about = KINDS.get(receipt.kind, MarkDelivered).about
    if not about.is_sender:
        body[about] = str(receipt.subject)
    body["version"] = receipt.version
    body["recorded_at"] = instant(receipt.recorded_at)
    body["placed_at"] = instant(receipt.placed_at)
    return body


def key_of(raw: bytes) -> str | None:
    """Returns the key a refused submission gave, so that its sender knows which one is meant."""
    try:
        return msgspec.json.decode(raw, type=_Keyed).key
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


class _Keyed(msgspec.Struct):
    key: str | None = None


def outcome_frame(outcome: Outcome, raw: bytes) -> str:
    """Writes an outcome for the socket it came from."""
    status = status_of(outcome)
    submissions(status).inc()
    if isinstance(outcome, KyukyuError):
        return frames.write("refused", key=key_of(raw), status=status, error=frames.error_body(outcome))
    return frames.write("receipt", **receipt_body(outcome))


class IntakeEndpoint:
    """The ASGI application of ``POST /submissions``."""

    def __init__(self, door: Door, gate: Gate) -> None:
        """Takes the door and who may come in."""
        self._door = door
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; the caller is known before its body is read."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        told: dict[bytes, object] = {}
        try:
            principal = await self._gate.principal(scope)
            _check_type(headers)
            body = await read_body(headers, receive)
            signatures = headers.get(b"submission-signature", b"").decode("latin-1")
            status, answer = await self._answer(body, principal, signatures)
        except NotAuthenticatedError as error:
            status, answer = error.status, frames.error_body(error)
            told[b"www-authenticate"] = error.challenge
        except (RejectedError, UnavailableError) as error:
            status, answer = error.status, frames.error_body(error)
        except Exception as error:  # noqa: BLE001  the border: whatever it is, the sender gets an answer
            log.error("unexpected", place="submissions", error=type(error).__name__)  # noqa: TRY400  no traceback: data
            status, answer = 500, {"code": "unexpected", "ja": "内部エラーです。", "en": "Internal error."}
        if isinstance(answer, dict) and "retry_after_s" in answer:
            told[b"retry-after"] = answer["retry_after_s"]
        await respond(send, status, frames.encode(answer), told)

    async def _answer(self, body: bytes, principal: Principal, signatures: str) -> tuple[int, Any]:
        if body.lstrip()[:1] != b"[":
            outcome = await self._door.take(body, principal, signatures or None)
            status = status_of(outcome)
            submissions(status).inc()
            return status, frames.error_body(outcome) if isinstance(outcome, KyukyuError) else receipt_body(outcome)
        many = _apart(body)
        signed = _each(signatures, len(many))
        taken = [(raw, self._door.take(raw, principal, own)) for raw, own in zip(many, signed, strict=True)]
        return 200, [_one_of_many(raw, await outcome) for raw, outcome in taken]


def _check_type(headers: dict[bytes, bytes]) -> None:
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != b"application/json":
        raise UnsupportedContentError(["application/json"])


def _apart(body: bytes) -> list[bytes]:
    """Takes a list apart, each submission in its sender's own bytes."""
    parse(body)
    many = msgspec.json.decode(body, type=list[msgspec.Raw])
    if not 1 <= len(many) <= _MOST:
        raise InvalidSubmissionError(
            [Issue("", "wrong-number", f"一度に送れるのは1〜{_MOST}件です", f"a list holds 1 to {_MOST} submissions")]
        )
    return [bytes(raw) for raw in many]


def _each(signatures: str, number: int) -> list[str | None]:
    """Returns the signature of each submission of a list; between two commas there may be none.

    Raises:
        SignatureError: There are more or fewer of them than submissions.
    """
    if not signatures:
        return [None] * number
    each = [part.strip() or None for part in signatures.split(",")]
    if len(each) != number:
        raise SignatureError
    return each


def _one_of_many(raw: bytes, outcome: Outcome) -> dict[str, object]:
    status = status_of(outcome)
    submissions(status).inc()
    if isinstance(outcome, KyukyuError):
        return {"key": key_of(raw), "status": status, "error": frames.error_body(outcome)}
    body = receipt_body(outcome)
    return {"key": body["key"], "status": status, "receipt": body}


async def read_body(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    """Reads a body up to the bound, and waits for it as long as a bad radio link may need, and no longer."""
    try:
        async with asyncio.timeout(_BODY_WITHIN_S):
            return await _body(headers, receive)
    except TimeoutError:
        raise MalformedError([Issue("", "too-slow", "送信が遅すぎます", "the body came too slowly")]) from None


async def _body(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    length = headers.get(b"content-length")
    if length is not None and (not length.isdigit() or int(length) > LONGEST):
        raise TooLargeError(LONGEST)
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise MalformedError([Issue("", "cut-off", "送信が途中で切れました", "the body was cut off")])
        body += message.get("body", b"")
        if len(body) > LONGEST:
            raise TooLargeError(LONGEST)
        if not message.get("more_body"):
            return bytes(body)


async def respond(send: Send, status: int, body: bytes, more: Mapping[bytes, object]) -> None:
    """Sends a JSON answer, with further headers."""
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    headers += [(name, str(value).encode()) for name, value in more.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
