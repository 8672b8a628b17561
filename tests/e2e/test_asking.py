"""Asking hospitals, as a shift log: who is asked, who answers, who is told what."""

# ruff: noqa: T201 - the figures are printed

import asyncio

from tests.e2e.shift import CHEST_PAIN, Shift
from tests.e2e.terminal import Terminal
from tests.world import submission

ROUNDS = 30


async def test_chest_pain_is_accepted(shift: Shift) -> None:
    crew, er = await shift.crew(), await shift.er(1)

    case = await crew.opens(CHEST_PAIN)
    await crew.asks(er, specialty="cardiology", message="12誘導でST上昇")
    shown = await er.sees(case)
    assert shown["complaint"]["chief_complaint"] == "胸痛"
    assert shown["requests"][er.facility]["message"] == "12誘導でST上昇"
    await er.accepts(case)

    accepted = await crew.sees_accepted(er)
    assert accepted["by"] == "当直医"
    await crew.confirms(er, eta_minutes=9)
    assert crew.holds(case)["destination"]["facility"] == er.facility


async def test_a_request_passes_through_five_states_before_the_crews_eyes(shift: Shift) -> None:
    crew, er = await shift.crew(), await shift.er(1)
    await crew.opens(CHEST_PAIN)

    await crew.asks(er)
    await crew.sees(er, "delivered")
    await er.sees(crew.case)
    await crew.sees(er, "displayed")
    await er.acknowledges(crew.case)
    await crew.sees(er, "acknowledged")
    await er.accepts(crew.case)
    request = await crew.sees(er, "accepted")

    assert await crew.has_seen(er) == ["requested", "delivered", "displayed", "acknowledged", "accepted"]
    times = [request[f"{step}_at"] for step in ("requested", "delivered", "displayed", "acknowledged", "answered")]
    assert times == sorted(times)


async def test_delivered_means_that_a_terminal_has_acknowledged(shift: Shift) -> None:
    crew, er = await shift.crew(), await shift.er(2)
    await er.terminal.disconnect()
    await crew.opens(CHEST_PAIN)
    await crew.asks(er)
    await asyncio.sleep(0.3)
    assert crew.request(er)["state"] == "requested"

    await er.terminal.connect()

    await crew.sees(er, "delivered")


async def test_refused_by_five_then_accepted_and_a_hospital_that_declined_is_not_asked_again(shift: Shift) -> None:
    crew = await shift.crew()
    *refusing, accepting = [await shift.er(number) for number in range(1, 7)]
    reasons = ("beds-full", "busy", "out-of-specialty", "treatment-difficult", "no-physician")
    case = await crew.opens(CHEST_PAIN)

    for er, reason in zip(refusing, reasons, strict=True):
        await crew.asks(er)
        await er.sees(case)
        await er.declines(case, reason)
        assert (await crew.sees(er, "declined"))["reason"] == reason
        await er.is_told_that_it_is_gone(case, "declined")
    error = await crew.is_told("invalid-submission", "request-acceptance", case, facilities=["h-001", "h-006"])
    assert [(issue["path"], issue["code"]) for issue in error["issues"]] == [("data.facilities[0]", "already-declined")]
    assert accepting.terminal.document(case) is None, "an asking that was refused asks nobody"

    await crew.asks(accepting)
    await accepting.sees(case)
    await accepting.accepts(case)

    await crew.sees_accepted(accepting)
    states = {facility: request["state"] for facility, request in crew.holds(case)["requests"].items()}
    assert states == {**dict.fromkeys((er.facility for er in refusing), "declined"), "h-006": "accepted"}


async def test_a_hospital_that_declined_is_asked_again_only_on_purpose(shift: Shift) -> None:
    crew, er = await shift.crew(), await shift.er(3)
    case = await crew.opens(CHEST_PAIN)
    await crew.asks(er)
    await er.sees(case)
    await er.declines(case, "busy")
    await er.is_told_that_it_is_gone(case, "declined")

    await crew.asks(er, ask_again=True)

    await er.sees(case)
    assert "reason" not in await crew.sees(er, "displayed")
    await er.accepts(case)
    await crew.sees_accepted(er)


async def test_two_are_asked_one_accepts_and_the_other_is_told_so(shift: Shift) -> None:
    crew, first, second = await shift.crew(), await shift.er(1), await shift.er(2)
    case = await crew.opens(CHEST_PAIN)
    await crew.asks(first, second)
    await first.sees(case)
    await second.sees(case)

    await first.accepts(case)

    await crew.sees_accepted(first)
    assert (await crew.sees(second, "withdrawn"))["cause"] == "other-accepted"
    await second.is_told_that_it_is_gone(case, "other-accepted")
    error = await second.is_told("request-already-taken", "answer-request", case, answer="accept")
    assert error["ja"]
    assert error["en"]
    assert crew.holds(case)["requests"]["h-001"]["state"] == "accepted"


async def test_of_two_simultaneous_accepts_exactly_one_wins_every_time(shift: Shift) -> None:
    crew, first, second = await shift.crew(), await shift.er(1), await shift.er(2)
    won = {first.facility: 0, second.facility: 0}
    for turn in range(ROUNDS):
        case = await crew.opens(CHEST_PAIN)
        await crew.identifies()
        await crew.asks(first, second)
        await first.holds_from_now(case)
        await second.holds_from_now(case)
        rooms = (first, second) if turn % 2 else (second, first)

        outcomes = dict(zip(rooms, await asyncio.gather(*(_accept(er.terminal, case) for er in rooms)), strict=True))

        assert sorted(outcomes.values()) == ["receipt", "request-already-taken"]
        winner, loser = sorted(rooms, key=lambda er: outcomes[er] != "receipt")
        won[winner.facility] += 1
        await winner.sees_identity(case)
        await loser.is_told_that_it_is_gone(case, "other-accepted")
        await crew.sees_accepted(winner)
        assert crew.request(loser)["state"] == "withdrawn"
    print(f"simultaneous accepts: {ROUNDS} rounds, one winner each, won by {won}")


async def _accept(terminal: Terminal, case: str) -> str:
    outcome = await terminal.submit(submission("answer-request", case, answer="accept"))
    return str(outcome["type"] if outcome["type"] == "receipt" else outcome["error"]["code"])


async def test_a_conditional_answer_waits_for_the_crew(shift: Shift) -> None:
    crew, maybe, other = await shift.crew(), await shift.er(1), await shift.er(2)
    case = await crew.opens(CHEST_PAIN)
    await crew.asks(maybe, other)
    await maybe.sees(case)

    await maybe.accepts_on_condition(case, "初診のみ、入院は転送")

    assert (await crew.sees(maybe, "conditional"))["conditions"] == "初診のみ、入院は転送"
    assert crew.request(other)["state"] in {"requested", "delivered"}, "a condition takes nothing away from others"
    await crew.confirms(maybe)
    await crew.sees_accepted(maybe)
    await other.is_told_that_it_is_gone(case, "other-accepted")


async def test_a_hospital_that_agreed_by_telephone_is_confirmed_without_a_screen(shift: Shift) -> None:
    crew, asked, by_phone = await shift.crew(), await shift.er(1), await shift.er(5)
    case = await crew.opens(CHEST_PAIN)
    await crew.asks(asked)
    await crew.is_told("out-of-turn", "confirm-destination", case, facility=by_phone.facility)

    await crew.confirms(by_phone, is_by_phone=True)

    await crew.sees_accepted(by_phone)
    assert crew.holds(case)["destination"]["is_by_phone"] is True
    await by_phone.holds_from_now(case)
    await asked.is_told_that_it_is_gone(case, "other-accepted")


async def test_a_withdrawn_request_leaves_the_board_and_a_late_answer_is_told_so(shift: Shift) -> None:
    crew, er = await shift.crew(), await shift.er(4)
    case = await crew.opens(CHEST_PAIN)
    await crew.asks(er)
    await er.sees(case)

    await crew.withdraws_from(er, "軽快のため")

    await er.is_told_that_it_is_gone(case, "withdrawn")
    await er.is_told("request-withdrawn", "answer-request", case, answer="accept")


async def test_a_hospital_that_can_no_longer_keep_its_word_sets_the_crew_free(shift: Shift) -> None:
    crew, first, second = await shift.crew(), await shift.er(1), await shift.er(2)
    case = await crew.opens(CHEST_PAIN)
    await crew.asks(first)
    await first.sees(case)
    await first.accepts(case)
    await crew.confirms(first)

    await first.declines(case, "busy")

    await crew.sees(first, "declined")
    await crew.terminal.until(lambda: "destination" not in crew.holds(case), "no destination")
    await crew.asks(second)
    await second.sees(case)
    await second.accepts(case)
    await crew.sees_accepted(second)


async def test_the_telephone_counts_and_an_accept_that_is_taken_back_frees_the_others(shift: Shift) -> None:
    crew, er, second, center = await shift.crew(), await shift.er(1), await shift.er(2), await shift.command_center()
    case = await crew.opens(CHEST_PAIN)
    await center.sees(case)

    await center.asks_for_the_crew(case, er)
    await crew.sees(er, "delivered")
    assert (await er.sees(case))["requests"][er.facility]["is_on_behalf"] is True
    await crew.heard_on_the_phone(second, "decline", reason="no-physician")
    assert (await crew.sees(second, "declined"))["is_by_phone"] is True
    assert await second.finds(case) == 404, "a hospital that was only telephoned has nothing to see"

    await er.accepts(case)
    await crew.sees_accepted(er)
    await er.takes_its_accept_back(case, "busy")
    assert (await crew.sees(er, "declined"))["taken_back_at"]
    await crew.heard_on_the_phone(second, "accept", by="当直医")
    await second.holds_from_now(case)
    assert crew.request(second)["state"] == "accepted"


async def test_a_question_is_answered_before_the_hospital_is(shift: Shift) -> None:
    crew, er, second = await shift.crew(), await shift.er(1), await shift.er(2)
    case = await crew.opens(CHEST_PAIN)
    await crew.asks(er, second)
    await er.sees(case)
    await second.sees(case)

    key = await er.wonders(case, "抗凝固薬は?")
    await crew.is_asked("抗凝固薬は?")
    await crew.says("ワルファリン内服", reply_to=key)

    await er.hears(case, "ワルファリン内服")
    assert "抗凝固薬" not in second.knows()
    assert "ワルファリン" not in second.knows()
    talk = [each for each in await er.everything(case) if each["resourceType"] == "Communication"]
    assert [each["category"][0]["coding"][0]["code"] for each in talk] == ["question", "message"]
    assert [each for each in await second.everything(case) if each["resourceType"] == "Communication"] == []
