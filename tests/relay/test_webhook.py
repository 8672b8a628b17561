"""A real hub, its webhook and the receiver: at once, once, in order, over faults, kills and an outage."""

import asyncio
import json
import time
from itertools import pairwise

import asyncpg
import pytest

from simulators.webhook import Fault, Orders
from tests.relay.conftest import Ward
from tests.world import new_case, submission


async def asks(ward: Ward, observations: int = 3, cases: int = 1) -> int:
    """Crews ask about cases; returns how many messages that makes for h-001."""
    await asyncio.gather(*(asyncio.to_thread(ward.asks, observations) for _ in range(cases)))
    return cases * (observations + 1)


def assert_kept_its_word(ward: Ward) -> None:
    """Nothing with another content under an id, nothing out of order, nothing without a signature."""
    report = ward.receiver.seen.report()
    assert {name: report[name] for name in ("changed", "disordered", "unsigned")} == {
        "changed": 0,
        "disordered": 0,
        "unsigned": 0,
    }


async def test_what_a_hospital_is_asked_reaches_its_system_at_once(ward: Ward) -> None:
    before = ward.taken
    await asks(ward, 0)
    await ward.until(lambda: ward.taken == before + 1)
    began_at = time.monotonic()
    await asks(ward, 3)

    await ward.until(lambda: ward.taken == before + 5)

    print(f"four messages reached it in {time.monotonic() - began_at:.2f} s")  # noqa: T201  shown with -s
    assert_kept_its_word(ward)


SEEN_TWICE = {Fault.HALF, Fault.ERROR}
"""What leaves the sender in doubt, so that the receiver sees the same again."""


@pytest.mark.parametrize("fault", [Fault.HALF, Fault.ERROR, Fault.RESET, Fault.BUSY, Fault.NONSENSE])
async def test_a_receiver_that_misbehaves_now_and_then_acts_on_everything_once(ward: Ward, fault: Fault) -> None:
    before, repeated = ward.taken, ward.receiver.seen.counts["repeated"]
    ward.receiver.orders = Orders(fault, share=0.2)

    expected = before
    while expected == before or (fault in SEEN_TWICE and ward.receiver.seen.counts["repeated"] == repeated):
        expected += await asks(ward, 5, cases=3)  # until, the control, it did misbehave: now and then takes a while
        await ward.until(lambda: ward.taken == expected, 40)  # noqa: B023  awaited in the loop

    assert_kept_its_word(ward)


async def test_a_hub_that_is_killed_while_it_delivers_loses_nothing_and_goes_on(ward: Ward) -> None:
    before = ward.taken
    ward.receiver.orders = Orders(latency_ms=40)
    expected = before + await asks(ward, 20, cases=4)
    await ward.until(lambda: ward.taken >= before + 20)

    await asyncio.to_thread(ward.hub.kill)
    assert ward.taken < expected, "the control: it was in the middle"
    database = await asyncpg.connect(ward.hub.dsn)
    await database.execute("update connection set held_until = now()")  # the sixteen seconds, for who will not wait
    await database.close()
    await asyncio.to_thread(ward.hub.start)

    await ward.until(lambda: ward.taken == expected, 60)
    assert_kept_its_word(ward)


async def test_what_waited_over_an_outage_is_drained_in_order(ward: Ward) -> None:
    before = ward.taken
    ward.receiver.orders = Orders(Fault.BUSY)
    await asks(ward, 19, cases=20)
    assert ward.taken == before

    ward.receiver.orders = Orders()
    began_at = time.monotonic()
    await ward.until(lambda: ward.taken == before + 400, 60)

    print(f"400 messages drained in {time.monotonic() - began_at:.1f} s")  # noqa: T201  shown with -s
    assert_kept_its_word(ward)


IMPATIENT = """region = "kaku-east"
version = "1"
name = "隣町の実施基準"
name_en = "Rules of the neighbour"
departments = ["fd-02"]
[[asking]]
name = "同時照会"
name_en = "At once"
at_once = 20
[escalation]
second_device_s = 2
"""


async def test_a_pager_beside_the_hospital_hears_that_nobody_has_noticed(ward: Ward) -> None:
    rules = ward.hub.folder / "rules.toml"
    rules.write_text(IMPATIENT, encoding="utf-8")
    await asyncio.to_thread(ward.hub.command, "rules", "load", str(rules))
    case, heeded = new_case(), new_case()
    for each in (case, heeded):
        said = [
            submission("open-case", each, chief_complaint="胸痛"),
            submission("request-acceptance", each, facilities=["h-001"]),
        ]
        assert (await asyncio.to_thread(ward.hub.post, "tablet-u-003", said)).status == 200
    await asyncio.to_thread(ward.hub.post, "screen-h-001", submission("acknowledge", heeded))

    def paged(of: str) -> set[str]:
        return next((steps for subject, steps in ward.receiver.seen.climbed.items() if of in subject), set())

    await ward.until(lambda: paged(case) == {"second-device"}, 60)
    climbed = (
        ward.hub.get(f"/cases/{heeded}", "console-fd-02").body["document"]["requests"]["h-001"].get("escalated", {})
    )
    assert paged(heeded) <= climbed.keys(), "the control: who was in time is not paged"
    await asyncio.to_thread(ward.hub.command, "rules", "end", "kaku-east")


async def test_the_log_tells_the_changes_and_nothing_of_a_patient(ward: Ward) -> None:
    """Stands last: after all that was done to the hub above."""
    lines = [json.loads(line) for line in ward.hub.log.splitlines()]
    states = [line["state"] for line in lines if line["event"] == "connection"]

    assert states[0] == "up"
    assert [one for one, next_ in pairwise(states) if one == next_ == "down"] == []
    assert "胸痛" not in ward.hub.log
