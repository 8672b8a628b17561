"""TLS as the hub speaks it: 1.3 only, by the certificate in its files, to callers who show one where that is asked."""

import asyncio
import http.client
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from hub.security.trial import Certified, TrialAuthority
from tests.e2e.terminal import Terminal
from tests.integration.tls_scan import GROUPS, scan
from tests.keys import Client, key_of
from tests.world import HubProcess, new_case

TABLET: Final = "tablet-u-001"
OTHER: Final = "tablet-u-002"
SCREEN: Final = "screen-h-001"
NAMES: Final = ("localhost", "127.0.0.1")


@dataclass
class TlsHub(HubProcess):
    """A hub that is spoken to over TLS."""

    files: Certified = field(kw_only=True)
    authority: TrialAuthority = field(kw_only=True)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def stream_url(self) -> str:
        return f"wss://127.0.0.1:{self.port}/stream"

    def environment(self) -> dict[str, str]:
        shown = {"KYUKYU_TLS_CERTIFICATE": str(self.files.chain), "KYUKYU_TLS_KEY": str(self.files.key)}
        return super().environment() | shown

    def trusting(self, shown: Certified | None = None, trusted: Path | None = None) -> ssl.SSLContext:
        """Returns what a caller speaks by that trusts this authority, or another one, and shows a certificate."""
        context = ssl.create_default_context(cafile=trusted or self.authority.certificate)
        if shown is not None:
            context.load_cert_chain(*shown)
        return context

    def ask(self, shown: Certified | None = None, trusted: Path | None = None) -> int:
        """Looks whether it is well, over a connection of its own; returns the status."""
        context = self.trusting(shown, trusted)
        line = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=context)
        line.request("GET", "/health/ready")
        status = line.getresponse().status
        line.close()
        return status

    def certificate(self, name: str = "localhost") -> str:
        """Returns the serial number of the certificate that it shows to who looks for a name."""
        with (
            socket.create_connection(("127.0.0.1", self.port)) as plug,
            self.trusting().wrap_socket(plug, server_hostname=name) as line,
        ):
            certificate = line.getpeercert()
            assert certificate is not None
            return str(certificate["serialNumber"])


@pytest.fixture(scope="module")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[TlsHub]:
    """A hub under a trial authority, which this process trusts meanwhile."""
    folder = tmp_path_factory.mktemp("hub-tls")
    authority = TrialAuthority.found(folder / "tls", NAMES)
    process = TlsHub(await new_database(), folder, files=authority.certify_hub(NAMES), authority=authority)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(authority.certificate))
        process.enrol().start()
        yield process
        process.stop()


@contextmanager
def older_server(files: Certified) -> Iterator[int]:
    """A server that speaks TLS 1.2 as well, as the control of a scan."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    plug, _ = listening.accept()
                except OSError:
                    return
                with plug:
                    try:
                        context.wrap_socket(plug, server_side=True).close()
                    except OSError:
                        continue

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def test_only_tls_1_3_is_spoken_in_the_suites_of_the_guideline(hub: TlsHub) -> None:
    offered = scan(hub.port)

    assert offered.versions == {"TLSv1.3"}
    assert offered.suites == {"aes256gcm", "chacha20-poly1305", "aes128gcm"}
    assert offered.groups <= set(GROUPS)
    assert {"x25519", "secp256r1"} <= offered.groups


def test_the_scan_finds_an_older_version_where_there_is_one(hub: TlsHub) -> None:
    with older_server(hub.files) as port:
        assert scan(port, groups=()).versions == {"TLSv1.2", "TLSv1.3"}


def sslscan(port: int) -> tuple[set[str], set[str], ET.Element]:
    """Returns the versions and suites that the tool finds, and the certificate that it sees."""
    program = shutil.which("sslscan")
    if program is None:
        pytest.skip("sslscan is not installed here; `make tools` does it on Debian")
    done = subprocess.run(
        [program, "--xml=-", f"127.0.0.1:{port}"], capture_output=True, text=True, check=True, timeout=60
    )
    told = ET.fromstring(done.stdout)  # noqa: S314  of a tool that we have started
    versions = {
        f"{each.get('type')} {each.get('version')}" for each in told.iter("protocol") if each.get("enabled") == "1"
    }
    (certificate,) = told.iter("certificate")
    return versions, {str(each.get("cipher")) for each in told.iter("cipher")}, certificate


def test_a_tool_that_others_use_finds_the_same(hub: TlsHub) -> None:
    versions, suites, certificate = sslscan(hub.port)

    assert versions == {"tls 1.3"}
    assert suites == {"TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"}
    assert certificate.findtext("altnames") == "DNS:localhost, IP Address:127.0.0.1"
    assert certificate.findtext("signature-algorithm") == "ecdsa-with-SHA256"
    assert certificate.findtext("expired") == "false"
    with older_server(hub.files) as port:
        assert sslscan(port)[0] == {"tls 1.2", "tls 1.3"}, "the control"


def test_who_trusts_another_authority_or_looks_for_another_name_does_not_speak_with_it(
    hub: TlsHub, tmp_path: Path
) -> None:
    stranger = TrialAuthority.found(tmp_path, NAMES)
    assert hub.ask() == 200

    with pytest.raises(ssl.SSLCertVerificationError):
        hub.ask(trusted=stranger.certificate)
    with pytest.raises(ssl.SSLCertVerificationError):
        hub.certificate("elsewhere.example")


def test_plain_http_is_not_answered(hub: TlsHub) -> None:
    with socket.create_connection(("127.0.0.1", hub.port), timeout=30) as line:
        line.sendall(b"GET /health/ready HTTP/1.1\r\nHost: hub\r\n\r\n")
        assert not line.recv(100).startswith(b"HTTP")


def test_a_browser_is_told_to_come_back_over_tls_only(hub: TlsHub) -> None:
    assert hub.get("/health/ready").headers["strict-transport-security"] == "max-age=31536000"


async def test_a_case_goes_from_a_tablet_to_a_screen_over_tls(hub: TlsHub) -> None:
    case = new_case()
    crew, er = await Terminal(hub, TABLET).connect(), await Terminal(hub, SCREEN).connect()

    await crew.says("open-case", case, chief_complaint="胸痛")
    await crew.says("request-acceptance", case, facilities=["h-001"])
    for rate in range(60, 120):
        await crew.says("record-observation", case, heart_rate=rate, findings="所" * 400)
    late = await Terminal(hub, "screen-h-001b").connect()  # hears everything at once: several records of TLS

    for each in (er, late):
        await each.until(lambda of: len((of.document(case) or {}).get("observations", {})) == 60, "all of it", each)
    for each in (crew, er, late):
        await each.disconnect()


async def test_a_renewed_certificate_is_shown_without_a_restart_and_open_sockets_stay(hub: TlsHub) -> None:
    crew = await Terminal(hub, TABLET).connect()
    before = hub.certificate()
    good = hub.files.chain.read_bytes()

    hub.files.chain.write_text("half a certific")
    await until(lambda: "certificate-unusable" in hub.log)
    assert hub.certificate() == before, "it goes on with what it has"
    hub.files.chain.write_bytes(good)
    hub.authority.certify_hub(NAMES)
    await until(lambda: hub.certificate() != before)

    await crew.says("open-case", new_case())
    await crew.disconnect()


async def until(holds: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends_at
        await asyncio.sleep(0.05)


async def test_where_certificates_are_asked_for_nobody_without_one_is_heard_not_even_by_a_socket(
    hub: TlsHub, tmp_path: Path
) -> None:
    authorities = {"KYUKYU_TLS_CLIENT_AUTHORITIES": str(hub.authority.certificate)}
    strict = replace(hub, settings={**hub.settings, **authorities}, port=0, process=None, clients={})
    shown, _ = hub.authority.certify_caller(TABLET, "an invented pass phrase")
    stranger, _ = TrialAuthority.found(tmp_path, NAMES).certify_caller(TABLET, "another")
    strict.launch()
    try:
        await until(lambda: is_served(strict, shown))
        await only_a_certified_caller_is_heard(strict, shown, stranger)
    finally:
        strict.kill()


async def only_a_certified_caller_is_heard(hub: TlsHub, shown: Certified, stranger: Certified) -> None:
    for refused in (None, stranger, hub.files):  # the last certifies a hub and no caller
        assert not is_served(hub, refused)
        with pytest.raises((OSError, WebSocketException)):
            await connect(hub.stream_url, ssl=hub.trusting(refused), proxy=None)
    tablet = Client(hub.url, TABLET, key_of(TABLET), context=hub.trusting(shown))
    async with connect(hub.stream_url, ssl=hub.trusting(shown), proxy=None) as line:
        await line.send(json.dumps({"type": "bind", "ticket": await asyncio.to_thread(tablet.ticket)}))
        assert await said(line) == "bound"
    assert whoami(tablet) == 200

    other, _ = hub.authority.certify_caller(OTHER, "a third")
    asks = Client(hub.url, OTHER, key_of(OTHER), context=hub.trusting(other))
    assert whoami(asks) == 200
    ticket = await asyncio.to_thread(asks.ticket)
    asks.context = hub.trusting(shown)
    assert whoami(asks) == 401, "the certificate names another caller"
    async with connect(hub.stream_url, ssl=hub.trusting(shown), proxy=None) as line:
        await line.send(json.dumps({"type": "bind", "ticket": ticket}))
        assert await said(line) == "error"
        await line.wait_closed()
        assert line.close_code == 4401


async def said(line: ClientConnection) -> object:
    """Returns the type of the first frame that is heard."""
    return json.loads(str(await line.recv()).split("\n", maxsplit=1)[0])["type"]


def whoami(client: Client) -> int:
    """Asks who it is over a line of its own, and returns the status."""
    host = client.url.removeprefix("https://")
    line = http.client.HTTPSConnection(host, timeout=30, context=client.context)
    line.request("GET", "/whoami", headers=client.headers("GET", "/whoami"))
    status = line.getresponse().status
    line.close()
    return status


def is_served(hub: TlsHub, shown: Certified | None) -> bool:
    try:
        return hub.ask(shown=shown) == 200
    except OSError:
        return False
