"""Before an administrator: who takes part, codes and ends of rights, the audit, what was refused, exercises, keys."""

import asyncio
import json
from typing import Final

import pytest

from simulators.webhook import Fault, Orders
from tests.e2e.terminal import Line
from tests.keys import Key
from tests.relay.conftest import Ward
from tests.staff import code_for, passkey, person, signs_in
from tests.world import AREA, Answer, Json, new_case, submission

ADMIN: Final = "admin-h-001"
OWN: Final = "spare-h-001"
"""A device that no other test needs."""


@pytest.fixture(scope="module")
def spared(ward: Ward) -> Ward:
    """The ward with devices and a person of h-001 that nobody else needs."""
    names = (OWN, "lost-h-001")
    devices = [
        {"id": each, "organisation": "h-001", "role": "hospital", "unit": None, "name": "予備"} for each in names
    ]
    members = [person("nurse-9", "h-001", "hospital"), person("leaver-9", "h-001", "hospital")]
    file = ward.hub.folder / "spare.json"
    file.write_text(json.dumps({"organisations": [], "callers": devices, "persons": members}))
    ward.hub.command("enrol", str(file))
    return ward


def gets(ward: Ward, path: str, caller: str = ADMIN) -> Answer:
    return ward.hub.get(f"/operations/{path}", caller)


def posts(ward: Ward, path: str, caller: str = ADMIN, **said: object) -> Answer:
    return ward.hub.post_to(f"/operations/{path}", json.dumps(said).encode(), caller)


def stands(ward: Ward, identity: str, kind: str = "devices") -> Json:
    found: Json = next(each for each in gets(ward, "register").body[kind] if each["id"] == identity)
    return found


def written(ward: Ward, action: str) -> list[Json]:
    return [each for each in gets(ward, f"audit?by={ADMIN}").body["acts"] if each["action"] == action]


def test_an_administrator_sees_how_each_device_and_person_of_its_own_stands(spared: Ward) -> None:
    shown = gets(spared, "register").body

    assert [each["id"] for each in shown["organisations"]] == ["h-001"]
    assert {each["organisation"] for each in [*shown["devices"], *shown["members"]]} == {"h-001"}
    acting = stands(spared, ADMIN)
    assert (acting["is_bound"], acting["is_revoked"]) == (True, False)
    assert acting["seen_at"] > acting["bound_at"] > "2026"
    assert stands(spared, "system-h-001")["is_system"]
    chief = stands(spared, "chief-h-001", "members")
    assert (chief["passkeys"], chief["signed_in_at"], chief["roles"]) == (1, [ADMIN], ["administrator"])
    assert "public_key" not in json.dumps(shown)


def test_an_authority_sees_its_area_and_lets_nobody_of_others_in(spared: Ward) -> None:
    shown = gets(spared, "register", "admin-area").body

    assert {"fd-01", "h-001", "h-002", "area"} <= {each["id"] for each in shown["organisations"]}
    assert posts(spared, f"callers/{OWN}/code", "admin-area").status == 404
    assert posts(spared, "persons/nurse-9/code", "admin-area").status == 404


def test_a_code_from_the_screen_lets_one_device_in_once(spared: Ward) -> None:
    hub = spared.hub
    first = posts(spared, f"callers/{OWN}/code").body
    issued = posts(spared, f"callers/{OWN}/code")

    assert issued.status == 201
    assert issued.headers["cache-control"] == "no-store"
    assert issued.body["link"].endswith(f"/er#code={issued.body['code']}")
    assert issued.body["qr"].startswith("<?xml")
    assert stands(spared, OWN)["code_until"] == issued.body["expires_at"]
    device = Key(new_case())
    assert hub.enrolled(first["code"], Key(new_case())).status == 401, "a newer code puts the older one out of use"
    assert hub.enrolled(issued.body["code"], device).body == {"caller": OWN, "role": "hospital"}
    assert hub.enrolled(issued.body["code"], Key(new_case())).status == 401
    now = stands(spared, OWN)
    assert (now["is_bound"], now["code_until"]) == (True, None)
    assert hub.ask_as(hub.client(OWN, device), "/whoami").body["caller"] == OWN
    assert stands(spared, OWN)["seen_at"] >= now["bound_at"]
    (row, *_) = written(spared, "issue-code")
    assert (row["disclosed_to"], row["person"]) == ([f"caller:{OWN}"], "chief-h-001")


async def test_who_is_taken_out_once_the_id_is_typed_hears_no_more(spared: Ward) -> None:
    hub, device = spared.hub, Key(new_case())
    code = posts(spared, "callers/lost-h-001/code").body["code"]
    assert hub.enrolled(code, device).status == 201
    ticket = hub.client("lost-h-001", device).ticket()
    later = posts(spared, "callers/lost-h-001/code").body["code"]
    async with await Line.open(hub) as line:
        await line.say("bind", ticket=ticket)
        await line.hears("bound")
        for typed in ("", OWN, "LOST-H-001"):
            assert posts(spared, "callers/lost-h-001/revoke", typed=typed).status == 422
        assert not stands(spared, "lost-h-001")["is_revoked"]

        done = await asyncio.to_thread(posts, spared, "callers/lost-h-001/revoke", typed="lost-h-001")

        assert done.status == 200
        assert (await line.hears_the_end())[0] == 4401
    assert stands(spared, "lost-h-001")["is_revoked"]
    assert hub.enrolled(later, Key(new_case())).status == 401, "a code that was still good is not"
    again = posts(spared, "callers/lost-h-001/code")
    assert (again.status, again.body["code"]) == (409, "access-revoked")
    assert [each["disclosed_to"] for each in written(spared, "revoke-access")] == [["caller:lost-h-001"]]


async def test_a_person_who_leaves_signs_in_nowhere(spared: Ward) -> None:
    hub = spared.hub
    key = await passkey(hub, "screen-h-001b", "leaver-9", await code_for(hub, "leaver-9"))
    issued = posts(spared, "persons/nurse-9/code").body
    assert issued["link"].endswith(f"/er#person={issued['code']}")
    assert (await signs_in(hub, "screen-h-001b", key)).status == 200

    assert posts(spared, "persons/leaver-9/revoke", typed="leaver-9").status == 200

    assert stands(spared, "leaver-9", "members")["is_revoked"]
    await spared.until(lambda: not hub.get("/sign-in", "screen-h-001b").body["signed_in"])
    assert (await signs_in(hub, "screen-h-001b", key)).status == 403


def test_nobody_takes_away_its_own_right(spared: Ward) -> None:
    for path, typed in ((f"callers/{ADMIN}", ADMIN), ("persons/chief-h-001", "chief-h-001")):
        answer = posts(spared, f"{path}/revoke", typed=typed)
        assert (answer.status, answer.body["code"]) == (409, "own-access")


@pytest.mark.parametrize("caller", ["screen-h-001", "tablet-u-001", "console-fd-01", "desk-op-01"])
def test_to_others_there_is_no_administration(spared: Ward, caller: str) -> None:
    for path in ("register", "keys", "refusals", "exercises", "audit", "audit/state", "audit/events.ndjson"):
        assert gets(spared, path, caller).status == 404, path
    for path in (f"callers/{OWN}/code", f"callers/{OWN}/revoke", "persons/nurse-9/code", "persons/nurse-9/revoke"):
        assert posts(spared, path, caller, typed=OWN).status == 404, path


def test_who_saw_a_case_is_told_to_its_department_and_the_look_is_itself_told(spared: Ward) -> None:
    hub, case = spared.hub, new_case()
    for said in (submission("open-case", case), submission("request-acceptance", case, facilities=["h-001"])):
        assert hub.post("tablet-u-001", said).status == 201
    assert hub.get(f"/cases/{case}", "screen-h-001").status == 200

    shown = gets(spared, f"audit?case={case}", "admin-fd-01").body["acts"]

    seen = [(each["action"].split()[0], each["caller"], each["organisation"]) for each in shown]
    assert ("read-case", "screen-h-001", "h-001") in seen
    again = gets(spared, f"audit?case={case}", "admin-fd-01").body["acts"]
    assert (again[0]["action"], again[0]["person"]) == ("search-audit", "chief-fd-01")
    assert gets(spared, f"audit?case={case}", "admin-h-002").body["acts"] == []
    by = gets(spared, "audit?by=chief-fd-01", "admin-fd-01").body["acts"]
    assert {each["person"] for each in by} == {"chief-fd-01"}
    assert gets(spared, "audit?by=chief-fd-01", "admin-fd-01").body["acts"][0]["disclosed_to"] == ["chief-fd-01"]
    assert gets(spared, "audit?from=2019-01-01&until=2019-12-31", "admin-fd-01").body["acts"] == []
    assert gets(spared, "audit?from=yesterday", "admin-fd-01").status == 422


def test_the_audit_is_read_in_pages_and_carried_away_as_events(spared: Ward) -> None:
    first = gets(spared, "audit", "admin-fd-01").body
    numbers = [each["number"] for each in first["acts"]]
    before = numbers[2]
    second = gets(spared, f"audit?before={before}", "admin-fd-01").body
    assert [each["number"] for each in second["acts"]][:2] == numbers[3:5]

    answer = gets(spared, "audit/events.ndjson", "admin-fd-01")
    events = [json.loads(line) for line in answer.raw.decode().splitlines()]
    assert {each["resourceType"] for each in events} == {"AuditEvent"}
    assert events[0]["entity"][0]["name"] or events[0]["entity"][0]["what"]
    assert len({each["id"] for each in events}) == len(events) >= len(numbers)
    assert gets(spared, "audit?by=admin-fd-01", "admin-fd-01").body["acts"][0]["action"] == "export-audit"


async def test_the_tree_of_the_audit_says_how_far_it_has_come(spared: Ward) -> None:
    await spared.until(lambda: gets(spared, "audit/state").body["leaves"] > 0)
    state = gets(spared, "audit/state").body
    assert state["checkpoint"].split("\n")[1] == str(state["leaves"])
    assert state["at"] > "2026"
    await spared.until(lambda: gets(spared, "audit/state").body["waiting"] == 0)


async def test_what_is_refused_is_counted_by_code_and_never_told(spared: Ward) -> None:
    hub, case = spared.hub, new_case()

    def counts(caller: str) -> dict[tuple[str, str, str], int]:
        told = gets(spared, "refusals", caller).body["refusals"]
        return {(each["source"], each["code"], each["fault"]): each["number"] for each in told}

    before = counts("admin-fd-01")
    tablet = "tablet-u-002"
    assert hub.post(tablet, submission("open-case", case)).status == 201
    for value in (140, 141):
        assert hub.post(tablet, submission("record-observation", case, spo2=value)).status == 422
    assert hub.post(tablet, submission("record-observation", new_case(), spo2=90)).status == 404
    assert hub.post(tablet, {"kind": "山田太郎", "key": "x"}).status == 422

    def grown() -> dict[tuple[str, str, str], int]:
        now = counts("admin-fd-01")
        return {each: now[each] - before.get(each, 0) for each in now if each[0] == tablet}

    await spared.until(lambda: sum(grown().values()) >= 4)
    assert grown()[tablet, "not-found", ""] == 1
    assert sum(number for (_, code, _), number in grown().items() if code == "invalid-submission") == 3
    told = json.dumps(gets(spared, "refusals", "admin-fd-01").body, ensure_ascii=False)
    assert case not in told
    assert "山田" not in told
    assert not [each for each in counts(ADMIN) if each[0] == tablet], "another organisation's"


async def test_what_an_outside_system_does_not_take_is_counted_at_its_connection(spared: Ward) -> None:
    def parked() -> int:
        told = gets(spared, "refusals").body["refusals"]
        return sum(each["number"] for each in told if (each["source"], each["code"]) == ("adapter:ehr", "http-422"))

    before = parked()
    spared.receiver.orders = Orders(Fault.REFUSE)
    await asyncio.to_thread(spared.asks, 1)
    await spared.until(lambda: parked() >= before + 2)


async def test_an_exercise_that_runs_is_seen_by_whose_it_is_until_it_is_closed(spared: Ward) -> None:
    hub, exercise, real = spared.hub, new_case(), new_case()
    assert hub.post("tablet-u-001", submission("open-case", exercise, is_exercise=True)).status == 201
    assert hub.post("tablet-u-001", submission("open-case", real)).status == 201

    def shown(caller: str) -> dict[str, Json]:
        return {each["case"]: each for each in gets(spared, "exercises", caller).body["exercises"]}

    found = shown("admin-fd-01")
    assert real not in found
    assert (found[exercise]["unit"], found[exercise]["is_left_open"]) == ("u-001", False)
    assert shown(ADMIN) == {}
    assert exercise in shown("admin-area"), AREA
    assert hub.post("console-fd-01", submission("close-case", exercise, closing="cancelled")).status == 201
    assert exercise not in shown("admin-fd-01")


def test_keys_are_told_by_name_and_age_and_how_much_each_wraps(spared: Ward) -> None:
    (key,) = gets(spared, "keys").body["keys"]

    assert key["is_active"]
    assert key["wraps"] > 0
    assert set(key) == {"name", "made_at", "wraps", "is_active"}
