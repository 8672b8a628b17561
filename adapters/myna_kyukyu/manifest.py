"""What the マイナ救急 adapter is, needs and can be told."""

from typing import Annotated, Self

from pydantic import AfterValidator, FilePath, model_validator

from hub.sdk import Config, DataCategory, Direction, LegalBasis, Manifest, MynaResult, SecretFile
from hub.sdk.https import Address


def _folder(url: str) -> str:
    if not url.endswith("/"):
        raise ValueError("an address that ends in a slash is needed")
    return url


class MynaConfig(Config):
    """What an operator says of one connection with マイナ救急.

    Attributes:
        url: Where it is asked; https, or http on this machine.
        token_file: What the fire department's terminal is known by.
        certificate_file: The department's client certificate, with https; the line then speaks TLS 1.3 and no older.
        key_file: The key of that certificate.
        ca_file: Who certifies the server, where that is not one of the public authorities.
    """

    url: Annotated[Address, AfterValidator(_folder)]
    token_file: SecretFile
    certificate_file: FilePath | None = None
    key_file: SecretFile | None = None
    ca_file: FilePath | None = None

    @model_validator(mode="after")
    def _is_certified(self) -> Self:
        """Holds: over a network a client certificate is shown (安全管理ガイドライン 6.0)."""
        if (self.certificate_file is None) is not (self.key_file is None):
            raise ValueError("certificate_file and key_file are needed together")
        if self.url.startswith("https") and self.certificate_file is None:
            raise ValueError("certificate_file is needed with https")
        return self


CODES = frozenset(
    {
        MynaResult.CARD_NOT_REGISTERED,
        MynaResult.CONSENT_REFUSED,
        MynaResult.IDENTITY_MISMATCH,
        MynaResult.CARD_EXPIRED,
        MynaResult.CARD_UNREADABLE,
        MynaResult.NO_RECORDS,
    }
)
"""What a question can come to but to be shown the record. A card that is not carried and the captain's decision are
the crew's own words and ask nobody; a network that fails is no reply."""

MANIFEST = Manifest(
    name="myna_kyukyu",
    version="1.0.0",
    title=("マイナ救急", "Myna Kyukyu: the record behind a patient's Individual Number Card"),
    directions=frozenset({Direction.LOOKUP}),
    categories=frozenset({DataCategory.IDENTITY}),
    legal_basis=frozenset({LegalBasis.CONSENT, LegalBasis.VITAL_INTEREST}),
    config=MynaConfig,
    codes=CODES,
)
