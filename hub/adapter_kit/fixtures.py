"""Messages as files: what an adapter is tried with. Fictitious patients only."""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from hub.sdk import Message, Mode, Resource


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


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_number)


def _number(value: object) -> float:
    return float(str(value))
