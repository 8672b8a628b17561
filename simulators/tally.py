"""What a step of the load is, what is counted while it goes on, and what it gave."""

from array import array
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from simulators.quantiles import milliseconds

Way = Literal["http", "websocket"]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement: so many submissions a second, or as many as the hub takes with so many under way."""

    way: Way
    seconds: float
    tablets: int
    rate: float | None = None
    under_way: int = 0


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What a step gave; latencies are milliseconds at the median, the 99th and the 99.9th percentile.

    Attributes:
        acknowledged_per_s: Receipts within the step's time.
        undelivered: Pairs of an acknowledged submission and a screen that did not see it; 0 in a sound hub.
        late: Submissions that left later than the timer's resolution explains.
    """

    way: Way
    seconds: float
    tablets: int
    rate: float | None
    sent: int
    acknowledged: int
    acknowledged_per_s: float
    refused: int
    unanswered: int
    undelivered: int
    late: int
    receipt_ms: tuple[float, ...]
    console_ms: tuple[float, ...]
    er_ms: tuple[float, ...]
    body_bytes: int


@dataclass(slots=True)
class Tally:
    """What is counted during a step.

    Attributes:
        first: The number of the first submission that counts.
        due: When each submission was due, by its number from the first, in seconds of the monotonic clock.
        receipt: Seconds from there to each receipt.
        screens: The same to each frame at a screen, by the kind of screen.
        end_at: When the step's time is over.
    """

    first: int
    end_at: float
    due: "array[float]" = field(default_factory=lambda: array("d"))
    receipt: list[float] = field(default_factory=list)
    screens: dict[str, list[float]] = field(default_factory=lambda: {"console": [], "er": []})
    refused: int = 0
    late: int = 0
    in_time: int = 0

    def age(self, number: int, now: float) -> float | None:
        """Returns the seconds since a submission was due; None for one that is not of this step."""
        index = number - self.first
        return now - self.due[index] if 0 <= index < len(self.due) else None

    @property
    def is_answered(self) -> bool:
        """Tells whether every submission has its outcome."""
        return len(self.receipt) + self.refused >= len(self.due)

    @property
    def is_shown(self) -> bool:
        """Tells whether every acknowledged submission was seen on both its screens."""
        return all(len(seen) >= len(self.receipt) for seen in self.screens.values())

    def measured(self, step: Step, tablets: int, body_bytes: int) -> Measured:
        """Returns what the step gave."""
        sent, acknowledged = len(self.due), len(self.receipt)
        return Measured(
            way=step.way,
            seconds=step.seconds,
            tablets=tablets,
            rate=step.rate,
            sent=sent,
            acknowledged=acknowledged,
            acknowledged_per_s=round(self.in_time / step.seconds, 1),
            refused=self.refused,
            unanswered=sent - acknowledged - self.refused,
            undelivered=sum(max(acknowledged - len(seen), 0) for seen in self.screens.values()),
            late=self.late,
            receipt_ms=milliseconds(self.receipt, 0.5, 0.99, 0.999),
            console_ms=milliseconds(self.screens["console"], 0.5, 0.99, 0.999),
            er_ms=milliseconds(self.screens["er"], 0.5, 0.99, 0.999),
            body_bytes=body_bytes,
        )
