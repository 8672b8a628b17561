"""A real hub between a crew and the systems that organisations have already.

A hospital's takes HL7 v2 over TLS, a fire department's takes records from a folder.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.hl7v2.contract import Authority
from simulators.hl7v2 import Fault, Orders, Patient, Server, proof
from simulators.run_record import RecordSystem, State
from tests.world import HubProcess, Json, enrolment, free_port, new_case, submission

WITHIN_S = 60.0


@dataclass
class Town:
    """A hub, hospital h-001's own system, and that of fire department fd-01."""

    hub: HubProcess
    his: Server
    port: int
    records: RecordSystem

    async def say(self, caller: str, *said: Json) -> None:
        answer = await asyncio.to_thread(self.hub.post, caller, list(said))
        assert [each["status"] for each in answer.body] == [201] * len(said), answer.body

    async def asks(self, case: str, complaint: str) -> None:
        """A crew reports and asks h-001."""
        await self.say(
            "tablet-u-001",
            submission("open-case", case, chief_complaint=complaint),
            submission("describe-patient", case, family_name="架空", given_name="太郎", age_years=76, sex="male"),
            submission("record-observation", case, heart_rate=118),
            submission("request-acceptance", case, facilities=["h-001"], eta_minutes=8),
        )

    async def accepts(self, case: str) -> None:
        await self.say("screen-h-001", submission("answer-request", case, answer="accept"))

    async def observes(self, case: str, *rates: int) -> None:
        await self.say("tablet-u-001", *(submission("record-observation", case, heart_rate=rate) for rate in rates))

    def patient(self, complaint: str) -> Patient:
        """What the hospital's system knows of the patient with this complaint."""
        found = [each for each in list(self.his.held.patients.values()) if each.complaint == complaint]
        return found[0] if found else Patient()

    def rates(self, complaint: str) -> list[str]:
        return [value for code, value in list(self.patient(complaint).values) if code == "8867-4"]

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not holds():  # noqa: ASYNC110  what is waited for is in other threads and processes
                await asyncio.sleep(0.02)


@pytest.fixture(scope="module")
async def town(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    folder, authority = tmp_path_factory.mktemp("hub-own-systems"), Authority("town")
    for name, content in _certificates(authority):
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)
    port, his = free_port(), Server(proof(folder / "server.pem", folder / "ca.pem"))
    records = RecordSystem(folder / "records")
    connections = {
        "his": {"use": "hl7v2", "organisation": "h-001", "options": _to_hospital(folder, port)},
        "records": {"use": "run_record", "organisation": "fd-01", "options": {"folder": str(folder / "records")}},
    }
    hub = HubProcess(await new_database(), folder / "hub", {"KYUKYU_ADAPTERS": json.dumps(connections)})
    await asyncio.to_thread(lambda: hub.enrol(enrolment()).start())
    yield Town(hub, his, port, records)
    await asyncio.to_thread(hub.stop)


def _certificates(authority: Authority) -> list[tuple[str, bytes]]:
    certificate, key = authority.issue("hub")
    server = b"".join(authority.issue("hospital"))
    files = (authority.certificate, server, certificate, key)
    return list(zip(("ca.pem", "server.pem", "client.pem", "client.key"), files, strict=True))


def _to_hospital(folder: Path, port: int) -> Json:
    return {
        "host": "127.0.0.1",
        "port": port,
        "ca_file": str(folder / "ca.pem"),
        "client_certificate_file": str(folder / "client.pem"),
        "client_key_file": str(folder / "client.key"),
        "receiving_application": "HIS",
    }


async def test_a_hospital_that_is_away_is_told_everything_when_it_is_back_once_and_in_order(town: Town) -> None:
    """Nothing before the accept, A04 first, each value once."""
    complaints, held = ("胸痛", "腹痛", "頭痛"), town.his.held
    cases = {complaint: new_case() for complaint in complaints}
    for complaint, case in cases.items():
        await town.asks(case, complaint)
        await town.accepts(case)
        await town.observes(case, 111, 112)

    with town.his.listening(town.port):
        await town.until(lambda: all(town.rates(each) == ["118", "111", "112"] for each in complaints))
        assert town.patient("胸痛").events[:2] == ["A04", "R01"]
    for case in cases.values():  # gone again
        await town.observes(case, *range(60, 70))
    with town.his.listening(town.port):
        later = [str(rate) for rate in range(60, 70)]
        await town.until(lambda: all(town.rates(each) == ["118", "111", "112", *later] for each in complaints))

    assert [town.patient(each).name for each in complaints] == ["架空 太郎"] * 3
    assert {
        name: held.counts[name] for name in ("changed", "disordered", "unregistered", "unreadable")
    } == dict.fromkeys(("changed", "disordered", "unregistered", "unreadable"), 0)


@pytest.mark.parametrize("fault", [Fault.HALF, Fault.BUSY])
async def test_a_system_that_misbehaves_acts_on_everything_once(town: Town, fault: Fault) -> None:
    case, complaint, counts = new_case(), f"失神 {fault.value}", town.his.held.counts
    with town.his.listening(town.port):
        await town.asks(case, complaint)
        await town.accepts(case)
        await town.until(lambda: town.rates(complaint) == ["118"])
        asked, town.his.orders = counts["asked"], Orders(fault)
        await town.observes(case, 101, 102)
        await town.until(lambda: counts["asked"] > asked)
        town.his.orders = Orders()
        await town.until(lambda: town.rates(complaint) == ["118", "101", "102"])

    assert counts["changed"] == counts["disordered"] == 0
    if fault is Fault.HALF:
        assert counts["repeated"] > 0, "the control: it was told twice"


async def test_a_hospital_that_is_only_asked_is_told_nothing_and_one_that_loses_the_patient_the_end(town: Town) -> None:
    asked, lost = new_case(), new_case()
    with town.his.listening(town.port):
        await town.asks(asked, "呼吸苦")
        await town.asks(lost, "発熱")
        await town.accepts(lost)
        await town.until(lambda: town.patient("発熱").events == ["A04", "R01"])
        await town.say("tablet-u-001", submission("withdraw-request", lost, facilities=["h-001"], reason="病状変化"))
        await town.until(lambda: len(town.patient("発熱").events) > 2)

    assert town.patient("呼吸苦") == Patient()
    assert town.patient("発熱").events == ["A04", "R01", "A11"]


async def test_a_record_is_written_at_the_close_and_again_with_every_late_word(town: Town) -> None:
    """A treatment from a tunnel, and the physician's word, come when no screen of the department has the case."""
    case, held = new_case(), town.records.held
    with town.his.listening(town.port):
        await town.asks(case, "転倒")
        await town.accepts(case)
        await town.say(
            "tablet-u-001",
            submission("confirm-destination", case, facility="h-001"),
            submission("hand-over", case, received_by="架空医師"),
        )
        town.records.collects()
        assert case not in held.rows, "the control: there is none before the end"
        await town.say("tablet-u-001", submission("close-case", case, closing="transported"))
        await town.until(lambda: town.records.collects() >= 0 and len(held.revisions.get(case, [])) == 1)
        assert (held.rows[case]["氏名"], held.rows[case]["搬送区分"]) == ("架空 太郎", "搬送")

        await town.say("tablet-u-001", submission("record-treatment", case, treatment="oxygen", amount=6, unit="L/min"))
        await town.say("screen-h-001", submission("record-outcome", case, severity="moderate", diagnosis="肋骨骨折"))
        await town.until(lambda: town.records.collects() >= 0 and len(held.revisions[case]) == 3)

    assert held.rows[case]["処置"].endswith("酸素投与 6L/min")
    assert (held.rows[case]["傷病程度"], held.rows[case]["傷病名"]) == ("中等症", "肋骨骨折")
    assert {f"record-{case}-v{version:04}.pdf" for version in held.revisions[case]} <= held.sheets.keys()


async def test_records_wait_for_a_folder_that_is_gone(town: Town) -> None:
    case, held = new_case(), town.records.held
    town.records.stands(State.AWAY)
    await town.say(
        "tablet-u-002",
        submission("open-case", case, chief_complaint="いたずら"),
        submission("close-case", case, closing="no-patient"),
    )
    await town.until(lambda: _is_down(town, "records"))
    town.records.stands(State.THERE)
    await town.until(lambda: town.records.collects() >= 0 and case in held.rows)

    report = held.report()
    assert (report["repeated"], report["disordered"], report["broken"]) == (0, 0, 0)


def _is_down(town: Town, connection: str) -> bool:
    """Tells whether the hub has said that it cannot deliver there."""
    lines = [json.loads(line) for line in town.hub.log.splitlines()]
    states = [each["state"] for each in lines if each.get("event") == "connection" and each["name"] == connection]
    return states[-1:] == ["down"]


async def test_the_log_tells_nothing_of_a_patient(town: Town) -> None:
    assert "connection" in town.hub.log
    for word in ("架空 太郎", "胸痛", "失神", "肋骨骨折"):
        assert word not in town.hub.log
