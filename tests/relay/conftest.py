"""A hub with a webhook beside hospital h-001 and the receiver it posts to."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import pytest

from simulators.webhook import Receiver
from tests.world import HubProcess, Json

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


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, int]]:
    """A receiver that listens, and where."""
    server = Receiver(SECRET)
    async with server.listening() as port:
        yield server, port


@pytest.fixture
def hub(dsn: str, tmp_path: Path, receiver: tuple[Receiver, int]) -> Iterator[HubProcess]:
    """A hub of the test's own that posts to the receiver."""
    folder = tmp_path / "hub"
    adapters = json.dumps({"ehr": webhook(folder, receiver[1])})
    process = HubProcess(dsn, folder, {"KYUKYU_ADAPTERS": adapters}).enrol().start()
    yield process
    process.kill()
