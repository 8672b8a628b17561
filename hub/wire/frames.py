"""The frames of the stream protocol: what a client may say, and how the hub's words are written.

See `docs/reference/stream-protocol.md`. The body of an event is encoded once for every receiver of the same view; only
the stream's name and offset are put before it.
"""

from collections.abc import Sequence

import msgspec

from hub.domain.document import Document
from hub.errors import Issue, KyukyuError, RejectedError, UnavailableError

_encoder = msgspec.json.Encoder(decimal_format="number")
encode = _encoder.encode
"""Writes plain JSON whose numbers keep their digits."""


class Bind(msgspec.Struct, tag_field="type", tag="bind", forbid_unknown_fields=True):
    """Proves who is calling, by a ticket; the first frame of a socket."""

    ticket: str


class Subscribe(msgspec.Struct, tag_field="type", tag="subscribe", forbid_unknown_fields=True):
    """Asks for a stream, from a position or from a snapshot."""

    stream: str
    epoch: str | None = None
    offset: int | None = None


class Submit(msgspec.Struct, tag_field="type", tag="submit", forbid_unknown_fields=True):
    """Posts a submission, which stays as the sender wrote it; ``signature`` is a detached JWS over its bytes."""

    submission: msgspec.Raw
    signature: str | None = None


class Ack(msgspec.Struct, tag_field="type", tag="ack", forbid_unknown_fields=True):
    """Says that the terminal holds everything up to the offset."""

    stream: str
    offset: int


class Beat(msgspec.Struct, tag_field="type", tag="heartbeat", forbid_unknown_fields=True):
    """Says that the screen is alive, whether it can be seen, and whether it can be heard."""

    visible: bool = False
    sound_armed: bool = False


ClientFrame = Bind | Subscribe | Submit | Ack | Beat
_decoder: msgspec.json.Decoder[ClientFrame] = msgspec.json.Decoder(ClientFrame)


def decode(line: bytes) -> ClientFrame:
    """Reads one frame of a client.

    Raises:
        msgspec.DecodeError: It is none.
    """
    return _decoder.decode(line)


def write(kind: str, /, **fields: object) -> str:
    """Writes a frame of the hub."""
    return encode({"type": kind, **fields}).decode()


def event_tail(  # noqa: PLR0913  what stands over a body
    *, subject: str, version: int, kind: str, recorded_at: str, mode: str, body: Document
) -> bytes:
    """Writes what is the same for every receiver of a view."""
    tail = {
        "subject": subject,
        "version": version,
        "kind": kind,
        "recorded_at": recorded_at,
        "mode": mode,
        "body": body,
    }
    return encode(tail)[1:]


def event(stream: str, offset: int, tail: bytes) -> str:
    """Writes an event frame; stream names hold only ``[a-z0-9:-]``."""
    return f'{{"type":"event","stream":"{stream}","offset":{offset},{tail.decode()}'


def transient(stream: str, subject: str, body: bytes) -> str:
    """Writes a patch without an offset."""
    return f'{{"type":"transient","stream":"{stream}","subject":"{subject}","body":{body.decode()}}}'


class Heading(msgspec.Struct):
    """What stands over the body of an event."""

    subject: str
    kind: str
    mode: str


_heading = msgspec.json.Decoder(Heading)


def heading(event_frame: str) -> Heading:
    """Reads what stands over the body of an event frame."""
    return _heading.decode(event_frame)


class ResourceName(msgspec.Struct, rename={"resource_type": "resourceType"}):
    """What a FHIR resource is called."""

    resource_type: str
    id: str


_resource_name = msgspec.json.Decoder(ResourceName)


def resource_name(resource: bytes | msgspec.Raw) -> ResourceName:
    """Reads type and id of a FHIR resource."""
    return _resource_name.decode(resource)


def error_body(error: KyukyuError) -> dict[str, object]:
    """Returns an error as the wire shows it: code, both sentences, and every issue."""
    body: dict[str, object] = {"code": error.code, "ja": error.ja, "en": error.en}
    if isinstance(error, RejectedError):
        body["issues"] = [_issue(issue) for issue in error.issues]
    if isinstance(error, UnavailableError):
        body["retry_after_s"] = error.retry_after_s
    return body


def _issue(issue: Issue) -> dict[str, str]:
    return {"path": issue.path, "code": issue.code, "ja": issue.ja, "en": issue.en}


def packed(frames: Sequence[str]) -> str:
    """Puts several frames into one message."""
    return "\n".join(frames)
