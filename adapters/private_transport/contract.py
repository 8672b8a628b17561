"""What the contract needs to know of this adapter: a counterpart that has words to say, and its token."""

import json
from pathlib import Path
from typing import Any, Final

from adapters.private_transport.dispatch import PrivateTransport
from hub.adapter_kit import HttpCounterpart, Subject

_TOKEN: Final = "an-invented-token-of-a-dispatch-system"  # noqa: S105  invented, for the examination only


class DispatchWithWords(HttpCounterpart):
    """Shows its words until they are answered."""

    def __init__(self) -> None:
        """Has nothing to say yet."""
        super().__init__()
        self._open: list[bytes] = []
        self._heard = 0
        self._is_heard = False

    def say(self, *said: bytes) -> None:
        """Has these words as well, in this order."""
        self._open += said
        self._is_heard = False

    @property
    def is_heard(self) -> bool:
        """Tells whether it was asked again when everything that has a number was answered."""
        return self._is_heard

    def shown(self, _path: str) -> bytes:
        """Returns the words that have no answer yet."""
        answers = [json.loads(each.partition(b"\r\n\r\n")[2]) for each in self.received[self._heard :]]
        self._heard = len(self.received)
        answered = {each["number"] for each in answers if "number" in each}
        self._open = [each for each in self._open if _number(each) not in answered]
        self._is_heard = all(_number(each) is None for each in self._open)
        return b'{"words":[%s]}' % b",".join(self._open)


def _number(word: bytes) -> str | None:
    held = json.loads(word)
    return held.get("number") if isinstance(held, dict) else None


def options(address: str, folder: Path) -> dict[str, Any]:
    """Returns options for a counterpart that listens here."""
    token = folder / "token"
    token.write_text(_TOKEN, encoding="ascii")
    token.chmod(0o600)
    return {"url": address, "token_file": token, "vehicles": {"1": "op-01-car"}, "every_s": 0.1}


SUBJECT: Final = Subject(
    adapter=PrivateTransport,
    folder=Path(__file__).parent,
    options=options,
    secrets=(_TOKEN,),
    counterpart=DispatchWithWords,
)
