"""TLS as the hub speaks it: version 1.3 and nothing older, under a certificate whose files may be replaced at any time.

The suites are those that OpenSSL offers in 1.3: AES-256-GCM, ChaCha20-Poly1305 and AES-128-GCM. They stand in the list
of 高セキュリティ型 in TLS暗号設定ガイドライン 3.0.1 (IPA), to which 安全管理ガイドライン 6.0 leads (システム運用編 13).
"""

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote

import structlog

from hub import secret
from hub.errors import CertificateError

log = structlog.get_logger()

_SUITES: Final = {"TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"}
_CALLER: Final = "https://kyukyu-hub.example/caller/"


class TlsIdentity:
    """The certificate by which a hub is known, and what it asks of whoever calls.

    Attributes:
        context: What the server speaks by; a connection that is made from now on is shown what was renewed.
    """

    def __init__(self, chain: Path, key: Path, client_authorities: Path | None = None) -> None:
        """Reads the files.

        Args:
            chain: The certificate, and what stands between it and an authority; PEM.
            key: Its private key, PEM; closed to other accounts, and not encrypted.
            client_authorities: Who has to certify a caller; without this no certificate is asked for.

        Raises:
            CertificateError: A file is missing, open to others, not what it should be, or does not fit the others.
        """
        self._chain, self._key, self._authorities = chain, key, client_authorities
        self._stamp = self._stamped()
        self.context = self._made()

    def renew(self) -> None:
        """Takes files that were replaced into use for new connections.

        While they cannot be used, as between the replacing of one and of the other, the hub goes on with what it has.
        Authorities of callers are only added: one that is taken away is gone with the next start.
        """
        stamp = self._stamped()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._made()  # would it work? A failure would leave half of it in the context that is in use
            self._load(self.context)
        except CertificateError as error:
            log.warning(error.code, file=error.path.name, reason=error.reason)
        else:
            log.info("certificate-renewed")

    @property
    def suites(self) -> list[str]:
        """The suites that are offered."""
        return [each["name"] for each in self.context.get_ciphers() if each["protocol"] == "TLSv1.3"]

    @property
    def unlisted_suites(self) -> set[str]:
        """What OpenSSL offers beyond what is meant, because its own configuration says so."""
        return set(self.suites) - _SUITES

    @property
    def asks_for_certificates(self) -> bool:
        """Whether a caller has to show one."""
        return self.context.verify_mode is ssl.CERT_REQUIRED

    def why_not_trusted(self, name: str) -> str | None:
        """Returns why this machine would not believe the certificate for a name; None where it would."""
        to_hub, to_caller = ssl.MemoryBIO(), ssl.MemoryBIO()
        calling = ssl.create_default_context().wrap_bio(to_caller, to_hub, server_hostname=name)
        called = self.context.wrap_bio(to_hub, to_caller, server_side=True)
        for side in (calling, called, calling):  # hello, certificate, verdict
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError as error:
                return error.verify_message
        return None

    def _made(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_3
        if self._authorities is not None:
            context.verify_mode = ssl.CERT_REQUIRED
        self._load(context)
        return context

    def _load(self, context: ssl.SSLContext) -> None:
        refuse_open(self._key)
        try:
            context.load_cert_chain(self._chain, self._key, password=_nobody_is_asked)
        except (OSError, ValueError) as error:
            raise CertificateError(self._chain, _reason(error)) from None
        if self._authorities is not None:
            try:
                context.load_verify_locations(self._authorities)
            except OSError as error:
                raise CertificateError(self._authorities, _reason(error)) from None

    def _stamped(self) -> list[tuple[int, int]]:
        files = [self._chain, self._key, *([self._authorities] if self._authorities else [])]
        told = [file.stat() for file in files if file.exists()]
        return [(each.st_ino, each.st_mtime_ns) for each in told]


def caller_uri(caller: str) -> str:
    """Returns how a certificate names a caller (subject alternative name, URI)."""
    return _CALLER + quote(caller, safe="")


def callers_named(certificate: Mapping[str, Any] | None) -> frozenset[str]:
    """Returns the callers whom a certificate names, as `ssl` decodes it; most authorities' certificates name none."""
    said = (certificate or {}).get("subjectAltName", ())
    return frozenset(
        unquote(name.removeprefix(_CALLER)) for kind, name in said if kind == "URI" and name.startswith(_CALLER)
    )


def refuse_open(key: Path) -> None:
    """Looks whether a private key is its owner's alone.

    Raises:
        CertificateError: It is not, or it is not there.
    """
    try:
        is_open = secret.is_open(key)
    except OSError as error:
        raise CertificateError(key, _reason(error)) from None
    if is_open:
        raise CertificateError(key, "readable by others")


def _nobody_is_asked() -> str:
    """Stands for the pass phrase of a key, for which OpenSSL would ask at the terminal."""
    raise ValueError("the key is encrypted")


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, ssl.SSLError):
        return error.reason or "not PEM"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
