"""What the contract needs to know of マイナ救急: how it is pointed at a counterpart, and with which token."""

from pathlib import Path
from typing import Any, Final

from adapters.myna_kyukyu.lookup import MynaKyukyu
from hub.adapter_kit import Subject

_TOKEN: Final = "an-invented-token-of-a-terminal"  # noqa: S105  invented, for the examination only


def options(address: str, folder: Path) -> dict[str, Any]:
    """Returns options for a counterpart that listens here."""
    token = folder / "token"
    token.write_text(_TOKEN, encoding="ascii")
    token.chmod(0o600)
    return {"url": address, "token_file": token}


SUBJECT: Final = Subject(adapter=MynaKyukyu, folder=Path(__file__).parent, options=options, secrets=(_TOKEN,))
