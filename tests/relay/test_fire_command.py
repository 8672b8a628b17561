"""A real hub beside a simulated command system: the call opens the case, the crew goes on with it, nothing is lost."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from simulators.calls import Record, calls
from simulators.fire_command import Fault, Orders, Server
from tests.e2e.terminal import Line
from tests.world import HubProcess, Json, enrolment, submission

TOKEN = "an-invented-token-of-a-command-system"
UNITS = {"架空救急1": "u-001", "架空救急2": "u-002"}


@dataclass
class Department:
    """A hub with a command system beside fd-01."""

    hub: HubProcess
    system: Server

    async def case_of(self, line: Line, number: str) -> tuple[str, Json]:
        """Waits until a unit's screen shows the case of an incident."""
        while True:
            told = await line.hears("event")
            if told.get("body", {}).get("incident", {}).get("number") == number:
                return told["subject"], told["body"]

    async def holds(self, case: str, holds: Callable[[Json], bool]) -> Json:
        """Waits until the crew's case is so."""
        async with asyncio.timeout(60):
            while True:
                answer = await asyncio.to_thread(self.hub.get, f"/cases/{case}", "tablet-u-001")
                if answer.status == 200 and holds(answer.body["document"]):
                    found: Json = answer.body
                    return found
                await asyncio.sleep(0.05)

    async def posts(self, caller: str, *said: Json) -> None:
        """Posts what must be taken down."""
        answer = await asyncio.to_thread(self.hub.post, caller, list(said))
        assert [each["status"] for each in answer.body] == [201] * len(said), answer.body


@pytest.fixture(scope="module")
async def department(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Department]:
    folder, system = tmp_path_factory.mktemp("hub-command"), Server(TOKEN)
    token = folder / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    async with system.listening() as port:
        options = {"url": f"http://127.0.0.1:{port}/", "token_file": str(token), "units": UNITS, "every_s": 0.1}
        connection = {"use": "fire_command", "organisation": "fd-01", "options": options}
        settings = {"KYUKYU_ADAPTERS": json.dumps({"command": connection})}
        hub = HubProcess(await new_database(), folder, settings).enrol(enrolment())
        await asyncio.to_thread(hub.start)
        yield Department(hub, system)
        await asyncio.to_thread(hub.stop)


async def test_the_call_opens_the_case_and_the_crew_goes_on_with_it(department: Department) -> None:
    system, began_at = department.system, datetime.now(UTC) - timedelta(minutes=10)
    record = Record("0417", ["架空救急1", "架空ポンプ1"], began_at, complaint="胸痛", place="架空市番地町1-2-3")
    async with await Line.open(department.hub, "tablet-u-001") as line:
        await line.subscribe("unit:u-001")
        await line.hears("snapshot")
        system.says(record.notice(incident_type="急病", age=70, sex="女", report="冷汗あり"))
        case, shown = await department.case_of(line, "0417")

    assert shown["complaint"] == {"chief_complaint": "胸痛"}
    assert shown["incident"]["scene_address"] == "架空市番地町1-2-3"
    assert shown["incident"]["call_report"] == "冷汗あり"
    assert shown["patient"] == {"age_years": 70, "age_band": "elderly", "sex": "female"}
    assert "call-received" in shown["times"]

    await department.posts(
        "tablet-u-001",
        submission("open-case", case),
        submission("describe-patient", case, age_years=72),
        submission("request-acceptance", case, facilities=["h-001"]),
    )
    record.status("架空救急1", "現着", began_at + timedelta(minutes=8))
    system.says(record.notice(place="架空市番地町1-2-3 2階"))

    found = await department.holds(case, lambda held: "on-scene" in held["times"])
    document = found["document"]
    assert document["patient"]["age_years"] == 72, "what the crew found stands"
    assert document["incident"]["scene_address"] == "架空市番地町1-2-3 2階"
    assert set(document["requests"]) == {"h-001"}


async def test_whatever_comes_twice_and_out_of_order_also_over_a_restart_ends_the_same(department: Department) -> None:
    system, hub = department.system, department.hub
    record = Record("0500", ["架空救急1"], datetime.now(UTC) - timedelta(minutes=30), complaint="腹痛")
    async with await Line.open(hub, "tablet-u-001") as line:
        await line.subscribe("unit:u-001")
        await line.hears("snapshot")
        system.says(record.notice())
        case, _ = await department.case_of(line, "0500")
    for minute, status in enumerate(("出動", "現着", "現発", "病着"), 20):
        record.status("架空救急1", status, datetime.now(UTC) - timedelta(minutes=30 - minute))
        system.says(record.notice())
    before = await department.holds(case, lambda held: "arrived-hospital" in held["times"])

    system.orders = Orders(Fault.DUPLICATE)
    await asyncio.to_thread(hub.stop)
    assert await _holders(hub.dsn) == [None], "who is stopped lets its connections go, so that nobody waits for them"
    await asyncio.to_thread(hub.start)
    async with asyncio.timeout(60):
        while system.held.counts["asked-duplicate"] < 3:  # noqa: ASYNC110  nobody here is told
            await asyncio.sleep(0.05)
    system.orders = Orders()

    after = await department.holds(case, lambda held: "arrived-hospital" in held["times"])
    assert after == before, "not even its version has moved"


async def _holders(dsn: str) -> list[object]:
    connection = await asyncpg.connect(dsn)
    try:
        return [row["holder"] for row in await connection.fetch("select holder from connection")]
    finally:
        await connection.close()


async def test_a_unit_that_is_called_back_loses_the_case_and_the_other_keeps_its_own(department: Department) -> None:
    system, now = department.system, datetime.now(UTC)
    record = Record("0600", ["架空救急1", "架空救急2"], now - timedelta(minutes=3))
    async with await Line.open(department.hub, "tablet-u-002") as line:
        await line.subscribe("unit:u-002")
        await line.hears("snapshot")
        system.says(record.notice())
        case, _ = await department.case_of(line, "0600")
        record.unit("架空救急2", released_at=now.isoformat())
        system.says(record.notice())
        while (told := await line.hears("event"))["subject"] != case or told["mode"] != "gone":
            pass

    answer = await asyncio.to_thread(department.hub.get, f"/cases/{case}", "tablet-u-002")
    assert answer.body["document"]["closing"]["closing"] == "cancelled"


async def test_what_is_wrong_is_reported_without_a_value_and_the_next_call_is_taken(department: Department) -> None:
    system = department.system
    system.says({"number": "秘匿カナリア"})
    async with await Line.open(department.hub, "tablet-u-001") as line:
        await line.subscribe("unit:u-001")
        await line.hears("snapshot")
        system.says(Record("0700", ["架空救急1"], place="秘匿カナリア").notice(age="秘匿カナリア"))
        await department.case_of(line, "0700")

    assert "秘匿カナリア" not in department.hub.log
    assert "opened_at required" in department.hub.log
    assert "age not-a-number" in department.hub.log


async def test_calls_of_a_simulated_command_centre_all_become_cases(department: Department) -> None:
    source, numbers = calls(34, list(UNITS)), set()
    for _ in range(12):
        call = next(source)
        record = Record(f"模擬-{call.number}", [call.unit])
        numbers.add(f"模擬-{call.number}")
        for step in call.steps[:3]:
            department.system.says(record.follows(step))

    async with asyncio.timeout(60):
        while True:
            async with await Line.open(department.hub, "console-fd-01") as line:
                await line.subscribe("department:fd-01")
                snapshot = await line.hears("snapshot")
            found = {each.get("incident", {}).get("number") for each in snapshot["documents"].values()}
            if numbers <= found:
                break
            await asyncio.sleep(0.1)
