"""What the contract needs to know of the fire command adapter: a counterpart with notices, and its token."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from adapters.fire_command.inbound import FireCommand
from hub.adapter_kit import HttpCounterpart, Subject

_TOKEN: Final = "an-invented-token-of-a-command-system"  # noqa: S105  invented, for the examination only


class CommandSystem(HttpCounterpart):
    """Shows the notices that it has, from the place after which it is asked."""

    def __init__(self) -> None:
        """Has nothing to say yet."""
        super().__init__()
        self._said: list[bytes] = []
        self._asked_after = -1

    def say(self, *said: bytes) -> None:
        """Has these notices as well."""
        self._said += said
        self._asked_after = -1

    @property
    def is_heard(self) -> bool:
        """Tells whether it has been asked for what comes after its last notice."""
        return self._asked_after == len(self._said)

    def shown(self, path: str) -> bytes:
        """Returns a page."""
        self._asked_after = int(parse_qs(urlsplit(path).query).get("after", ["0"])[0])
        notices = b",".join(self._said[self._asked_after :])
        return b'{"notices":[%s],"next":"%d"}' % (notices, len(self._said))


def options(address: str, folder: Path) -> dict[str, Any]:
    """Returns options for a counterpart that listens here."""
    token = folder / "token"
    token.write_text(_TOKEN, encoding="ascii")
    token.chmod(0o600)
    return {"url": address, "token_file": token, "units": {"架空救急1": "u-001", "架空救急2": "u-002"}, "every_s": 0.1}


SUBJECT: Final = Subject(
    adapter=FireCommand,
    folder=Path(__file__).parent,
    options=options,
    secrets=(_TOKEN,),
    counterpart=CommandSystem,
)
