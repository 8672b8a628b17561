"""What the adapter is, needs and can be told."""

from ipaddress import ip_address
from typing import Annotated, Self

from pydantic import Field, FilePath, model_validator

from adapters.hl7v2.charset import Charset
from adapters.hl7v2.mapping import Event
from hub.sdk import Config, DataCategory, Direction, LegalBasis, Manifest, SecretFile

Name = Annotated[str, Field(max_length=20, pattern=r"^[A-Za-z0-9._-]*$")]
"""An HD namespace: IS is 20 characters in v2.5."""


class Hl7v2Config(Config):
    """What an operator says of one hospital's system.

    Attributes:
        host: Where it listens.
        port: Where it listens.
        is_plain: Without TLS; only to this machine, where a tunnel may stand.
        ca_file: Who certifies the system, where that is not one of the public authorities.
        server_name: The name in its certificate, where that is not ``host``.
        client_certificate_file: Who we are, where the system asks for it: PEM, with the chain.
        client_key_file: The key of that certificate, PEM without a passphrase.
        encoding: The character set that both sides have agreed on.
        sending_application: MSH-3, and the assigning authority of our ids.
        sending_facility: MSH-4.
        receiving_application: MSH-5.
        receiving_facility: MSH-6.
        takes: The events that the system takes; others are not sent.
        is_enhanced: Ask for CA, CE, CR (enhanced mode) in place of AA, AE, AR.
        answer_s: How long an acknowledgement may take.
    """

    host: str
    port: Annotated[int, Field(ge=1, le=65535)]
    is_plain: bool = False
    ca_file: FilePath | None = None
    server_name: str | None = None
    client_certificate_file: FilePath | None = None
    client_key_file: SecretFile | None = None
    encoding: Charset = Charset.ISO_IR87
    sending_application: Name = "KYUKYU-HUB"
    sending_facility: Name = ""
    receiving_application: Name = ""
    receiving_facility: Name = ""
    takes: frozenset[Event] = frozenset(Event)
    is_enhanced: bool = False
    answer_s: Annotated[float, Field(gt=0, le=9)] = 8.0

    @model_validator(mode="after")
    def _is_closed_to_others(self) -> Self:
        """Holds: nobody can read it on the way, and a certificate comes with its key."""
        if self.is_plain and not _is_this_machine(self.host):
            raise ValueError("without TLS only this machine, by its address, can be spoken to")
        if (self.client_certificate_file is None) != (self.client_key_file is None):
            raise ValueError("client_certificate_file and client_key_file belong together")
        return self


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


MANIFEST = Manifest(
    name="hl7v2",
    version="1.0.0",
    title=("HL7 v2.5 (MLLP) 病院情報システム", "HL7 v2.5 over MLLP to a hospital's system"),
    directions=frozenset({Direction.OUTBOUND}),
    categories=frozenset({DataCategory.CLINICAL, DataCategory.IDENTITY}),
    legal_basis=frozenset({LegalBasis.CONSENT, LegalBasis.VITAL_INTEREST}),
    config=Hl7v2Config,
    is_idempotent=True,
    takes_exercises=True,
    at_once=1,
)
