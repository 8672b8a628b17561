"""How much may be said, in a time that the test counts."""

from dataclasses import dataclass

import pytest

from hub.domain.people import Principal
from hub.errors import ThrottledError
from hub.web.limits import Allowance, Limits
from tests.factories import crew, hospital

VITALS = b'{"kind":"record-observation","data":{}}'
OPENS = b'{"kind":"open-case","data":{}}'
TABLET, SECOND, SCREEN = crew("u-001"), crew("u-001", device="b"), hospital()


@dataclass
class Clock:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(clock: Clock) -> Limits:
    """Three at once for a device, five for an organisation, two emergencies beyond; one a second comes back."""
    return Limits(device=Allowance(1, 3), organisation=Allowance(1, 5), lane=Allowance(1, 2), clock=clock)


def admitted(limits: Limits, by: Principal, raw: bytes, times: int = 20) -> int:
    passed = 0
    for _ in range(times):
        try:
            limits.admit(by, raw)
        except ThrottledError:
            continue
        passed += 1
    return passed


def test_a_device_may_say_so_much_at_once_and_then_as_much_as_comes_back(limits: Limits, clock: Clock) -> None:
    assert admitted(limits, TABLET, VITALS) == 3
    clock.now += 2
    assert admitted(limits, TABLET, VITALS) == 2
    clock.now += 3_600
    assert admitted(limits, TABLET, VITALS) == 3


def test_who_is_refused_is_told_when_there_will_be_enough_and_then_there_is(limits: Limits, clock: Clock) -> None:
    admitted(limits, TABLET, VITALS)
    with pytest.raises(ThrottledError) as refused:
        limits.admit(TABLET, VITALS)

    assert (refused.value.status, refused.value.code) == (429, "throttled")
    clock.now += refused.value.retry_after_s
    limits.admit(TABLET, VITALS)


def test_another_organisation_is_not_touched_and_another_device_shares_its_organisations_part(limits: Limits) -> None:
    assert admitted(limits, TABLET, VITALS) == 3
    assert admitted(limits, SECOND, VITALS) == 2
    assert admitted(limits, SCREEN, VITALS) == 3


def test_an_emergency_passes_where_everything_else_is_held_back(limits: Limits) -> None:
    admitted(limits, TABLET, VITALS)
    assert admitted(limits, TABLET, OPENS) == 2
    assert admitted(limits, SECOND, VITALS) == 2
    assert admitted(limits, SECOND, OPENS) == 2, "the lane is the device's own, also where its organisation floods"


def test_the_lane_cannot_be_flooded_nor_taken_by_naming_it_in_passing(limits: Limits) -> None:
    admitted(limits, TABLET, VITALS)
    disguised = b'{"kind":"record-observation","data":{"findings":"\\"open-case\\""},"x":"open-case"}'
    assert admitted(limits, TABLET, disguised) + admitted(limits, TABLET, OPENS) == 2


def test_what_comes_in_one_body_passes_whole_or_not_at_all(limits: Limits) -> None:
    limits.admit_all(TABLET, ["record-observation"] * 2)
    with pytest.raises(ThrottledError):
        limits.admit_all(TABLET, ["record-observation"] * 2)
    assert admitted(limits, TABLET, VITALS) == 1, "what was refused has used nothing up"
    limits.admit_all(TABLET, ["open-case", "record-observation"])


def test_a_body_that_is_larger_than_any_allowance_is_not_refused_for_ever(limits: Limits) -> None:
    limits.admit_all(SCREEN, ["record-observation"] * 50)


def test_addresses_that_have_everything_again_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.web.limits._MANY", 100)
    allowance = Allowance(1, 3)
    for number in range(1_000):
        allowance.take(f"address-{number}", float(number))
    assert len(allowance._used_until) <= 101


def test_what_is_given_back_may_be_taken_again() -> None:
    allowance = Allowance(0.001, 1)
    assert allowance.take("an address", 0.0) == 0
    allowance.give_back("an address")
    assert allowance.take("an address", 0.0) == 0
    assert allowance.take("an address", 0.0) > 900
