"""A small authority of our own, for trials: made for the names of one hub, and good for three months.

Who trusts it trusts it for these names only (RFC 5280, name constraints): it can certify no other place and no other
authority. For what lasts, a hub is given a certificate of an authority that its devices trust already.
"""

import os
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Final, NamedTuple, Self
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.errors import CertificateError
from hub.security.tls import caller_uri, refuse_open

_GOOD_FOR: Final = timedelta(days=90)
_EARLIER: Final = timedelta(minutes=5)  # clocks of devices run behind
_AUTHORITY_KEY: Final = "authority.key"


class Certified(NamedTuple):
    """Where a certificate with its chain stands, and where its private key."""

    chain: Path
    key: Path


class TrialAuthority:
    """An authority in a folder.

    Attributes:
        certificate: The file that browsers and devices are told to trust.
    """

    def __init__(self, folder: Path, certificate: x509.Certificate, key: EllipticCurvePrivateKey) -> None:
        """Takes the folder and what stands in it."""
        self.certificate = folder / "authority.pem"
        self._folder = folder
        self._self = certificate
        self._key = key

    @classmethod
    def found(cls, folder: Path, names: Sequence[str]) -> Self:
        """Makes an authority for a hub of these names; what one before it has certified is trusted no more.

        Raises:
            ValueError: A name is neither that of a host nor an address.
        """
        key = generate_private_key(SECP256R1())
        subject = _called(f"Kyukyu Hub trial authority {secrets.token_hex(4)}")
        now = datetime.now(UTC)
        certificate = (
            _begun(subject, subject, key, now + _GOOD_FOR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(may_certify=True), critical=True)
            .add_extension(x509.NameConstraints([_subtree(each) for each in names], None), critical=True)
            .sign(key, SHA256())
        )
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / _AUTHORITY_KEY, _pem(key), 0o600)
        made = cls(folder, certificate, key)
        _write(made.certificate, certificate.public_bytes(Encoding.PEM), 0o644)
        return made

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads the authority of a folder.

        Raises:
            CertificateError: There is none, it is over, or its key is open to others.
        """
        file = folder / _AUTHORITY_KEY
        refuse_open(file)
        try:
            key = load_pem_private_key(file.read_bytes(), password=None)
            certificate = x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())
        except (OSError, ValueError, TypeError) as error:
            raise CertificateError(file, type(error).__name__) from None
        if not isinstance(key, EllipticCurvePrivateKey):
            raise CertificateError(file, "no key of an elliptic curve")
        if certificate.not_valid_after_utc < datetime.now(UTC):
            raise CertificateError(folder / "authority.pem", "expired")
        return cls(folder, certificate, key)

    def certify_hub(self, names: Sequence[str]) -> Certified:
        """Makes the certificate of a hub that is reached by these names."""
        key = generate_private_key(SECP256R1())
        names_of = x509.SubjectAlternativeName([_name(each) for each in names])
        return self._kept("hub", key, self._signed(key, names[0], names_of, ExtendedKeyUsageOID.SERVER_AUTH))

    def certify_caller(self, caller: str, pass_phrase: str) -> tuple[Certified, Path]:
        """Makes the certificate by which a caller is let through.

        Returns:
            The files for a system, and one for a browser or a tablet (PKCS #12, under the pass phrase).
        """
        key = generate_private_key(SECP256R1())
        names_of = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(caller_uri(caller))])
        certificate = self._signed(key, "Kyukyu Hub caller", names_of, ExtendedKeyUsageOID.CLIENT_AUTH)
        sealed = BestAvailableEncryption(pass_phrase.encode())
        packed = serialize_key_and_certificates(caller.encode(), key, certificate, [self._self], sealed)
        stem = f"caller-{quote(caller, safe='')}"
        carried = self._folder / f"{stem}.p12"
        _write(carried, packed, 0o600)
        return self._kept(stem, key, certificate), carried

    def _signed(
        self,
        key: EllipticCurvePrivateKey,
        name: str,
        names: x509.SubjectAlternativeName,
        use: x509.ObjectIdentifier,
    ) -> x509.Certificate:
        return (
            _begun(_called(name), self._self.subject, key, self._self.not_valid_after_utc)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(may_certify=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([use]), critical=False)
            .add_extension(names, critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, SHA256())
        )

    def _kept(self, stem: str, key: EllipticCurvePrivateKey, certificate: x509.Certificate) -> Certified:
        files = Certified(self._folder / f"{stem}.pem", self._folder / f"{stem}.key")
        _write(files.key, _pem(key), 0o600)
        _write(files.chain, certificate.public_bytes(Encoding.PEM), 0o644)
        return files


def _begun(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - _EARLIER)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, may_certify: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not may_certify,
        key_cert_sign=may_certify,
        crl_sign=may_certify,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _subtree(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_network(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes, mode: int) -> None:
    """Replaces a file as a whole; nobody else could read it at any moment."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    new.replace(path)
