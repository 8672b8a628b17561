"""A hospital may always say what it can take (応需情報)."""

from collections.abc import Iterator

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.events import CapacityPublished, Event, instant
from hub.domain.rules.rule import Circumstances, Rules, said


def _publish_capacity(_case: Case, command: say.PublishCapacity, now: Circumstances) -> Iterator[Event]:
    yield CapacityPublished(
        at=now.at,
        facility=now.principal.organisation.id,
        specialty=command.specialty.value,
        values=said(command, "specialty"),
        tapped_at=instant(now.tapped_at),
        key=now.key,
    )


RULES: Rules = {
    say.PublishCapacity: _publish_capacity,
}
