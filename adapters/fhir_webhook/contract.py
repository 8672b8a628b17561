"""What the contract needs to know of the webhook: how it is pointed at a counterpart, and with which key."""

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from adapters.fhir_webhook.outbound import FhirWebhook
from hub.adapter_kit import Subject

_PEM = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def options(address: str, folder: Path) -> dict[str, Any]:
    """Returns options for a counterpart that listens here."""
    key = folder / "key.pem"
    key.write_bytes(_PEM)
    key.chmod(0o600)
    return {"url": address, "key_id": "examined", "key_file": key}


SUBJECT = Subject(
    adapter=FhirWebhook, folder=Path(__file__).parent, options=options, secrets=(_PEM.decode().splitlines()[1],)
)
