"""What strangers' validators say: nothing of what the hub emits, nothing of the examples, something of every fault."""

import pytest

from fhir_profiles import EXAMPLES, PROFILES
from tests.referees.conftest import Resources
from tests.referees.examples import written
from tests.referees.faults import FAULTS, Fault
from tests.referees.judges import JUDGES, Verdicts, verdict, why_away

_FALSE_ALARMS = {
    "guard": ("resourceType: unknown-type",),
    "pyrofile": ("element.unknown Subscription.channel._payload", "terminology.required CapabilityStatement.format"),
}
"""A CapabilityStatement is no resource that the hub takes; pyrofile knows neither the guide nor the media types."""


def faulted(said: Verdicts, names: Resources) -> Verdicts:
    return {name: said[name] for name in names if said[name]}


@pytest.mark.parametrize("judge", JUDGES)
def test_nothing_that_the_hub_emits_is_faulted(judge: str, hearing: dict[str, Verdicts], rendered: Resources) -> None:
    assert faulted(verdict(hearing, judge), rendered) == {}


@pytest.mark.parametrize("judge", [each for each in JUDGES if each != "pyrofile"])
def test_nothing_that_subscribers_are_told_is_faulted(
    judge: str, hearing: dict[str, Verdicts], told: Resources
) -> None:
    """Pyrofile asks a resource of every entry, refuses a second version in a history, and does not know the guide."""
    assert faulted(verdict(hearing, judge), told) == {}


@pytest.mark.parametrize("judge", JUDGES)
def test_nothing_that_a_hospital_or_an_operator_sees_a_part_of_is_faulted(
    judge: str, hearing: dict[str, Verdicts], parts: Resources
) -> None:
    assert faulted(verdict(hearing, judge), parts) == {}


@pytest.mark.parametrize("judge", JUDGES)
def test_nothing_that_a_served_hub_answers_is_faulted(
    judge: str, hearing: dict[str, Verdicts], answers: Resources
) -> None:
    found = faulted(verdict(hearing, judge), answers)
    known = _FALSE_ALARMS.get(judge, ())
    assert {name: said for name, said in found.items() if not all(each.startswith(known) for each in said)} == {}
    assert {alarm for alarm in known for said in found.values() for each in said if each.startswith(alarm)} == {*known}
    print(f"{judge}: {len(answers)} answers, {len(found)} of them with a known false alarm")  # noqa: T201  shown with -s


@pytest.mark.parametrize("judge", JUDGES)
def test_no_example_is_faulted(judge: str, hearing: dict[str, Verdicts], examples: Resources) -> None:
    assert faulted(verdict(hearing, judge), examples) == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_noticed_by_whom_it_says(fault: Fault, hearing: dict[str, Verdicts]) -> None:
    here = {judge for judge in JUDGES if why_away(judge) is None}
    noticed = {judge for judge in here if hearing[judge][fault.name]}
    assert noticed == fault.judges & here
    if here != set(JUDGES):
        pytest.skip(next(filter(None, map(why_away, JUDGES))))


def test_every_fault_is_noticed_by_somebody() -> None:
    assert all(fault.judges for fault in FAULTS)
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_everything_that_is_emitted_claims_a_profile_that_was_judged(rendered: Resources) -> None:
    claimed = {url for each in rendered.values() for url in each["meta"]["profile"]}
    assert claimed <= {each.url for each in PROFILES.values()}
    assert len(claimed) > 30


def test_the_examples_are_what_the_hub_renders(examples: Resources) -> None:
    made = written()
    assert made.keys() == {f"{name}.json" for name in examples}
    stale = [name for name, text in made.items() if (EXAMPLES / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run: python -m tests.referees.examples"


def test_every_profile_has_a_full_and_a_minimal_example(examples: Resources) -> None:
    for name, profile in PROFILES.items():
        for kind in ("full", "minimal"):
            assert profile.url in examples[f"{name}-{kind}"]["meta"]["profile"]
