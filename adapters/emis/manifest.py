"""What the EMIS adapter is, needs and can be told."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, DirectoryPath, Field, FilePath, model_validator

from adapters.emis.columns import LAYOUT
from adapters.emis.record import Hospital
from hub.sdk import Config, DataCategory, Direction, LegalBasis, Manifest, SecretFile
from hub.sdk.https import Address

_HOSPITAL = re.compile(r"(\d{2})-(\d{1,10})")


def _ends_in_a_slash(url: str) -> str:
    if not url.endswith("/"):
        raise ValueError("an address that ends in a slash is needed")
    return url


def _named(hospital: str) -> str:
    named(hospital)
    return hospital


def named(hospital: str) -> Hospital:
    """Reads a hospital as a setting names it: prefecture, dash, code.

    Raises:
        ValueError: It is none.
    """
    found = _HOSPITAL.fullmatch(hospital)
    if found is None:
        raise ValueError("a hospital is written as prefecture, dash, code: 39-1393100120")
    return Hospital(found[1], found[2])


HospitalName = Annotated[str, AfterValidator(_named)]


class EmisConfig(Config):
    """What an operator says of one connection with EMIS.

    Attributes:
        url: Where it is spoken to over HTTP; https, or http on this machine. This or ``drop``.
        token_file: What proves over HTTP who we are.
        ca_file: Who certifies the server, where that is not one of the public authorities.
        drop: The folder with ``in`` and ``out`` through which files are exchanged.
        facilities: What is told: hospitals of the hub, each with its name in EMIS.
        reported: What is heard beside an authority: hospitals of the hub, each with its name in EMIS.
        reported_file: The same as a CSV file, ``facility,hospital`` in each line, for as many as there are.
        hospital: What is heard: the name in EMIS of the hospital beside which the connection stands.
        prefecture: What is heard: the prefecture whose mode its fire department declares.
        valid_hours: For how long a word of EMIS counts.
        every_s: How often it is asked.
        layout: Of the record.
    """

    url: Annotated[Address, AfterValidator(_ends_in_a_slash)] | None = None
    token_file: SecretFile | None = None
    ca_file: FilePath | None = None
    drop: DirectoryPath | None = None
    facilities: Mapping[str, HospitalName] = {}
    reported: Mapping[str, HospitalName] = {}
    reported_file: FilePath | None = None
    hospital: HospitalName | None = None
    prefecture: Annotated[str, Field(pattern=r"^\d{2}$")] | None = None
    valid_hours: Annotated[float, Field(gt=0, le=72)] = 6.0
    every_s: Annotated[float, Field(ge=0.1, le=3600)] = 60.0
    layout: Literal["2016-12"] = LAYOUT

    @model_validator(mode="after")
    def _is_one_way(self) -> Self:
        """Holds: one way to exchange, and no hospital of which the hub would hear its own words."""
        if (self.url is None) == (self.drop is None):
            raise ValueError("either url or drop is needed")
        if self.url is not None and self.token_file is None:
            raise ValueError("token_file is needed with url")
        if self.hospital in self.facilities.values() or self.facilities.keys() & self.reported.keys():
            raise ValueError("a hospital of which EMIS is told is not heard from it")
        return self


MANIFEST = Manifest(
    name="emis",
    version="1.0.0",
    title=("EMIS 広域災害救急医療情報システム", "EMIS, the national disaster medical information system"),
    directions=frozenset({Direction.OUTBOUND, Direction.INBOUND}),
    categories=frozenset({DataCategory.HOSPITAL_STATUS, DataCategory.CLINICAL}),
    legal_basis=frozenset({LegalBasis.NO_PERSONAL_DATA}),
    config=EmisConfig,
    kinds=frozenset({"publish-capacity", "hand-over"}),
    is_idempotent=True,
)
