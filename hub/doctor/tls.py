"""Looks at the hub's TLS: whether it speaks it, by which certificate, for how long, and who trusts that."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from hub.doctor.finding import Finding, State
from hub.errors import CertificateError, SettingsError
from hub.security import certificate
from hub.server import tls_identity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from hub.security.tls import TlsIdentity
    from hub.settings import Settings

_SOON: Final = timedelta(days=30)


def check_tls(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Looks at protocol, certificate and chain, as the hub itself does when it starts."""
    chain = settings.tls_certificate
    try:
        shown = tls_identity(settings.host, chain, settings.tls_key, settings.tls_client_authorities)
        seen = None if chain is None or shown is None else certificate.seen(chain)
    except (CertificateError, SettingsError) as error:
        yield Finding("TLS", State.BAD, error.ja, error.en)
        return
    if shown is None or seen is None:
        yield Finding(
            "TLS",
            State.GOOD,
            f"平文HTTP({settings.host}、自機からのみ)",
            f"plain HTTP, to this machine only ({settings.host})",
        )
        return
    yield _protocol(shown)
    yield _validity(seen, now)
    yield _chain(shown, seen)


def _protocol(shown: TlsIdentity) -> Finding:
    suites = ", ".join(shown.suites)
    asked = ("要求する", "asked for") if shown.asks_for_certificates else ("要求しない", "not asked for")
    if unknown := ", ".join(shown.unlisted_suites):
        return Finding(
            "TLS", State.WARNING, f"想定外の暗号スイート: {unknown}", f"suites that are not meant: {unknown}"
        )
    return Finding(
        "TLS",
        State.GOOD,
        f"TLS 1.3のみ({suites})。クライアント証明書: {asked[0]}",
        f"1.3 only ({suites}); certificates of callers: {asked[1]}",
    )


def _validity(seen: certificate.Seen, now: datetime) -> Finding:
    days = (seen.not_after - now).days
    until = f"{seen.not_after:%Y-%m-%d}"
    names = ", ".join(seen.names)
    if not seen.not_before <= now < seen.not_after:
        return Finding("certificate", State.BAD, f"有効期間外です(〜{until})", f"not good now (until {until})")
    state = State.WARNING if seen.not_after - now < _SOON else State.GOOD
    return Finding(
        "certificate", state, f"{names}: 残り{days}日({until}まで)", f"{names}: {days} days left, until {until}"
    )


def _chain(shown: TlsIdentity, seen: certificate.Seen) -> Finding:
    if not seen.is_in_order:
        return Finding(
            "chain",
            State.BAD,
            "証明書の順序が正しくありません",
            "each certificate of the file must be issued by the next",
        )
    why = shown.why_not_trusted(seen.names[0]) if seen.names else "no name"
    if why is not None:
        return Finding(
            "chain",
            State.WARNING,
            f"この機器は発行者({seen.issuer})を信頼していません({why})",
            f"this machine does not trust {seen.issuer} ({why}); do the devices?",
        )
    return Finding("chain", State.GOOD, f"発行者: {seen.issuer}", f"issued by {seen.issuer}")
