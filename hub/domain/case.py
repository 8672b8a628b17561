"""The state of a case: the document that receivers hold and, beside it, the little that decisions need.

Who is asked, who accepted, which statement of a fact is the latest. How it changes: `hub.domain.evolution`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from hub.domain.codes import CaseStatus, RequestState
from hub.domain.document import Document
from hub.domain.events.event import Value
from hub.domain.observations import Observations

Order = tuple[str, str]
"""When a fact was tapped and under which key: of two statements the greater stands."""

Note = tuple[str, str, int]
"""When something was taken down, under which key, and in which version of the case: what names its resources."""


NOTHING: Mapping[str, Any] = MappingProxyType({})


class Case(NamedTuple):
    """One patient of an incident, from the first word to the outcome (傷病者事案).

    A named tuple, for a case is made anew with every event.
    """

    id: UUID
    version: int = 0
    unit: str = ""
    department: str = ""
    status: CaseStatus = CaseStatus.OPEN
    is_closed: bool = False
    requests: Mapping[str, RequestState] = NOTHING
    destination: str | None = None
    has_outcome: bool = False
    orders: Mapping[str, Order] = NOTHING
    called: Mapping[str, tuple[Order, Value]] = NOTHING
    """What the command centre told last of each fact, and when."""
    observed: Observations = Observations()
    treated: tuple[Note, ...] = ()
    changed: tuple[Note, ...] = ()
    sampled_at: str = ""
    rest: Document = NOTHING
    """The document but for its observations, which are kept in pages."""

    @property
    def document(self) -> Document:
        """What receivers hold, whole."""
        observations = {each.key: each.values for each in self.observed}
        return {**self.rest, "observations": observations} if observations else self.rest


Evolved = tuple[Case, Document]
"""The case after an event, and the patch that leads its document there."""
