"""A small fictitious prefecture, and a real hub as its own process: what tests of the whole drive.

Nothing here reaches into the hub, codes apart: it is started from the command line and spoken to over HTTP and sockets.
"""

# ruff: noqa: S310 - addresses of our own hub

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import SecretStr
from uuid_utils.compat import uuid7

from hub import administration
from hub.settings import Settings
from tests import enrolled
from tests.keys import Client, Key, key_of

Json = dict[str, Any]

AREA: Final = "99"
"""No prefecture has this code."""


def _hospital(number: int, name: str, name_en: str, *specialties: str) -> Json:
    return {
        "id": f"h-{number:03}",
        "kind": "hospital",
        "name": name,
        "name_en": name_en,
        "area": AREA,
        "phone": f"000-0000-{number:04}",
        "latitude": 34.0 + number / 100,
        "longitude": 132.0 + number / 100,
        "emergency_class": "tertiary" if number == 1 else "secondary",
        "specialties": ["emergency", *specialties],
        "units": [],
    }


def _fire_department(number: int, name: str, name_en: str, *units: str) -> Json:
    return {
        "id": f"fd-{number:02}",
        "kind": "fire-department",
        "name": name,
        "name_en": name_en,
        "area": AREA,
        "phone": f"000-0001-{number:04}",
        "latitude": 34.0,
        "longitude": 132.0,
        "units": [{"id": unit, "name": f"架空救急{unit[-1]}"} for unit in units],
    }


ORGANISATIONS: Final[list[Json]] = [
    _fire_department(1, "架空市消防局", "Kaku City Fire Department", "u-001", "u-002"),
    _fire_department(2, "隣町消防本部", "Tonari Fire Department", "u-003"),
    _hospital(1, "架空中央病院", "Kaku Central Hospital", "cardiology", "stroke"),
    _hospital(2, "架空東病院", "Kaku East Hospital", "surgery"),
    _hospital(3, "架空西病院", "Kaku West Hospital", "internal"),
]

CALLERS: Final[list[Json]] = [
    {"id": "tablet-u-001", "organisation": "fd-01", "role": "crew", "unit": "u-001", "name": "車載端末1"},
    {"id": "tablet-u-001b", "organisation": "fd-01", "role": "crew", "unit": "u-001", "name": "携行端末1"},
    {"id": "tablet-u-002", "organisation": "fd-01", "role": "crew", "unit": "u-002", "name": "車載端末2"},
    {"id": "tablet-u-003", "organisation": "fd-02", "role": "crew", "unit": "u-003", "name": "車載端末3"},
    {"id": "console-fd-01", "organisation": "fd-01", "role": "command-center", "unit": None, "name": "指令台1"},
    {"id": "console-fd-02", "organisation": "fd-02", "role": "command-center", "unit": None, "name": "指令台2"},
    {"id": "screen-h-001", "organisation": "h-001", "role": "hospital", "unit": None, "name": "救急外来1"},
    {"id": "screen-h-001b", "organisation": "h-001", "role": "hospital", "unit": None, "name": "救急外来1 壁"},
    {"id": "screen-h-002", "organisation": "h-002", "role": "hospital", "unit": None, "name": "救急外来2"},
    {"id": "screen-h-003", "organisation": "h-003", "role": "hospital", "unit": None, "name": "救急外来3"},
    {"id": "system-u-001", "organisation": "fd-01", "role": "crew", "unit": "u-001", "name": "消防システム"},
    {"id": "system-h-001", "organisation": "h-001", "role": "hospital", "unit": None, "name": "病院システム"},
]
"""Devices and screens, and two systems that speak FHIR."""


def enrolment() -> Json:
    """Returns the enrolment file of this prefecture."""
    callers = [{**caller, **_known_by(caller["id"])} for caller in CALLERS]
    return {"organisations": list(ORGANISATIONS), "callers": callers}


def _known_by(caller: str) -> Json:
    """Returns the key of a device, or the set of keys of a system."""
    jwk = key_of(caller).jwk
    if not caller.startswith("system-"):
        return {"key": jwk}
    return {"jwks": {"keys": [{**key_of(f"next-{caller}").jwk, "kid": "next"}, {**jwk, "kid": "test", "alg": "ES256"}]}}


def with_more_hospitals(number: int) -> Json:
    """Returns the enrolment file with further hospitals from h-004 on, each with a screen."""
    base = enrolment()
    for each in range(4, 4 + number):
        base["organisations"].append(_hospital(each, f"架空第{each}病院", f"Kaku Hospital {each}"))
        screen = f"screen-h-{each:03}"
        base["callers"].append(
            {
                "id": screen,
                "organisation": f"h-{each:03}",
                "role": "hospital",
                "unit": None,
                "name": f"救急外来{each}",
                "key": key_of(screen).jwk,
            }
        )
    return base


def with_operators(prefecture: Json, number: int) -> Json:
    """Adds certified operators of private transport from op-01 on, each with a desk."""
    for each in range(1, 1 + number):
        operator, desk = f"op-{each:02}", f"desk-op-{each:02}"
        car = {"id": f"{operator}-car", "name": "1号車", "mobilities": ["stretcher"], "equipment": ["oxygen"]}
        prefecture["organisations"].append(
            {
                "id": operator,
                "kind": "transport-provider",
                "name": f"架空搬送{each}",
                "name_en": f"Kaku Transport {each}",
                "area": AREA,
                "certification": {
                    "issued_by": "fd-01",
                    "licence": "specified",
                    "valid_until": "2099-03-31",
                    "vehicles": [car],
                },
            }
        )
        prefecture["callers"].append(
            {
                "id": desk,
                "organisation": operator,
                "role": "operator",
                "unit": None,
                "name": "配車",
                "key": key_of(desk).jwk,
            }
        )
    return prefecture


def with_authority(prefecture: Json, area: str = AREA) -> Json:
    """Adds the authority of an area, with a desk that reads."""
    name, desk = f"pref-{area}", f"desk-pref-{area}"
    prefecture["organisations"].append(
        {"id": name, "kind": "authority", "name": f"架空県{area}", "name_en": f"Kaku Prefecture {area}", "area": area}
    )
    prefecture["callers"].append(
        {
            "id": desk,
            "organisation": name,
            "role": "authority",
            "unit": None,
            "name": "統計",
            "key": key_of(desk).jwk,
        }
    )
    return prefecture


_OF_TRANSPORTS: Final = frozenset({"request-transport", "offer", "claim", "update-trip", "switch-to-119"})
"""The kinds that name a private transport and no case."""


def now() -> str:
    """Returns the time as a tablet writes it."""
    return datetime.now(UTC).isoformat()


def submission(kind: str, case: str | None, occurred_at: str | None = None, /, **data: object) -> Json:
    """Makes a submission with a key of its own."""
    body: Json = {"kind": kind, "key": str(uuid7()), "occurred_at": occurred_at or now(), "data": data}
    return body if case is None else {**body, "transport" if kind in _OF_TRANSPORTS else "case": case}


def new_case() -> str:
    """Makes the id of a case as a tablet does."""
    return str(uuid7())


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and JSON of an HTTP answer, and its bytes."""

    status: int
    body: Any
    headers: dict[str, str]
    raw: bytes = b""


@dataclass
class HubProcess:
    """A hub as a process of its own, on a database of its own."""

    dsn: str
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def stream_url(self) -> str:
        """Where its sockets are."""
        return f"ws://127.0.0.1:{self.port}/stream"

    @property
    def log(self) -> str:
        """Everything it has logged."""
        return (self.folder / "hub.log").read_text()

    def start(self) -> "HubProcess":
        """Starts it and waits until it can make submissions durable."""
        self.launch()
        self.await_ready()
        return self

    def launch(self) -> None:
        """Starts it and does not wait."""
        if not self.port:
            self.port = free_port()
        self.clients.clear()  # another process has other nonces
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "hub.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hub", "serve"], env=self.environment(), stdout=log, stderr=log
            )

    def await_ready(self, timeout_s: float = 90.0) -> None:
        """Waits until it is ready.

        Raises:
            TimeoutError: It does not become ready.
        """
        ends_at = time.monotonic() + timeout_s
        while time.monotonic() < ends_at:
            try:
                if self.get("/health/ready").status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise TimeoutError(self.log[-2000:])

    def stop(self) -> None:
        """Asks it to end and waits."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)
            self.process = None

    def kill(self) -> None:
        """Kills it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def command(self, *arguments: str) -> str:
        """Runs a command of the command line on the same database and returns what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "hub", *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def enrol(self, prefecture: Json | None = None) -> "HubProcess":
        """Brings the schema up and a prefecture in, this one where no other is given."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file, told = self.folder / "enrolment.json", json.dumps(prefecture or enrolment())
        file.write_text(told)
        if not enrolled.copied(self.dsn, told):
            self.command("migrate")
            self.command("enrol", str(file))
            enrolled.keep(self.dsn, told)
        return self

    def code(self, caller: str) -> str:
        """Issues a one-time enrolment code, as `kyukyu code` does, without the second in which a command starts."""
        settings = Settings(dsn=SecretStr(self.dsn), data_dir=self.folder)
        with ThreadPoolExecutor(1) as apart:  # whoever asks may be in a loop of its own
            return apart.submit(administration.code, settings, caller).result()

    def nonce(self) -> str:
        """Returns the nonce that a proof is to repeat now."""
        return self._ask("/token", None, b"", {"dpop": "none"}).headers["dpop-nonce"]

    def enrolled(self, code: str, key: Key, named: Json | None = None, body: bytes | None = None) -> Answer:
        """Enrols a key by a one-time code; another key may be named than is shown, or anything be said."""
        said = json.dumps({"code": code, "key": named or key.jwk}).encode() if body is None else body
        proof = key.proof("POST", f"{self.url}/enrol", self.nonce())
        return self._ask("/enrol", None, said, {"dpop": proof, "content-type": "application/json"})

    def ask_as(self, client: Client, path: str, body: bytes | None = None) -> Answer:
        """Gets a path, or posts JSON to it, as whoever a client is."""
        headers = client.headers("GET" if body is None else "POST", path)
        return self._ask(path, None, body, headers | {"content-type": "application/json"})

    def client(self, caller: str, key: Key | None = None) -> Client:
        """Returns what speaks as a caller, with another key than its own where one is given."""
        if key is not None:
            return Client(self.url, caller, key)
        return self.clients.setdefault(caller, Client(self.url, caller, key_of(caller)))

    def headers(self, caller: str, method: str, path: str) -> dict[str, str]:
        """Returns what a request carries by which a caller is known."""
        return self.client(caller).headers(method, path)

    def bearer(self, system: str) -> str:
        """Returns a token of a system, which FHIR's clients send as it is."""
        answer = self.asks_for_token(key_of(system).assertion(system, f"{self.url}/token"))
        return str(answer.body["access_token"])

    def asks_for_token(self, assertion: str, **changes: str) -> Answer:
        """Asks for a token as a system does, by an assertion."""
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion,
        }
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return self._ask("/token", None, urlencode(form | changes).encode(), kind)

    def ticket(self, caller: str) -> str:
        """Returns a ticket by which a socket is bound to a caller; any word where the caller gets none."""
        return self.client(caller).ticket()

    def post(self, caller: str, body: object) -> Answer:
        """Posts a submission, or a list of them, as a caller."""
        return self.post_raw(caller, json.dumps(body).encode())

    def post_raw(self, caller: str | None, body: bytes, content_type: str = "application/json") -> Answer:
        """Posts any bytes as a caller, or as nobody."""
        return self._ask("/submissions", caller, body, {"content-type": content_type})

    def post_to(self, path: str, body: bytes, caller: str | None = None) -> Answer:
        """Posts JSON to another path than that of submissions."""
        return self._ask(path, caller, body, {"content-type": "application/json"})

    def get(self, path: str, caller: str | None = None) -> Answer:
        """Gets a path as a caller, or as nobody."""
        return self._ask(path, caller, None, {})

    def _ask(self, path: str, caller: str | None, body: bytes | None, headers: dict[str, str]) -> Answer:
        if caller:
            headers |= self.headers(caller, "GET" if body is None else "POST", path)
        request = urllib.request.Request(self.url + path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return _answer(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as error:
            return _answer(error.code, error.read(), error.headers)

    def environment(self) -> dict[str, str]:
        """What its processes see: ours, and the settings."""
        self.folder.mkdir(parents=True, exist_ok=True)
        address = self.folder / "dsn"
        address.touch(mode=0o600)
        address.write_text(self.dsn)
        ours = {
            "KYUKYU_DSN_FILE": str(address) if self.dsn else "",
            "KYUKYU_DATA_DIR": str(self.folder),
            "KYUKYU_PORT": str(self.port or 1),
        }
        bursts = ("DEVICE", "ORGANISATION", "TOKEN")  # tests share devices
        ours |= {f"KYUKYU_{name}_BURST": "1000000" for name in bursts}
        return {**os.environ, **ours, **self.settings}


def _answer(status: int, raw: bytes, headers: Message) -> Answer:
    try:
        body = json.loads(raw)
    except ValueError:
        body = raw
    return Answer(status, body, dict(headers), raw)


def free_port() -> int:
    """Returns a TCP port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
