"""How a reader of a stream holds its state: dense offsets, documents and merge patches. Pure: no socket, no clock."""

from collections.abc import Mapping

from simulators.frames import Document, Event, Snapshot, Transient


class HoleError(Exception):
    """Says that an offset was skipped: the state is no longer to be trusted from here."""

    def __init__(self, stream: str, held: int, got: int) -> None:
        """Takes the last offset that is held and the one that came."""
        super().__init__(f"{stream}: {got} came after {held}")
        self.stream = stream
        self.held = held
        self.got = got


def merge(target: Mapping[str, object], patch: Mapping[str, object]) -> Document:
    """Returns the target with the patch merged in by RFC 7396: null removes, objects merge, all else replaces."""
    merged = dict(target)
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            held = merged.get(name)
            merged[name] = merge(held if isinstance(held, dict) else {}, value)
        else:
            merged[name] = value
    return merged


def section(document: Mapping[str, object], *path: str) -> Document:
    """Returns the object at the path, empty where there is none."""
    found: object = document
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return dict(found) if isinstance(found, Mapping) else {}


class Reading:
    """One stream as one reader holds it."""

    def __init__(self, stream: str) -> None:
        """Begins without a position; a snapshot gives one."""
        self.stream = stream
        self.epoch: str | None = None
        self.offset = 0
        self.documents: dict[str, Document] = {}

    def restart(self, snapshot: Snapshot) -> None:
        """Takes state and position from a snapshot."""
        self.epoch, self.offset = snapshot.epoch, snapshot.offset
        self.documents = dict(snapshot.documents)

    def take(self, event: Event) -> bool:
        """Applies the event, once.

        Returns:
            False for an event that is held already; it has no effect.

        Raises:
            HoleError: Offsets between the one that is held and this one are missing.
        """
        if event.offset <= self.offset:
            return False
        if event.offset != self.offset + 1:
            raise HoleError(self.stream, self.offset, event.offset)
        self.offset = event.offset
        if event.mode == "document":
            self.documents[event.subject] = event.body
        elif event.mode == "gone":
            self.documents.pop(event.subject, None)
        else:
            self._patch(event.subject, event.body)
        return True

    def pass_by(self, transient: Transient) -> None:
        """Merges a patch that has no offset."""
        self._patch(transient.subject, transient.body)

    def _patch(self, subject: str, body: Document) -> None:
        if subject in self.documents:
            self.documents[subject] = merge(self.documents[subject], body)
