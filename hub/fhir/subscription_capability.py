"""What the CapabilityStatement says of subscriptions: the guide it follows, the topics, and what can be done."""

from typing import Final

from hub.fhir.codes import Content
from hub.fhir.subscription import GUIDE
from hub.fhir.subscription_topic import TOPICS

SERVER: Final = f"{GUIDE}/CapabilityStatement/backport-subscription-server-r4"
"""What a server claims that follows the guide in R4, for ``CapabilityStatement.instantiates``."""

_TOPIC: Final = f"{GUIDE}/StructureDefinition/capabilitystatement-subscriptiontopic-canonical"
_PROFILE: Final = f"{GUIDE}/StructureDefinition/backport-subscription"
_OPERATIONS: Final = ("status", "events", "get-ws-binding-token")
_INTERACTIONS: Final = ("create", "read", "update", "delete", "search-type")
SEARCHED: Final = {
    "_id": "token",
    "status": "token",
    "criteria": "string",
    "topic": "string",
    "type": "token",
    "url": "uri",
}
"""The parameters of a search, with FHIR's word for their kind."""


def capability() -> Content:
    """Returns the entry of Subscription in ``CapabilityStatement.rest.resource``."""
    return {
        "extension": [{"url": _TOPIC, "valueCanonical": url} for url in TOPICS],
        "type": "Subscription",
        "supportedProfile": [_PROFILE],
        "documentation": "If-Match is honoured by PUT and DELETE: 412 where the version is not the newest.",
        "interaction": [{"code": code} for code in _INTERACTIONS],
        "versioning": "versioned",
        "readHistory": False,
        "updateCreate": False,
        "conditionalCreate": False,
        "conditionalRead": "not-supported",
        "conditionalUpdate": False,
        "conditionalDelete": "not-supported",
        "searchParam": [{"name": name, "type": kind} for name, kind in SEARCHED.items()],
        "operation": [
            {"name": name, "definition": f"{GUIDE}/OperationDefinition/backport-subscription-{name}"}
            for name in _OPERATIONS
        ],
    }
