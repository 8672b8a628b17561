"""What the webhook is, needs and can be told."""

from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address

from pydantic import FilePath

from hub.sdk import Config, DataCategory, Direction, LegalBasis, Manifest, SecretFile
from hub.sdk.https import Address


class Algorithm(StrEnum):
    """How a message is signed, by its name in RFC 9421."""

    ES256 = "ecdsa-p256-sha256"
    HMAC = "hmac-sha256"


class WebhookConfig(Config):
    """What an operator says of one receiver.

    Attributes:
        url: Where Bundles are posted; https, or http on this machine.
        key_id: Which key the receiver is to check with.
        key_file: PEM of a P-256 private key for ES256, 32 bytes or more of a shared secret for HMAC.
        algorithm: How it is signed.
        fhir_base: What every fullUrl begins with: the hub's own FHIR address.
        ca_file: Who certifies the receiver, where that is not one of the public authorities.
        pinned_address: Connect to this address whatever the name resolves to.
    """

    url: Address
    key_id: str
    key_file: SecretFile
    algorithm: Algorithm = Algorithm.ES256
    fhir_base: str = "https://kyukyu-hub.example/fhir"
    ca_file: FilePath | None = None
    pinned_address: IPv4Address | IPv6Address | None = None


MANIFEST = Manifest(
    name="fhir_webhook",
    version="1.0.0",
    title=("FHIR Webhook", "FHIR Bundles over a webhook"),
    directions=frozenset({Direction.OUTBOUND}),
    categories=frozenset({DataCategory.CLINICAL, DataCategory.IDENTITY, DataCategory.HOSPITAL_STATUS}),
    legal_basis=frozenset({LegalBasis.CONSENT, LegalBasis.VITAL_INTEREST}),
    config=WebhookConfig,
    is_idempotent=True,
    takes_exercises=True,
    at_once=8,
)
