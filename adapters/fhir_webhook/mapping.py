"""A message as a Bundle: pure, the same bytes for every repetition."""

import json
from typing import Any, Final

from hub.sdk import Message

_TAGS: Final = "https://kyukyu-hub.example/fhir/CodeSystem"
_ABOUT: Final = {
    "case": "Encounter/{}",
    "transport": "ServiceRequest/{}-transport",
    "hospital": "Organization/{}",
}
_EXERCISE: Final = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}


def bundle(message: Message, base: str) -> bytes:
    """Returns the ``collection`` Bundle of a message: the resources that changed, and what they are about.

    A message of which nothing may be seen any more (``gone``) has no entry: its link says what it is about.
    """
    tags = [
        {"system": f"{_TAGS}/delivery-mode", "code": message.mode.value},
        {"system": f"{_TAGS}/submission-kind", "code": message.kind},
    ]
    about = f"{base}/{_ABOUT[message.about].format(message.subject)}"
    shown: dict[str, Any] = {
        "resourceType": "Bundle",
        "id": message.id,
        "meta": {"versionId": str(message.version), "tag": [*tags, _EXERCISE] if message.is_exercise else tags},
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{message.id}"},
        "type": "collection",
        "timestamp": message.recorded_at.isoformat(),
        "link": [{"relation": "about", "url": about}],
    }
    head = json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()
    if not message.resources:
        return head
    entries = b",".join(  # resources go as they are: reading and writing them anew could change a digit
        b'{"fullUrl":"%s/%s/%s","resource":%s}' % (base.encode(), each.type.encode(), each.id.encode(), each.body)
        for each in message.resources
    )
    return head[:-1] + b',"entry":[%s]}' % entries
