"""What the fire command adapter is, needs and can be told."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, DirectoryPath, Field, FilePath, model_validator

from adapters.fire_command.notice import LAYOUT
from hub.sdk import Config, Direction, LegalBasis, Manifest, SecretFile
from hub.sdk.https import Address


def _ends_in_a_slash(url: str) -> str:
    if not url.endswith("/"):
        raise ValueError("an address that ends in a slash is needed")
    return url


class FireCommandConfig(Config):
    """What an operator says of one connection with a command system.

    Attributes:
        url: Where its notices are asked for over HTTP; https, or http on this machine. This or ``drop``.
        token_file: What proves over HTTP who we are.
        ca_file: Who certifies the server, where that is not one of the public authorities.
        drop: The folder into whose ``in`` it writes a file for each notice.
        units: Its names of ambulance units, each with the unit's id in the hub. Others are no ambulances.
        every_s: How often it is asked.
        layout: Of the notices.
    """

    url: Annotated[Address, AfterValidator(_ends_in_a_slash)] | None = None
    token_file: SecretFile | None = None
    ca_file: FilePath | None = None
    drop: DirectoryPath | None = None
    units: Annotated[Mapping[str, str], Field(min_length=1)]
    every_s: Annotated[float, Field(ge=0.1, le=60)] = 1.0
    layout: Literal["2026-11"] = LAYOUT

    @model_validator(mode="after")
    def _is_one_way(self) -> Self:
        """Holds: one way to exchange, with what proves who we are; a unit of the hub under one name."""
        if (self.url is None) == (self.drop is None):
            raise ValueError("either url or drop is needed")
        if self.url is not None and self.token_file is None:
            raise ValueError("token_file is needed with url")
        if len(set(self.units.values())) < len(self.units):
            raise ValueError("two names for one unit")
        return self


MANIFEST = Manifest(
    name="fire_command",
    version="1.0.0",
    title=("消防指令システム", "Fire command system of a fire department"),
    directions=frozenset({Direction.INBOUND}),
    categories=frozenset(),
    legal_basis=frozenset({LegalBasis.STATUTORY_DUTY}),
    config=FireCommandConfig,
)
