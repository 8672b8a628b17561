"""A device that floods, seen from the others: counted, not timed."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import asyncpg
import pytest

from tests.e2e.terminal import Line
from tests.keys import Key, key_of
from tests.world import HubProcess, Json, new_case, now, submission

BURST: Final = 50
LANE: Final = 5
FLOOD: Final = 600
TICKETS: Final = 40
NEVER: Final = "0.0001"
"""A second: nothing comes back while a test runs."""
FLOODING, CREW, SCREEN = "tablet-u-001", "tablet-u-003", "screen-h-002"


@pytest.fixture(scope="module")
async def strict(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub that allows little, so that counts are exact."""
    settings = {
        "KYUKYU_DEVICE_RATE": NEVER,
        "KYUKYU_DEVICE_BURST": str(BURST),
        "KYUKYU_LANE_RATE": NEVER,
        "KYUKYU_LANE_BURST": str(LANE),
        "KYUKYU_ENROLMENT_RATE": NEVER,
        "KYUKYU_ENROLMENT_BURST": "1",
        "KYUKYU_TOKEN_RATE": NEVER,
        "KYUKYU_TOKEN_BURST": str(TICKETS),
    }
    process = HubProcess(await new_database(), tmp_path_factory.mktemp("hub-flood"), settings).enrol()
    await asyncio.to_thread(process.start)
    yield process
    await asyncio.to_thread(process.stop)


def floods(hub: HubProcess, caller: str, case: str, number: int) -> list[tuple[str, int, Json]]:
    """Posts observations in lists of a hundred; returns key, status and answer of each."""
    answers = []
    for _ in range(number // 100):
        said = [submission("record-observation", case, heart_rate=70) for _ in range(100)]
        for body, told in zip(said, hub.post(caller, said).body, strict=True):
            answers.append((body["key"], told["status"], told))
    return answers


def asks_and_is_answered(hub: HubProcess, number: int) -> Counter[int]:
    """New emergencies of another fire department, each with the answer of the hospital that is asked."""
    statuses: Counter[int] = Counter()
    for _ in range(number):
        case = new_case()
        for caller, body in (
            (CREW, submission("open-case", case, chief_complaint="胸痛")),
            (CREW, submission("request-acceptance", case, facilities=["h-002"])),
            (SCREEN, submission("answer-request", case, answer="accept")),
        ):
            statuses[hub.post(caller, body).status] += 1
    return statuses


async def test_while_one_device_floods_the_emergencies_of_others_are_all_acknowledged(strict: HubProcess) -> None:
    case = new_case()
    assert strict.post(FLOODING, submission("open-case", case)).status == 201

    flood, others = await asyncio.gather(
        asyncio.to_thread(floods, strict, FLOODING, case, FLOOD), asyncio.to_thread(asks_and_is_answered, strict, 20)
    )

    assert others == Counter({201: 60})
    assert Counter(status for _, status, _ in flood) == Counter({201: BURST - 1, 429: FLOOD - BURST + 1})
    assert {told["error"]["code"] for _, status, told in flood if status == 429} == {"throttled"}
    await only_what_was_acknowledged_is_stored(strict, flood)
    one = strict.post(FLOODING, submission("record-observation", case, heart_rate=70))
    assert (one.status, one.body["code"]) == (429, "throttled")
    assert int(one.headers["retry-after"]) > 0
    await a_socket_hears_the_same(strict, case)
    a_bundle_is_answered_the_same(strict, case)
    opened = [strict.post(FLOODING, submission("open-case", new_case())).status for _ in range(LANE + 2)]
    assert opened == [201] * LANE + [429] * 2, "the one that floods may still open cases, and not flood with them"


async def only_what_was_acknowledged_is_stored(hub: HubProcess, flood: list[tuple[str, int, Json]]) -> None:
    database = await asyncpg.connect(hub.dsn)
    try:
        rows = await database.fetch("select key from journal where sender = $1", FLOODING)
    finally:
        await database.close()
    stored = {str(row["key"]) for row in rows}
    assert {key for key, status, _ in flood if status == 201} <= stored
    assert stored.isdisjoint(key for key, status, _ in flood if status == 429)


async def a_socket_hears_the_same(hub: HubProcess, case: str) -> None:
    body = submission("record-observation", case, heart_rate=70)
    async with await Line.open(hub, FLOODING) as line:
        refused = await line.submit(body)
    assert (refused["type"], refused["key"], refused["status"]) == ("refused", body["key"], 429)
    assert refused["error"]["retry_after_s"] > 0


def a_bundle_is_answered_the_same(hub: HubProcess, case: str) -> None:
    heart_rate = {"value": 70, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"}
    observation = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
        "encounter": {"reference": f"Encounter/{case}"},
        "effectiveDateTime": now(),
        "valueQuantity": heart_rate,
    }
    entry = {"resource": observation, "request": {"method": "POST", "url": "Observation"}}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    refused = hub.post_to("/fhir", json.dumps(bundle).encode(), FLOODING)
    assert (refused.status, refused.body["resourceType"]) == (429, "OperationOutcome"), refused.body
    assert int(refused.headers["retry-after"]) > 0


def test_codes_that_are_tried_in_vain_are_bounded_and_good_ones_count_for_nothing(strict: HubProcess) -> None:
    for _ in range(2):
        assert strict.enrolled(strict.code("screen-h-001b"), key_of("screen-h-001b")).status == 201
    wrong = [strict.enrolled("AAAA-AAAA-AAAA", Key("a stranger")) for _ in range(3)]
    assert [answer.status for answer in wrong] == [401, 429, 429]
    assert int(wrong[-1].headers["retry-after"]) > 0
    assert wrong[-1].body["code"] == "throttled"


def test_one_device_is_given_so_many_tickets_and_another_one_goes_on(strict: HubProcess) -> None:
    asked = [strict.post_to("/ticket", b"", "screen-h-003").status for _ in range(TICKETS + 1)]

    assert asked == [200] * (TICKETS - 1) + [429] * 2, "its token was one of them"
    assert strict.post_to("/ticket", b"", "screen-h-001b").status == 200


async def test_control_without_these_limits_all_of_it_is_taken(hub: HubProcess) -> None:
    """The same flood, where the limits are those that a hub comes with."""
    case = new_case()
    assert hub.post(FLOODING, submission("open-case", case)).status == 201
    flood = await asyncio.to_thread(floods, hub, FLOODING, case, FLOOD)
    assert Counter(status for _, status, _ in flood) == Counter({201: FLOOD})
