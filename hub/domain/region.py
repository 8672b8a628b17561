"""Whether the rules of a region fit who takes part: they name departments and hospitals by their ids."""

from collections.abc import Iterator, Sequence

from hub.domain.codes import OrganisationKind
from hub.domain.people import Directory
from hub.domain.rule_pack import RulePack
from hub.errors import Issue

_NO_DEPARTMENT = ("unknown-department", "登録されていない消防本部です", "no such fire department")
_ANOTHERS = ("in-another-region", "ほかの地域の実施基準が適用されています", "belongs to another region's rules")
_NO_HOSPITAL = ("unknown-facility", "登録されていない医療機関です", "no such hospital")


def misfits(pack: RulePack, directory: Directory, others: Sequence[RulePack]) -> Iterator[Issue]:
    """Yields what does not fit; ``others`` are the rules of other regions that are in force."""
    taken = {department for other in others if other.region != pack.region for department in other.departments}
    for index, department in enumerate(pack.departments):
        path = f"departments[{index}]"
        if not _is(directory, department, OrganisationKind.FIRE_DEPARTMENT):
            yield Issue(path, *_NO_DEPARTMENT)
        elif department in taken:
            yield Issue(path, *_ANOTHERS)
    for number, call in enumerate(pack.calls):
        for index, hospital in enumerate(call.hospitals or ()):
            if not _is(directory, hospital, OrganisationKind.HOSPITAL):
                yield Issue(f"calls[{number}].hospitals[{index}]", *_NO_HOSPITAL)


def _is(directory: Directory, organisation: str, kind: OrganisationKind) -> bool:
    known = directory.get(organisation)
    return known is not None and known.kind is kind
