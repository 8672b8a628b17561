"""What one accepted submission is rendered from and into: its entry, its page, and resources that are ready bytes."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import blake2s
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from hub.domain.events import instant
from hub.domain.people import Directory, Principal, hospital_subject
from hub.fhir.codes import Coding, Content, hl7

encode: Final = msgspec.json.Encoder(decimal_format="number").encode
"""Writes JSON; a `Decimal` keeps the digits it came with."""

_ID = 64
_UUID = 36
_UUID_AND_DASH = 37
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_EXERCISE: Final = f',"security":{encode([hl7("v3-ActReason", "HTEST", "test health data")]).decode()}'


class Entry(NamedTuple):
    """One accepted submission: what it is about, which version it made, who said it and under which key.

    ``subject`` is the case, or the hospital's own subject for its capacity; ``version`` is the subject's version after
    the submission and ``recorded_at`` the hub's time. ``signature`` is the detached JWS of its sender's device.
    """

    subject: UUID
    version: int
    recorded_at: datetime
    principal: Principal
    key: str
    kind: str
    signature: str | None = None


class Resource(NamedTuple):
    """A FHIR resource: its type, its id, and its JSON, written once and sent to everybody as it is."""

    type: str
    id: str
    body: bytes


def reference(kind: str, identity: str) -> Content:
    """Returns a literal Reference."""
    return {"reference": f"{kind}/{identity}"}


def organisation(identity: str) -> Content:
    """Returns the Reference to an organisation of the directory."""
    return {"reference": f"Organization/{identity}"}


@lru_cache(maxsize=8192)
def task_suffix(facility: str) -> str:
    """Returns what names a hospital inside the id of its Task: itself, or a digest where the id would grow too long.

    The dot keeps digests apart from identifiers of organisations, which hold none.
    """
    if len(facility) <= _ID - _UUID_AND_DASH:
        return facility
    return f"f.{blake2s(facility.encode(), digest_size=12).hexdigest()}"


def is_own_task(identity: str, organisation: str) -> bool:
    """Tells by its id whether a Task is the organisation's own."""
    return identity[_UUID_AND_DASH:] == task_suffix(organisation)


def subject_of(identity: str, known: Directory) -> UUID | None:
    """Returns to which case or hospital a resource belongs, by the beginning of its id."""
    try:
        subject = UUID(identity[:_UUID])
    except ValueError:
        facility = identity
        while facility and facility not in known:
            facility = facility.rpartition("-")[0]
        return hospital_subject(facility) if facility else None
    return subject if str(subject) == identity[:_UUID] else None


def entries(content: Content, name: str) -> list[Content]:
    """Returns the entries of a repeating element of a resource that is read back."""
    value = content.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def words(value: object) -> str | None:
    """Returns free text as FHIR allows it: without control characters, and nothing where only blanks are left."""
    if not isinstance(value, str):
        return None
    text = _UNPRINTABLE.sub(" ", value)
    return text if text.strip() else None


def stated(content: Mapping[str, object]) -> Content | None:
    """Returns the members that are known, and nothing where there are none: FHIR has no null and no empty object."""
    known = {name: value for name, value in content.items() if value is not None}
    return known or None


class Page:
    """What all resources of one entry share: ids, references, and the stamps of ``meta``, encoded once.

    ``stamps`` are the members of ``meta`` without its braces; the profile stands before them, and in the compiled
    templates already.
    """

    __slots__ = ("encounter", "entry", "patient", "performer", "prefix", "recorded_at", "stamps", "subject", "writer")

    def __init__(self, entry: Entry, *, is_exercise: bool = False, tag: Coding | None = None, source: str = "") -> None:
        """Prepares the parts; resources of an exercise carry the security label HTEST, and what is no case a tag.

        ``source`` is where the words came from, when it is not the sender itself.
        """
        self.entry = entry
        self.subject = subject = str(entry.subject)
        self.prefix = f"{subject}-{entry.version}"
        self.recorded_at = instant(entry.recorded_at)
        self.writer = entry.principal.organisation.id
        label = _EXERCISE if is_exercise else ""
        origin = f"{source}#{entry.key}"
        stamps = f'"versionId":"{entry.version}","lastUpdated":"{self.recorded_at}","source":"{origin}"{label}'
        self.stamps = stamps.encode() if tag is None else b'%b,"tag":[%b]' % (stamps.encode(), encode(tag))
        self.patient = msgspec.Raw(f'{{"reference":"Patient/{subject}"}}'.encode())
        self.encounter = msgspec.Raw(f'{{"reference":"Encounter/{subject}"}}'.encode())
        self.performer = msgspec.Raw(f'{{"reference":"Organization/{self.writer}"}}'.encode())

    def resource(self, kind: str, identity: str, profile: str, content: Mapping[str, object]) -> Resource:
        """Encodes a resource that claims a profile; members that are None are left out."""
        known = {name: value for name, value in content.items() if value is not None}
        meta = msgspec.Raw(b'{"profile":["%b"],%b}' % (profile.encode(), self.stamps))
        return Resource(kind, identity, encode({"resourceType": kind, "id": identity, "meta": meta, **known}))
