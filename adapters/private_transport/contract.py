"""What the contract needs to know of this adapter: how it is pointed at a counterpart, and with which token."""

from pathlib import Path
from typing import Any, Final

from adapters.private_transport.dispatch import PrivateTransport
from hub.adapter_kit import Subject

_TOKEN: Final = "an-invented-token-of-a-dispatch-system"  # noqa: S105  invented, for the examination only


def options(address: str, folder: Path) -> dict[str, Any]:
    """Returns options for a counterpart that listens here."""
    token = folder / "token"
    token.write_text(_TOKEN, encoding="ascii")
    token.chmod(0o600)
    return {"url": address, "token_file": token, "vehicles": {"1": "op-01-car"}}


SUBJECT: Final = Subject(adapter=PrivateTransport, folder=Path(__file__).parent, options=options, secrets=(_TOKEN,))
