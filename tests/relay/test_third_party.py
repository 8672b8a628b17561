"""A third party's adapter: from the template, in a distribution of its own, installed, allow-listed, relaying."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

from hub.adapter_kit import HttpCounterpart
from tests.world import HubProcess, new_case, submission


def install_from(source: Path, site: Path) -> None:
    """Installs a distribution into a folder, without a network."""
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(site)]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(source)], check=True)


async def test_a_third_partys_adapter_is_installed_allow_listed_and_relays(dsn: str, tmp_path: Path) -> None:
    site, folder = tmp_path / "site", tmp_path / "hub"
    hub = HubProcess(dsn, folder, {"PYTHONPATH": str(site)})
    folder.mkdir()
    hub.command("adapters", "new", "mycity", "--into", str(tmp_path))
    install_from(tmp_path / "hub_adapter_mycity", site)
    assert "mycity  hub-adapter-mycity 0.1.0  –" in hub.command("adapters", "list")
    assert "claimed bronze, reached silver" in hub.command("adapters", "check", "mycity")

    counterpart = HttpCounterpart()
    await counterpart.start()
    token = folder / "token"
    token.write_text("an-invented-token")
    token.chmod(0o600)
    options = {"url": counterpart.address, "token_file": str(token)}
    connection = {"use": "mycity", "organisation": "h-001", "options": options}
    hub.settings["KYUKYU_ADAPTERS"] = json.dumps({"city": connection})
    assert await asyncio.to_thread(hub.command, "adapters", "probe", "city") == "Ready"
    await asyncio.to_thread(lambda: hub.enrol().start())
    try:
        case = new_case()
        said = [
            submission("open-case", case, chief_complaint="胸痛"),
            submission("request-acceptance", case, facilities=["h-001"]),
        ]
        await asyncio.to_thread(hub.post, "tablet-u-001", said)
        async with asyncio.timeout(10):
            while not counterpart.received:  # noqa: ASYNC110  nobody here is told
                await asyncio.sleep(0.02)
    finally:
        await asyncio.to_thread(hub.kill)
        await counterpart.stop()

    told = json.loads(counterpart.received[0].partition(b"\r\n\r\n")[2])
    assert (told["case"], told["complaint"], told["exercise"]) == (case, "胸痛", False)
    assert b"authorization: bearer an-invented-token" in counterpart.received[0].lower()


def test_what_is_installed_and_not_allow_listed_is_never_imported(tmp_path: Path) -> None:
    """An adapter that would end the process at its import is installed; the command that lists it goes on."""
    info = tmp_path / "hub_adapter_trap-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: hub-adapter-trap\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[hub.adapters]\ntrap = hub_adapter_trap:Trap\n")
    (tmp_path / "hub_adapter_trap.py").write_text("raise SystemExit('imported')\n")
    hub = HubProcess("postgresql://nowhere/nothing", tmp_path, {"PYTHONPATH": str(tmp_path)})

    assert "trap  hub-adapter-trap 1.0" in hub.command("adapters", "list")
