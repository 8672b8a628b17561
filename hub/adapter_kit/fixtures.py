"""Messages, questions and words as files: what an adapter is tried with. Fictitious patients only."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from hub.sdk import LegalBasis, Message, Mode, Question, Resource

UNTIL: Final = "{{until}}"
"""In an answer: a time that has not come yet, until which it may be shown."""


def read_message(text: str | bytes) -> Message:
    """Reads a message as `write_message` writes it.

    Raises:
        ValueError: It is none.
    """
    held: dict[str, Any] = json.loads(text, parse_float=Decimal)
    try:
        resources = [
            Resource(each["resourceType"], each["id"], _compact(each).encode()) for each in held.pop("resources")
        ]
        held |= {name: datetime.fromisoformat(held[name]) for name in ("happened_at", "recorded_at")}
        return Message(**{**held, "mode": Mode(held["mode"]), "resources": resources})
    except (KeyError, TypeError) as error:
        raise ValueError(f"no message: {error}") from error


def write_message(message: Message) -> str:
    """Writes a message so that a person can read it."""
    held = {name: getattr(message, name) for name in Message.__dataclass_fields__}
    held["resources"] = [json.loads(each.body) for each in message.resources]
    for name in ("happened_at", "recorded_at"):
        held[name] = held[name].isoformat()
    return json.dumps(held, ensure_ascii=False, indent=2, default=_number) + "\n"


def messages(folder: Path) -> Sequence[Message]:
    """Returns the messages of a folder, in the order of their names."""
    return [read_message(path.read_bytes()) for path in sorted(folder.glob("*.json"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, what the other side answers, and what the adapter has to make of it.

    Attributes:
        name: That of its file.
        question: As the adapter is given it.
        answer: A text as it stands, anything else as JSON.
        reply: ``found``, ``refused``, ``unknown``, or the code with which there is nothing to show.
    """

    name: str
    question: Question
    answer: Any
    reply: str

    def content(self, lasts_s: float = 600.0) -> bytes:
        """Returns the answer as the other side gives it, good for so many seconds from now."""
        text = self.answer if isinstance(self.answer, str) else json.dumps(self.answer, ensure_ascii=False)
        until = datetime.now(UTC) + timedelta(seconds=lasts_s)
        return text.replace(UNTIL, until.isoformat(timespec="seconds")).encode()


def questions(folder: Path) -> Sequence[Asked]:
    """Returns the questions of a folder, in the order of their names."""
    return [_asked(path) for path in sorted(folder.glob("*.json"))]


def _asked(path: Path) -> Asked:
    held = json.loads(path.read_bytes())
    said = held["question"]
    basis = LegalBasis(said["basis"])
    question = Question(**{**said, "case": UUID(said["case"]), "basis": basis})
    return Asked(name=path.stem, question=question, answer=held["answer"], reply=held["reply"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One submission that has to follow from what the other side says: its kind, and some of its data.

    ``is_last`` is false where a later fixture says otherwise: an adapter that was held up need not say it any more.
    """

    kind: str
    data: Mapping[str, Any]
    is_last: bool = True

    def is_of(self, kind: str, data: Mapping[str, Any]) -> bool:
        """Tells whether a submission is this one."""
        said = json.loads(_compact(dict(data)))
        return kind == self.kind and all(said.get(name) == value for name, value in self.data.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One thing that the other side says, and what has to follow from it."""

    name: str
    content: bytes
    words: Sequence[Word]


def heard(folder: Path) -> Sequence[Heard]:
    """Returns what the other side says, in the order of the names of its files, with what stands beside each."""
    return [_heard(path) for path in sorted(folder.iterdir()) if not path.name.endswith(_WORDS)]


def _heard(path: Path) -> Heard:
    words = json.loads(path.with_name(f"{path.stem}{_WORDS}").read_bytes())
    return Heard(name=path.stem, content=path.read_bytes(), words=[Word(**each) for each in words])


_WORDS: Final = ".words.json"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_number)


def _number(value: object) -> float:
    return float(str(value))
