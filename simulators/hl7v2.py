"""A hospital's system that takes HL7 v2.5 over MLLP: a real server, plain or with TLS, that misbehaves on command.

It reads what it is sent by the standard and not by the sender, and keeps what an auditor would ask for: the control ids
it has acted on, in which order, what it knows of each patient, and what should not have come. It works in threads and
blocks, as such systems do.
"""

import contextlib
import json
import socket
import socketserver
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Final, TextIO

_START: Final = b"\x0b"
_END: Final = b"\x1c\r"
_ESCAPES: Final = {"F": "|", "S": "^", "T": "&", "R": "~", "E": "\\"}


class Fault(StrEnum):
    """How it misbehaves."""

    NONE = "none"
    SLOW = "slow"
    """Takes the message and never answers."""
    REFUSE = "refuse"
    """AE 102, and quotes what it was sent."""
    BUSY = "busy"
    """AR."""
    LOCKED = "locked"
    """AE 206."""
    ERROR = "error"
    """AE 207, after it has acted."""
    HALF = "half"
    """Acts, and hangs up in the middle of its answer."""
    CUT = "cut"
    """Acts, and hangs up."""
    RESET = "reset"
    """Hangs up, and has done nothing."""
    NONSENSE = "nonsense"
    """Answers what is no HL7."""
    WRONG_ID = "wrong-id"
    """Acts, and acknowledges another message."""


_CODES: Final = {
    Fault.REFUSE: ("AE", "102"),
    Fault.BUSY: ("AR", ""),
    Fault.LOCKED: ("AE", "206"),
    Fault.ERROR: ("AE", "207"),
}
_ACTS: Final = frozenset({Fault.NONE, Fault.SLOW, Fault.ERROR, Fault.HALF, Fault.CUT, Fault.WRONG_ID})


@dataclass(slots=True)
class Orders:
    """What it was told: to misbehave so, with what share of the messages, and how long to think before each answer."""

    fault: Fault = Fault.NONE
    share: float = 1.0
    latency_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Segment:
    """The fields of a segment: ``[0]`` is its name, ``[5]`` its fifth field as it stands."""

    fields: Sequence[str]

    def __getitem__(self, number: int) -> str:
        """Returns a field, empty where the segment ends before it."""
        return self.fields[number] if number < len(self.fields) else ""

    def parts(self, number: int) -> list[str]:
        """Returns the components of a field's first repetition, as text."""
        return [plain(part) for part in self[number].split("~")[0].split("^")]


def read(content: bytes) -> list[Segment]:
    """Reads a message without its frame; the fields of MSH have their numbers as well, for MSH-1 is the delimiter.

    Raises:
        ValueError: It is none.
    """
    codec = "iso2022_jp" if b"ISO IR87" in content.split(b"\r")[0] else "utf-8"
    head, *rest = [line for line in content.decode(codec).split("\r") if line]
    if not head.startswith("MSH|"):
        raise ValueError("no message")
    return [Segment(["MSH", "|", *head.split("|")[1:]]), *(Segment(line.split("|")) for line in rest)]


def plain(text: str) -> str:
    """Returns text without its escapes."""
    out, rest = "", text
    while (found := rest.find("\\")) >= 0:
        code, _, after = rest[found + 1 :].partition("\\")
        out += rest[:found] + (chr(int(code[1:], 16)) if code.startswith("X") else _ESCAPES[code])
        rest = after
    return out + rest


def proof(certificate: Path | None, client_authority: Path | None = None) -> ssl.SSLContext | None:
    """Returns how it proves who it is, and of whom it asks the same; None without a certificate."""
    if certificate is None:
        return None
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=client_authority)
    tls.verify_mode = ssl.CERT_NONE if client_authority is None else ssl.CERT_REQUIRED
    tls.load_cert_chain(certificate)
    return tls


@dataclass(slots=True)
class Patient:
    """What it knows of a patient: names, what has happened in which order, how many values were observed."""

    name: str = ""
    birth_date: str = ""
    complaint: str = ""
    events: list[str] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)
    newest: str = ""


@dataclass(slots=True)
class Held:
    """What it has taken.

    Attributes:
        patients: By the id of PID-3.
        effects: The messages it has acted on, by their control ids, in that order.
        counts: ``asked``: every message, also where it did nothing; ``repeated``: came again as they were; ``changed``:
            came again with another content; ``disordered``: older than what it had of the patient; ``unregistered``:
            of a patient it did not know; ``exercises``.
    """

    patients: dict[str, Patient] = field(default_factory=dict)
    effects: dict[str, bytes] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def report(self) -> dict[str, int]:
        """Returns the figures."""
        names = ("asked", "repeated", "changed", "disordered", "unregistered", "exercises", "unreadable")
        values = sum(len(patient.values) for patient in self.patients.values())
        figures = {name: self.counts[name] for name in names}
        return {"taken": len(self.effects), "patients": len(self.patients), "values": values, **figures}

    def takes(self, content: bytes, segments: list[Segment]) -> None:
        """Does what a message is for, once."""
        head = segments[0]
        if head[10] in self.effects:
            self.counts["repeated" if self.effects[head[10]] == content else "changed"] += 1
            return
        self.effects[head[10]] = content
        self.counts["exercises"] += head[11] == "T"
        self._patient(head, {segment[0]: segment for segment in reversed(segments)}, segments)

    def _patient(self, head: Segment, first: Mapping[str, Segment], segments: list[Segment]) -> None:
        number, event = first["PID"].parts(3)[0], head.parts(9)[1]
        if event not in {"A04", "A11"} and number not in self.patients:
            self.counts["unregistered"] += 1
        patient = self.patients.setdefault(number, Patient())
        self.counts["disordered"] += head[7] < patient.newest
        patient.newest = max(patient.newest, head[7])
        patient.events.append(event)
        patient.name = " ".join(first["PID"].parts(5)[:2]).strip() or patient.name
        patient.birth_date = first["PID"][7] or patient.birth_date
        if "PV2" in first:
            patient.complaint = "".join(first["PV2"].parts(3)[1:2])
        if event == "R01":
            patient.values += [(each.parts(3)[0], plain(each[5])) for each in segments if each[0] == "OBX"]


class Server:
    """The server."""

    def __init__(self, tls: ssl.SSLContext | None = None, seed: int = 34) -> None:
        """Takes how it proves who it is; without TLS for this machine only."""
        self.orders = Orders()
        self.held = Held()
        self._tls = tls
        self._rng = Random(seed)  # noqa: S311 - what is simulated must repeat
        self._turn = threading.Lock()
        self._has_ended = threading.Event()

    @contextlib.contextmanager
    def listening(self, port: int = 0) -> Iterator[int]:
        """Listens on this machine and returns the port; what it holds stays when it goes away and comes back."""
        self._has_ended.clear()
        server = _Listener(self, port)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            self._has_ended.set()
            server.shutdown()
            thread.join()
            server.server_close()

    def serves(self, port: int, commands: TextIO) -> Iterator[str]:
        """Listens and takes a command a line: orders as JSON; yields what it has seen as JSON for each."""
        with self.listening(port) as at:
            yield json.dumps({"port": at})
            for line in commands:
                told = json.loads(line or "{}")
                self.orders = Orders(
                    Fault(told.get("fault", "none")), told.get("share", 1.0), told.get("latency_ms", 0.0)
                )
                yield json.dumps(self.held.report())

    def secured(self, line: socket.socket) -> socket.socket:
        """Returns a connection behind TLS, where there is some."""
        return line if self._tls is None else self._tls.wrap_socket(line, server_side=True)

    def answer(self, frame: bytes) -> tuple[bytes, bool]:
        """Returns what it says to a frame, and whether it stays on the line."""
        with self._turn:
            fault = self.orders.fault if self._rng.random() < self.orders.share else Fault.NONE
            time.sleep(self.orders.latency_ms / 1000)
            self.held.counts["asked"] += 1
            if fault is Fault.RESET:
                return b"", False
            content = frame.removeprefix(_START)
            try:
                segments = read(content)
                if fault in _ACTS:
                    self.held.takes(content, segments)
            except (LookupError, ValueError):
                self.held.counts["unreadable"] += 1
                return _framed("MSH|^~\\&\rMSA|AR|\rERR|||207|E\r"), True
        return self._said(fault, segments[0], content)

    def _said(self, fault: Fault, head: Segment, content: bytes) -> tuple[bytes, bool]:
        if fault is Fault.SLOW:
            self._has_ended.wait(60)
        if fault in {Fault.SLOW, Fault.CUT}:
            return b"", False
        if fault is Fault.NONSENSE:
            return b"NAK NAK NAK" + _END, True
        is_enhanced = head[15] == "AL"
        code, condition = _CODES.get(fault, ("CA" if is_enhanced else "AA", ""))
        control = "ANOTHER" if fault is Fault.WRONG_ID else head[10]
        answer = f"MSH|^~\\&|{head[5]}|{head[6]}|{head[3]}|{head[4]}|{head[7]}||ACK|{control}|{head[11]}|2.5\r"
        answer += f"MSA|{code}|{control}\r" + (f"ERR|||{condition}|E\r" if condition else "")
        quoted = content.replace(b"\r", b" ") if fault is Fault.REFUSE else b""
        said = _framed(answer, b"NTE|1||" + quoted + b"\r" if quoted else b"")
        return (said[: len(said) // 2], False) if fault is Fault.HALF else (said, True)


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, simulated: Server, port: int) -> None:
        self.simulated = simulated
        self.lines: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Line)

    def server_close(self) -> None:
        super().server_close()
        for line in list(self.lines):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class _Line(socketserver.BaseRequestHandler):
    """One connection: frames, each with its answer."""

    server: _Listener

    def handle(self) -> None:
        simulated = self.server.simulated
        self.server.lines.add(self.request)
        with contextlib.suppress(OSError), simulated.secured(self.request) as line:
            stays, held = True, b""
            while stays and (came := line.recv(65536)):
                *frames, held = (held + came).split(_END)
                for frame in frames:
                    said, stays = simulated.answer(frame)
                    line.sendall(said)
        self.server.lines.discard(self.request)


def _framed(text: str, more: bytes = b"") -> bytes:
    return _START + text.encode() + more + _END
