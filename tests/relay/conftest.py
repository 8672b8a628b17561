"""A hub with a webhook beside hospital h-001 and the receiver it posts to."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from simulators.webhook import Orders, Receiver
from tests.keys import key_of
from tests.staff import is_signed_in, person
from tests.world import AREA, HubProcess, Json, enrolment, new_case, submission, with_operators

ADMINISTERED: Final = ("h-001", "h-002", "fd-01", "area")
"""The organisations that have an administrator."""
SECRET: Final = b"an-invented-secret-of-thirty-two-bytes-or-more"


def webhook(folder: Path, port: int, organisation: str = "h-001") -> Json:
    """Returns the settings of a webhook that posts to this port."""
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "webhook.key"
    key.write_bytes(SECRET)
    key.chmod(0o600)
    options = {
        "url": f"http://127.0.0.1:{port}/",
        "key_id": "hub",
        "key_file": str(key),
        "algorithm": "hmac-sha256",
    }
    return {"use": "fhir_webhook", "organisation": organisation, "options": options}


@dataclass
class Ward:
    """A hub, and the system of hospital h-001 that it posts to."""

    hub: HubProcess
    receiver: Receiver
    port: int

    def asks(self, observations: int = 3) -> str:
        """A crew opens a case, asks h-001, and reports."""
        case = new_case()
        said = [
            submission("open-case", case, chief_complaint="胸痛"),
            submission("request-acceptance", case, facilities=["h-001"]),
            *(submission("record-observation", case, heart_rate=60 + number % 100) for number in range(observations)),
        ]
        answer = self.hub.post("tablet-u-001", said)
        assert answer.status == 200, answer.body
        assert [each["status"] for each in answer.body] == [201] * len(said), answer.body
        return case

    @property
    def taken(self) -> int:
        """On how many messages the receiver has acted."""
        return len(self.receiver.seen.effects)

    async def until(self, holds: Callable[[], bool], within_s: float = 20.0) -> float:
        """Waits until it holds and returns the seconds."""
        began_at = time.monotonic()
        while not holds():
            assert time.monotonic() - began_at < within_s, f"it does not come to that: {self.receiver.seen.report()}"
            await asyncio.sleep(0.01)
        return time.monotonic() - began_at


def with_administrators() -> Json:
    """Returns the prefecture with administrators of two hospitals, a fire department, and the area's authority.

    Each has a screen, and is a person.
    """
    prefecture = enrolment()
    authority = {"id": "area", "kind": "authority", "name": "架空県", "name_en": "Kaku Prefecture", "area": AREA}
    prefecture["organisations"].append(authority)
    prefecture["persons"] = [person(f"chief-{each}", each, "administrator") for each in ADMINISTERED]
    for organisation in ADMINISTERED:
        administrator = f"admin-{organisation}"
        prefecture["callers"].append(
            {
                "id": administrator,
                "organisation": organisation,
                "role": "administrator",
                "unit": None,
                "name": "管理者",
                "key": key_of(administrator).jwk,
            }
        )
    return prefecture


@pytest.fixture(scope="session")
async def ward(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Ward]:
    """A hub that posts to a receiver; tests share both, each counts from where it begins."""
    receiver = Receiver(SECRET)
    async with receiver.listening() as port:
        folder = tmp_path_factory.mktemp("hub-relay")
        adapters = json.dumps({"ehr": webhook(folder, port)})
        hub = HubProcess(await new_database(), folder, {"KYUKYU_ADAPTERS": adapters}).enrol(
            with_operators(with_administrators(), 1)
        )
        await asyncio.to_thread(hub.start)
        for each in ADMINISTERED:
            await is_signed_in(hub, f"admin-{each}", f"chief-{each}")
        yield Ward(hub, receiver, port)
        await asyncio.to_thread(hub.stop)


@pytest.fixture(autouse=True)
def _sound(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "ward" in request.fixturenames:
        ward: Ward = request.getfixturevalue("ward")
        ward.receiver.orders = Orders()
