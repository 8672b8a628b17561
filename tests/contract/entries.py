"""Entries for the journal, with ids that no other test has."""

from datetime import UTC, datetime
from itertools import count
from uuid import UUID

from hub.domain.routing import Mode
from hub.ports import Address, Entry, Membership, Receipt
from tests.factories import new_key

_numbers = count(1)
AT = datetime(2026, 11, 23, 1, 12, 0, 123456, tzinfo=UTC)


def new_stream() -> str:
    """Returns the name of a stream nobody else has."""
    return f"facility:contract-{next(_numbers)}"


def entry(
    subject: UUID,
    version: int,
    *streams: str,
    key: UUID | None = None,
    sender: str = "tablet",
    memberships: tuple[Membership, ...] = (),
) -> Entry:
    """Returns an entry that goes to these streams, each in its own view."""
    receipt = Receipt(
        key=key or new_key(),
        kind="record-observation",
        subject=subject,
        version=version,
        recorded_at=AT,
        placed_at=AT,
        digest=b"digest",
    )
    return Entry(
        receipt=receipt,
        sender=sender,
        organisation="fd-01",
        sealed=b"sealed %d" % version,
        projection=b"projection %d" % version,
        addresses=[Address(stream, Mode.PATCH, f"view-of-{stream}") for stream in streams],
        memberships=memberships,
        wrapped_key=b"wrapped" if version == 1 else None,
    )
