"""Private transport as a shift log: a hospital asks, operators offer, one carries, and 119 is called when it must."""

import asyncio
from typing import Final

from tests.e2e.shift import EmergencyRoom, Operator, Shift
from tests.world import Json, new_case

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
    "precautions": ["droplet"],
    "family_name": "秘匿姓",
    "age_years": 76,
    "condition": "秘匿病名",
    "notes": "秘匿申送り",
    "contact_name": "秘匿相談員",
}


async def asks(ward: EmergencyRoom, *operators: Operator, **more: object) -> str:
    """The ward's social worker asks operators, or all of the area; returns the transport."""
    transport = new_case()
    chosen = {"operators": [operator.provider for operator in operators]} if operators else {}
    await ward.posts("request-transport", transport, **STEP_DOWN, **chosen, **more)
    return transport


async def test_a_hospital_asks_operators_offer_and_one_carries_the_patient_home(shift: Shift) -> None:
    ward, first, second = await shift.er(1), await shift.operator(1), await shift.operator(2)
    transport = await asks(ward, first, second)

    seen = await first.sees(transport)
    assert seen["journey"]["pickup_place"] == "架空中央病院"
    assert "秘匿" not in first.knows()
    await second.posts("offer", transport, offer="later", pickup_at="2098-11-23T13:00:00+09:00")
    await ward.terminal.until(
        lambda: ward.holds(transport)["operators"]["op-02"]["state"] == "later", "the offer of the second"
    )
    assert (await first.claims(transport))["type"] == "receipt"
    await second.is_told_that_it_is_gone(transport, "other-claimed")
    await first.terminal.until(lambda: first.holds(transport).get("patient"), "who it is")
    assert first.holds(transport)["handover"]["notes"] == "秘匿申送り"
    assert "秘匿" not in second.knows()

    for state in ("to-pickup", "at-pickup", "on-board", "arrived"):
        await first.comes_to(transport, state)
        await ward.terminal.until(lambda state=state: ward.holds(transport)["status"] == state, state)
    await first.comes_to(transport, "completed")
    await first.is_told_that_it_is_gone(transport, "completed")
    await ward.terminal.until(lambda: ward.terminal.why_gone(transport) == "completed", "the end")


async def test_of_thirty_operators_that_claim_at_once_one_wins(shift: Shift) -> None:
    ward = await shift.er(1)
    operators = [await shift.operator(number) for number in range(1, 31)]
    transport = await asks(ward)
    await asyncio.gather(*(operator.sees(transport) for operator in operators))

    outcomes = await asyncio.gather(*(operator.claims(transport) for operator in operators))

    winners = [operator for operator, each in zip(operators, outcomes, strict=True) if each["type"] == "receipt"]
    refused = [each["error"]["code"] for each in outcomes if each["type"] == "refused"]
    assert (len(winners), set(refused), len(refused)) == (1, {"transport-already-claimed"}, 29)
    (winner,) = winners
    await winner.terminal.until(lambda: winner.holds(transport).get("patient"), "who it is")
    for loser in operators:
        if loser is not winner:
            await loser.is_told_that_it_is_gone(transport, "other-claimed")
            assert "秘匿" not in loser.knows()
            status = (await asyncio.to_thread(shift.hub.get, f"/transports/{transport}", loser.terminal.caller)).status
            assert status == 404


async def test_a_patient_who_becomes_worse_is_a_119_case_with_everything_that_is_known(shift: Shift) -> None:
    ward, operator, centre = await shift.er(1), await shift.operator(1), await shift.command_center()
    other, crew = await shift.command_center("console-fd-02"), await shift.crew()
    transport = await asks(ward, operator)
    await operator.sees(transport)
    await operator.claims(transport)
    await operator.comes_to(transport, "on-board")
    await operator.posts(
        "switch-to-119", transport, detail="反応がない", place="架空国道2号", spo2=84, department="fd-01"
    )

    await ward.terminal.until(lambda: ward.holds(transport).get("switched"), "the call to 119")
    case = str(ward.holds(transport)["switched"]["case"])
    document = await centre.sees(case)
    assert document["complaint"]["chief_complaint"] == "反応がない"
    assert document["patient"] == {"family_name": "秘匿姓", "age_years": 76}
    assert document["transport"]["needs"]["equipment"] == ["oxygen"]
    assert document["transport"]["handover"]["notes"] == "秘匿申送り"
    assert [each["spo2"] for each in document["observations"].values()] == [84]
    assert other.terminal.document(case) is None
    assert await operator.finds(case) == 404, "what the fire department does is no longer the operator's"

    crew.case = case
    await crew.posts("open-case", case)
    await crew.terminal.until(lambda: crew.terminal.document(case), "the case on the tablet")
    resources = await centre.everything(case)
    assert {"Encounter", "Patient", "Condition", "ServiceRequest", "Observation"} <= {
        each["resourceType"] for each in resources
    }
    await crew.asks(ward)
    shown = await ward.sees(case)
    assert "transport" not in shown
    assert "family_name" not in shown["patient"]
    await ward.accepts(case)
    await ward.terminal.until(lambda: ward.holds(case).get("transport"), "what the transport knew")
    await crew.closes("treated-at-scene")
    await operator.comes_to(transport, "completed")


async def test_a_requester_gives_a_partial_offer_its_word_and_takes_a_request_back(shift: Shift) -> None:
    ward, operator = await shift.er(1), await shift.operator(3)
    transport = await asks(ward, operator)
    await operator.sees(transport)
    await operator.posts(
        "offer", transport, offer="partial", conditions="看護師の同乗が必要", vehicle="op-03-car", crew=2
    )
    await operator.is_told("claim-not-agreed", "claim", transport, vehicle="op-03-car", crew=2)
    await ward.posts("claim", transport, operator="op-03")
    await operator.terminal.until(lambda: operator.holds(transport).get("claim"), "the word of the ward")
    await ward.posts("update-trip", transport, state="cancelled", reason="容態安定せず延期")
    await operator.is_told_that_it_is_gone(transport, "cancelled")


async def test_another_hospital_finds_no_transport(shift: Shift) -> None:
    ward, other, operator = await shift.er(1), await shift.er(2), await shift.operator(1)
    transport = await asks(ward, operator)
    await other.is_told("not-found", "update-trip", transport, state="cancelled", reason="誤り")
    status = (await asyncio.to_thread(shift.hub.get, f"/transports/{transport}", other.terminal.caller)).status
    assert status == 404
    await ward.posts("update-trip", transport, state="cancelled", reason="終了")
