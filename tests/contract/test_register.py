"""What every register promises, on the memory twin and on PostgreSQL alike."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from hub.domain.codes import Specialty
from hub.domain.credentials import thumbprint
from hub.domain.people import Caller, Organisation
from hub.errors import InvalidSubmissionError, NotFoundError
from hub.ports import Register
from tests.factories import NOW, ORGANISATIONS

_numbers = count(1)
LATER = NOW + timedelta(minutes=10)


def caller(**changes: object) -> Caller:
    """Returns a caller that no other test has."""
    number = next(_numbers)
    made = Caller(
        id=f"tablet-{number}",
        organisation="fd-01",
        role="crew",
        unit="u-001",
        name="車載端末",
        key=f"key {number}",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


async def enrolled(register: Register, **changes: object) -> Caller:
    made = caller(**changes)
    await register.enrol(ORGANISATIONS, [made])
    return made


async def held(register: Register, caller_id: str) -> Caller:
    return next(each for each in (await register.load()).callers if each.id == caller_id)


class TestRegister:
    """`hub.ports.Register`."""

    async def test_an_organisation_is_read_back_with_all_it_says(self, register: Register) -> None:
        said = replace(
            ORGANISATIONS[2],
            phone="000-0000-0001",
            latitude=34.4,
            longitude=132.45,
            emergency_class="tertiary",
            specialties=(Specialty.EMERGENCY, Specialty.STROKE),
        )
        await register.enrol([*ORGANISATIONS, said], [])

        members = await register.load()

        assert said in members.organisations
        assert isinstance(next(each for each in members.organisations if each.id == said.id), Organisation)
        assert [each.id for each in members.organisations] == sorted(each.id for each in members.organisations)

    async def test_a_caller_is_read_back_as_it_was_enrolled(self, register: Register) -> None:
        made = await enrolled(register)

        assert await held(register, made.id) == made

    async def test_enrolling_again_replaces_and_keeps_the_key_that_is_not_given_anew(self, register: Register) -> None:
        made = await enrolled(register)

        await register.enrol([], [replace(made, name="新しい名", unit="u-002", key=None)])

        assert await held(register, made.id) == replace(made, name="新しい名", unit="u-002")

    async def test_enrolling_again_does_not_undo_a_revocation(self, register: Register) -> None:
        """Else the next load of the enrolment file would let a stolen tablet in again."""
        made = await enrolled(register)
        await register.revoke(made.id)

        await register.enrol([], [made])

        assert (await held(register, made.id)).is_revoked

    async def test_every_change_moves_the_version_and_nothing_else_does(self, register: Register) -> None:
        """Watches P12: by this number other nodes notice."""
        versions = [await register.version()]
        made = await enrolled(register)
        versions.append(await register.version())
        await register.issue_code(made.id, made.id.encode(), LATER)
        assert await register.version() == versions[-1], "a code gives nobody a right yet"
        await register.redeem(made.id.encode(), f"new {made.id}", NOW)
        versions.append(await register.version())
        await register.revoke(made.id)
        versions.append(await register.version())

        await register.load()

        assert sorted(set(versions)) == versions
        assert (await register.load()).version == versions[-1]

    async def test_a_code_makes_one_key_that_of_its_caller(self, register: Register) -> None:
        made = await enrolled(register, key=None)
        code, first, second = made.id.encode(), f"1 {made.id}", f"2 {made.id}"
        await register.issue_code(made.id, code, LATER)

        assert await register.redeem(code, first, NOW) == made.id
        assert await register.redeem(code, second, NOW) is None
        assert (await held(register, made.id)).key == first

    async def test_a_code_that_two_devices_use_at_once_is_good_for_one(self, register: Register) -> None:
        made = await enrolled(register)
        code = made.id.encode()
        await register.issue_code(made.id, code, LATER)

        answers = await asyncio.gather(*(register.redeem(code, f"{number} of {made.id}", NOW) for number in range(4)))

        assert sorted(answers, key=str) == [None, None, None, made.id]

    @pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1)])
    async def test_an_expired_code_is_not_good(self, register: Register, late: timedelta) -> None:
        made = await enrolled(register)
        await register.issue_code(made.id, made.id.encode(), NOW)

        assert await register.redeem(made.id.encode(), "a key", NOW + late) is None
        assert (await held(register, made.id)).key == made.key

    async def test_a_key_that_is_another_callers_is_not_taken_and_the_code_stays_good(self, register: Register) -> None:
        other, made = await enrolled(register), await enrolled(register, key=None)
        await register.issue_code(made.id, made.id.encode(), LATER)

        assert await register.redeem(made.id.encode(), str(other.key), NOW) is None
        assert (await held(register, made.id)).key is None
        assert await register.redeem(made.id.encode(), f"own {made.id}", NOW) == made.id

    async def test_a_system_has_the_keys_that_were_given_last(self, register: Register) -> None:
        made = await enrolled(register, key=None, system_keys=("one", "two"))
        assert (await held(register, made.id)).thumbprints == [thumbprint("one"), thumbprint("two")]

        await register.enrol([], [replace(made, system_keys=("three",))])

        assert (await held(register, made.id)).system_keys == ("three",)

    async def test_a_code_that_nobody_issued_is_not_good(self, register: Register) -> None:
        version = await register.version()

        assert await register.redeem(b"no such code", "a key", NOW) is None
        assert await register.version() == version

    async def test_a_code_does_not_bring_a_revoked_caller_back(self, register: Register) -> None:
        made = await enrolled(register)
        await register.issue_code(made.id, made.id.encode(), LATER)
        await register.revoke(made.id)

        assert await register.redeem(made.id.encode(), f"new {made.id}", NOW) is None
        assert (await held(register, made.id)).is_revoked

    async def test_nobody_is_given_a_code_who_does_not_exist(self, register: Register) -> None:
        with pytest.raises(NotFoundError):
            await register.issue_code("no-such-caller", b"code", LATER)

    async def test_nobody_is_revoked_who_does_not_exist(self, register: Register) -> None:
        with pytest.raises(NotFoundError):
            await register.revoke("no-such-caller")

    async def test_a_caller_of_an_organisation_that_is_not_there_is_not_enrolled(self, register: Register) -> None:
        good, bad = caller(), caller(organisation="no-such-organisation")

        with pytest.raises(InvalidSubmissionError):
            await register.enrol(ORGANISATIONS, [good, bad])

        assert not {good.id, bad.id} & {each.id for each in (await register.load()).callers}, "all of them or none"
