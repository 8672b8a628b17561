"""A real hub between a hospital, twenty operators with dispatch systems of their own, and 119.

The systems stand behind the adapter; nothing here reaches into either side.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from adapters.private_transport import PrivateTransport
from adapters.private_transport.manifest import DispatchConfig
from hub.adapter_kit import read_message
from hub.sdk import CredentialsRefused, Delivered, NotReady, Outcome, Readiness, Refused, TryLater, Unknown
from simulators.counterpart import Fault, Orders
from simulators.operators import Manner, System
from simulators.vehicles import Vehicle
from tests.world import HubProcess, Json, enrolment, free_port, new_case, submission, with_operators

TOKEN: Final = "an-invented-token-of-a-dispatch-system"
OPERATORS: Final = 20
WARD: Final = "screen-h-001"
STEP_DOWN: Final[Json] = {
    "purpose": "step-down",
    "transfer_reason": "own-doctor",
    "pickup_place": "架空中央病院",
    "pickup_detail": "秘匿病棟7階",
    "dropoff_place": "架空西病院",
    "pickup_at": "2098-11-23T10:00:00+09:00",
    "mobility": "stretcher",
    "equipment": ["oxygen"],
    "oxygen_l_min": 2.5,
    "family_name": "秘匿姓",
    "age_years": 76,
    "condition": "秘匿病名",
    "notes": "秘匿申送り",
    "contact_name": "秘匿相談員",
}
SECRET: Final = "秘匿"
FIXTURES: Final = Path(__file__).parents[2] / "adapters/private_transport/fixtures/accepted"
REQUESTED: Final = read_message((FIXTURES / "1-requested.json").read_bytes())


@dataclass
class Region:
    """A hub, and the dispatch systems of its operators."""

    systems: list[System]
    hub: HubProcess = field(init=False)
    ports: dict[str, int] = field(default_factory=dict)
    _up: dict[str, AsyncExitStack] = field(default_factory=dict)

    async def starts(self, system: System) -> None:
        """Lets a system listen, where it listened before."""
        self._up[system.name] = AsyncExitStack()
        port = self.ports.get(system.name, 0)
        self.ports[system.name] = await self._up[system.name].enter_async_context(system.listening(port))

    async def stops(self, system: System) -> None:
        """Lets a system listen no more."""
        await self._up.pop(system.name).aclose()

    async def says(self, caller: str, kind: str, subject: str, **data: object) -> None:
        """A caller says something that must be taken down."""
        answer = await asyncio.to_thread(self.hub.post, caller, submission(kind, subject, **data))
        assert answer.status == 201, answer.body

    async def asks(self, *systems: System, **more: object) -> str:
        """The ward asks operators; returns the transport once each of them has the request."""
        transport = new_case()
        chosen = {"operators": [system.name for system in systems]}
        await self.says(WARD, "request-transport", transport, **STEP_DOWN, **chosen, **more)
        await self.until(lambda: all(transport in system.jobs for system in systems), "the request everywhere")
        return transport

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        """Waits until something holds."""
        try:
            async with asyncio.timeout(60):
                while not holds():  # noqa: ASYNC110  nobody here is told
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"waited for {what}: {[each.received() for each in self.systems]}") from None

    async def document(self, caller: str, transport: str) -> Json:
        """Returns a transport as a caller may see it."""
        answer = await asyncio.to_thread(self.hub.get, f"/transports/{transport}", caller)
        assert answer.status == 200, answer.body
        document: Json = answer.body["document"]
        return document


def dispatch(folder: Path, port: int, **other: Any) -> Json:  # noqa: ANN401
    """Returns the options of a connection with a dispatch system at this port."""
    token = folder / "dispatch.token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    return {"url": f"http://127.0.0.1:{port}/", "token_file": str(token), "every_s": 0.1, **other}


@pytest.fixture(scope="module")
async def region(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Region]:
    folder = tmp_path_factory.mktemp("hub-operators")
    region = Region([System(f"op-{number:02}", TOKEN, [Vehicle("1")]) for number in range(1, 1 + OPERATORS)])
    for system in region.systems:
        await region.starts(system)
    connections = {
        f"dispatch-{system.name}": {
            "use": "private_transport",
            "organisation": system.name,
            "options": dispatch(folder, region.ports[system.name], vehicles={"1": f"{system.name}-car"}),
        }
        for system in region.systems
    }
    settings = {"KYUKYU_ADAPTERS": json.dumps(connections)}
    region.hub = HubProcess(await new_database(), folder, settings).enrol(with_operators(enrolment(), OPERATORS))
    await asyncio.to_thread(region.hub.start)
    yield region
    await asyncio.to_thread(region.hub.stop)
    for system in region.systems:
        await region.stops(system)


def told(system: System, transport: str) -> list[Json]:
    """Returns everything that a system was ever told of a transport."""
    return [job for job in system.told if job["transport"] == transport]


def versions(system: System, transport: str) -> list[int]:
    return [job["version"] for job in told(system, transport)]


def knows(system: System, transport: str) -> str:
    """Returns all that as a text."""
    return json.dumps(told(system, transport), ensure_ascii=False)


async def test_a_patient_is_carried_home_end_to_end(region: Region) -> None:
    """The operator's own system considers, claims and drives; the ward sees each step, and nobody types twice."""
    system = region.systems[0]
    system.manner = Manner(considered_s=0.05, leg_s=0.05)
    transport = await region.asks(system)

    await region.until(lambda: system.jobs[transport]["news"] == "gone", "the end of the trip")

    system.manner = None
    assert system.jobs[transport]["reason"] == {"code": "completed", "ja": "完了"}
    seen = await region.document(WARD, transport)
    assert (seen["status"], seen["claim"]["operator"]) == ("completed", "op-01")
    assert seen["claim"]["vehicle"] == "op-01-car", "the operator calls it 1"
    states = ("to-pickup", "at-pickup", "on-board", "arrived", "completed")
    assert [seen["trip"][state] for state in states] == sorted(seen["trip"].values())
    assert versions(system, transport) == sorted(set(versions(system, transport))), "each once, in order"
    assert SECRET not in json.dumps([told(system, transport)[0], told(system, transport)[-1]], ensure_ascii=False)


async def test_of_twenty_operators_that_claim_at_once_one_wins_and_the_others_are_told_so(region: Region) -> None:
    transport = await region.asks(*region.systems)
    assert SECRET not in "".join(knows(each, transport) for each in region.systems), "nobody knows who it is before"

    numbers = {system.name: system.says("claim", transport, vehicle="1", crew=2) for system in region.systems}
    await region.until(
        lambda: all(numbers[system.name] in system.answers for system in region.systems), "an answer to each"
    )

    answers = {system.name: system.answers[numbers[system.name]] for system in region.systems}
    winners = [name for name, answer in answers.items() if answer["outcome"] == "taken"]
    codes = [answer["code"] for answer in answers.values() if answer["outcome"] == "refused"]
    assert (len(winners), set(codes), len(codes)) == (1, {"transport-already-claimed"}, OPERATORS - 1)
    losers = [system for system in region.systems if system.name not in winners]
    (winner,) = (system for system in region.systems if system.name in winners)
    await region.until(lambda: "patient" in winner.jobs[transport], "who it is, at the winner")
    await region.until(lambda: all(each.jobs[transport]["news"] == "gone" for each in losers), "that it is gone")
    assert {each.jobs[transport]["reason"]["code"] for each in losers} == {"other-claimed"}
    assert winner.jobs[transport]["handover"]["notes"] == "秘匿申送り"
    assert winner.jobs[transport]["pickup"]["detail"] == "秘匿病棟7階"
    assert [each.name for each in losers if SECRET in knows(each, transport)] == [], (
        "a loser sees nothing of the patient"
    )
    await region.says(WARD, "update-trip", transport, state="cancelled", reason="延期")
    await region.until(lambda: winner.jobs[transport]["news"] == "gone", "that the ward took it back")
    assert winner.jobs[transport]["reason"]["code"] == "cancelled"


async def test_what_is_offered_in_part_only_the_ward_gives(region: Region) -> None:
    system, other = region.systems[1], region.systems[2]
    transport = await region.asks(system, other)
    offered = system.says("offer", transport, offer="一部引受可", conditions="看護師の同乗が必要", vehicle="1", crew=2)
    later = other.says("offer", transport, offer="later", pickup_at="2098-11-23T13:00:00+09:00", vehicle="1", crew=2)
    claimed = system.says("claim", transport, vehicle="1", crew=2)
    await region.until(lambda: claimed in system.answers and later in other.answers, "the answers")

    assert [system.answers[each].get("code") for each in (offered, claimed)] == [None, "claim-not-agreed"]
    stands = (await region.document(WARD, transport))["operators"]
    assert (stands["op-02"]["state"], stands["op-02"]["conditions"]) == ("partial", "看護師の同乗が必要")
    assert (stands["op-03"]["state"], stands["op-03"]["pickup_at"]) == ("later", "2098-11-23T04:00:00.000Z")

    await region.says(WARD, "claim", transport, operator="op-02")
    await region.until(lambda: "patient" in system.jobs[transport], "the word of the ward")
    await region.until(lambda: other.jobs[transport]["news"] == "gone", "that it is gone")
    assert SECRET not in knows(other, transport)


@pytest.mark.parametrize(
    ("fields", "issue"),
    [
        ({"vehicle": "1", "crew": 1}, "data.crew too-few-crew"),
        ({"vehicle": "9", "crew": 2}, "data.vehicle unknown-vehicle"),
    ],
)
async def test_a_claim_against_the_certificate_is_refused_with_the_place(
    region: Region, fields: Json, issue: str
) -> None:
    system = region.systems[3]
    transport = await region.asks(system)
    number = system.says("claim", transport, **fields)
    await region.until(lambda: number in system.answers, "the answer")

    assert system.answers[number]["code"] == "invalid-submission"
    assert system.answers[number]["issues"] == [issue]
    assert (await region.document(WARD, transport))["status"] == "requested"


async def test_a_patient_who_becomes_worse_is_a_119_case_with_everything_that_is_known(region: Region) -> None:
    """One SpO₂ is mistyped: the call goes on without it, and comes to one case however often it is said."""
    system = region.systems[4]
    transport = await region.asks(system)
    system.says("claim", transport, vehicle="1", crew=2)
    system.says("trip", transport, state="乗車", latitude=34.1, longitude=132.1)
    number = system.says("119", transport, detail="反応がない", place="架空国道2号", spo2=840, heart_rate=40)
    await region.until(lambda: number in system.answers, "the answer")
    first = system.answers[number]
    system.says_again(number)
    await region.until(lambda: number in system.answers, "the answer again")

    assert (first["outcome"], first["ignored"]) == ("taken", ["spo2 out-of-range"])
    assert system.answers[number] == first
    seen = await region.document(WARD, transport)
    assert seen["status"] == "switched-to-119"
    case = seen["switched"]["case"]
    answer = await asyncio.to_thread(region.hub.get, f"/cases/{case}", "console-fd-01")
    document = answer.body["document"]
    assert document["complaint"]["chief_complaint"] == "反応がない"
    assert document["patient"] == {"family_name": "秘匿姓", "age_years": 76}
    assert document["transport"]["needs"]["equipment"] == ["oxygen"]
    assert document["transport"]["handover"]["notes"] == "秘匿申送り"
    assert [each["heart_rate"] for each in document["observations"].values()] == [40]
    await region.until(lambda: system.jobs[transport]["news"] == "119", "that 119 is called")
    assert system.jobs[transport]["switched"]["department"] == "fd-01"


async def test_a_word_that_comes_twice_has_its_effect_once(region: Region) -> None:
    system = region.systems[5]
    transport = await region.asks(system)
    number = system.says("claim", transport, vehicle="1", crew=2)
    await region.until(lambda: number in system.answers, "the answer")
    first = system.answers[number]
    for _ in range(3):
        system.says_again(number)
        await region.until(lambda: number in system.answers, "the answer again")

    assert system.answers[number] == first
    end = system.says("trip", transport, state="cancelled", reason="車両故障")
    await region.until(lambda: end in system.answers, "the answer to the end")
    assert system.answers[end]["version"] == first["version"] + 1, "nothing happened between"


async def test_what_waits_for_a_system_that_is_down_is_drained_in_order_and_once(region: Region) -> None:
    """It is gone for a while, comes back ill, and gets well; others go on, and what it had to say is said too."""
    system, other = region.systems[6], region.systems[7]
    transports = [await region.asks(system) for _ in range(3)]
    await region.stops(system)
    for transport in transports:
        await region.says("desk-op-07", "claim", transport, vehicle="op-07-car", crew=2)
        for state in ("to-pickup", "at-pickup"):
            await region.says("desk-op-07", "update-trip", transport, state=state)
    said = [system.says("trip", transport, state="on-board") for transport in transports]
    await region.asks(other)
    assert [versions(system, transport) for transport in transports] == [[1], [1], [1]]

    system.orders = Orders(Fault.ERROR)  # it acts, and does not say so
    await region.starts(system)
    await region.until(
        lambda: any(len(versions(system, transport)) > 1 for transport in transports), "the first that it acts on"
    )
    system.orders = Orders()
    await region.until(
        lambda: (
            all(number in system.answers for number in said)
            and all(system.jobs[transport]["version"] == 5 for transport in transports)
        ),
        "what waited, both ways",
    )

    assert system.counts["repeated"] >= 1, "it was asked again and acted once"
    for transport in transports:
        assert versions(system, transport) == [1, 2, 3, 4, 5], "each once, in order"
        assert (await region.document(WARD, transport))["status"] == "on-board"


async def deals(fault: Fault, folder: Path) -> tuple[Readiness, Outcome, Outcome, System]:
    """Tells a system that misbehaves of a request twice, the second time when it is well."""
    system = System("op-01", TOKEN)
    async with system.listening() as port:
        adapter = PrivateTransport(DispatchConfig(**dispatch(folder, port)))
        system.orders = Orders(fault)
        ready, first = await adapter.check(), await adapter.deliver(REQUESTED)
        system.orders = Orders()
        second = await adapter.deliver(REQUESTED)
        await adapter.close()
    return ready, first, second, system


@pytest.mark.parametrize(
    ("fault", "expected", "acted"),
    [
        (Fault.NONE, Delivered, 1),
        (Fault.REFUSE, Refused, 0),
        (Fault.UNAUTHORISED, TryLater, 0),
        (Fault.BUSY, TryLater, 0),
        (Fault.ERROR, Unknown, 1),
        (Fault.HALF, Unknown, 1),
        (Fault.RESET, Unknown, 0),
        (Fault.NONSENSE, Unknown, 0),
    ],
)
async def test_a_system_that_misbehaves_is_understood_and_acts_once(
    fault: Fault, expected: type, acted: int, tmp_path: Path
) -> None:
    _, first, second, system = await deals(fault, tmp_path)

    assert isinstance(first, expected), first
    assert isinstance(second, Delivered)
    assert (system.counts["repeated"], len(system.told)) == (acted, 1)


@pytest.mark.parametrize(
    ("fault", "expected"), [(Fault.UNAUTHORISED, CredentialsRefused), (Fault.BUSY, NotReady), (Fault.RESET, NotReady)]
)
async def test_how_it_stands_is_told(fault: Fault, expected: type, tmp_path: Path) -> None:
    ready, *_ = await deals(fault, tmp_path)

    assert isinstance(ready, expected)


async def test_a_system_that_is_not_there_is_not_ready_and_the_job_waits(tmp_path: Path) -> None:
    adapter = PrivateTransport(DispatchConfig(**dispatch(tmp_path, free_port())))

    assert isinstance(await adapter.check(), NotReady)
    assert isinstance(await adapter.deliver(REQUESTED), TryLater)
    await adapter.close()
