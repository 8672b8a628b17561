"""Time in the field: tunnels, wrong clocks, and two tablets that speak of one patient."""

from datetime import UTC, datetime, timedelta
from time import time_ns

from uuid_utils.compat import uuid7

from tests.e2e.shift import CHEST_PAIN, Shift
from tests.world import Json, submission


def ago(**back: float) -> str:
    return (datetime.now(UTC) - timedelta(**back)).isoformat()


def seconds_between(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


async def test_a_late_observation_from_a_tunnel_is_placed_by_its_own_time(shift: Shift) -> None:
    crew, er = await shift.crew(), await shift.er(1)
    case = await crew.opens(CHEST_PAIN)
    await crew.asks(er)
    await er.sees(case)
    recent = await crew.observes(ago(minutes=1), heart_rate=90)

    late = await crew.observes(ago(minutes=15), heart_rate=140)

    await er.terminal.until(lambda: late in er.holds(case)["observations"], "the late observation")
    observations = er.holds(case)["observations"]
    in_order = sorted(observations, key=lambda key: observations[key]["at"])
    assert in_order.index(late) < in_order.index(recent)
    assert 880 < seconds_between(observations[late]["at"], datetime.now(UTC).isoformat()) < 960


async def test_an_older_statement_that_arrives_later_does_not_overwrite_a_newer_one(shift: Shift) -> None:
    first, second = await shift.crew("tablet-u-001"), await shift.crew("tablet-u-001b")
    case = await first.opens(CHEST_PAIN)
    await second.joins(case)
    older = submission("describe-patient", case, age_years=70, medications="ワルファリン")
    newer = submission("describe-patient", case, age_years=71)
    older["key"] = str(uuid7(nanoseconds=time_ns() - 60_000_000_000))

    await second.terminal.submit(newer)
    await first.terminal.submit(older)

    for crew in (first, second):
        await crew.terminal.until(lambda crew: "history" in crew.holds(case), "both statements", crew)
        assert crew.holds(case)["patient"]["age_years"] == 71


async def test_two_devices_work_on_one_case_and_hold_the_same(shift: Shift) -> None:
    first, second = await shift.crew("tablet-u-001"), await shift.crew("tablet-u-001b")
    case = await first.opens(CHEST_PAIN)
    await second.joins(case)

    keys = []
    for heart_rate in range(100, 110):
        keys += [await first.observes(heart_rate=heart_rate), await second.observes(heart_rate=heart_rate + 50)]

    for crew in (first, second):
        await crew.terminal.until(lambda crew: crew.holds(case)["observations"].keys() >= set(keys), "all", crew)
    assert first.holds(case) == second.holds(case)


async def test_a_tablet_whose_clock_is_a_year_ahead_is_put_right(shift: Shift) -> None:
    crew = await shift.crew()
    case = await crew.opens(CHEST_PAIN)
    ahead = datetime.now(UTC) + timedelta(days=365)
    observed = submission("record-observation", case, ahead.isoformat(), heart_rate=88)
    sent: Json = {**observed, "sent_at": (ahead + timedelta(seconds=40)).isoformat()}

    receipt = await crew.terminal.submit(sent)

    assert receipt["type"] == "receipt", receipt
    assert 38 < seconds_between(receipt["placed_at"], receipt["recorded_at"]) < 45
    unsure = await crew.terminal.submit({**observed, "key": str(uuid7())})
    assert [issue["code"] for issue in unsure["error"]["issues"]] == ["time-in-future"]


async def test_a_repetition_after_reconnecting_is_the_same_submission_though_it_is_sent_later(shift: Shift) -> None:
    crew = await shift.crew()
    case = await crew.opens(CHEST_PAIN)
    observed = submission("record-observation", case, ago(minutes=3), heart_rate=77)

    first = await crew.terminal.submit({**observed, "sent_at": ago(seconds=30)})
    again = await crew.terminal.submit({**observed, "sent_at": ago(seconds=0)})

    assert first == again


async def test_what_is_reported_after_the_end_about_the_time_before_is_still_taken_down(shift: Shift) -> None:
    crew = await shift.crew()
    case = await crew.opens(CHEST_PAIN)
    await crew.closes("refused")

    await crew.observes(ago(minutes=4), heart_rate=66)

    assert (await crew.terminal.submit(submission("close-case", case, closing="refused")))["error"][
        "code"
    ] == "case-closed"
