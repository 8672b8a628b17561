"""The files behind the hub's TLS: what cannot be used is named, and what was replaced is taken into use."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from hub.errors import CertificateError, SettingsError
from hub.security.tls import TlsIdentity
from hub.security.trial import Certified, TrialAuthority
from hub.server import tls_identity
from tests.unit.security.test_trial import shake, trusting

NAMES: Final = ["localhost"]


@pytest.fixture
def authority(tmp_path: Path) -> TrialAuthority:
    return TrialAuthority.found(tmp_path / "tls", NAMES)


@pytest.fixture
def files(authority: TrialAuthority) -> Certified:
    return authority.certify_hub(NAMES)


def encrypted() -> bytes:
    sealed = BestAvailableEncryption(b"an invented pass phrase")
    return generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)


FAULTS: Final[dict[str, Callable[[Certified], object]]] = {
    "no chain": lambda files: files.chain.unlink(),
    "no key": lambda files: files.key.unlink(),
    "a key that others can read": lambda files: files.key.chmod(0o640),
    "a chain that is none": lambda files: files.chain.write_text("half a certific"),
    "a key that is none": lambda files: files.key.write_text("half a key"),
    "an encrypted key": lambda files: files.key.write_bytes(pem(BestAvailableEncryption(b"an invented phrase"))),
    "the key of another certificate": lambda files: files.key.write_bytes(pem(NoEncryption())),
}


def pem(sealed: KeySerializationEncryption) -> bytes:
    return generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_cannot_be_used_is_named(files: Certified, fault: str) -> None:
    FAULTS[fault](files)

    with pytest.raises(CertificateError, match=r"hub\.(pem|key)"):
        TlsIdentity(*files)


@pytest.mark.parametrize("content", [None, "no authority"])
def test_authorities_of_callers_that_cannot_be_read_are_named(
    files: Certified, tmp_path: Path, content: str | None
) -> None:
    authorities = tmp_path / "authorities.pem"
    if content is not None:
        authorities.write_text(content)

    with pytest.raises(CertificateError, match="authorities"):
        TlsIdentity(*files, authorities)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_hub_goes_on_with_its_certificate_until_the_new_one_can_be_used(
    authority: TrialAuthority, files: Certified, fault: str
) -> None:
    shown = TlsIdentity(*files)
    first = serial(shown, authority)
    FAULTS[fault](files)

    shown.renew()
    assert serial(shown, authority) == first

    authority.certify_hub(NAMES)
    assert serial(shown, authority) == first, "the control: nobody has looked yet"
    shown.renew()
    assert serial(shown, authority) != first


def serial(shown: TlsIdentity, authority: TrialAuthority) -> object:
    return (shake(shown.context, trusting(authority), "localhost").getpeercert() or {})["serialNumber"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_plain_http_is_for_this_machine(host: str) -> None:
    assert tls_identity(host, None, None, None) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "hub.example", ""])  # noqa: S104
def test_without_a_certificate_the_hub_does_not_listen_to_other_machines(host: str, files: Certified) -> None:
    with pytest.raises(SettingsError, match="without a certificate"):
        tls_identity(host, None, None, None)

    assert tls_identity(host, *files, None) is not None


@pytest.mark.parametrize("missing", [0, 1])
def test_half_of_what_tls_needs_is_refused(files: Certified, missing: int) -> None:
    half = [*files, None]
    half[missing] = None

    with pytest.raises(SettingsError, match="both"):
        tls_identity("127.0.0.1", *half)
    with pytest.raises(SettingsError, match="both"):
        tls_identity("127.0.0.1", None, None, files.chain)
