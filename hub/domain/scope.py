"""Whom an operator of the hub looks after; every question of operations is asked within such a scope."""

from dataclasses import dataclass

from hub.domain import permission
from hub.domain.codes import OrganisationKind
from hub.domain.people import Directory, Principal
from hub.domain.permission import Permit, Resource
from hub.domain.relationship import Relationship
from hub.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Scope:
    """The organisations an operator (運用管理者) looks after, and who stands in the audit for it."""

    caller: str
    organisation: str
    organisations: frozenset[str]
    person: str | None = None

    def holds(self, organisation: str | None) -> bool:
        """Tells whether the operator looks after an organisation."""
        return organisation in self.organisations


def scope_of(caller: Principal, directory: Directory) -> Scope:
    """Returns the scope of an administrator: its own organisation; an authority's, all of its area.

    Raises:
        NotFoundError: The caller is no administrator; to it there are no operations.
    """
    if not isinstance(permission.decide(caller, "operate", Resource(Relationship.OWN)), Permit):
        raise NotFoundError
    own = caller.organisation
    organisations = {own.id}
    if own.kind is OrganisationKind.AUTHORITY:
        organisations |= {each.id for each in directory.values() if each.area == own.area}
    return Scope(caller.caller, own.id, frozenset(organisations), caller.person)


def whole(directory: Directory) -> Scope:
    """Returns the scope of who works on the machine itself, with its database and its keys."""
    return Scope("command-line", "hub", frozenset(directory))
