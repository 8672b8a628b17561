"""What a region's rules (実施基準) say against asking: which hospitals are called for, and how many at once.

The telephone is never refused, nor an allotment: both are words of people who answer for them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from hub.domain.case import Case
from hub.domain.codes import RequestState
from hub.domain.document import Document, section
from hub.domain.ladder import holds_a_place
from hub.domain.people import Directory, Organisation
from hub.domain.rule_pack import Asking, Call, Condition, RulePack
from hub.errors import Issue


class Situation(NamedTuple):
    """What conditions are asked about."""

    urgency: str | None
    dangers: frozenset[str]
    age_band: str | None
    refusals: int
    on_scene: timedelta | None

    def meets(self, condition: Condition) -> bool:
        """Tells whether everything holds that the condition asks for."""
        minutes = condition.minutes_on_scene
        return (
            (condition.urgencies is None or self.urgency in condition.urgencies)
            and (condition.dangers is None or not self.dangers.isdisjoint(condition.dangers))
            and (condition.age_bands is None or self.age_band in condition.age_bands)
            and (condition.refusals is None or self.refusals >= condition.refusals)
            and (minutes is None or (self.on_scene is not None and self.on_scene >= timedelta(minutes=minutes)))
        )


def situation(case: Case, now: datetime) -> Situation:
    """Returns how it stands with a case now."""
    document = case.document
    complaint, times = section(document, "complaint"), section(document, "times")
    dangers, urgency, band = (
        complaint.get("dangers"),
        complaint.get("urgency"),
        section(document, "patient").get("age_band"),
    )
    return Situation(
        urgency=str(urgency) if urgency else None,
        dangers=frozenset(dangers if isinstance(dangers, list) else ()),
        age_band=str(band) if band else None,
        refusals=sum(state is RequestState.DECLINED for state in case.requests.values()),
        on_scene=now - datetime.fromisoformat(str(times["on-scene"])) if "on-scene" in times else None,
    )


def pack_of(case: Case, directory: Directory) -> RulePack | None:
    """Returns the rules of the region to which the case's fire department belongs."""
    department = directory.get(case.department)
    return None if department is None else department.rules


def asking(pack: RulePack, stands: Situation) -> Asking:
    """Returns the rule by which may be asked; the last of them is without a condition."""
    return next(each for each in pack.asking if stands.meets(each.when))


def call(pack: RulePack, stands: Situation) -> Call | None:
    """Returns the rule that calls for certain hospitals, until enough have declined."""
    found = next((each for each in pack.calls if stands.meets(each.when)), None)
    if found is None or (found.open_after_refusals is not None and stands.refusals >= found.open_after_refusals):
        return None
    return found


def answers_call(rule: Call, hospital: Organisation) -> bool:
    """Tells whether a hospital is one of those that are called for."""
    if hospital.id in (rule.hospitals or ()):
        return True
    if rule.specialties is None and rule.classes is None:
        return False
    return (rule.specialties is None or not frozenset(rule.specialties).isdisjoint(hospital.specialties)) and (
        rule.classes is None or hospital.emergency_class in rule.classes
    )


def against(
    case: Case, facilities: Sequence[str], pack: RulePack, directory: Directory, now: datetime
) -> Iterator[Issue]:
    """Yields what the rules say against asking these hospitals now, each naming its rule."""
    stands = situation(case, now)
    called = call(pack, stands)
    for index, facility in enumerate(facilities):
        if called is not None and not answers_call(called, directory[facility]):
            yield Issue(
                f"data.facilities[{index}]",
                "not-called-for",
                f"実施基準「{called.name}」の対象医療機関ではありません",
                f"is not called for by the rule “{called.name_en}”",
            )
    rule, held = asking(pack, stands), _held(case, facilities, pack, now)
    if held + len(facilities) > rule.at_once:
        yield Issue(
            "data.facilities",
            "too-many-at-once",
            f"実施基準「{rule.name}」: 同時に照会できるのは{rule.at_once}病院までです(照会中{held})",
            f"the rule “{rule.name_en}” lets {rule.at_once} be asked at once; {held} are being asked",
        )


def _held(case: Case, besides: Sequence[str], pack: RulePack, now: datetime) -> int:
    requests: Document = section(case.document, "requests")
    return sum(
        facility not in besides and holds_a_place(section(requests, facility), state, pack.escalation, now)
        for facility, state in case.requests.items()
    )
