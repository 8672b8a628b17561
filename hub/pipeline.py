"""The life of a case event, top to bottom. `docs/explanation/the-life-of-a-case.md` tells the same steps.

A batch of submissions goes through together and shares one transaction; each has its own outcome, and one that is
refused leaves the others as they are. Everything between `recalled` and `committed` is pure.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID, uuid5

from hub.domain.case import Case
from hub.domain.commands import ReportPosition
from hub.domain.decision import decide
from hub.domain.document import Document
from hub.domain.events import Event as Happened
from hub.domain.events import instant
from hub.domain.ladder import silence_after
from hub.domain.people import Directory
from hub.domain.relationship import Relationship
from hub.domain.routing import Audience, Delivery, Mode, Neighbours, beside, relay, route
from hub.domain.rules.carrying_over import begun
from hub.domain.rules.regional import pack_of
from hub.domain.rules.rule import said
from hub.domain.sight import Matter, audience
from hub.domain.transport import Transport
from hub.errors import ConflictError, NotFoundError, RejectedError
from hub.fhir.normalise import Entry as Rendering
from hub.fhir.normalise import Resource, normalise, normalise_own
from hub.fhir.normalise_transport import normalise_transport
from hub.ports import (
    Accepted,
    Address,
    Arrival,
    Coalesced,
    Entry,
    Event,
    Journal,
    Membership,
    Outcome,
    RacedError,
    Receipt,
    Sealer,
    Transient,
)
from hub.recall import Memory, State, advance, blank, circumstances
from hub.wire.envelope import write_projection, write_record
from hub.wire.frames import encode, event_tail

Receipts = dict[tuple[str, UUID], Receipt]
"""What stands in the journal already, by sender and key."""


class Step(NamedTuple):
    """One submission on its way: what it leads to, and what is stored and sent of it."""

    arrival: Arrival
    subject: UUID
    state: State
    entry: Entry
    tails: Mapping[str, bytes]


@dataclass(slots=True)
class Batch:
    """What a batch has come to: the outcome of each arrival, and what is to be put before the readers."""

    outcomes: list[Outcome | None]
    doubtful: list[int] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    transients: list[Transient] = field(default_factory=list)


class Pipeline:
    """Turns submissions into durable, FHIR-normalised, numbered events."""

    def __init__(
        self, journal: Journal, memory: Memory, sealer: Sealer, neighbours: Callable[[], Neighbours] = dict
    ) -> None:
        """Takes the journal, the states it remembers, the seal, and which connections stand beside whom."""
        self._neighbours = neighbours
        self._journal = journal
        self._memory = memory
        self._sealer = sealer

    async def process(self, arrivals: Sequence[Arrival], directory: Directory) -> Batch:
        """Leads a batch through all steps and returns it committed.

        Repetitions are rare, so nobody looks for them beforehand: the journal holds a sender's key only once, and a
        batch with one in it is stored not at all and goes through again, knowing them.

        Raises:
            RacedError: Another node was faster; nothing was stored, the batch may be processed again.
            UnavailableError: Nothing is known to be stored.
        """
        try:
            return await self.commit(await self.prepare(arrivals, directory))
        except RacedError:
            return await self.commit(await self.prepare(arrivals, directory, await self._known(arrivals)))

    async def prepare(
        self,
        arrivals: Sequence[Arrival],
        directory: Directory,
        receipts: Receipts | None = None,
        before: Batch | None = None,
    ) -> Batch:
        """Does all that can be done before the commit, while the batch ``before`` may still be on its way.

        It reckons with that batch's states. Where its commit fails, what was prepared after it must be prepared again.
        """
        batch = Batch([None] * len(arrivals))
        ahead = _led_to(before)
        await self._recalled(arrivals, ahead)
        self._decided(arrivals, ahead, {**_promised(before), **(receipts or {})}, directory, batch)
        await self._repeated(arrivals, batch)
        return batch

    async def commit(self, batch: Batch) -> Batch:
        """Makes a prepared batch durable and gives its events their numbers.

        Raises:
            RacedError: Another node was faster, or a key is in the journal already; nothing was stored.
            UnavailableError: Nothing is known to be stored.
        """
        try:
            tops = await self._committed(batch.steps)
        except BaseException:
            self._forgotten(batch.steps)
            raise
        self._remembered(batch.steps)
        batch.events.extend(_numbered(batch.steps, tops))
        return batch

    async def _known(self, arrivals: Sequence[Arrival]) -> Receipts:
        return dict(await self._journal.known([_identity(arrival) for arrival in arrivals]))

    async def _recalled(self, arrivals: Sequence[Arrival], ahead: Mapping[UUID, State]) -> None:
        """Brings the cases to mind that the batch is about."""
        await self._memory.recall({arrival.subject for arrival in arrivals} - ahead.keys())

    def _decided(
        self,
        arrivals: Sequence[Arrival],
        ahead: Mapping[UUID, State],
        receipts: Receipts,
        directory: Directory,
        batch: Batch,
    ) -> None:
        """Gives every arrival its outcome, and everything that happened its step; later ones see earlier ones."""
        states = dict(ahead)
        for index, arrival in enumerate(arrivals):
            identity = _identity(arrival)
            receipt = receipts.get(identity)
            if receipt is not None:
                batch.outcomes[index] = _same(receipt, arrival)
                continue
            try:
                steps = self._steps(arrival, states, directory)
            except RejectedError as refusal:
                batch.outcomes[index] = refusal
                batch.doubtful.append(index)
                continue
            if not steps:
                batch.outcomes[index] = Coalesced(arrival.submission, arrival.received_at)
                self._relayed(index, arrival, states, batch)
                continue
            states.update({step.subject: step.state for step in steps})
            receipts[identity] = steps[0].entry.receipt
            batch.outcomes[index] = Accepted(steps[0].entry.receipt)
            batch.steps.extend(steps)

    def _relayed(self, index: int, arrival: Arrival, states: Mapping[UUID, State], batch: Batch) -> None:
        """Puts the newest position before everybody who may see it, without keeping it."""
        case, at = self._state(arrival, states), instant(arrival.placed.happened_at)
        command = arrival.submission.command
        if not isinstance(case, Case) or not isinstance(command, ReportPosition):
            return
        if at <= case.sampled_at:
            batch.doubtful.append(index)
        if at >= case.sampled_at:
            batch.transients.extend(_transients(case, command, at))

    def _state(self, arrival: Arrival, states: Mapping[UUID, State]) -> State:
        subject = arrival.subject
        return states.get(subject) or self._memory.newest(subject) or blank(subject, arrival.submission.command.about)

    def _steps(self, arrival: Arrival, states: Mapping[UUID, State], directory: Directory) -> list[Step]:
        """Decides one submission; nothing follows where it is only relayed, two steps where another subject begins."""
        subject, state = arrival.subject, self._state(arrival, states)
        if self._memory.is_erased(subject):
            raise NotFoundError
        command = arrival.submission.command
        now = circumstances(arrival, directory)
        happened = decide(state if isinstance(state, Matter) else Case(id=subject), command, now)
        if isinstance(command, ReportPosition) and not happened:
            return []
        area = directory.get(arrival.about, arrival.principal.organisation).area
        step = self._step(arrival, subject, state, happened, arrival.submission.key, area)
        if isinstance(state, Case) and isinstance(step.state, Case):
            silence = silence_after(state, step.state, pack_of(step.state, directory))
            return [step._replace(entry=step.entry._replace(silence=silence))]
        other = begun(step.state, happened, now) if isinstance(step.state, Transport) else None
        if other is None:
            return [step]
        key = uuid5(arrival.submission.key, str(other.subject))
        return [step, self._step(arrival, other.subject, Case(id=other.subject), other.events, key, area)]

    def _step(  # noqa: PLR0913, PLR0917  what happened to one subject
        self, arrival: Arrival, subject: UUID, state: State, happened: Sequence[Happened], key: UUID, area: str
    ) -> Step:
        """Works out what follows for one subject from what happened to it."""
        after, patch = advance(state, happened, state.version + 1)
        resources = _normalised(subject, after, happened, arrival, str(arrival.submission.key))
        was, stands = _audiences(state, after, area)
        deliveries = tuple(beside(after, _routed(after, was, stands, patch), patch, self._neighbours()))
        return self._sealed(arrival, subject, after, happened, resources, deliveries, _moved(subject, was, stands), key)

    def _sealed(  # noqa: PLR0913, PLR0917  all that one submission has led to
        self,
        arrival: Arrival,
        subject: UUID,
        after: State,
        happened: Sequence[Happened],
        resources: Sequence[Resource],
        deliveries: Sequence[Delivery],
        memberships: Sequence[Membership],
        key: UUID,
    ) -> Step:
        """Makes the journal's entry; every view is encoded once, bodies are sealed under the subject's key."""
        submission, version = arrival.submission, after.version
        wrapped_key = self._sealer.create(subject) if version == 1 else None
        about = arrival.about if submission.subject is None else str(subject)
        recorded_at = instant(arrival.received_at)
        shown: dict[str, bytes] = {}
        for delivery in deliveries:
            if delivery.view not in shown:
                shown[delivery.view] = event_tail(
                    subject=about,
                    version=version,
                    kind=submission.kind,
                    recorded_at=recorded_at,
                    mode=delivery.mode.value,
                    body=delivery.body,
                )
        told = write_projection({view: b"{" + tail for view, tail in shown.items()}, [each.body for each in resources])
        receipt = Receipt(
            key=key,
            kind=submission.kind,
            subject=subject,
            version=version,
            recorded_at=arrival.received_at,
            placed_at=arrival.placed.happened_at,
            digest=submission.digest,
        )
        entry = Entry(
            receipt=receipt,
            sender=arrival.principal.caller,
            organisation=arrival.principal.organisation.id,
            sealed=self._sealer.seal(subject, version, "journal", write_record(submission, happened)),
            projection=self._sealer.seal(subject, version, "projection", told),
            addresses=[Address(each.stream, each.mode, each.view, each.basis or "") for each in deliveries],
            memberships=memberships,
            wrapped_key=wrapped_key,
            person=arrival.principal.person,
        )
        return Step(arrival, subject, after, entry, shown)

    async def _repeated(self, arrivals: Sequence[Arrival], batch: Batch) -> None:
        """Answers as the first time what was refused, or only relayed, because it stands in the journal already."""
        if not batch.doubtful:
            return
        receipts = await self._known([arrivals[index] for index in batch.doubtful])
        for index in batch.doubtful:
            receipt = receipts.get(_identity(arrivals[index]))
            if receipt is not None:
                batch.outcomes[index] = _same(receipt, arrivals[index])

    async def _committed(self, steps: Sequence[Step]) -> Mapping[str, int]:
        """Makes the batch durable in one transaction; only from here on may anybody be told."""
        return await self._journal.commit([step.entry for step in steps]) if steps else {}

    def _remembered(self, steps: Sequence[Step]) -> None:
        """Keeps the states the batch led to."""
        for step in steps:
            self._memory.keep(step.subject, step.state)

    def _forgotten(self, steps: Sequence[Step]) -> None:
        """Lets go of what may differ from what is stored, after a commit whose end is not known."""
        for step in steps:
            self._memory.forget(step.subject)


def _led_to(batch: Batch | None) -> dict[UUID, State]:
    return {step.subject: step.state for step in batch.steps} if batch else {}


def _promised(batch: Batch | None) -> Receipts:
    return {(step.entry.sender, step.entry.receipt.key): step.entry.receipt for step in batch.steps} if batch else {}


def _identity(arrival: Arrival) -> tuple[str, UUID]:
    return arrival.principal.caller, arrival.submission.key


def _same(receipt: Receipt, arrival: Arrival) -> Outcome:
    """Answers a repetition as the first time; another body under the same key is refused."""
    if receipt.digest != arrival.submission.digest:
        return ConflictError("key-reused-with-other-body")
    return Accepted(receipt, is_repeated=True)


def _normalised(
    subject: UUID, after: State, happened: Sequence[Happened], arrival: Arrival, key: str
) -> Sequence[Resource]:
    """Renders FHIR resources of what happened."""
    sent = arrival.submission
    rendering = Rendering(
        subject, after.version, arrival.received_at, arrival.principal, key, sent.kind, sent.signature
    )
    if isinstance(after, Case):
        return normalise(after, happened, rendering)
    if isinstance(after, Transport):
        return normalise_transport(after, happened, rendering)
    return [resource for event in happened for resource in normalise_own(after, event, rendering)]


def _audiences(before: State, after: State, area: str) -> tuple[Audience, Audience]:
    """Says on which streams the subject stood and stands, and how near each stream's owner is to it."""
    if isinstance(before, Matter) and isinstance(after, Matter):
        return (audience(before) if before.version else {}), audience(after)
    public = {f"area:{area}": Relationship.NONE}
    return (public if before.version else {}), public


def _routed(after: State, was: Audience, stands: Audience, patch: Document) -> Iterator[Delivery]:
    """Says which streams receive it, each in its view."""
    if isinstance(after, Matter):
        return route(after, was, stands, patch)
    mode, body = (Mode.PATCH, patch) if was else (Mode.DOCUMENT, after.document)
    return (Delivery(stream, mode, "public", body) for stream in stands)


def _moved(subject: UUID, was: Audience, stands: Audience) -> Sequence[Membership]:
    """Says on which streams the subject stands from now on, where that has changed."""
    if was is stands:
        return ()
    return [
        Membership(stream, subject, stands.get(stream))
        for stream in was.keys() | stands.keys()
        if was.get(stream) is not stands.get(stream)
    ]


def _transients(case: Case, command: ReportPosition, at: str) -> Iterator[Transient]:
    for stream, seen in relay(case, {"position": {**said(command), "at": at}}):
        yield Transient(stream, str(case.id), encode(seen))


def _numbered(steps: Sequence[Step], tops: Mapping[str, int]) -> Iterator[Event]:
    """Gives every delivery its offset: the last of a stream in the batch has the new top."""
    back: dict[str, int] = {}
    for step in steps:
        for address in step.entry.addresses:
            back[address.stream] = back.get(address.stream, 0) + 1
    for step in steps:
        for address in step.entry.addresses:
            back[address.stream] -= 1
            yield Event(address.stream, tops[address.stream] - back[address.stream], step.tails[address.view])
