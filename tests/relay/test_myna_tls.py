"""マイナ救急 over TLS: both sides show a certificate, and nobody else is spoken to."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import ValidationError
from uuid_utils.compat import uuid7

from adapters.myna_kyukyu import MynaKyukyu
from adapters.myna_kyukyu.manifest import MynaConfig
from hub.sdk import Broken, Found, LegalBasis, NotReady, Question, Readiness, Ready, TryLater, Unknown
from simulators.myna import Server
from simulators.myna_people import Person

TOKEN: Final = "an-invented-token-of-a-terminal"
FACE: Final = {"name": "架空 花子", "birth_date": "1950-01-31", "sex": "female", "address": "架空県架空市1-2"}
PATIENT: Final = Person("invented-card-of-one-patient", FACE)
NOW: Final = datetime.now(UTC)


@dataclass
class Authority:
    """Somebody who certifies, with certificates in a folder."""

    folder: Path
    name: str

    def __post_init__(self) -> None:
        self.key = generate_private_key(SECP256R1())
        self.certificate = self._certified(self.name, self.key, is_authority=True)
        self.file = self.folder / f"{self.name}.pem"
        self.file.write_bytes(self.certificate.public_bytes(Encoding.PEM))

    def certifies(self, name: str) -> tuple[Path, Path]:
        """Returns the files of a certificate and of its key."""
        key = generate_private_key(SECP256R1())
        certificate, secret = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        certificate.write_bytes(self._certified(name, key).public_bytes(Encoding.PEM))
        secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        secret.chmod(0o600)
        return certificate, secret

    def _certified(self, name: str, key: EllipticCurvePrivateKey, *, is_authority: bool = False) -> x509.Certificate:
        here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        builder = (
            x509.CertificateBuilder()
            .subject_name(_called(name))
            .issuer_name(_called(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=1))
            .not_valid_after(NOW + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        return (builder if is_authority else builder.add_extension(here, critical=False)).sign(self.key, SHA256())


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@dataclass
class Net:
    """A source that is spoken to over TLS only, and who certifies both sides."""

    folder: Path
    authority: Authority
    port: int = 0

    def adapter(self, certificate: tuple[Path, Path], authority: Authority | None = None) -> MynaKyukyu:
        token = self.folder / "token"
        token.write_text(TOKEN)
        token.chmod(0o600)
        known = (authority or self.authority).file
        files = {"token_file": token, "certificate_file": certificate[0], "key_file": certificate[1], "ca_file": known}
        return MynaKyukyu(MynaConfig(url=f"https://127.0.0.1:{self.port}/", **files))


def context(authority: Authority, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
    """Returns what a server asks of whoever calls: a certificate of this authority."""
    asked = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    asked.maximum_version = newest
    asked.load_cert_chain(*authority.certifies("source"))
    asked.load_verify_locations(authority.file)
    asked.verify_mode = ssl.CERT_REQUIRED
    return asked


@pytest.fixture
def net(tmp_path: Path) -> Net:
    return Net(tmp_path, Authority(tmp_path, "authority"))


async def asked(
    net: Net, adapter: Callable[[], MynaKyukyu], newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> tuple[Readiness, object]:
    """Asks once, over TLS up to this version."""
    criteria = {"method": "card", "reading": PATIENT.reading, "face_matches": True}
    question = Question(id="q-1", case=uuid7(), caller="tablet-u-001", basis=LegalBasis.CONSENT, criteria=criteria)
    async with Server(TOKEN, [PATIENT]).listening(tls=context(net.authority, newest)) as net.port:
        made = adapter()
        answers = await made.check(), await made.look_up(question)
        await made.close()
    return answers


async def test_both_sides_show_a_certificate_and_the_record_is_seen(net: Net) -> None:
    stands, reply = await asked(net, lambda: net.adapter(net.authority.certifies("fd-01")))

    assert isinstance(stands, Ready)
    assert isinstance(reply, Found)
    assert reply.content["person"] == FACE


async def test_a_certificate_of_somebody_else_is_not_let_in(net: Net) -> None:
    stranger = Authority(net.folder, "stranger")

    stands, reply = await asked(net, lambda: net.adapter(stranger.certifies("fd-01")))

    assert isinstance(stands, NotReady)
    assert isinstance(reply, TryLater | Unknown)


async def test_a_source_that_a_stranger_certifies_is_sent_nothing(net: Net) -> None:
    stranger = Authority(net.folder, "stranger")

    stands, reply = await asked(net, lambda: net.adapter(net.authority.certifies("fd-01"), stranger))

    assert isinstance(stands, NotReady)
    assert isinstance(reply, TryLater)


async def test_no_older_tls_is_spoken(net: Net) -> None:
    stands, reply = await asked(net, lambda: net.adapter(net.authority.certifies("fd-01")), ssl.TLSVersion.TLSv1_2)

    assert isinstance(stands, NotReady)
    assert isinstance(reply, TryLater)


async def test_a_key_that_cannot_be_used_is_an_operators_matter(net: Net) -> None:
    certificate, _ = net.authority.certifies("fd-01")
    _, other = net.authority.certifies("other")

    stands, reply = await asked(net, lambda: net.adapter((certificate, other)))

    assert isinstance(stands, Broken)
    assert isinstance(reply, TryLater)


@pytest.mark.parametrize("lacking", [("certificate_file",), ("key_file",), ("certificate_file", "key_file")])
def test_over_a_network_nobody_is_asked_without_a_certificate(net: Net, lacking: tuple[str, ...]) -> None:
    certificate, key = net.authority.certifies("fd-01")
    said = {"url": "https://myna.example.invalid/", "token_file": key, "certificate_file": certificate, "key_file": key}

    assert MynaConfig.model_validate(said)
    with pytest.raises(ValidationError, match="needed"):
        MynaConfig.model_validate({name: value for name, value in said.items() if name not in lacking})
