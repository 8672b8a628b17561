"""What is known of one case: what was posted, and what each reader received of it; and what it owed to whom.

A receiver had a right to an event when the wire says so: the unit and its department until the case is closed, a
hospital from the request until the event that takes the case away from it.
"""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final

from simulators.history import Invoked, Received, Result, Started

HUB_KINDS: Final = frozenset({"mark-delivered", "escalate"})
"""What the hub says by itself."""

COALESCED_KINDS: Final = frozenset({"report-position"})
"""What is sampled: its receipts promise no event."""

KEYED_KINDS: Final = frozenset(
    {
        *("record-observation", "record-treatment", "report-change", "record-triage", "attach"),
        *("message", "ask", "view-myna-record", "share-myna-record"),
    }
)
"""What stands in a document under its own key."""

_SEEN_BY_ALL_ASKED: Final = frozenset({"record-observation", "record-treatment", "report-change", "record-triage"})
_SEEN_BY_NAMED: Final = frozenset({"request-acceptance", "request-on-behalf", "allot", "message"})
"""What the hospitals that it names see, and no other."""

OF_AREA: Final = frozenset({"publish-capacity", "declare-mode"})
"""What is said to everybody in the area, of an organisation and no patient."""

OF_TRANSPORTS: Final = frozenset({"request-transport", "offer", "claim", "update-trip", "switch-to-119"})
"""What is said of a private transport."""

OPENING: Final = frozenset({"open-case", "open-incident", "request-transport"})
"""What begins a subject on the sender's own side."""

_ASKING: Final = {
    **dict.fromkeys(("request-acceptance", "request-on-behalf", "allot"), "facility"),
    "request-transport": "operator",
}
"""What asks others, and the streams these read."""
_ADMITTING: Final = {**_ASKING, **dict.fromkeys(("record-phone-answer", "confirm-destination"), "facility")}
"""What may bring a case before others: what asks, and an agreement that was heard on the telephone."""
_FOR_ALL_ASKED: Final = frozenset({"request-transport", "claim"})

HOSPITAL_KINDS: Final = frozenset(
    {
        *("mark-displayed", "acknowledge", "answer-request", "ask", "message"),
        *("activate-team", "prepare", "receive-hand-over", "record-outcome", "publish-capacity"),
    }
)
_OF_OTHERS: Final = HOSPITAL_KINDS | OF_TRANSPORTS | {"declare-mode"}
"""What people and outside systems say for their organisation without a history here."""

_OWN_ANSWERS: Final = frozenset({"acknowledge", "answer-request", "ask", "message"})

Reader = tuple[str, str]
"""A receiver and the stream it reads."""


@dataclass(slots=True)
class Posted:
    """A submission with its outcome, as far as it is known."""

    invoked: Invoked
    result: Result | None = None
    version: int | None = None
    is_coalesced: bool = False


@dataclass(slots=True)
class Ledger:
    """The evidence of one subject: a case, a private transport, or what an organisation says to its area.

    Attributes:
        origin: What made a case of a private transport.
    """

    subject: str
    is_foreign: bool = False
    origin: Posted | None = None
    posted: dict[str, Posted] = field(default_factory=dict)
    arrivals: dict[Reader, dict[int, Received]] = field(default_factory=lambda: defaultdict(dict))
    keys: dict[Reader, set[str]] = field(default_factory=lambda: defaultdict(set))
    receipts: dict[int, list[Posted]] = field(default_factory=lambda: defaultdict(list))
    closed_at: float | None = None

    def acknowledged(self) -> list[Posted]:
        """Returns the submissions that have a receipt which promises delivery."""
        return [
            posted
            for posted in self.posted.values()
            if posted.result == "ok" and not posted.is_coalesced and posted.version is not None
        ]

    def owed(self, posted: Posted, readers: set[Reader]) -> list[Reader]:
        """Returns the readers that had a right to the event of this submission."""
        version = posted.version or 0
        streams: set[str] = set()
        if posted.invoked.kind in OF_AREA:
            return [reader for reader in readers if reader[1].startswith("area:")]
        if version <= self._closed_version():
            streams.update(self._home())
        owed = [reader for reader in readers if reader[1] in streams]
        for stream, since in self._asked():
            if version < since or not self._is_seen_by(posted, stream.partition(":")[2]):
                continue
            owed.extend(
                reader for reader in readers if reader[1] == stream and version <= self._gone_version(reader, since)
            )
        return owed

    def has(self, posted: Posted, reader: Reader, starts: list[Started]) -> bool:
        """Tells whether the reader holds the event: it was sent, or a snapshot that was taken later contains it."""
        if posted.version in self.arrivals[reader] or posted.invoked.key in self.keys[reader]:
            return True
        if posted.invoked.kind in KEYED_KINDS:
            return any(posted.invoked.key in start.keys for start in starts)
        return any(start.at > posted.invoked.at for start in starts)

    def forged(self, show_units: frozenset[str], others: frozenset[str]) -> list[Received]:
        """Returns what was received though nobody posted it; each unknown outcome explains one event at most."""
        if self._is_visitors(show_units):
            return []
        events = {event.version: event for events in self.arrivals.values() for event in events.values()}
        unexplained = [event for event in events.values() if not self._is_posted(event, others)]
        unknown = Counter(posted.invoked.kind for posted in self.posted.values() if posted.result in {"info", None})
        found = []
        for event in unexplained:
            if unknown[event.kind] > 0:
                unknown[event.kind] -= 1
            else:
                found.append(event)
        unposted = [
            event
            for events in self.arrivals.values()
            for event in events.values()
            if not all(self._is_known(key) for key in event.keys)
        ]
        return found + [event for event in unposted if event not in found]

    def trespasses(self, show_units: frozenset[str]) -> list[Received]:
        """Returns what was received without a right to it: by a stranger, or after the case was taken away."""
        if self._is_visitors(show_units):
            return []
        may = {*self._home()}
        may.update(
            f"{_ADMITTING[posted.invoked.kind]}:{asked}"
            for posted in self.posted.values()
            if posted.invoked.kind in _ADMITTING and posted.result != "fail"
            for asked in posted.invoked.facilities
        )
        found = []
        for (_, stream), events in self.arrivals.items():
            if stream.startswith("area:"):
                continue
            is_gone = False
            for event in events.values():
                if stream not in may or (is_gone and event.mode != "document"):
                    found.append(event)
                is_gone = event.mode == "gone"
        return found

    def _is_visitors(self, show_units: frozenset[str]) -> bool:
        """Tells whether nobody who is simulated opened the case: it is a person's, or of an earlier run."""
        return self.is_foreign or any(
            event.unit in show_units for events in self.arrivals.values() for event in events.values()
        )

    def _is_posted(self, event: Received, others: frozenset[str]) -> bool:
        if event.kind in HUB_KINDS or (self.origin is not None and event.kind == self.origin.invoked.kind):
            return True
        if event.kind in COALESCED_KINDS:
            return any(posted.invoked.kind == event.kind for posted in self.posted.values())
        if any(posted.invoked.kind == event.kind for posted in self.receipts.get(event.version, ())):
            return True
        asked = {stream.partition(":")[2] for stream, _ in self._asked()} | {self.subject}
        return event.kind in _OF_OTHERS and not others.isdisjoint(asked)

    def _is_known(self, key: str) -> bool:
        """Tells whether somebody posted a record under this key, and was not refused."""
        if self.origin is not None and key == self.origin.invoked.key:
            return True
        return key in self.posted and self.posted[key].result != "fail"

    def _home(self) -> tuple[str, ...]:
        """Returns the streams of the side to which the subject belongs."""
        begun = () if self.origin is None else self.origin.invoked.streams
        for posted in self.posted.values():
            if posted.invoked.kind in OPENING and posted.result != "fail":
                return tuple({*begun, *posted.invoked.streams})
        return begun

    def _closed_version(self) -> float:
        closed = [
            posted.version
            for posted in self.posted.values()
            if posted.invoked.kind == "close-case" and posted.result == "ok" and posted.version is not None
        ]
        return min(closed, default=math.inf)

    def _asked(self) -> list[tuple[str, int]]:
        """Returns the streams of those who were asked, each with the version from which on."""
        return [
            (f"{_ASKING[posted.invoked.kind]}:{asked}", posted.version)
            for posted in self.posted.values()
            if posted.invoked.kind in _ASKING and posted.result == "ok" and posted.version is not None
            for asked in posted.invoked.facilities
        ]

    def _gone_version(self, reader: Reader, since: int) -> float:
        gone = [
            version for version, event in self.arrivals[reader].items() if event.mode == "gone" and version >= since
        ]
        return min(gone, default=math.inf)

    def _is_seen_by(self, posted: Posted, asked: str) -> bool:
        invoked = posted.invoked
        if invoked.kind in OF_TRANSPORTS:
            return invoked.kind in _FOR_ALL_ASKED or invoked.organisation == asked
        if invoked.kind in _SEEN_BY_NAMED and asked in invoked.facilities:
            return True
        return invoked.kind in _SEEN_BY_ALL_ASKED or (invoked.kind in _OWN_ANSWERS and invoked.organisation == asked)
