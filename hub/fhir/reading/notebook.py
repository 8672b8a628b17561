"""What comes of a Bundle: what its sender says, what is kept without being read, and what cannot stand."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from hub.domain.commands import KINDS, About
from hub.errors import Issue
from hub.fhir.reading.bundle import Parcel, as_uuid7
from hub.fhir.reading.source import Source

Json = Any
Sentence = tuple[str, str, str]

NOT_READ: Final = (
    "not-read",
    "読み替えずに原文のまま保存しました",
    "is kept as it came and not read into a submission",
)
_NO_CASE: Final = ("no-case", "どの事案のものか分かりません", "does not show which case it is about")
_NO_TIME: Final = ("no-time", "時差付きの日時が必要です", "needs a time with an offset")
NOT_YOURS: Final = ("not-yours", "送信元の機関のものではありません", "is not the sending organisation's to say")


class Said(NamedTuple):
    """A submission that was read: as a tablet would have sent it, with the resources it was read from."""

    kind: str
    key: UUID
    subject: UUID | None
    at: datetime
    data: dict[str, Json]
    sources: tuple[Source, ...]


class Notebook:
    """Where readers write down what they find."""

    def __init__(self, parcel: Parcel) -> None:
        """Takes the Bundle that is read."""
        self.parcel = parcel
        self.said: list[Said] = []
        self.kept: list[Issue] = []
        self.faults: list[Issue] = []

    def says(self, kind: str, sources: Iterable[Source], at: datetime | None, **data: Json) -> None:
        """Writes a submission about the case or transport of its first resource; no place or no time is a fault."""
        from_these = tuple(sources)
        about = self.parcel.transport if KINDS[kind].about is About.TRANSPORT else self.parcel.case
        subject = about(from_these[0])
        if subject is None:
            self.fails(from_these[0].path, _NO_CASE)
        else:
            self._says(kind, from_these, at, subject, data)

    def says_of_itself(self, kind: str, source: Source, at: datetime | None, /, **data: Json) -> None:
        """Writes a submission of the sender about itself."""
        self._says(kind, (source,), at, None, data)

    def _says(
        self, kind: str, sources: tuple[Source, ...], at: datetime | None, subject: UUID | None, data: dict[str, Json]
    ) -> None:
        if at is None:
            self.fails(sources[0].path, _NO_TIME)
            return
        given = {name: value for name, value in data.items() if value is not None}
        about = "|".join(sorted(source.name for source in sources))
        again = sum(each.kind == kind and each.sources == sources for each in self.said)
        name = f"{self.parcel.identity}|{kind}|{subject}|{about}"
        key = as_uuid7(f"{name}|{again}" if again else name, at)
        self.said.append(Said(kind, key, subject, at, given, sources))

    def keeps(self, *paths: str) -> None:
        """Names what is kept and not read."""
        self.kept.extend(Issue(path, *NOT_READ) for path in paths)

    def fails(self, path: str, sentence: Sentence) -> None:
        """Names what cannot stand."""
        self.faults.append(Issue(path, *sentence))
