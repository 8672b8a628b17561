"""Silence goes on climbing when the node that began it is killed, and no step is taken twice by two nodes that live."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import asyncpg

from tests.world import HubProcess, new_case, submission

EXAMPLE = Path(__file__).parents[2] / "simulators" / "rule_packs" / "one-by-one.toml"
STEPS = {"second_device_s": 1, "crew_s": 4, "command_center_s": 5, "next_ring_s": 6}
WITHIN_S = 90.0


def rules(folder: Path) -> Path:
    """Writes rules by which silence climbs in seconds, with a pause after the first step."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for name, seconds in STEPS.items():
        text = re.sub(rf"^{name} = \d+$", f"{name} = {seconds}", text, flags=re.MULTILINE)
    (folder / "rules.toml").write_text(text, encoding="utf-8")
    return folder / "rules.toml"


async def steps(hub: HubProcess, case: str, until: str) -> list[str]:
    """Waits for a step, and returns those that were taken."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            answer = await asyncio.to_thread(hub.get, f"/cases/{case}", "console-fd-01")
            escalated = answer.body["document"]["requests"]["h-001"].get("escalated", {})
            if until in escalated:
                return list(escalated)
            await asyncio.sleep(0.1)


async def test_silence_climbs_on_when_a_node_is_killed_and_each_step_is_taken_once(
    doomed_dsn: str, new_doomed_hub: Callable[[], HubProcess], tmp_path: Path
) -> None:
    one, other = new_doomed_hub(), new_doomed_hub()
    one.command("rules", "load", str(rules(tmp_path)))
    await asyncio.to_thread(one.start)
    await asyncio.to_thread(other.start)
    case = new_case()
    try:
        for said in (submission("open-case", case), submission("request-acceptance", case, facilities=["h-001"])):
            assert one.post("tablet-u-001", said).status == 201
        await steps(other, case, "second-device")

        one.kill()

        assert await steps(other, case, "next-ring") == ["second-device", "crew", "command-center", "next-ring"]
    finally:
        one.kill()
        other.kill()
    connection = await asyncpg.connect(doomed_dsn)
    kinds = await connection.fetch("select kind from journal where subject = $1 order by version", case)
    waiting = await connection.fetchval("select count(*) from silence where subject = $1", case)
    await connection.close()
    assert [each["kind"] for each in kinds] == ["open-case", "request-acceptance", *["escalate"] * 4]
    assert waiting == 0
