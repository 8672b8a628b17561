"""The events of a subscription: found on the stream, counted, and shown as far as the subscriber may see them now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from hub.domain.commands import About
from hub.domain.disclosure import Relationship
from hub.domain.people import Principal
from hub.errors import NotFoundError
from hub.fhir.disclosure import disclosed
from hub.fhir.resource import Resource, task_suffix
from hub.fhir.subscription_notice import Notified, Standing
from hub.fhir.subscription_topic import Happening, about
from hub.looks import Looks
from hub.ports import Sealer, Streamed, Streams
from hub.recall import Memory
from hub.subscriptions.held import Held
from hub.subscriptions.subscribers import Mark, Subscribers
from hub.wire import frames
from hub.wire.envelope import read_projection

MOST_EVENTS: Final = 100
"""Events in one answer of ``$events``."""

_PAGE: Final = 100
_MARK_EVERY: Final = 1000
LEAST: Final = {
    "unit": Relationship.OWN,
    "department": Relationship.OWN,
    "facility": Relationship.ASKED,
    "operator": Relationship.ASKED,
}
"""How near a stream's reader is to whatever stands on it, at the least."""


class Position(NamedTuple):
    """How far a reader has come: the offset on the stream, and the number of the newest event up to there."""

    offset: int
    number: int


class _Matched(NamedTuple):
    number: int
    happening: Happening
    subject: UUID
    resources: Sequence[Resource]


class _Frame(msgspec.Struct):
    subject: str
    version: int
    kind: str
    recorded_at: str
    mode: str
    body: dict[str, Any]


_frame: Final = msgspec.json.Decoder(_Frame)


@dataclass(frozen=True, slots=True)
class Events:
    """Reads the streams for those who subscribed."""

    subscribers: Subscribers
    streams: Streams
    memory: Memory
    sealer: Sealer
    looks: Looks

    async def standing(self, held: Held, principal: Principal, now: datetime) -> tuple[Standing, Position]:
        """Returns how a subscription stands, its events counted up to the top of the stream."""
        mark = await self.subscribers.mark_below(held.row.id, None)
        position, before = _from(mark, held), None
        while position != before:
            before = position
            _, position = await self._read(held, principal, position)
        topic = held.asked.topic.url if held.asked.topic else None
        return Standing(held.row.id, topic, held.status(now), position.number), position

    async def following(self, held: Held, principal: Principal, position: Position) -> tuple[list[Notified], Position]:
        """Returns the next events behind a position, and how far was read for them."""
        matched, position = await self._read(held, principal, position)
        told = []
        for each in matched:
            _, near = await self.looks.known(each.subject, each.happening.version, principal)
            told.append(_shown(held, principal, each, near))
        return told, position

    async def along(
        self, held: Held, principal: Principal, position: Position, until: int
    ) -> tuple[dict[int, Notified], Position]:
        """Returns the events between a position and an offset, by their offsets, and how far was read."""
        found: dict[int, Notified] = {}
        before = None
        while position != before and position.offset < until:
            before = position
            matched, position = await self._read(held, principal, position)
            for each in matched:
                _, near = await self.looks.known(each.subject, each.happening.version, principal)
                found[each.happening.offset] = _shown(held, principal, each, near)
        return found, position

    async def before(self, held: Held, offset: int) -> Position:
        """Returns a position before an offset from which its number can be counted."""
        mark = await self.subscribers.mark_below(held.row.id, None)
        while mark is not None and mark.offset >= offset:
            mark = await self.subscribers.mark_below(held.row.id, mark.number)
        return _from(mark, held)

    async def events(self, held: Held, principal: Principal, since: int, until: int | None) -> list[Notified]:
        """Returns events by their numbers, both included, at most `MOST_EVENTS`; the look is written into the audit."""
        last = min(since + MOST_EVENTS - 1, until if until is not None else since + MOST_EVENTS)
        mark = await self.subscribers.mark_below(held.row.id, since)
        position, before = _from(mark, held), None
        found: list[_Matched] = []
        while position != before and position.number < last:
            before = position
            matched, position = await self._read(held, principal, position)
            found += [each for each in matched if since <= each.number <= last]
        near = {subject: await self._looked_at(subject, principal) for subject in {each.subject for each in found}}
        return [_shown(held, principal, each, near[each.subject]) for each in found]

    async def _looked_at(self, subject: UUID, principal: Principal) -> Relationship:
        try:
            _, near = await self.looks.at(subject, principal, "read-subscription-events")
        except NotFoundError:
            return Relationship.NONE
        return near

    async def _read(self, held: Held, principal: Principal, position: Position) -> tuple[list[_Matched], Position]:
        """Reads a page of the stream; the position stays where there is nothing more."""
        stream = held.row.stream  # the caller's own, or the inbox of an address that stands beside its organisation
        entries = await self.streams.read(principal.names | {stream}, stream, position.offset, _PAGE)
        if not entries:
            return [], position
        readable = await self.memory.unlock(list({entry.subject for entry in entries if not entry.erased_at}))
        matched, number = [], position.number
        for entry in (each for each in entries if each.subject in readable and not each.erased_at):
            happening, resources = self._happening(entry)
            if held.asked.is_event(happening, _then(held, resources)):
                number += 1
                matched.append(_Matched(number, happening, entry.subject, resources))
        reached = Position(entries[-1].offset, number)
        if reached.offset // _MARK_EVERY != position.offset // _MARK_EVERY:
            await self.subscribers.mark(held.row.id, held.row.start, Mark(reached.number, reached.offset))
        return matched, reached

    def _happening(self, entry: Streamed) -> tuple[Happening, list[Resource]]:
        body = self.sealer.unseal(entry.subject, entry.version, "projection", entry.projection)
        projection = read_projection(body)
        frame = _frame.decode(projection.views[entry.view])
        happening = Happening(
            entry.offset, frame.subject, frame.version, frame.kind, frame.recorded_at, frame.mode, frame.body
        )
        return happening, [_resource(bytes(each)) for each in projection.resources]


def _shown(held: Held, principal: Principal, matched: _Matched, near: Relationship) -> Notified:
    """Returns what the subscriber may see of an event at this moment."""
    happening = matched.happening
    seen = _seen(matched.resources, near, principal.organisation.id)
    focus = _focus(held, seen) or _hidden(held, happening)
    context = [name for name in dict.fromkeys(f"{each.type}/{each.id}" for each in seen) if name != focus]
    return Notified(matched.number, happening.recorded_at, focus, context, seen)


def _resource(body: bytes) -> Resource:
    name = frames.resource_name(body)
    return Resource(name.resource_type, name.id, body)


def _seen(resources: Sequence[Resource], near: Relationship, organisation: str) -> list[Resource]:
    shown = ((each, disclosed(each.type, each.body, near, organisation)) for each in resources)
    return [each._replace(body=body) for each, body in shown if body is not None]


def _then(held: Held, resources: Sequence[Resource]) -> Sequence[Resource]:
    """Returns what every reader of the stream saw of an entry when it came; only a query asks for it."""
    if held.asked.topic:
        return ()
    kind, _, owner = held.row.stream.partition(":")
    return _seen(resources, LEAST[kind], owner)


def _focus(held: Held, seen: Sequence[Resource]) -> str | None:
    """Returns the resource an event is about: of the type that the topic names first, else what was written first."""
    for wanted in _preferred(held):
        for each in seen:
            if each.type == wanted:
                return f"{each.type}/{each.id}"
    return f"{seen[0].type}/{seen[0].id}" if seen else None


def _hidden(held: Held, happening: Happening) -> str:
    """Returns what an event was about that the subscriber may see nothing of any more: its inquiry, or the whole."""
    kind, _, owner = held.row.stream.partition(":")
    match about(happening):
        case About.TRANSPORT:
            return f"ServiceRequest/{happening.subject}-transport"
        case About.HOSPITAL:
            return f"Organization/{happening.subject}"
        case _ if kind == "facility" and "Task" in _preferred(held):
            return f"Task/{happening.subject}-{task_suffix(owner)}"
        case _:
            return f"Encounter/{happening.subject}"


def _preferred(held: Held) -> Sequence[str]:
    return held.asked.topic.focus if held.asked.topic else (held.asked.resource_type,)


def _from(mark: Mark | None, held: Held) -> Position:
    return Position(held.row.start, 0) if mark is None else Position(mark.offset, mark.number)
