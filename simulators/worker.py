"""The load generator as a process of its own: it reads one order a line and answers each with one line.

Orders come from the benchmark, over standard input; nothing else is spoken here.
"""

import asyncio
import gc
import sys
from pathlib import Path
from typing import TextIO

import msgspec

from simulators import enrolment
from simulators.load import Load, LoadFailedError
from simulators.sockets import SocketFailedError
from simulators.tally import Measured, Step


class Connect(msgspec.Struct, frozen=True, tag="connect", tag_field="order"):
    """Connect tablets until there are so many, each with an open case."""

    tablets: int


class Measure(msgspec.Struct, frozen=True, tag="measure", tag_field="order"):
    """Carry out a step."""

    step: Step


class Failed(msgspec.Struct, frozen=True, tag="failed", tag_field="answer"):
    """The order could not be carried out."""

    reason: str


class Done(msgspec.Struct, frozen=True, tag="done", tag_field="answer"):
    """The order was carried out."""

    measured: Measured | None = None


Order = Connect | Measure
Answer = Done | Failed


async def serve(  # noqa: PLR0913 - what a load is made of
    hub: str,
    folder: Path,
    seed: int,
    orders: TextIO = sys.stdin,
    answers: TextIO = sys.stdout,
    *,
    is_bare: bool = False,
) -> None:
    """Carries out orders until there are no more."""
    load = Load(hub, enrolment.read(folder), seed, is_bare=is_bare)
    loop = asyncio.get_running_loop()
    is_begun = False
    beside = [asyncio.create_task(work) for work in (load.keep_alive(), load.stay_bound())]
    try:
        while line := await loop.run_in_executor(None, orders.readline):
            try:
                if not is_begun:
                    await load.open_screens()
                    is_begun = True
                answer: Answer = await _carry_out(load, msgspec.json.decode(line, type=Order))
            except (LoadFailedError, SocketFailedError, OSError) as error:
                answer = Failed(f"{type(error).__name__}: {error}")
            answers.write(msgspec.json.encode(answer).decode() + "\n")
            answers.flush()
    finally:
        for task in beside:
            task.cancel()
        load.close()


async def _carry_out(load: Load, order: Order) -> Answer:
    if isinstance(order, Connect):
        await load.open_tablets(order.tablets)
        gc.collect()
        gc.freeze()
        return Done()
    return Done(await load.measure(order.step))
