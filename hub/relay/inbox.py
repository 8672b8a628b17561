"""What a connection is given: entries of its inbox become messages, as far as it may see them now.

Two rights meet here: that of its organisation at the entry's version, and that of its organisation at this moment. The
lesser counts, for a queue of an hour ago must not tell a hospital today what it may no longer know.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple
from uuid import UUID, uuid5

import msgspec

from hub.deliveries import Due
from hub.domain.case import Case
from hub.domain.document import Document
from hub.domain.people import Principal
from hub.domain.relationship import Relationship
from hub.domain.sight import Matter, disclose, nearness
from hub.fhir.disclosure import disclosed
from hub.ports import Sealer
from hub.recall import Memory, State
from hub.sdk import DataCategory, Manifest, Message, Mode, Resource
from hub.wire.envelope import Projection, read_fields, read_projection
from hub.wire.frames import resource_name

_DELIVERIES: Final = UUID("9f0b6d2c-5d0e-5a3c-8a44-6f7e2b1c9d10")
"""Namespace of delivery ids."""


class _Told(msgspec.Struct):
    """What stands over the body of an event, and the body."""

    subject: str
    kind: str
    mode: Mode
    body: msgspec.Raw


_told: Final = msgspec.json.Decoder(_Told)


class Shown(NamedTuple):
    """What a message holds of its subject."""

    document: Document
    change: Document
    resources: Sequence[Resource]


@dataclass(frozen=True, slots=True)
class Reader:
    """A connection as a reader: its name, in whose right it reads, and what it has asked to see."""

    name: str
    principal: Principal
    manifest: Manifest

    def may_see(self, near: Relationship) -> Relationship:
        """Returns how near it stands at most: who has not asked for identities is as far as who is only asked."""
        categories = self.manifest.categories
        if DataCategory.IDENTITY in categories:
            return near
        return min(near, Relationship.ASKED if DataCategory.CLINICAL in categories else Relationship.NONE)


class Inbox:
    """Reads what connections are due."""

    def __init__(self, memory: Memory, sealer: Sealer) -> None:
        """Takes where states come from, and the seal."""
        self._memory = memory
        self._sealer = sealer

    async def messages(self, reader: Reader, page: Sequence[Due]) -> Sequence[Message | None]:
        """Returns for each entry the message, None where the connection does not want it or may not have it now."""
        versions: dict[UUID, set[int]] = {}
        for due in page:
            versions.setdefault(due.subject, set()).add(due.version)
        await self._memory.recall(versions)
        for due in page:
            held = self._memory.newest(due.subject)
            if held is None or held.version < due.newest:  # another node was here
                await self._memory.catch_up(due.subject)
        states = {subject: await self._memory.along(subject, wanted) for subject, wanted in versions.items()}
        messages = []
        for due in page:
            is_readable = await self._memory.unlock([due.subject])
            state = states[due.subject].get(due.version) if is_readable else None
            messages.append(None if state is None else self._message(reader, due, state))
            await asyncio.sleep(0)  # a long backlog must not hold up who is live
        return messages

    def _message(self, reader: Reader, due: Due, state: State) -> Message | None:
        """Makes one message; the subject's key is in use."""
        body = read_projection(self._sealer.unseal(due.subject, due.version, "projection", due.projection))
        told = _told.decode(body.views[due.view])
        if not _is_wanted(reader.manifest, told, state):
            return None
        if isinstance(state, Matter):
            shown = self._of_matter(reader, told, state, body)
        else:
            shown = Shown(state.document, read_fields(told.body), [_resource(each) for each in body.resources])
        if shown is None:
            return None
        return Message(
            id=str(uuid5(_DELIVERIES, f"{reader.name}/{due.subject}/{due.version}")),
            subject=told.subject,
            about=_about(state),
            version=due.version,
            kind=told.kind,
            mode=told.mode,
            document=shown.document,
            change=shown.change,
            resources=shown.resources,
            happened_at=due.placed_at,
            recorded_at=due.recorded_at,
            is_exercise=_is_exercise(state),
            is_replayed=due.is_replayed,
        )

    def _of_matter(self, reader: Reader, told: _Told, then: Matter, body: Projection) -> Shown | None:
        """Returns what may be seen of a case or a transport, nothing where there is no right to it at this moment."""
        if told.mode is Mode.GONE:
            return Shown({}, read_fields(told.body), ())
        now = self._memory.newest(then.id)
        if not isinstance(now, Matter):
            return None
        principal = reader.principal
        near = reader.may_see(min(nearness(then, principal), nearness(now, principal)))
        if near is Relationship.NONE:
            return None
        organisation = principal.organisation.id
        document = disclose(then, then.document, near, organisation)
        change = document if told.mode is Mode.DOCUMENT else disclose(then, read_fields(told.body), near, organisation)
        resources = []
        for each in map(_resource, body.resources):
            seen = disclosed(each.type, each.body, near, organisation)
            if seen is not None:
                resources.append(each._replace(body=seen))
        return Shown(document, change, resources)


def _about(state: State) -> Literal["case", "transport", "hospital"]:
    if isinstance(state, Case):
        return "case"
    return "transport" if isinstance(state, Matter) else "hospital"


def _is_wanted(manifest: Manifest, told: _Told, state: State) -> bool:
    """Tells by its manifest whether an adapter wants to hear of this at all."""
    if not isinstance(state, Matter):
        is_its_concern = DataCategory.HOSPITAL_STATUS in manifest.categories
    else:
        is_its_concern = bool(manifest.categories & {DataCategory.CLINICAL, DataCategory.IDENTITY})
    is_its_kind = manifest.kinds is None or told.kind in manifest.kinds or told.mode is Mode.GONE
    return is_its_concern and is_its_kind and (manifest.takes_exercises or not _is_exercise(state))


def _is_exercise(state: State) -> bool:
    return bool(state.document.get("is_exercise"))


def _resource(body: msgspec.Raw) -> Resource:
    name = resource_name(body)
    return Resource(name.resource_type, name.id, bytes(body))
