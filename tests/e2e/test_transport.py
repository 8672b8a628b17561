"""The way to the hospital: positions, the hand-over, the outcome, and who watches from the command centre."""

import asyncio

from tests.e2e.shift import CHEST_PAIN, Party, Shift
from tests.world import Json


async def test_a_patient_is_carried_handed_over_signed_for_and_the_outcome_recorded(shift: Shift) -> None:
    crew, er, center = await shift.crew(), await shift.er(1), await shift.command_center()
    case = await crew.opens(CHEST_PAIN)
    await crew.identifies()
    await crew.asks(er)
    await er.sees(case)
    await er.accepts(case)
    await crew.confirms(er)
    await crew.stamps("departed-scene")
    await crew.stamps("arrived-hospital")
    await er.is_told("not-found", "hand-over", case)

    await crew.posts("hand-over", case, summary="胸痛持続、酸素6L", received_by="架空医師")
    await er.terminal.until(lambda: "handover" in er.holds(case), "the hand-over")
    await er.posts("receive-hand-over", case, by="架空医師")
    await crew.terminal.until(lambda: crew.holds(case)["handover"].get("receipt_at"), "the receipt")
    await crew.closes()
    await crew.terminal.until(lambda: crew.terminal.why_gone(case) == "closed", "the end")
    assert er.holds(case)["status"] == "closed", "the hospital keeps it until the outcome"
    await er.posts("record-outcome", case, severity="moderate", diagnosis="急性心筋梗塞")

    await er.is_told_that_it_is_gone(case, "outcome-recorded")
    assert center.terminal.why_gone(case) == "closed"
    looked_up = await asyncio.to_thread(shift.hub.get, f"/cases/{case}", "console-fd-01")
    document = looked_up.body["document"]
    assert document["outcome"]["severity"] == "moderate"
    assert {"departed-scene", "arrived-hospital", "handed-over"} <= document["times"].keys()


async def test_nobody_signs_for_a_patient_it_did_not_accept(shift: Shift) -> None:
    crew, er, other = await shift.crew(), await shift.er(1), await shift.er(2)
    case = await crew.opens(CHEST_PAIN)
    await crew.is_told("out-of-turn", "hand-over", case)
    await crew.asks(er, other)
    await er.sees(case)
    await er.accepts(case)

    await other.is_told("out-of-turn", "receive-hand-over", case)
    await other.is_told("out-of-turn", "record-outcome", case, severity="mild")


async def test_positions_are_coalesced_and_the_newest_is_before_everybody_at_once(shift: Shift) -> None:
    crew, er, asked = await shift.crew(), await shift.er(1), await shift.er(2)
    case = await crew.opens(CHEST_PAIN)
    await crew.asks(er, asked)
    await er.sees(case)
    await asked.holds_from_now(case)

    sampled = await crew.posts("report-position", case, latitude=34.41, longitude=132.41, eta_minutes=9)
    before = (await asyncio.to_thread(shift.hub.get, f"/cases/{case}", crew.terminal.caller)).body["version"]
    relayed = [
        await crew.posts("report-position", case, latitude=34.41, longitude=132.41 + step / 100, eta_minutes=8 - step)
        for step in range(5)
    ]

    assert "version" in sampled
    assert [(each["coalesced"], "version" in each) for each in relayed] == [(True, False)] * 5
    after = (await asyncio.to_thread(shift.hub.get, f"/cases/{case}", crew.terminal.caller)).body["version"]
    assert after == before, "only samples are journalled"

    for party in (crew, er, asked):
        await party.terminal.until(lambda party: newest(party, case).get("eta_minutes") == 4, "the newest", party)
    assert newest(asked, case).keys() == {"eta_minutes", "at"}
    assert "latitude" in newest(crew, case)


def newest(party: Party, case: str) -> Json:
    """The newest position that was put before a party, without having been kept."""
    relayed = [each["body"]["position"] for each in party.terminal.transients if each["subject"] == case]
    last: Json = relayed[-1] if relayed else {}
    return last


async def test_a_hospital_publishes_its_capacity_to_everybody_of_its_area(shift: Shift) -> None:
    er, crew, center, other = await shift.er(1), await shift.crew(), await shift.command_center(), await shift.er(2)

    await er.posts("publish-capacity", None, specialty="cardiology", level="limited", beds=1, comment="カテ室使用中")
    await er.posts("publish-capacity", None, specialty="stroke", level="good")

    for party in (er, crew, center, other):
        terminal = party.terminal
        await terminal.until(
            lambda held: "stroke" in held.documents["area:99"].get("h-001", {}).get("capacity", {}),
            "the capacity",
            terminal,
        )
        capacity = terminal.documents["area:99"]["h-001"]["capacity"]
        assert (capacity["cardiology"]["level"], capacity["cardiology"]["beds"]) == ("limited", 1)
    await crew.is_told("not-found", "publish-capacity", None, specialty="cardiology", level="good")


async def test_an_exercise_is_marked_as_one_before_everybody(shift: Shift) -> None:
    crew, er, center = await shift.crew("tablet-u-002"), await shift.er(1), await shift.command_center()
    case = await crew.opens(CHEST_PAIN, is_exercise=True)
    await crew.asks(er)

    assert (await er.sees(case))["is_exercise"] is True
    assert (await center.sees(case))["is_exercise"] is True
    assert crew.holds(case)["is_exercise"] is True
    tags = {tag["code"] for each in await er.everything(case) for tag in each.get("meta", {}).get("security", [])}
    assert "HTEST" in tags


async def test_the_command_centre_sees_everything_its_crews_see(shift: Shift) -> None:
    first, second, center = (
        await shift.crew("tablet-u-001"),
        await shift.crew("tablet-u-002"),
        await shift.command_center(),
    )
    er = await shift.er(1)
    cases = [await first.opens(CHEST_PAIN), await second.opens(CHEST_PAIN)]
    await first.identifies()
    await second.observes(heart_rate=77)
    await first.asks(er)
    await er.sees(cases[0])
    await er.accepts(cases[0])
    await first.sees_accepted(er)
    await first.posts("report-change", cases[0], change="deteriorated")

    for crew, case in zip((first, second), cases, strict=True):
        await center.sees(case)
        await center.terminal.until(lambda one, of: center.holds(of) == one.holds(of), "the same", crew, case)
    await center.is_told("not-found", "record-observation", cases[0], heart_rate=80)
