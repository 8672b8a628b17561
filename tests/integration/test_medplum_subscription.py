"""Medplum's own client hears of what it asked for, over its own socket and with its own protocol."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.subscriber import Subscriber, ask, resources, status_of, subscribe, subscription
from tests.world import HubProcess, Json, new_case, submission

REFEREES: Final = Path(__file__).parents[1] / "referees"
CREW, HOSPITAL, SYSTEM = "tablet-u-001", "screen-h-001", "system-h-001"
TOPIC: Final = "https://kyukyu-hub.example/fhir/SubscriptionTopic/acceptance-requested"

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (REFEREES / "node_modules" / "@medplum").is_dir(),
    reason="there is no Node here, or `make test` has not fetched what the referees need",
)


class Medplum:
    """The client as a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def says(self, event: str, timeout_s: float = 20.0) -> Json:
        """Returns the next event of a kind; an error ends the wait."""
        assert self._process.stdout is not None
        async with asyncio.timeout(timeout_s):
            while line := await self._process.stdout.readline():
                said: Json = json.loads(line)
                assert event == "error" or said["event"] != "error", said
                if said["event"] == event:
                    return said
        raise AssertionError(f"it ended without {event}")


@asynccontextmanager
async def medplum(hub: HubProcess, caller: str, messages: int, *criteria: str) -> AsyncIterator[Medplum]:
    process = await asyncio.create_subprocess_exec(
        "node",
        "--experimental-websocket",
        "--no-warnings",
        str(REFEREES / "subscriber.mjs"),
        hub.url,
        hub.bearer(caller),
        str(messages),
        *criteria,
        stdout=asyncio.subprocess.PIPE,
        limit=2**20,
    )
    try:
        yield Medplum(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def post(hub: HubProcess, caller: str, kind: str, case: str, **data: object) -> None:
    assert hub.post(caller, submission(kind, case, **data)).status == 201


def asked_case(hub: HubProcess) -> str:
    case = new_case()
    post(hub, CREW, "open-case", case, chief_complaint="胸痛")
    post(hub, CREW, "describe-patient", case, family_name="架空姓名", age_years=76)
    post(hub, CREW, "request-acceptance", case, facilities=["h-001", "h-002"])
    return case


@needs_node
async def test_a_query_of_medplums_client_is_answered_with_the_resource(hub: HubProcess) -> None:
    criteria = "Task?owner=Organization/h-001"
    async with medplum(hub, SYSTEM, 2, criteria) as client:
        assert (await client.says("connect"))["criteria"] == criteria
        case = asked_case(hub)
        asked = await client.says("message")
        post(hub, HOSPITAL, "answer-request", case, answer="accept")
        accepted = await client.says("message")
        await client.says("close")

    for told in (asked, accepted):
        assert told["criteria"] == criteria
        assert status_of(told["bundle"])["focus"] == [f"Task/{case}-h-001"]
        assert told["bundle"]["entry"][1]["resource"]["id"] == f"{case}-h-001"
    assert asked["bundle"]["entry"][1]["resource"]["status"] == "requested"
    assert accepted["bundle"]["entry"][1]["resource"]["status"] == "accepted"
    assert status_of(accepted["bundle"])["numbers"][0] == status_of(asked["bundle"])["numbers"][0] + 1
    assert "架空姓名" not in json.dumps(asked, ensure_ascii=False)
    assert "h-002" not in json.dumps([asked, accepted])


@needs_node
async def test_it_hears_of_a_topic_as_well_and_of_nothing_it_did_not_ask_for(hub: HubProcess) -> None:
    async with medplum(hub, SYSTEM, 2, TOPIC, "Observation?code=8867-4") as client:
        for _ in range(2):
            await client.says("connect")
        case = asked_case(hub)
        first = await client.says("message")
        post(hub, CREW, "record-observation", case, spo2=91)
        post(hub, CREW, "record-observation", case, heart_rate=118)
        second = await client.says("message")

    assert (first["criteria"], second["criteria"]) == (TOPIC, "Observation?code=8867-4")
    assert second["bundle"]["entry"][1]["resource"]["valueQuantity"]["value"] == 118


@needs_node
async def test_what_it_asks_for_that_is_not_known_is_an_error_it_hears(hub: HubProcess) -> None:
    async with medplum(hub, SYSTEM, 1, "Account?status=active") as client:
        assert "criteria" in (await client.says("error"))["text"]


async def test_its_protocol_without_it(hub: HubProcess) -> None:
    """Ping, binding again, unbinding: what the client does now and then, word for word."""
    identity = subscribe(hub, HOSPITAL, subscription("Task?owner=Organization/h-001"))
    reply = ask(hub, HOSPITAL, "GET", f"/fhir/R4/Subscription/{identity}/$get-ws-binding-token")
    address = next(each["valueUrl"] for each in reply.body["parameter"] if each["name"] == "websocket-url")
    assert address.endswith("/ws/subscriptions-r4")
    async with await Subscriber.open(hub, HOSPITAL, path="/ws/subscriptions-r4") as line:
        await line.say({"type": "ping"})
        assert await line.hear() == {"type": "pong"}
        await line.bind(identity)
        begun = status_of(await line.hears("handshake"))
        case = asked_case(hub)
        first = await line.hears("event-notification")
        token = await line.bind(identity)
        again = status_of(await line.hears("handshake"))
        post(hub, HOSPITAL, "acknowledge", case)
        second = status_of(await line.hears("event-notification"))
        await line.say({"type": "unbind-from-token", "payload": {"token": token}})
        post(hub, HOSPITAL, "answer-request", case, answer="accept")
        with pytest.raises(TimeoutError):
            await line.hear(0.7)

    assert first["entry"][0]["resource"]["resourceType"] == "SubscriptionStatus"
    assert resources(first)[0]["resourceType"] == "Task"
    assert status_of(first)["numbers"] == [begun["since"] + 1]
    assert again["since"] == begun["since"] + 1
    assert second["numbers"] == [begun["since"] + 2]
