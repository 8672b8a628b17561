"""What a certificate says of itself."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from hub.errors import CertificateError


class Seen(NamedTuple):
    """Of the first certificate of a file: for which hosts, by whom, and how long; and whether the others follow it."""

    names: Sequence[str]
    issuer: str
    not_before: datetime
    not_after: datetime
    is_in_order: bool


def seen(chain: Path) -> Seen:
    """Reads a chain.

    Raises:
        CertificateError: It is none.
    """
    try:
        certificates = x509.load_pem_x509_certificates(chain.read_bytes())
    except (OSError, ValueError) as error:
        raise CertificateError(chain, type(error).__name__) from None
    first = certificates[0]
    return Seen(
        _names(first),
        first.issuer.rfc4514_string(),
        first.not_valid_before_utc,
        first.not_valid_after_utc,
        all(_issued(each, by) for each, by in pairwise(certificates)),
    )


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        said = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return [*said.get_values_for_type(x509.DNSName), *map(str, said.get_values_for_type(x509.IPAddress))]


def _issued(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
