"""Judges a history: nothing that was acknowledged is lost, nothing takes effect twice, nothing comes from nowhere.

It reads evidence line by line, so that it can judge while the run goes on, and forgets a case once it is judged.
"""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from simulators.history import Evidence, Forked, Invoked, Missed, Received, Repeated, Returned, Started
from simulators.ledger import COALESCED_KINDS, Ledger, Posted, Reader
from simulators.quantiles import milliseconds

_FAULTS_KEPT: Final = 50
_LATENCIES_KEPT: Final = 500_000
_RECENT: Final = 2_000
_CASES: Final = frozenset({"open-case", "open-incident"})
"""What opens a case; a call and the crew that it sends may both say it."""


@dataclass(slots=True)
class Verdict:
    """What came of a run. A run is good when nothing is lost, duplicated, missing, disordered, forged or seen unasked.

    Attributes:
        acknowledged: Submissions with a receipt; once all is judged, `delivered` and `lost` add up to them.
        delivered: Acknowledged submissions that every receiver with a right to them holds.
        deliveries: Pairs of a submission and a receiver that had a right to it.
        trespassed: Events at a receiver that had no right to them.
        forks: Checkpoints of the audit that do not go on from what a reader had heard.
        repeated: Events that were sent again and left without effect, as after a broken line.
        faults: The first faults in words.
    """

    cases: int = 0
    closed: int = 0
    submissions: int = 0
    acknowledged: int = 0
    delivered: int = 0
    lost: int = 0
    duplicated: int = 0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    holes: int = 0
    disordered: int = 0
    forged: int = 0
    trespassed: int = 0
    forks: int = 0
    unknown: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    positions: int = 0
    deliveries: int = 0
    repeated: int = 0
    receivers: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Tells whether the hub kept its promises."""
        faults = (self.lost, self.duplicated, self.holes, self.disordered, self.forged, self.trespassed, self.forks)
        return not any(faults)


@dataclass(slots=True)
class _Position:
    """Where a reader stands on its stream."""

    offset: int
    starts: list[Started]


class Checker:
    """Collects evidence, and says what it proves.

    Attributes:
        received: Events that took effect at some reader.
        latencies: Seconds from post to frame, of each submission at each reader.
    """

    def __init__(self, *, show_units: frozenset[str] = frozenset(), others: frozenset[str] = frozenset()) -> None:
        """Takes the units that people drive, and the organisations for whom people or outside systems speak as well.

        What they post has no history here.
        """
        self._show_units = show_units
        self._others = others
        self._positions: dict[Reader, _Position] = {}
        self._ledgers: dict[str, Ledger] = {}
        self._posted: dict[str, Ledger] = {}
        self._judged: set[str] = set()
        self._seen = Verdict()
        self._refused: Counter[str] = Counter()
        self.received = 0
        self.latencies: deque[float] = deque(maxlen=_LATENCIES_KEPT)

    def feed(self, entry: Evidence) -> None:
        """Takes the next line of the history."""
        match entry:
            case Invoked():
                self._invoked(entry)
            case Returned():
                self._returned(entry)
            case Received():
                self._received(entry)
            case Started():
                self._started(entry)
            case Repeated():
                self._seen.repeated += 1
            case Missed():
                self._seen.holes += 1
                self._fault(f"{entry.receiver}: {entry.stream} went from {entry.held} to {entry.got}")
            case Forked():
                self._seen.forks += 1
                self._fault(f"{entry.receiver}: the audit was {entry.how}")

    def outstanding(self) -> int:
        """Returns how many submissions have not reached everybody yet who has a right to them."""
        readers = set(self._positions)
        return sum(
            bool(self._missing(ledger, posted, readers))
            for ledger in self._ledgers.values()
            for posted in ledger.acknowledged()
        )

    def settle(self, before: float | None = None) -> None:
        """Judges the cases that were closed before the given moment, or all of them, and forgets them."""
        for subject, ledger in list(self._ledgers.items()):
            if before is None or (ledger.closed_at is not None and ledger.closed_at < before):
                self._judge(ledger)
                del self._ledgers[subject]
                for key in ledger.posted:
                    self._posted.pop(key, None)
                self._judged.add(subject)

    def recent_ms(self) -> tuple[float, float]:
        """Returns median and 99th percentile of the newest latencies from post to frame."""
        newest = [self.latencies[-1 - back] for back in range(min(len(self.latencies), _RECENT))]
        p50_ms, p99_ms = milliseconds(newest, 0.5, 0.99)
        return p50_ms, p99_ms

    def verdict_without_latency(self) -> Verdict:
        """Returns what is proved so far, quickly."""
        self._seen.refused = dict(self._refused.most_common())
        self._seen.receivers = len(self._positions)
        return self._seen

    def verdict(self) -> Verdict:
        """Returns what is proved so far, with the latencies from post to frame."""
        seen = self.verdict_without_latency()
        seen.p50_ms, seen.p99_ms = milliseconds(self.latencies, 0.5, 0.99)
        return seen

    def _fault(self, sentence: str) -> None:
        if len(self._seen.faults) < _FAULTS_KEPT:
            self._seen.faults.append(sentence)

    def _ledger(self, subject: str) -> Ledger:
        return self._ledgers.setdefault(subject, Ledger(subject))

    def _invoked(self, entry: Invoked) -> None:
        ledger = self._ledger(entry.case or entry.organisation)
        self._seen.cases += entry.kind in _CASES and not any(it.invoked.kind in _CASES for it in ledger.posted.values())
        ledger.posted[entry.key] = Posted(entry)
        self._posted[entry.key] = ledger
        if entry.kind in COALESCED_KINDS:
            self._seen.positions += 1
        else:
            self._seen.submissions += 1

    def _returned(self, entry: Returned) -> None:
        ledger = self._posted.get(entry.key)
        if ledger is None:
            return
        posted = ledger.posted[entry.key]
        posted.result, posted.version = entry.result, entry.version
        posted.is_coalesced = entry.is_coalesced or posted.invoked.kind in COALESCED_KINDS
        if posted.is_coalesced:
            return
        if entry.result == "fail":
            self._refused[entry.code or "without-code"] += 1
        elif entry.result == "info":
            self._seen.unknown += 1
        elif entry.version is not None:
            self._seen.acknowledged += 1
            ledger.receipts[entry.version].append(posted)
            for events in ledger.arrivals.values():
                self._time(posted, events.get(entry.version))
            if posted.invoked.kind == "close-case":
                self._seen.closed += 1
                ledger.closed_at = entry.at

    def _started(self, entry: Started) -> None:
        position = self._positions.setdefault((entry.receiver, entry.stream), _Position(0, []))
        position.offset = entry.offset
        position.starts.append(entry)
        for subject in entry.subjects:
            if subject not in self._ledgers and subject not in self._judged:
                self._ledgers[subject] = Ledger(subject, is_foreign=not entry.stream.startswith("area:"))

    def _received(self, entry: Received) -> None:
        self.received += 1
        reader = (entry.receiver, entry.stream)
        position = self._positions.setdefault(reader, _Position(entry.offset - 1, []))
        if entry.offset <= position.offset:
            self._seen.duplicated += 1
            self._fault(f"{entry.receiver}: {entry.stream} offset {entry.offset} took effect twice")
            return
        if entry.offset > position.offset + 1:
            self._seen.holes += 1
            self._fault(f"{entry.receiver}: {entry.stream} has a hole before {entry.offset}")
        position.offset = entry.offset
        if entry.subject in self._judged:
            return
        ledger = self._ledger(entry.subject)
        if entry.kind == "switch-to-119":
            self._trace(ledger, entry)
        self._follow(ledger, reader, entry)
        for posted in ledger.receipts.get(entry.version, ()):
            self._time(posted, entry)

    def _follow(self, ledger: Ledger, reader: Reader, entry: Received) -> None:
        """Checks that versions rise and that no record comes twice, and files the event."""
        arrivals, keys = ledger.arrivals[reader], ledger.keys[reader]
        if entry.version in arrivals:
            self._seen.duplicated += 1
            self._fault(f"{entry.receiver}: {entry.stream} has version {entry.version} of {entry.subject} twice")
        elif arrivals and entry.version < next(reversed(arrivals)):
            self._seen.disordered += 1
            self._fault(f"{entry.receiver}: {entry.stream} has version {entry.version} of {entry.subject} too late")
        elif entry.mode == "patch" and not keys.isdisjoint(entry.keys):
            self._seen.duplicated += 1
            self._fault(f"{entry.receiver}: a record of {entry.subject} came twice")
        arrivals[entry.version] = entry
        keys.update(entry.keys)

    def _trace(self, ledger: Ledger, entry: Received) -> None:
        """Finds what made this case of a private transport: its key is that of the first records."""
        for key in entry.keys:
            begun_by = self._posted.get(key)
            if begun_by is not None and begun_by is not ledger:
                ledger.origin = begun_by.posted[key]

    def _time(self, posted: Posted, event: Received | None) -> None:
        if event is not None and event.kind == posted.invoked.kind and event.at >= posted.invoked.at:
            self.latencies.append(event.at - posted.invoked.at)

    def _missing(self, ledger: Ledger, posted: Posted, readers: set[Reader]) -> list[Reader]:
        owed = ledger.owed(posted, readers)
        return [who for who in owed if not ledger.has(posted, who, self._positions[who].starts)]

    def _judge(self, ledger: Ledger) -> None:
        readers = set(self._positions)
        for posted in ledger.acknowledged():
            missing = self._missing(ledger, posted, readers)
            self._seen.deliveries += len(ledger.owed(posted, readers)) - len(missing)
            if missing:
                self._seen.lost += 1
                self._fault(f"{missing[0][0]} never received {posted.invoked.kind} of {ledger.subject}")
            else:
                self._seen.delivered += 1
        for event in ledger.forged(self._show_units, self._others):
            self._seen.forged += 1
            self._fault(f"{event.receiver} received {event.kind} of {event.subject}, which nobody posted")
        for event in ledger.trespasses(self._show_units):
            self._seen.trespassed += 1
            self._fault(f"{event.receiver} received {event.kind} of {event.subject} without a right to it")


def judge(
    entries: Iterable[Evidence],
    *,
    show_units: frozenset[str] = frozenset(),
    others: frozenset[str] = frozenset(),
) -> Verdict:
    """Returns what a whole history proves."""
    checker = Checker(show_units=show_units, others=others)
    for entry in entries:
        checker.feed(entry)
    checker.settle()
    return checker.verdict()
