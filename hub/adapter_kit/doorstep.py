"""The hub's door in an examination: it remembers keys as the hub does, and answers as it is told."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from hub.sdk import Rejected, Submitted, Taken


class Effect(NamedTuple):
    """A submission that was taken."""

    kind: str
    data: Mapping[str, Any]
    subject: UUID | None
    happened_at: datetime


Judge = Callable[[UUID], Submitted | None]
"""What is answered to a key; None is: it is taken."""


@dataclass(slots=True)
class Doorstep:
    """Takes submissions.

    Attributes:
        judge: How it answers.
        effects: What was taken, by its key.
        attempts: How often each key was tried, and
        tried_at: when, by the loop's clock.
        reused: Keys under which something else was said.
        is_stuck: It does not answer at all.
    """

    judge: Judge = lambda _key: None
    effects: dict[UUID, Effect] = field(default_factory=dict)
    attempts: Counter[UUID] = field(default_factory=Counter)
    tried_at: dict[UUID, list[float]] = field(default_factory=dict)
    reused: set[UUID] = field(default_factory=set)
    is_stuck: bool = False

    async def submit(  # noqa: PLR0913  the surface's
        self,
        kind: str,
        data: Mapping[str, Any],
        *,
        key: UUID,
        happened_at: datetime,
        case: UUID | None = None,
        transport: UUID | None = None,
    ) -> Submitted:
        """Takes one submission, or answers as it is told."""
        self.attempts[key] += 1
        self.tried_at.setdefault(key, []).append(asyncio.get_running_loop().time())
        if self.is_stuck:
            await asyncio.Event().wait()
        await asyncio.sleep(0)
        judged = self.judge(key)
        if judged is not None:
            return judged
        said = Effect(kind, dict(data), case or transport, happened_at)
        known = self.effects.setdefault(key, said)
        if known != said:
            self.reused.add(key)
            return Rejected("key-reused-with-other-body")
        return Taken(1, happened_at, is_repeated=self.attempts[key] > 1)
