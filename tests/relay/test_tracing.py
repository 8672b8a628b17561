"""The way of one message, from the tablet to a receiver's system, before operators of different scopes."""

import asyncio
import re
import subprocess
import sys
from typing import Final

import asyncpg
import pytest

from simulators.webhook import Fault, Orders
from tests.relay.conftest import Ward
from tests.world import Answer, Json, new_case, now, submission

DEPARTMENT, HOSPITAL, OTHER, AREA = "admin-fd-01", "admin-h-001", "admin-h-002", "admin-area"
CANARIES: Final = ("金糸雀太郎", "CANARY-7f3a9c", "132.456", "架空町一丁目")


def traced(ward: Ward, of: str, caller: str) -> Answer:
    return ward.hub.get(f"/operations/trace?of={of}", caller)


def receivers(answer: Answer) -> dict[str, Json]:
    (message,) = answer.body["messages"]
    return {each["stream"]: each for each in message["receivers"]}


@pytest.fixture(scope="module")
async def asked(ward: Ward) -> Json:
    """A request with a patient's name around it, displayed and answered, and taken by the hospital's system."""
    case = new_case()
    request = submission("request-acceptance", case, facilities=["h-001", "h-002"], message=CANARIES[1])
    said = [
        submission("open-case", case, chief_complaint=CANARIES[1], scene_address=CANARIES[3]),
        submission("describe-patient", case, family_name=CANARIES[0], given_name=CANARIES[1], birth_date="1950-01-31"),
        request,
    ]
    taken = ward.taken
    answers = await asyncio.to_thread(ward.hub.post, "tablet-u-001", said)
    assert [each["status"] for each in answers.body] == [201] * 3, answers.body
    for kind, data in (("mark-displayed", {}), ("acknowledge", {}), ("answer-request", {"answer": "accept"})):
        assert ward.hub.post("screen-h-001", submission(kind, case, now(), **data)).status == 201
    await ward.until(lambda: ward.taken > taken)
    await ward.until(
        lambda: receivers(traced(ward, request["key"], HOSPITAL))["adapter:ehr"]["relayed"]["state"] == "delivered"
    )
    return {**request, "version": answers.body[2]["receipt"]["version"]}


def test_the_fire_departments_operator_sees_the_whole_way_of_what_its_crew_sent(ward: Ward, asked: Json) -> None:
    answer = traced(ward, asked["key"], DEPARTMENT)
    (message,) = answer.body["messages"]

    assert {name: message[name] for name in ("key", "kind", "subject", "version", "sender", "organisation")} == {
        "key": asked["key"],
        "kind": "request-acceptance",
        "subject": asked["case"],
        "version": asked["version"],
        "sender": "tablet-u-001",
        "organisation": "fd-01",
    }
    way = receivers(answer)
    assert way.keys() == {"unit:u-001", "department:fd-01", "facility:h-001", "facility:h-002"}
    assert way["department:fd-01"]["offset"] > 0
    assert list(way["facility:h-001"]["marks"]) == ["mark-displayed", "acknowledge", "answer-request"]
    assert way["facility:h-002"]["marks"] == {}


def test_of_others_it_learns_no_number_and_no_system(ward: Ward, asked: Json) -> None:
    """How much a hospital hears, and what stands beside it, is the hospital's own (P8)."""
    foreign = receivers(traced(ward, asked["key"], DEPARTMENT))["facility:h-001"]
    assert (foreign["offset"], foreign["view"], foreign["relayed"]) == (None, None, None)


def test_the_hospitals_operator_sees_its_own_part_with_what_became_of_it_in_its_system(ward: Ward, asked: Json) -> None:
    answer = traced(ward, asked["key"], HOSPITAL)
    way = receivers(answer)

    assert answer.body["messages"][0]["sender"] is None, "which device of another organisation is not its business"
    assert way.keys() == {"facility:h-001", "adapter:ehr"}
    relayed = way["adapter:ehr"]["relayed"]
    assert (relayed["connection"], relayed["state"], relayed["attempts"]) == ("ehr", "delivered", 0)
    assert relayed["at"] >= answer.body["messages"][0]["received_at"]


def test_an_authoritys_operator_sees_all_of_its_area(ward: Ward, asked: Json) -> None:
    assert receivers(traced(ward, asked["key"], AREA)).keys() == {
        "unit:u-001",
        "department:fd-01",
        "facility:h-001",
        "facility:h-002",
        "adapter:ehr",
    }


def test_a_message_is_found_by_its_place_as_well(ward: Ward, asked: Json) -> None:
    offset = receivers(traced(ward, asked["key"], HOSPITAL))["facility:h-001"]["offset"]
    for of in (f"{asked['case']}/{asked['version']}", f"facility:h-001/{offset}"):
        assert traced(ward, of, HOSPITAL).body["messages"][0]["key"] == asked["key"]


async def test_what_is_parked_says_so_and_what_is_replayed_afterwards_too(ward: Ward) -> None:
    ward.receiver.orders = Orders(Fault.REFUSE)
    case = await asyncio.to_thread(ward.asks, 0)
    of = f"{case}/2"

    def state() -> Json:
        return dict(receivers(traced(ward, of, HOSPITAL))["adapter:ehr"]["relayed"])

    await ward.until(lambda: state()["state"] == "parked")
    assert (state()["code"], state()["is_replayed"]) == ("http-422", False)
    ward.receiver.orders = Orders()
    offset = receivers(traced(ward, of, HOSPITAL))["adapter:ehr"]["offset"]
    shown = ward.hub.post_to("/operations/connections/ehr/replays", f'{{"offsets":[{offset}]}}'.encode(), HOSPITAL).body
    said = f'{{"token":"{shown["token"]}","count":1}}'.encode()
    assert ward.hub.post_to("/operations/connections/ehr/replays/confirm", said, HOSPITAL).body == {"replayed": 1}
    await ward.until(lambda: state()["state"] == "delivered")


async def test_to_everybody_else_there_is_no_such_message(ward: Ward, asked: Json) -> None:
    """An operator who has nothing to do with it, and callers who are no operators, hear what a missing key hears."""
    mine = await asyncio.to_thread(ward.asks, 0)
    missing = traced(ward, new_case(), OTHER)
    assert missing.status == 404
    offset = receivers(traced(ward, f"{mine}/2", HOSPITAL))["facility:h-001"]["offset"]
    for of in (f"{mine}/1", f"{mine}/2", f"facility:h-001/{offset}", "adapter:ehr/1"):
        answer = traced(ward, of, OTHER)
        assert (answer.status, answer.raw) == (404, missing.raw)
    for caller in ("tablet-u-001", "screen-h-001", "console-fd-01"):
        answer = traced(ward, asked["key"], caller)
        assert (answer.status, answer.raw) == (404, missing.raw)
    assert ward.hub.get(f"/operations/trace?of={asked['key']}").status == 401


def test_nobody_finds_out_the_numbers_of_a_foreign_inbox_by_trying(ward: Ward, asked: Json) -> None:
    """The message is the hospital's business too; under which number the fire department has it is not (P8)."""
    offset = receivers(traced(ward, asked["key"], DEPARTMENT))["department:fd-01"]["offset"]
    assert traced(ward, f"department:fd-01/{offset}", DEPARTMENT).status == 200
    assert traced(ward, f"department:fd-01/{offset}", HOSPITAL).status == 404


def test_what_names_no_message_is_refused_and_not_repeated(ward: Ward) -> None:
    for of in ("CANARY-7f3a9c", "facility:h-001/x", "1/2", ""):
        answer = traced(ward, of, HOSPITAL)
        assert answer.status == 422
        assert b"CANARY" not in answer.raw


async def test_each_look_stands_in_the_audit_and_a_refused_one_shows_nothing(ward: Ward, asked: Json) -> None:
    database = await asyncpg.connect(ward.hub.dsn)
    try:
        before = await database.fetchval("select count(*) from audit where action = 'trace'")
        assert traced(ward, asked["key"], HOSPITAL).status == 200
        assert traced(ward, asked["key"], "screen-h-001").status == 404
        after = await database.fetch(
            "select caller, organisation, subject::text, version from audit where action = 'trace'"
            " order by id desc limit 1"
        )
        assert await database.fetchval("select count(*) from audit where action = 'trace'") == before + 1
    finally:
        await database.close()
    assert tuple(after[0]) == (HOSPITAL, "h-001", asked["case"], asked["version"])


def test_nothing_of_the_patient_stands_in_it_on_the_wire_and_on_the_command_line(ward: Ward, asked: Json) -> None:
    told = ward.hub.command("trace", asked["key"])
    assert "→ facility:h-001/" in told
    assert "delivered" in told
    shown = [told, *(traced(ward, asked["key"], each).raw.decode() for each in (DEPARTMENT, HOSPITAL, AREA))]
    assert [(canary, text) for canary in CANARIES for text in shown if canary in text] == []


async def test_the_command_line_sends_again_only_what_its_number_was_typed_for(
    ward: Ward,
) -> None:
    await ward.until(lambda: standing(ward)[0] == 0)  # what the tests before have said is out of the way
    ward.receiver.orders = Orders(Fault.REFUSE)
    case = await asyncio.to_thread(ward.asks, 0)
    await ward.until(lambda: states(ward, case) == {"parked"} and standing(ward)[0] == 0)
    count = standing(ward)[1]
    ward.receiver.orders = Orders()
    assert "http-422" in ward.hub.command("adapters", "parked", "ehr")
    taken = ward.taken

    wrong = replays(ward, f"{count + 1}\n")
    assert (wrong.returncode, wrong.stderr.splitlines()[0]) == (1, "replay-not-as-looked-at")
    assert replays(ward, "\n").returncode == 1
    assert ward.taken == taken
    assert replays(ward, f"{count}\n").returncode == 0
    await ward.until(lambda: ward.taken == taken + count)


def standing(ward: Ward) -> tuple[int, int]:
    """How many messages wait for the hospital's system, and how many are parked."""
    (found,) = re.findall(r"^ehr .*waiting (\d+).*, parked (\d+)", ward.hub.command("adapters", "status"), re.MULTILINE)
    return int(found[0]), int(found[1])


def states(ward: Ward, case: str) -> set[str]:
    """How the request of a case stands with the hospital's system."""
    return {receivers(traced(ward, f"{case}/2", HOSPITAL))["adapter:ehr"]["relayed"]["state"]}


def replays(ward: Ward, typed: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "hub", "adapters", "replay", "ehr", "--code", "http-422"],
        env=ward.hub.environment(),
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_hub_says_how_it_stands_to_operators_only(ward: Ward) -> None:
    shown = ward.hub.get("/operations/health", HOSPITAL).body
    assert (shown["durability"], shown["queue"], shown["lag_s"]) == ("durable", 0, 0.0)
    assert shown.keys() == {"durability", "database_ms", "queue", "lag_s", "sockets", "began_at", "at"}
    assert ward.hub.get("/operations/health", "screen-h-001").status == 404
