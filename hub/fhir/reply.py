"""What the hub answers to a Bundle: a response to each entry, or a message that answers a message."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

from hub.fhir.codes import Content
from hub.fhir.resource import encode, stated
from hub.fhir.versions import entity_tag

_ANSWERS: Final = UUID("4d0f2c5e-8f2b-5f0e-b6a7-0b7e0f9d3c61")


class Replied(NamedTuple):
    """What became of one entry: its status line, what it led to in which version and when, and what is said.

    ``name`` is the fullUrl under which it was posted.
    """

    name: str | None
    status: str
    place: str | None
    version: int | None
    recorded_at: str | None
    issues: Sequence[Content]


def responses(kind: str, replied: Sequence[Replied]) -> bytes:
    """Returns the ``transaction-response`` or ``batch-response`` Bundle, an entry for each entry that was posted."""
    entries = [stated({"fullUrl": each.name, "response": _response(each)}) for each in replied]
    return encode({"resourceType": "Bundle", "type": f"{kind}-response", "entry": entries})


def _response(replied: Replied) -> Content | None:
    return stated(
        {
            "status": replied.status,
            "location": replied.place,
            "etag": entity_tag(replied.version) if replied.version else None,
            "lastModified": replied.recorded_at,
            "outcome": _outcome(replied.issues) if replied.issues else None,
        }
    )


def answer_to(message: Mapping[str, Any], base: str, identity: str, issues: Sequence[Content]) -> bytes:
    """Returns the ``message`` Bundle that says a message was received: its header, and what is told beside."""
    asked = message["entry"][0]["resource"]
    answer = uuid5(_ANSWERS, identity)
    event = {name: asked[name] for name in ("eventCoding", "eventUri") if name in asked}
    header: Content = {
        "resourceType": "MessageHeader",
        "id": str(answer),
        **event,
        "source": {"endpoint": base},
        "response": {"identifier": identity, "code": "ok"},
    }
    entries: list[Content] = [{"fullUrl": f"urn:uuid:{answer}", "resource": header}]
    if issues:
        said = uuid5(answer, "outcome")
        header["response"] = {
            "identifier": identity,
            "code": "ok",
            "details": {"reference": f"urn:uuid:{said}"},
        }
        entries.append({"fullUrl": f"urn:uuid:{said}", "resource": _outcome(issues)})
    return encode({"resourceType": "Bundle", "id": str(uuid5(answer, "bundle")), "type": "message", "entry": entries})


def _outcome(issues: Sequence[Content]) -> Content:
    return {"resourceType": "OperationOutcome", "issue": list(issues)}
