"""What every change is."""

from collections.abc import Callable, Mapping

from hub.domain.case import Evolved
from hub.domain.events import Event

Changes = Mapping[type[Event], Callable[..., Evolved]]
"""What each event changes: given the event and the case, the case after it and the patch of its document."""
