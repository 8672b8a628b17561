"""What a database needs that was brought back, before a hub may serve on it."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from hub.postgres.pool import Connection

NEW_EPOCH: Final = "update public.hub set epoch = gen_random_uuid()"
"""After it, a client that holds a position of later hears `reset` and starts from a snapshot."""


async def prove(lent: Connection, unwrap: Callable[[bytes, UUID], object]) -> None:
    """Sees that a key ring opens what was restored.

    Raises:
        IntegrityError: It is another hub's.
    """
    for subject, wrapped in await lent.fetch(
        "select subject, wrapped from public.data_key where wrapped is not null limit 100"
    ):
        unwrap(wrapped, subject)
