"""Who may speak, as a node knows it: a copy of the register that is renewed when that has changed."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.domain.codes import Role
from hub.domain.credentials import Session, thumbprint
from hub.domain.people import Caller
from hub.errors import NotAuthenticatedError
from hub.persons import PIN_AMR, Duty, Person, SignIn
from hub.roster import Roster
from hub.testing import MemoryRegister
from hub.testing.persons import MemoryPersons, MemorySignIns
from tests.factories import AREA, NOW, ORGANISATIONS, at_once

TABLET = Caller(id="tablet-u-001", organisation="fd-01", role="crew", unit="u-001", name="車載端末", key="tablet")
SCREEN = Caller(id="screen-h-001", organisation="h-001", role="hospital", unit=None, name="外来", key="screen")

TABLET_KEY = thumbprint("tablet")


def enrolled(*callers: Caller) -> tuple[Roster, MemoryRegister]:
    register = MemoryRegister()
    at_once(register.enrol(ORGANISATIONS, callers))
    roster = Roster(register)
    at_once(roster.renew())
    return roster, register


def test_a_key_says_who_is_calling() -> None:
    roster, _ = enrolled(TABLET, SCREEN)

    crew, screen = roster.principal(TABLET_KEY), roster.principal(thumbprint("screen"))

    assert (crew.caller, crew.role, crew.unit) == ("tablet-u-001", Role.CREW, "u-001")
    assert crew.streams == {"unit:u-001", f"area:{AREA}"}
    assert screen.streams == {"facility:h-001", f"area:{AREA}"}
    assert screen.organisation.name == "架空中央病院"


@pytest.mark.parametrize("key", [b"", b"other", b"tablet", TABLET_KEY[:-1]])
def test_nobody_else_is_known(key: bytes) -> None:
    roster, _ = enrolled(TABLET)

    with pytest.raises(NotAuthenticatedError):
        roster.principal(key)


def test_a_roster_that_was_never_renewed_knows_nobody() -> None:
    """A node that starts answers nobody rather than anybody."""
    with pytest.raises(NotAuthenticatedError):
        Roster(MemoryRegister()).principal(b"")


def test_a_caller_without_a_key_is_nobody() -> None:
    roster, _ = enrolled(replace(TABLET, key=None))

    with pytest.raises(NotAuthenticatedError):
        roster.principal(b"")


def test_a_revocation_is_heard_at_the_next_look() -> None:
    roster, register = enrolled(TABLET)
    crew = roster.principal(TABLET_KEY)
    at_once(register.revoke("tablet-u-001"))
    assert roster.still_knows(TABLET_KEY, crew), "not before it looks"

    at_once(roster.renew())

    assert not roster.still_knows(TABLET_KEY, crew)
    with pytest.raises(NotAuthenticatedError):
        roster.principal(TABLET_KEY)


@pytest.mark.parametrize(
    "changed",
    [
        replace(TABLET, unit="u-002"),
        replace(TABLET, organisation="fd-02"),
        replace(TABLET, role="command-center"),
        replace(TABLET, key="another"),
    ],
    ids=["unit", "organisation", "role", "key"],
)
def test_a_right_that_has_changed_is_not_the_same_right(changed: Caller) -> None:
    """Watches P12: a live socket keeps the streams it was bound with."""
    roster, register = enrolled(TABLET)
    crew = roster.principal(TABLET_KEY)

    at_once(register.enrol([], [changed]))
    at_once(roster.renew())

    assert not roster.still_knows(TABLET_KEY, crew)


def test_a_new_name_is_no_new_right() -> None:
    roster, register = enrolled(TABLET)
    crew = roster.principal(TABLET_KEY)

    at_once(register.enrol([], [replace(TABLET, name="新しい端末名")]))
    at_once(roster.renew())

    assert roster.still_knows(TABLET_KEY, crew)


def test_whoever_must_look_anew_is_told_of_a_change_and_of_nothing_else() -> None:
    roster, register = enrolled(TABLET)
    looks: list[str] = []
    roster.when_changed.append(lambda: looks.append("looked"))

    at_once(roster.renew())
    assert looks == []
    at_once(register.revoke("tablet-u-001"))
    at_once(roster.renew())

    assert looks == ["looked"]


def test_a_look_that_finds_nothing_new_changes_nothing() -> None:
    roster, _ = enrolled(TABLET)
    directory = roster.directory

    at_once(roster.renew())

    assert roster.directory is directory


def test_an_area_holds_its_own_organisations() -> None:
    roster, register = enrolled()
    elsewhere = replace(ORGANISATIONS[0], id="fd-99", area="01")
    at_once(register.enrol([elsewhere], []))
    at_once(roster.renew())

    assert {each.id for each in roster.area(AREA)} == {each.id for each in ORGANISATIONS}
    assert [each.id for each in roster.area("01")] == ["fd-99"]


@pytest.mark.parametrize(
    ("role", "own"),
    [
        ("command-center", {"department:fd-01", f"area:{AREA}"}),
        ("administrator", set()),
        ("operator", {"operator:fd-01"}),
    ],
)
def test_a_role_reads_what_is_for_it(role: str, own: set[str]) -> None:
    roster, _ = enrolled(replace(TABLET, role=role, unit=None))

    streams = roster.principal(TABLET_KEY).streams

    assert streams == own


def test_a_session_is_of_the_caller_whose_key_it_was_begun_with() -> None:
    roster, _ = enrolled(TABLET, SCREEN)
    session = Session("tablet-u-001", TABLET_KEY, NOW)

    assert roster.principal_of(session) == roster.principal(TABLET_KEY)
    with pytest.raises(NotAuthenticatedError):
        roster.principal_of(session._replace(caller="screen-h-001"))


CREW = [
    Person(id=each, organisation="fd-01", name=each, roles=frozenset({Role.CREW})) for each in ("captain", "driver")
]
AT_THE_TABLET = Session("tablet-u-001", TABLET_KEY, NOW)


def shift(person: str, duty: Duty, *, credential: bytes = TABLET_KEY, lasts: timedelta = timedelta(hours=12)) -> SignIn:
    now = datetime.now(UTC)
    return SignIn("tablet-u-001", credential, person, duty, PIN_AMR, now, now + lasts)


def with_a_shift(*shifts: SignIn) -> tuple[Roster, MemoryRegister, MemoryPersons]:
    register, persons = MemoryRegister(), MemoryPersons(["fd-01"])
    at_once(register.enrol(ORGANISATIONS, [TABLET, SCREEN]))
    at_once(persons.enrol(CREW))
    sign_ins = MemorySignIns(persons)
    for each in shifts:
        at_once(sign_ins.sign_in(each, "fd-01"))
    roster = Roster(register, sign_ins)
    at_once(roster.renew())
    return roster, register, persons


def test_whatever_a_device_says_names_who_answers_for_its_shift() -> None:
    roster, *_ = with_a_shift(shift("driver", Duty.DRIVER), shift("captain", Duty.CAPTAIN))

    said = roster.principal_of(AT_THE_TABLET)

    assert said == replace(roster.principal(TABLET_KEY), person="captain")
    assert [each.person for each in roster.signed_in(AT_THE_TABLET)] == ["captain", "driver"]
    assert roster.still_knows(TABLET_KEY, said), "a person gives a device no other right"
    assert with_a_shift(shift("driver", Duty.DRIVER))[0].principal_of(AT_THE_TABLET).person == "driver"


@pytest.mark.parametrize(
    "other", [shift("captain", Duty.CAPTAIN, credential=b"old key"), shift("captain", Duty.CAPTAIN, lasts=timedelta(0))]
)
def test_nobody_is_signed_in_at_another_key_or_after_the_shift(other: SignIn) -> None:
    roster, *_ = with_a_shift(other)

    assert roster.principal_of(AT_THE_TABLET).person is None
    assert roster.principal_of(Session("screen-h-001", thumbprint("screen"), NOW)).person is None


def test_a_shift_that_ends_by_itself_is_noticed_without_a_change_of_the_register() -> None:
    roster, *_ = with_a_shift(shift("captain", Duty.CAPTAIN, lasts=timedelta(seconds=1)))
    noticed: list[bool] = []
    roster.when_changed.append(lambda: noticed.append(True))

    while roster.signed_in(AT_THE_TABLET):
        time.sleep(0.01)
    at_once(roster.renew())
    at_once(roster.renew())

    assert noticed == [True]
    assert roster.principal_of(AT_THE_TABLET).person is None


def test_who_is_revoked_is_signed_in_nowhere_from_the_next_look_on() -> None:
    roster, register, persons = with_a_shift(shift("captain", Duty.CAPTAIN), shift("driver", Duty.DRIVER))
    at_once(persons.revoke("captain"))
    at_once(register.enrol([], []))  # as every change does, it moves the version
    at_once(roster.renew())

    assert roster.principal_of(AT_THE_TABLET).person == "driver"


def test_a_system_is_known_by_each_of_its_keys_until_it_is_revoked() -> None:
    roster, register = enrolled(replace(TABLET, key=None, system_keys=("a", "b")), SCREEN)

    assert roster.system_keys("tablet-u-001") == ("a", "b")
    assert roster.system_keys("screen-h-001") == (), "a device is no system"
    assert {roster.principal(thumbprint(each)).caller for each in "ab"} == {"tablet-u-001"}
    at_once(register.revoke("tablet-u-001"))
    at_once(roster.renew())
    assert roster.system_keys("tablet-u-001") == ()
    assert not roster.is_of(thumbprint("a"))
