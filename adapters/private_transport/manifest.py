"""What the adapter for private transport is, needs and can be told."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, FilePath

from hub.sdk import Config, DataCategory, Direction, LegalBasis, Manifest, SecretFile
from hub.sdk.https import Address


def _ends_in_a_slash(url: str) -> str:
    if not url.endswith("/"):
        raise ValueError("an address that ends in a slash is needed")
    return url


def _is_one_to_one(vehicles: Mapping[str, str]) -> Mapping[str, str]:
    if len(set(vehicles.values())) != len(vehicles):
        raise ValueError("two numbers name one vehicle of the certificate")
    return vehicles


class DispatchConfig(Config):
    """What an operator says of one dispatch system.

    Attributes:
        url: Where it is spoken to; https, or http on this machine; ends in a slash.
        token_file: What proves who we are.
        ca_file: Who certifies it, where that is not one of the public authorities.
        vehicles: Its own numbers of vehicles, each with the vehicle of the certificate; others have one name.
        every_s: How often it is asked for its words.
    """

    url: Annotated[Address, AfterValidator(_ends_in_a_slash)]
    token_file: SecretFile
    ca_file: FilePath | None = None
    vehicles: Annotated[Mapping[str, str], AfterValidator(_is_one_to_one)] = {}
    every_s: Annotated[float, Field(ge=0.1, le=60)] = 1.0


MANIFEST = Manifest(
    name="private_transport",
    version="1.0.0",
    title=("民間救急(患者等搬送事業者の配車システム)", "Private transport: an operator's dispatch system"),
    directions=frozenset({Direction.OUTBOUND, Direction.INBOUND}),
    categories=frozenset({DataCategory.CLINICAL, DataCategory.IDENTITY}),
    legal_basis=frozenset({LegalBasis.CONSENT, LegalBasis.TRANSPORT_NECESSITY}),
    config=DispatchConfig,
    kinds=frozenset({"request-transport", "offer", "claim", "update-trip", "switch-to-119"}),
    is_idempotent=True,
    takes_exercises=True,
)
