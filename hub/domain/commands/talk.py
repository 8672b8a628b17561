"""What the sides of a case say to each other in words (連絡)."""

from dataclasses import dataclass
from typing import Annotated

from hub.domain.commands.command import Command
from hub.domain.fields import Many, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Command):
    """Says something to the other side; without hospitals it stays between a crew and its command centre (連絡)."""

    kind = "message"

    text: Annotated[str, Text("内容", 1000)]
    facilities: Annotated[tuple[str, ...] | None, Many("宛先医療機関", 1, 20)] = None
    reply_to: Annotated[str | None, Text("返信先", 36)] = None
    by: Annotated[str | None, Text("発信者", 60)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Command):
    """Asks the crew something, before the answer or on the way; a message replies to it (質問)."""

    kind = "ask"

    question: Annotated[str, Text("質問", 500)]
    by: Annotated[str | None, Text("質問者", 60)] = None
