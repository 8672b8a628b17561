"""One hearing for all: everything that is judged is shown to each judge once a run."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from fhir_profiles import EXAMPLES
from tests.referees.emitted import emitted, narrowed
from tests.referees.faults import planted
from tests.referees.judges import Verdicts, judged
from tests.referees.notices import notices
from tests.referees.served import served
from tests.world import HubProcess, enrolment, with_operators

Resources = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def examples() -> Resources:
    """Every example of the package as it is shipped."""
    files = sorted(EXAMPLES.iterdir(), key=lambda each: each.name)
    return {each.name.removesuffix(".json"): json.loads(each.read_text(encoding="utf-8")) for each in files}


@pytest.fixture(scope="session")
def rendered() -> Resources:
    """One resource of each shape that the hub emits."""
    return emitted()


@pytest.fixture(scope="session")
def told() -> Resources:
    """What subscribers are told."""
    return notices()


@pytest.fixture(scope="session")
def parts() -> Resources:
    """One resource of each shape as hospitals and operators see it."""
    return narrowed()


@pytest.fixture(scope="session")
async def answers(
    new_database: Callable[[], Awaitable[str]],
    tmp_path_factory: pytest.TempPathFactory,
    rendered: Resources,
    parts: Resources,
) -> AsyncIterator[Resources]:
    """What a served hub answers."""
    prefecture = with_operators(enrolment(), 2)
    process = HubProcess(await new_database(), tmp_path_factory.mktemp("hub-referees")).enrol(prefecture).start()
    try:
        yield await asyncio.to_thread(served, process, (rendered | parts).values())
    finally:
        process.stop()


@pytest.fixture(scope="session")
def hearing(
    examples: Resources, rendered: Resources, told: Resources, parts: Resources, answers: Resources
) -> dict[str, Verdicts]:
    """What each judge said of every example, every planted fault, and everything that is emitted, told and answered."""
    return judged(examples | rendered | told | parts | answers | dict(planted(examples)))
