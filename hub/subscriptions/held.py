"""A subscription that somebody has: the row that is kept, and what it asks for."""

from datetime import datetime
from typing import NamedTuple

from hub.domain.events import instant
from hub.fhir.resource import Resource, encode
from hub.fhir.subscription import Status, Subscription
from hub.subscriptions.subscribers import Subscribed


class Held(NamedTuple):
    """A subscription that somebody has."""

    row: Subscribed
    asked: Subscription

    def status(self, now: datetime) -> Status:
        """How it stands; what is past its end is off."""
        is_over = self.row.end_at is not None and self.row.end_at <= now
        return Status.OFF if is_over else Status(self.row.status)

    def resource(self, now: datetime) -> Resource:
        """The resource as its owner reads it."""
        identity = str(self.row.id)
        meta = {"versionId": str(self.row.version), "lastUpdated": instant(self.row.updated_at)}
        end = {} if self.row.end_at is None else {"end": instant(self.row.end_at)}
        status = {"status": self.status(now).value}
        body = encode({**self.asked.content, "id": identity, "meta": meta, **status, **end})
        return Resource("Subscription", identity, body)
