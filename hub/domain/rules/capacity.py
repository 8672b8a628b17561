"""A hospital may always say what it can take (応需情報); an authority may for the hospitals of its prefectures."""

from collections.abc import Iterator

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import OrganisationKind, Role
from hub.domain.events import CapacityPublished, Event, instant
from hub.domain.rules.rule import Circumstances, Rules, said
from hub.errors import InvalidSubmissionError, Issue

_NOT_ITS_OWN = ("unknown-facility", "登録されていない医療機関です", "no such hospital")
"""The same for one of another prefecture as for one that does not exist."""


def _publish_capacity(_case: Case, command: say.PublishCapacity, now: Circumstances) -> Iterator[Event]:
    own = now.principal.organisation.id
    facility = command.speaks_of(own)
    if not _may_speak_of(facility, now):
        raise InvalidSubmissionError([Issue("data.facility", *_NOT_ITS_OWN)])
    yield CapacityPublished(
        at=now.at,
        facility=facility,
        specialty=command.specialty.value,
        values=said(command, "specialty", "facility"),
        tapped_at=instant(now.tapped_at),
        key=now.key,
        by="" if facility == own else own,
    )


def _may_speak_of(facility: str, now: Circumstances) -> bool:
    speaker, known = now.principal.organisation, now.directory.get(facility)
    if now.principal.role is not Role.AUTHORITY:
        return facility == speaker.id
    return known is not None and known.kind is OrganisationKind.HOSPITAL and known.area in speaker.areas


RULES: Rules = {
    say.PublishCapacity: _publish_capacity,
}
