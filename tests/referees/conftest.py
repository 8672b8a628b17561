"""One hearing for all: everything that is judged is shown to each judge once a run."""

import json
from typing import Any

import pytest

from fhir_profiles import EXAMPLES
from tests.referees.emitted import emitted
from tests.referees.faults import planted
from tests.referees.judges import Verdicts, judged
from tests.referees.notices import notices

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
def hearing(examples: Resources, rendered: Resources, told: Resources) -> dict[str, Verdicts]:
    """What each judge said of every example, every planted fault, and everything that is emitted and told."""
    return judged(examples | rendered | told | dict(planted(examples)))
