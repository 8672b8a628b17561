"""Who learns what: an asked hospital never who the patient is, the one that accepts does, the declined nothing more."""

import json

from tests.e2e.shift import CHEST_PAIN, IDENTITY, SECRETS, Shift


async def test_an_asked_hospital_never_learns_who_the_patient_is_and_the_one_that_accepts_does(shift: Shift) -> None:
    crew, first, second = await shift.crew(), await shift.er(1), await shift.er(2)
    case = await crew.opens(CHEST_PAIN)
    await crew.identifies()
    await crew.stamps("on-scene")
    await crew.asks(first, second)
    for er in (first, second):
        shown = await er.sees(case)
        assert shown["patient"] == {"age_years": 76, "age_band": "elderly", "sex": "male"}
        assert shown.keys().isdisjoint({"history", "times", "unit", "destination"})
        assert shown["requests"].keys() == {er.facility}
        assert er.secrets_of(case) == []

    await first.accepts(case)

    await first.sees_identity(case)
    assert {name: first.holds(case)["patient"][name] for name in ("birth_date", "phone")} == {
        name: IDENTITY[name] for name in ("birth_date", "phone")
    }
    assert first.holds(case)["history"]["allergies"] == IDENTITY["allergies"]
    assert first.holds(case)["requests"].keys() == {first.facility}, "not even now who else was asked"
    await second.is_told_that_it_is_gone(case, "other-accepted")
    await crew.describes(medical_history="既往秘匿の続き")
    await crew.observes(heart_rate=121)
    await first.terminal.until(lambda: "続き" in first.holds(case)["history"]["medical_history"], "the new history")
    assert second.secrets_of(case) == []


async def test_a_hospital_that_declined_hears_nothing_further(shift: Shift) -> None:
    crew, er = await shift.crew(), await shift.er(3)
    case = await crew.opens(CHEST_PAIN)
    await crew.asks(er)
    await er.sees(case)
    await er.declines(case, "beds-full")
    await er.is_told_that_it_is_gone(case, "declined")
    heard = len([event for event in er.terminal.events if event["subject"] == case])

    await crew.identifies()
    await crew.observes(heart_rate=131)
    await crew.posts("report-change", case, change="cardiac-arrest")
    await crew.posts("report-position", case, latitude=34.41, longitude=132.41, eta_minutes=5)
    await er.posts("publish-capacity", None, specialty="internal", level="none")
    await er.terminal.until(
        lambda: er.terminal.documents["area:99"]["h-003"]["capacity"]["internal"]["level"] == "none", "what came after"
    )

    assert len([event for event in er.terminal.events if event["subject"] == case]) == heard
    assert case not in json.dumps(er.terminal.transients)
    assert await er.finds(case) == 404
    assert er.secrets_of(case) == []


async def test_a_hospital_that_was_not_asked_and_another_fire_department_know_of_nothing(shift: Shift) -> None:
    crew, asked, stranger = await shift.crew(), await shift.er(1), await shift.er(6)
    neighbour, console = await shift.crew("tablet-u-003"), await shift.command_center("console-fd-02")

    case = await crew.opens(CHEST_PAIN)
    await crew.identifies()
    await crew.asks(asked)
    await asked.sees(case)
    await asked.accepts(case)
    await crew.sees_accepted(asked)

    for party in (stranger, neighbour, console):
        assert case not in party.knows()
        assert await party.finds(case) == 404
        assert party.secrets_of(case) == []


async def test_the_fhir_record_of_an_asked_hospital_names_nobody(shift: Shift) -> None:
    crew, er = await shift.crew(), await shift.er(1)
    case = await crew.opens(CHEST_PAIN)
    await crew.identifies()
    await crew.asks(er)
    await er.sees(case)

    asked = json.dumps(await er.everything(case), ensure_ascii=False)
    await er.accepts(case)
    accepted = json.dumps(await er.everything(case), ensure_ascii=False)

    assert [secret for secret in SECRETS if secret in asked] == []
    assert IDENTITY["family_name"] in accepted
    assert IDENTITY["allergies"] in accepted
