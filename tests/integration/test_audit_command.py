"""The audit of a hub at work: checkpoints are heard, the command verifies them, and tells who saw a case."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest

from hub.fhir.validate import validate
from tests.e2e.terminal import Line
from tests.integration.fhir_line import found, search
from tests.world import HubProcess, new_case, submission

PATIENCE_S = 60


@pytest.fixture(scope="module")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub of its own: its audit is edited."""
    impatient = {"KYUKYU_HEARTBEAT_S": "0.5"}
    process = HubProcess(await new_database(), tmp_path_factory.mktemp("hub-audit"), impatient).enrol().start()
    yield process
    process.stop()


async def a_checkpoint(hub: HubProcess, leaves: int) -> str:
    """Waits for a heartbeat with a checkpoint of so many leaves or more."""
    async with await Line.open(hub, "screen-h-001") as line, asyncio.timeout(PATIENCE_S):
        while True:
            frame = await line.hears("heartbeat")
            await line.say("heartbeat")
            checkpoint: str = frame["checkpoint"]
            if checkpoint and int(checkpoint.split("\n")[1]) >= leaves:
                return checkpoint


async def test_what_is_heard_in_a_heartbeat_proves_the_log_until_it_is_edited(hub: HubProcess, tmp_path: Path) -> None:
    case, heard = new_case(), tmp_path / "heard.txt"
    assert hub.post("tablet-u-001", submission("open-case", case, chief_complaint="胸痛")).status == 201
    assert hub.post("tablet-u-001", submission("request-acceptance", case, facilities=["h-001"])).status == 201
    assert hub.get(f"/fhir/Encounter/{case}", "screen-h-001").status == 200
    heard.write_text(await a_checkpoint(hub, leaves=3), encoding="utf-8")

    told = await asyncio.to_thread(hub.command, "audit", "verify", "--witnessed", str(heard))
    assert "0 finding(s)" in told
    compared = await asyncio.to_thread(hub.command, "audit", "verify", "--against", str(heard))
    assert "goes on" in compared
    size = int(heard.read_text(encoding="utf-8").split("\n")[1])
    answer = await asyncio.to_thread(hub.get, f"/audit/checkpoint?since={size}", "screen-h-001")
    assert (answer.status, answer.body["checkpoint"].split("\n")[0]) == (200, heard.read_text().split("\n")[0])
    assert (await asyncio.to_thread(hub.get, "/audit/checkpoint?since=x", "screen-h-001")).status == 422
    assert (await asyncio.to_thread(hub.get, "/audit/checkpoint")).status == 401
    saw = await asyncio.to_thread(hub.command, "audit", "who-saw", case)
    assert [each.split("  ")[1:5] for each in saw.splitlines()][:2] == [
        ["fd-01", "tablet-u-001", "device-only", "open-case"],
        ["fd-01", "tablet-u-001", "device-only", "request-acceptance"],
    ]
    assert any(each.split("  ")[1:3] == ["h-001", "screen-h-001"] for each in saw.splitlines())
    shown = found(await asyncio.to_thread(search, hub, "AuditEvent", "console-fd-01", entity=f"Encounter/{case}"))
    assert {"screen-h-001", "tablet-u-001"} <= {each["agent"][0]["name"] for each in shown}
    assert found(await asyncio.to_thread(search, hub, "AuditEvent", "screen-h-002", entity=f"Encounter/{case}")) == []
    exported = tmp_path / "audit.jsonl"
    exported.write_text(await asyncio.to_thread(hub.command, "audit", "export"), encoding="utf-8")
    assert "胸痛" not in exported.read_text(encoding="utf-8")
    key = (await asyncio.to_thread(hub.command, "audit", "key")).strip()
    events = [
        json.loads(each) for each in (await asyncio.to_thread(hub.command, "audit", "export", "--fhir")).split("\n")
    ]
    assert len({each["id"] for each in events}) == len(events) >= 3
    assert all(validate(json.dumps(each).encode()) == [] for each in events)
    offline = ["audit", "verify", str(exported), "--key", key, "--witnessed", str(heard)]
    assert "0 finding(s)" in await asyncio.to_thread(hub.command, *offline)

    lent = await asyncpg.connect(hub.dsn)
    edit = "update audit set caller = 'somebody' where subject = $1::text::uuid returning id"
    number = await lent.fetchval(edit, case)
    await lent.close()

    with pytest.raises(subprocess.CalledProcessError) as failed:
        await asyncio.to_thread(hub.command, "audit", "verify")
    assert failed.value.returncode == 1
    assert f"changed  audit {number}" in failed.value.stdout


def test_a_file_that_is_no_export_is_said_to_be_none(hub: HubProcess, tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    path.write_text(json.dumps({"not": "an export"}))
    key = hub.command("audit", "key").strip()

    with pytest.raises(subprocess.CalledProcessError) as failed:
        hub.command("audit", "verify", str(path), "--key", key)

    assert failed.value.returncode == 1
    assert "integrity-broken" in failed.value.stderr
