"""The small authority for trials certifies its own hub and its callers, and nobody believes it anything else."""

import ssl
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from hub.errors import CertificateError
from hub.security import trial
from hub.security.tls import TlsIdentity, caller_uri, callers_named
from hub.security.trial import TrialAuthority

NAMES: Final = ["hub.example", "127.0.0.1"]


def shake(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> ssl.SSLObject:
    """Lets two sides shake hands in memory; returns the side that calls."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    calling = client.wrap_bio(to_client, to_server, server_hostname=name)
    called = server.wrap_bio(to_server, to_client, server_side=True)
    drive(calling, called)
    return calling


def drive(calling: ssl.SSLObject, called: ssl.SSLObject) -> None:
    for _ in range(4):
        for side in (calling, called):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue


def trusting(authority: TrialAuthority) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authority.certificate)


def test_who_trusts_the_authority_speaks_tls_1_3_with_its_hub(tmp_path: Path) -> None:
    authority = TrialAuthority.found(tmp_path, NAMES)
    shown = TlsIdentity(*authority.certify_hub(NAMES))

    for name in NAMES:
        assert shake(shown.context, trusting(authority), name).version() == "TLSv1.3"


@pytest.mark.parametrize("elsewhere", ["elsewhere.example", "127.0.0.2"])
def test_who_trusts_the_authority_believes_it_no_other_place(tmp_path: Path, elsewhere: str) -> None:
    authority = TrialAuthority.found(tmp_path, NAMES)
    shown = TlsIdentity(*authority.certify_hub([elsewhere]))

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake(shown.context, trusting(authority), elsewhere)


def test_a_client_that_speaks_no_newer_tls_than_1_2_is_not_spoken_with(tmp_path: Path) -> None:
    authority = TrialAuthority.found(tmp_path, NAMES)
    shown, client = TlsIdentity(*authority.certify_hub(NAMES)), trusting(authority)
    client.maximum_version = ssl.TLSVersion.TLSv1_2

    with pytest.raises(ssl.SSLError):
        shake(shown.context, client, NAMES[0])


def test_only_a_certificate_for_callers_lets_a_caller_through(tmp_path: Path) -> None:
    authority = TrialAuthority.found(tmp_path, NAMES)
    hub = authority.certify_hub(NAMES)
    files, carried = authority.certify_caller("tablet-1", "an invented pass phrase")
    shown = TlsIdentity(*hub, authority.certificate)
    client = trusting(authority)
    client.load_cert_chain(*files)

    assert shake(shown.context, client, NAMES[0]).version() == "TLSv1.3"
    with pytest.raises(ssl.SSLError):
        shake(shown.context, trusting(authority), NAMES[0])
    client.load_cert_chain(*hub)
    with pytest.raises(ssl.SSLError):
        shake(shown.context, client, NAMES[0])
    packed = load_pkcs12(carried.read_bytes(), b"an invented pass phrase")
    assert packed.cert is not None
    assert packed.cert.certificate.public_bytes(Encoding.PEM) == files.chain.read_bytes()


def test_a_certificate_names_its_caller_whatever_the_name(tmp_path: Path) -> None:
    files, _ = TrialAuthority.found(tmp_path, NAMES).certify_caller("../端末 1", "an invented pass phrase")

    names = x509.load_pem_x509_certificate(files.chain.read_bytes()).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert names.value.get_values_for_type(x509.UniformResourceIdentifier) == [caller_uri("../端末 1")]
    assert files.chain.parent == tmp_path


def test_keys_are_their_owners_alone_and_everything_ends_after_ninety_days(tmp_path: Path) -> None:
    authority = TrialAuthority.found(tmp_path, NAMES)
    authority.certify_hub(NAMES)
    authority.certify_caller("tablet-1", "an invented pass phrase")

    secret = {file.name for file in tmp_path.iterdir() if not file.stat().st_mode & 0o077}
    assert secret == {"authority.key", "hub.key", "caller-tablet-1.key", "caller-tablet-1.p12"}
    for file in tmp_path.glob("*.pem"):
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days <= 90


def test_a_certificate_that_was_shown_tells_the_callers_it_names_and_a_hubs_names_none(tmp_path: Path) -> None:
    authority = TrialAuthority.found(tmp_path, NAMES)
    hub = authority.certify_hub(NAMES)
    files, _ = authority.certify_caller("端末 1/2", "an invented pass phrase")
    client, server = trusting(authority), TlsIdentity(*hub, authority.certificate).context
    client.load_cert_chain(*files)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    calling = client.wrap_bio(to_client, to_server, server_hostname=NAMES[0])
    called = server.wrap_bio(to_server, to_client, server_side=True)
    drive(calling, called)

    assert callers_named(called.getpeercert()) == {"端末 1/2"}
    assert callers_named(calling.getpeercert()) == frozenset()
    assert callers_named(None) == frozenset()


@pytest.mark.parametrize("fault", ["missing", "open to others", "no key", "no certificate", "over"])
def test_an_authority_that_cannot_certify_says_why(tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if fault == "over":
        monkeypatch.setattr(trial, "_GOOD_FOR", -trial._EARLIER / 2)
    TrialAuthority.found(tmp_path, NAMES)
    key = tmp_path / "authority.key"
    if fault == "missing":
        key.unlink()
    elif fault == "open to others":
        key.chmod(0o640)
    elif fault == "no key":
        key.write_text("no key")
    elif fault == "no certificate":
        (tmp_path / "authority.pem").write_text("no certificate")

    with pytest.raises(CertificateError):
        TrialAuthority.load(tmp_path)
