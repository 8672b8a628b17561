"""What subscribers are told in R4: notifications of each kind and content, and the answers of operations."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from hub.fhir.resource import encode
from hub.fhir.subscription import Payload, Status, read
from hub.fhir.subscription_notice import Kind, Notified, Standing, binding_token, notification, status_set
from hub.fhir.subscription_topic import TOPICS
from tests.referees.examples import shift
from tests.subscriber import subscription

BASE: Final = "https://hub.example/fhir"
AT: Final = "2026-11-23T01:12:00.000Z"


def notices() -> dict[str, dict[str, Any]]:
    """Returns one of each, by a name."""
    return {f"notice/{number}": json.loads(body) for number, body in enumerate(_bodies())}


def _bodies() -> Iterator[bytes]:
    task = next(each for written in shift().written for each in written if each.type == "Task")
    standing = Standing(UUID(int=1), next(iter(TOPICS)), Status.ACTIVE, 2)
    shown = Notified(1, AT, f"Task/{task.id}", ["Patient/p-1"], [task])
    for payload in Payload:
        yield notification(BASE, Kind.EVENT_NOTIFICATION, standing, [shown, shown._replace(number=2)], payload, AT)
    yield notification(BASE, Kind.HEARTBEAT, standing._replace(status=Status.ERROR), (), Payload.EMPTY, AT)
    yield status_set(BASE, [standing])
    yield binding_token("token", AT, [standing.id], "wss://hub.example/ws/subscriptions")
    asked = read(subscription("case-updated", "id-only", "kind=hand-over", max_count=2), datetime.now(UTC))
    yield encode({**asked.content, "id": "s-1"})
