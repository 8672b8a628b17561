"""A real hub, its webhook and the receiver: delivered at once, once, in order, over faults and kills."""

import asyncio
import time
from collections.abc import Callable

from simulators.webhook import Fault, Orders, Receiver
from tests.world import HubProcess, new_case, submission


async def until(holds: Callable[[], bool], within_s: float = 15.0) -> float:
    """Waits until it holds and returns the seconds."""
    began_at = time.monotonic()
    while not holds():
        assert time.monotonic() - began_at < within_s, "it does not come to that"
        await asyncio.sleep(0.01)
    return time.monotonic() - began_at


def asks(hub: HubProcess, observations: int = 3) -> str:
    """A crew opens a case, asks h-001, and reports."""
    case = new_case()
    said = [
        submission("open-case", case, chief_complaint="胸痛"),
        submission("request-acceptance", case, facilities=["h-001"]),
        *(submission("record-observation", case, heart_rate=60 + number) for number in range(observations)),
    ]
    answer = hub.post("tablet-u-001", said)
    assert [each["status"] for each in answer.body] == [201] * len(said), answer.body
    return case


async def test_what_a_hospital_is_asked_reaches_its_system_within_a_second(
    hub: HubProcess, receiver: tuple[Receiver, int]
) -> None:
    server, _ = receiver
    await asyncio.to_thread(asks, hub, 3)
    await until(lambda: len(server.seen.effects) == 4)
    began_at = time.monotonic()
    await asyncio.to_thread(asks, hub, 0)

    await until(lambda: len(server.seen.effects) == 5)

    assert time.monotonic() - began_at < 1.0
    assert server.seen.report() == {
        "taken": 5,
        "subjects": 2,
        "requests": 5,
        "repeated": 0,
        "changed": 0,
        "disordered": 0,
        "unsigned": 0,
        "exercises": 0,
        "gone": 0,
    }


async def test_a_receiver_that_acts_and_fails_to_say_so_acts_once(
    hub: HubProcess, receiver: tuple[Receiver, int]
) -> None:
    server, _ = receiver
    server.orders = Orders(Fault.HALF, share=0.3)

    await asyncio.gather(*(asyncio.to_thread(asks, hub, 8) for _ in range(4)))
    await until(lambda: len(server.seen.effects) == 36, 40)

    assert server.seen.counts["repeated"] > 0
    assert (server.seen.counts["changed"], server.seen.counts["disordered"]) == (0, 0)
