"""Judges a history as Jepsen does: what was posted and answered, held against what is stored and what was delivered.

A submission's end is known (it was acknowledged, or refused for good) or unknown (no answer, 503, the tablet gave up).
Acknowledged ⊆ stored; stored ⊆ acknowledged ∪ unknown; each once, under the version its receipt named; each stream and
each case numbered without a hole; each entry with its audit row; each subscriber told of each event once, in order.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

import asyncpg

Identity = tuple[str, str]
"""Sender and key."""
Place = tuple[str, int]
"""Subject and version."""


class End(Enum):
    """What a sender knows of its submission."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Attempt:
    """One submission, however often it was sent."""

    end: End = End.UNKNOWN
    place: Place | None = None
    sent: int = 0
    was_stored_unanswered: bool = False
    """Its first receipt was that of a repetition: it had been stored, and the answer was lost."""
    contradictions: list[str] = field(default_factory=list)

    def acknowledged(self, place: Place, *, is_repetition: bool = False) -> None:
        """Notes a receipt; another one than before is a contradiction."""
        self.was_stored_unanswered |= is_repetition and self.end is End.UNKNOWN
        if self.end is End.REFUSED or (self.place is not None and self.place != place):
            self.contradictions.append(f"{self.end.value} {self.place}, then receipt {place}")
        self.end, self.place = End.ACKNOWLEDGED, place

    def refused(self, code: str) -> None:
        """Notes a refusal for good; after a receipt it is a contradiction."""
        if self.end is End.ACKNOWLEDGED:
            self.contradictions.append(f"receipt {self.place}, then refused {code}")
        self.end = End.REFUSED


class History:
    """Every submission of every sender."""

    def __init__(self) -> None:
        """Starts empty."""
        self.attempts: dict[Identity, Attempt] = {}

    def sends(self, sender: str, key: str) -> Attempt:
        """Notes that a submission goes out, for the first time or again."""
        attempt = self.attempts.setdefault((sender, key), Attempt())
        attempt.sent += 1
        return attempt

    def ended(self, end: End) -> set[Identity]:
        """Returns the submissions with this end."""
        return {identity for identity, attempt in self.attempts.items() if attempt.end is end}


@dataclass(frozen=True, slots=True)
class Stored:
    """What stands in the database when all is quiet."""

    journal: Sequence[tuple[Identity, Place]]
    streams: Mapping[str, tuple[int, Sequence[tuple[int, Place]]]]
    """Top, and the entries in order of offset, by stream."""
    bare: int = 0
    """Entries of the journal without their row in the audit or without their projection."""

    @classmethod
    async def read(cls, dsn: str) -> "Stored":
        """Reads the database."""
        database = await asyncpg.connect(dsn)
        try:
            journal = await database.fetch("select sender, key::text, subject::text, version from journal")
            streams = await database.fetch("select id, name, top from stream")
            entries = await database.fetch(
                'select stream, "offset", subject::text, version from stream_entry order by stream, "offset"'
            )
            bare = await database.fetchval(
                "select count(*) from journal as entry"
                " left join audit on (audit.subject, audit.version, audit.caller)"
                " = (entry.subject, entry.version, entry.sender)"
                " left join projection on (projection.subject, projection.version) = (entry.subject, entry.version)"
                " where audit.id is null or projection.sealed is null"
            )
        finally:
            await database.close()
        by_stream: dict[int, list[tuple[int, Place]]] = {row["id"]: [] for row in streams}
        for row in entries:
            by_stream[row["stream"]].append((row["offset"], (row["subject"], row["version"])))
        return cls(
            [((row["sender"], row["key"]), (row["subject"], row["version"])) for row in journal],
            {row["name"]: (row["top"], by_stream[row["id"]]) for row in streams},
            bare,
        )


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a subscriber was told of a stream: from behind a position on."""

    stream: str
    after: int
    events: Sequence[tuple[int, Place]]


@dataclass(slots=True)
class Verdict:
    """The figures, and everything that is wrong."""

    acknowledged: int = 0
    found: int = 0
    refused: int = 0
    unknown: int = 0
    unknown_found: int = 0
    stored_unanswered: int = 0
    sent: int = 0
    delivered: int = 0
    lost: list[Identity] = field(default_factory=list)
    duplicated: list[Identity] = field(default_factory=list)
    misplaced: list[Identity] = field(default_factory=list)
    uninvited: list[Identity] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)
    holes: list[str] = field(default_factory=list)
    misdelivered: list[str] = field(default_factory=list)
    bare: int = 0

    @property
    def faults(self) -> dict[str, int]:
        """How many of each kind are wrong; empty is what we want."""
        counts = {
            "lost": len(self.lost),
            "duplicated": len(self.duplicated),
            "misplaced": len(self.misplaced),
            "uninvited": len(self.uninvited),
            "contradictions": len(self.contradictions),
            "holes": len(self.holes),
            "misdelivered": len(self.misdelivered),
            "bare": self.bare,
        }
        return {name: count for name, count in counts.items() if count}

    @property
    def examples(self) -> list[object]:
        """The first few of whatever is wrong."""
        wrong = (
            self.lost,
            self.duplicated,
            self.misplaced,
            self.uninvited,
            self.contradictions,
            self.holes,
            self.misdelivered,
        )
        return [each for some in wrong for each in some[:3]]

    def figures(self) -> str:
        """The line of a report."""
        return (
            f"sent {self.sent}, acknowledged {self.acknowledged}, found {self.found}, lost {len(self.lost)}, "
            f"duplicated {len(self.duplicated)}, refused {self.refused}, unknown {self.unknown} "
            f"(of them stored {self.unknown_found}), stored though the answer was lost {self.stored_unanswered}, "
            f"delivered {self.delivered}, faults {self.faults or 'none'}"
        )


def judge(history: History, stored: Stored, delivered: Iterable[Delivered] = ()) -> Verdict:
    """Holds a history against what is stored and delivered."""
    verdict = Verdict(sent=sum(attempt.sent for attempt in history.attempts.values()), bare=stored.bare)
    _judge_journal(verdict, history, stored)
    _judge_numbers(verdict, stored)
    for each in delivered:
        _judge_delivery(verdict, stored, each)
    return verdict


def _judge_journal(verdict: Verdict, history: History, stored: Stored) -> None:
    times = Counter(identity for identity, _ in stored.journal)
    places = dict(stored.journal)
    acknowledged, unknown = history.ended(End.ACKNOWLEDGED), history.ended(End.UNKNOWN)
    verdict.acknowledged, verdict.unknown = len(acknowledged), len(unknown)
    verdict.refused = len(history.ended(End.REFUSED))
    verdict.stored_unanswered = sum(attempt.was_stored_unanswered for attempt in history.attempts.values())
    verdict.found = len(acknowledged & times.keys())
    verdict.unknown_found = len(unknown & times.keys())
    verdict.lost = sorted(acknowledged - times.keys())
    verdict.duplicated = sorted(identity for identity, count in times.items() if count > 1)
    verdict.misplaced = sorted(
        identity for identity in acknowledged & times.keys() if places[identity] != history.attempts[identity].place
    )
    ours = {sender for sender, _ in history.attempts}
    invited = acknowledged | unknown
    verdict.uninvited = sorted(each for each in times if each[0] in ours and each not in invited)
    verdict.contradictions = [each for attempt in history.attempts.values() for each in attempt.contradictions]


def _judge_numbers(verdict: Verdict, stored: Stored) -> None:
    versions: dict[str, list[int]] = {}
    for _, (subject, version) in stored.journal:
        versions.setdefault(subject, []).append(version)
    for subject, held in versions.items():
        if sorted(held) != list(range(1, len(held) + 1)):
            verdict.holes.append(f"case {subject}: {sorted(held)}")
    journalled = {place for _, place in stored.journal}
    for stream, (top, entries) in stored.streams.items():
        offsets = [offset for offset, _ in entries]
        if offsets != list(range(1, top + 1)):
            missing = sorted(set(range(1, top + 1)) - set(offsets))
            verdict.holes.append(f"{stream}: top {top}, {len(offsets)} entries, missing {missing[:5]}")
        strangers = [place for _, place in entries if place not in journalled]
        if strangers:
            verdict.holes.append(f"{stream}: {len(strangers)} entries point at nothing")


def _judge_delivery(verdict: Verdict, stored: Stored, delivered: Delivered) -> None:
    _, entries = stored.streams.get(delivered.stream, (0, []))
    expected = [entry for entry in entries if entry[0] > delivered.after]
    verdict.delivered += len(delivered.events)
    if list(delivered.events) == expected:
        return
    times = Counter(delivered.events)
    missing = [entry for entry in expected if entry not in times]
    twice = [entry for entry, count in times.items() if count > 1]
    unknown = [entry for entry in times if entry not in set(expected)]
    verdict.misdelivered.append(
        f"{delivered.stream} after {delivered.after}: "
        f"missing {missing[:3]}, twice {twice[:3]}, never stored {unknown[:3]}"
    )
