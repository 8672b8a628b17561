"""What the contract needs to know of the EMIS adapter: a counterpart with files, and its token."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from adapters.emis.cells import write
from adapters.emis.columns import BY_NAME
from adapters.emis.emis import Emis
from hub.adapter_kit import Behaviour, HttpCounterpart, Subject

_TOKEN: Final = "an-invented-token-of-emis"  # noqa: S105  invented, for the examination only
_AGO: Final = re.compile(rb"\{\{-(\d+)\}\}")
"""In a fixture: so many minutes ago, for a word of EMIS counts for some hours only."""


class EmisWithFiles(HttpCounterpart):
    """Shows the files that it has, one after the other, and the last one again."""

    def __init__(self) -> None:
        """Has nothing to say yet."""
        super().__init__()
        self._made_at = datetime.now(UTC)
        self._said: list[bytes] = []
        self._shown = 0

    def say(self, *said: bytes) -> None:
        """Has these files as well."""
        self._said += [_AGO.sub(self._minutes_ago, each) for each in said]

    @property
    def is_heard(self) -> bool:
        """Tells whether the last file was shown twice: it was taken in before it was asked for again."""
        return self._shown > len(self._said)

    def shown(self, _path: str) -> bytes:
        """Returns the next file, and does not go on while it misbehaves."""
        if self.behaviour is not Behaviour.ACCEPT:
            return b""
        self._shown = min(self._shown, len(self._said)) + 1
        return self._said[min(self._shown, len(self._said)) - 1]

    def _minutes_ago(self, found: re.Match[bytes]) -> bytes:
        return write(BY_NAME["rd"], self._made_at - timedelta(minutes=int(found[1]))).encode()


def options(address: str, folder: Path) -> dict[str, Any]:
    """Returns options for a counterpart that listens here."""
    token = folder / "token"
    token.write_text(_TOKEN, encoding="ascii")
    token.chmod(0o600)
    told, heard = {"h-001": "99-1990000001"}, "99-1990000002"
    return {"url": address, "token_file": token, "facilities": told, "hospital": heard, "every_s": 0.1}


SUBJECT: Final = Subject(
    adapter=Emis,
    folder=Path(__file__).parent,
    options=options,
    secrets=(_TOKEN,),
    counterpart=EmisWithFiles,
)
