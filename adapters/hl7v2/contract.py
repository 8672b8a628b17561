"""What the contract needs to know of HL7 v2: a counterpart that speaks MLLP over TLS, and certificates made for it."""

import asyncio
import contextlib
import socket
import socketserver
import ssl
import threading
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from adapters.hl7v2.mapping import control_id, events
from adapters.hl7v2.outbound import Hl7v2
from hub.adapter_kit import Behaviour, Subject
from hub.sdk import Message

_START: Final = b"\x0b"
_END: Final = b"\x1c\r"
_ANSWERS: Final = {
    Behaviour.ACCEPT: ("AA", ""),
    Behaviour.REFUSE: ("AE", "102"),
    Behaviour.BUSY: ("AR", ""),
    Behaviour.ERROR: ("AE", "207"),
}


class Authority:
    """Certifies servers and clients of an examination."""

    def __init__(self, name: str) -> None:
        """Makes its key and its own certificate."""
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key = generate_private_key(SECP256R1())
        self.certificate = self._signed(self._name, self._key, is_authority=True)

    def issue(self, name: str) -> tuple[bytes, bytes]:
        """Returns certificate and key, both PEM, of somebody on this machine."""
        key = generate_private_key(SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return self._signed(subject, key), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def _signed(self, subject: x509.Name, key: EllipticCurvePrivateKey, *, is_authority: bool = False) -> bytes:
        now = datetime.now(UTC)
        names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
        builder = (
            x509.CertificateBuilder(self._name, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        if is_authority:
            usage = x509.KeyUsage(
                digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False,
                key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
                decipher_only=False,
            )  # fmt: skip
            builder = builder.add_extension(usage, critical=True)
        return builder.sign(self._key, SHA256()).public_bytes(Encoding.PEM)


@cache
def _authority(name: str = "examined") -> Authority:
    return Authority(name)


@cache
def _client() -> tuple[bytes, bytes]:
    return _authority().issue("hub")


class MllpCounterpart:
    """Speaks MLLP over TLS on this machine, in threads: asyncio would hang up without the alert that says why."""

    def __init__(self) -> None:
        """Listens nowhere yet."""
        self.address = ""
        self.received: list[bytes] = []
        self.behaviour = Behaviour.ACCEPT
        self.tls = _server_context()
        self.has_ended = threading.Event()
        self._port = 0
        self._server: _Server | None = None

    def behave(self, behaviour: Behaviour) -> None:
        """Behaves so from now on: who is not to be known is asked for a certificate of another authority."""
        self.behaviour = behaviour
        is_strict = behaviour is Behaviour.UNAUTHORISED
        self.tls.verify_mode = ssl.CERT_REQUIRED if is_strict else ssl.CERT_NONE

    async def start(self) -> None:
        """Begins to listen."""
        self.has_ended.clear()
        self._server = _Server(self, self._port)
        self._port = self._server.server_address[1]
        self.address = f"mllp://127.0.0.1:{self._port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    async def stop(self) -> None:
        """Ceases to listen and hangs up."""
        self.has_ended.set()
        if self._server is not None:
            await asyncio.to_thread(self._server.shutdown)
            self._server.server_close()

    def answer(self, frame: bytes) -> tuple[bytes, bool]:
        """Returns what it says to a frame, and whether it stays on the line."""
        self.received.append(frame)
        if self.behaviour is Behaviour.SLOW:
            self.has_ended.wait()
            return b"", False
        asked = frame[1 : -len(_END)]
        said = acknowledgement(asked, *_ANSWERS.get(self.behaviour, ("AA", "")))
        if self.behaviour is Behaviour.HALF:
            return _START + said[: len(said) // 2], False
        is_echo = self.behaviour in {Behaviour.REFUSE, Behaviour.ERROR}
        return _START + said + (asked.replace(b"MSH|", b"NTE|1||") if is_echo else b"") + _END, True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, counterpart: MllpCounterpart, port: int) -> None:
        self.counterpart = counterpart
        self.lines: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Line)

    def server_close(self) -> None:
        super().server_close()
        for line in list(self.lines):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class _Line(socketserver.BaseRequestHandler):
    """One connection: TLS, then frames, each with its answer."""

    server: _Server

    def handle(self) -> None:
        other, plain = self.server.counterpart, self.request
        self.server.lines.add(plain)
        with contextlib.suppress(OSError), other.tls.wrap_socket(plain, server_side=True) as line:
            stays, held = True, b""
            while stays and (read := line.recv(65536)):
                *frames, held = (held + read).split(_END)
                for frame in frames:
                    said, stays = other.answer(frame + _END)
                    line.sendall(said)
        self.server.lines.discard(plain)


def acknowledgement(asked: bytes, code: str, condition: str = "") -> bytes:
    """Returns the acknowledgement of a message, in the words of v2.5."""
    control = asked.split(b"\r")[0].split(b"|")[9].decode("ascii")
    lines = [f"MSH|^~\\&|HIS||HUB||20261123101200+0900||ACK|{control}|P|2.5", f"MSA|{code}|{control}"]
    return "".join(f"{line}\r" for line in [*lines, *([f"ERR|||{condition}|E"] if condition else [])]).encode()


def _server_context() -> ssl.SSLContext:
    """Returns a context that trusts nobody the hub could be; whether it asks is told later, and it tells at once."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cadata=_authority("another").certificate.decode())
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    certificate, key = _authority().issue("hospital")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "server.pem"
        file.write_bytes(certificate + key)
        context.load_cert_chain(file)
    return context


def options(address: str, folder: Path) -> dict[str, Any]:
    """Returns options for a counterpart that listens here."""
    certificate, key = _client()
    held = {"ca.pem": _authority().certificate, "client.pem": certificate, "client.key": key}
    for name, content in held.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)
    parts = urlsplit(address)
    return {
        "host": parts.hostname,
        "port": parts.port,
        "ca_file": folder / "ca.pem",
        "client_certificate_file": folder / "client.pem",
        "client_key_file": folder / "client.key",
        "sending_facility": "KAKU",
        "receiving_application": "HIS",
    }


def mark(message: Message) -> bytes:
    """Returns how a message's id shows on the wire: MSH-10 has 20 characters in v2.5, and a UUID has 36."""
    return control_id(message, events(message)[0]).encode()


SUBJECT: Final = Subject(
    adapter=Hl7v2,
    folder=Path(__file__).parent,
    options=options,
    secrets=(_client()[1].decode().splitlines()[1],),
    counterpart=MllpCounterpart,
    mark=mark,
)
