"""What every register of persons promises, on the memory twin and on PostgreSQL alike."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count

import pytest

from hub.domain.codes import Role
from hub.domain.people import Caller
from hub.errors import InvalidSubmissionError, NotFoundError
from hub.persons import (
    PIN_LOCKED_FOR,
    PIN_TRIES,
    Action,
    Attempt,
    Duty,
    Known,
    Passkey,
    Person,
    Persons,
    Purpose,
    SignIn,
    SignIns,
)
from hub.postgres.persons import PostgresPersons
from hub.postgres.pool import Pool
from hub.postgres.register import PostgresRegister
from hub.postgres.sign_ins import PostgresSignIns
from hub.testing.persons import MemoryPersons, MemorySignIns
from tests.factories import NOW, ORGANISATIONS

_numbers = count(1)
LATER = NOW + timedelta(minutes=10)
SHIFT_ENDS = NOW + timedelta(hours=12)


@dataclass(frozen=True)
class Desk:
    """A register of persons, sign-ins at devices, one device of the test's own, and the audit as it was written."""

    persons: Persons
    sign_ins: SignIns
    caller: str
    pool: Pool | None

    async def written(self) -> Sequence[tuple[str, str | None]]:
        """Returns actions and persons that the audit holds of the device."""
        if self.pool is None:
            assert isinstance(self.sign_ins, MemorySignIns)
            return [(action, person) for caller, action, person in self.sign_ins.audit if caller == self.caller]
        rows = await self.pool.fetch("select action, person from audit where caller = $1 order by id", self.caller)
        return [tuple(row) for row in rows]


@pytest.fixture(params=["memory", "postgresql"])
async def desk(request: pytest.FixtureRequest, pool: Pool) -> Desk:
    """Both implementations, one after the other."""
    caller = f"device-{next(_numbers)}"
    if request.param == "memory":
        persons = MemoryPersons([each.id for each in ORGANISATIONS])
        return Desk(persons, MemorySignIns(persons), caller, None)
    device = Caller(id=caller, organisation="fd-01", role="crew", unit="u-001", name="端末", key=caller)
    await PostgresRegister(pool).enrol(ORGANISATIONS, [device])
    return Desk(PostgresPersons(pool), PostgresSignIns(pool), caller, pool)


async def somebody(desk: Desk, **changes: object) -> Person:
    """Enrols a person that no other test has."""
    made = Person(id=f"person-{next(_numbers)}", organisation="fd-01", name="架空 隊長", roles=frozenset({Role.CREW}))
    made = replace(made, **changes)  # type: ignore[arg-type]
    await desk.persons.enrol([made])
    return made


async def code_for(desk: Desk, person: Person) -> bytes:
    code = b"code %d" % next(_numbers)
    await desk.persons.issue_code(person.id, code, LATER)
    return code


def key_of(person: Person) -> Passkey:
    return Passkey(person.id.encode(), person.id, b"cose", 0, ("internal",))


def shift(desk: Desk, person: Person, **changes: object) -> SignIn:
    made = SignIn(desk.caller, b"credential", person.id, Duty.CAPTAIN, ("pop", "pin", "mfa"), NOW, SHIFT_ENDS)
    return made._replace(**changes)  # type: ignore[arg-type]


async def here(desk: Desk) -> Sequence[SignIn]:
    return [each for each in await desk.sign_ins.load(NOW) if each.caller == desk.caller]


class TestPersons:
    """`hub.persons.Persons`."""

    async def test_a_person_is_read_back_as_enrolled_with_neither_passkey_nor_pin(self, desk: Desk) -> None:
        made = await somebody(desk, issuer="https://id.example", subject=f"sub-{next(_numbers)}")

        assert (await desk.persons.load())[made.id] == Known(made, 0, has_pin=False)

    async def test_enrolling_again_replaces_and_undoes_no_revocation(self, desk: Desk) -> None:
        made = await somebody(desk)
        await desk.persons.revoke(made.id)

        await desk.persons.enrol([replace(made, name="新しい名")])

        assert (await desk.persons.load())[made.id].person == replace(made, name="新しい名", is_revoked=True)

    async def test_two_persons_are_not_the_same_to_a_provider_of_identity(self, desk: Desk) -> None:
        subject = f"sub-{next(_numbers)}"
        await somebody(desk, issuer="https://id.example", subject=subject)

        with pytest.raises(InvalidSubmissionError):
            await somebody(desk, issuer="https://id.example", subject=subject)
        await somebody(desk, issuer="https://other.example", subject=subject)

    async def test_nobody_is_of_an_organisation_that_is_not_there(self, desk: Desk) -> None:
        with pytest.raises(InvalidSubmissionError):
            await somebody(desk, organisation="no-such-organisation")

    async def test_nobody_is_revoked_or_given_a_code_who_does_not_exist(self, desk: Desk) -> None:
        with pytest.raises(NotFoundError):
            await desk.persons.revoke("nobody")
        with pytest.raises(NotFoundError):
            await desk.persons.issue_code("nobody", b"code", LATER)

    async def test_a_code_adds_one_passkey_and_is_used_up(self, desk: Desk) -> None:
        made = await somebody(desk)
        code = await code_for(desk, made)
        first, second = key_of(made), key_of(made)._replace(credential_id=made.id.encode() + b" second")

        assert await desk.persons.owner(code, NOW) == made.id
        assert await desk.persons.owner(code, NOW) == made.id, "to ask whose it is uses it not up"
        assert await desk.persons.add_passkey(first, code, NOW)
        assert not await desk.persons.add_passkey(second, code, NOW)

        assert await desk.persons.owner(code, NOW) is None
        assert await desk.persons.passkeys(made.id) == [first.credential_id]
        assert await desk.persons.passkey(first.credential_id) == first
        assert (await desk.persons.load())[made.id].passkeys == 1

    async def test_a_code_is_good_for_its_person_and_until_it_expires(self, desk: Desk) -> None:
        made, other = await somebody(desk), await somebody(desk)
        code = await code_for(desk, made)

        assert await desk.persons.owner(code, LATER) is None
        assert not await desk.persons.add_passkey(key_of(made), code, LATER)
        assert not await desk.persons.add_passkey(key_of(other), code, NOW)
        assert not await desk.persons.set_pin(other.id, "verifier", code, NOW)
        assert await desk.persons.set_pin(made.id, "verifier", code, NOW)

    async def test_a_passkey_is_never_two_persons(self, desk: Desk) -> None:
        made, other = await somebody(desk), await somebody(desk)
        assert await desk.persons.add_passkey(key_of(made), await code_for(desk, made), NOW)

        stolen = key_of(made)._replace(person=other.id)

        assert not await desk.persons.add_passkey(stolen, await code_for(desk, other), NOW)
        assert await desk.persons.passkey(stolen.credential_id) == key_of(made)

    async def test_a_count_is_noted_by_one_of_two_who_have_seen_the_same(self, desk: Desk) -> None:
        made = await somebody(desk)
        await desk.persons.add_passkey(key_of(made), await code_for(desk, made), NOW)

        noted = await asyncio.gather(*(desk.persons.count(made.id.encode(), 0, 1) for _ in range(3)))

        assert sorted(noted) == [False, False, True]

    async def test_a_passkey_of_somebody_who_is_revoked_is_none(self, desk: Desk) -> None:
        made = await somebody(desk)
        await desk.persons.add_passkey(key_of(made), await code_for(desk, made), NOW)

        await desk.persons.revoke(made.id)

        assert await desk.persons.passkey(made.id.encode()) is None
        assert await desk.persons.owner(await code_for(desk, made), NOW) is None

    async def test_a_pin_is_tried_so_often_even_where_all_try_at_once(self, desk: Desk) -> None:
        made = await somebody(desk)
        await desk.persons.set_pin(made.id, "verifier", await code_for(desk, made), NOW)

        tried = await asyncio.gather(*(desk.persons.try_pin(made.id, NOW) for _ in range(PIN_TRIES + 3)))

        assert tried.count("verifier") == PIN_TRIES
        assert await desk.persons.try_pin(made.id, NOW + PIN_LOCKED_FOR / 2) is None
        assert await desk.persons.try_pin(made.id, NOW + PIN_LOCKED_FOR) == "verifier"

    async def test_a_right_pin_and_a_new_one_make_tries_free_again(self, desk: Desk) -> None:
        made = await somebody(desk)
        await desk.persons.set_pin(made.id, "verifier", await code_for(desk, made), NOW)
        for _ in range(PIN_TRIES):
            await desk.persons.try_pin(made.id, NOW)
        await desk.persons.forgive(made.id)
        assert await desk.persons.try_pin(made.id, NOW) == "verifier"

        for _ in range(PIN_TRIES):
            await desk.persons.try_pin(made.id, NOW)
        await desk.persons.set_pin(made.id, "another", await code_for(desk, made), NOW)

        assert await desk.persons.try_pin(made.id, NOW) == "another"

    async def test_there_is_no_pin_of_nobody_of_who_has_none_and_of_who_is_revoked(self, desk: Desk) -> None:
        made, without = await somebody(desk), await somebody(desk)
        await desk.persons.set_pin(made.id, "verifier", await code_for(desk, made), NOW)
        await desk.persons.revoke(made.id)

        for each in (made.id, without.id, "nobody"):
            assert await desk.persons.try_pin(each, NOW) is None


class TestSignIns:
    """`hub.persons.SignIns`."""

    async def test_an_attempt_is_answered_once_at_its_device_for_its_purpose_and_in_time(self, desk: Desk) -> None:
        handle = desk.caller.encode()
        await desk.sign_ins.begin(handle, Attempt(Purpose.PASSKEY, desk.caller, b"secret", LATER))

        assert await desk.sign_ins.take(handle, Purpose.REGISTRATION, desk.caller, NOW) is None
        assert await desk.sign_ins.take(handle, Purpose.PASSKEY, "another-device", NOW) is None
        assert await desk.sign_ins.take(handle, Purpose.PASSKEY, desk.caller, NOW) == b"secret"
        assert await desk.sign_ins.take(handle, Purpose.PASSKEY, desk.caller, NOW) is None

        await desk.sign_ins.begin(handle, Attempt(Purpose.PASSKEY, desk.caller, b"secret", LATER))
        assert await desk.sign_ins.take(handle, Purpose.PASSKEY, desk.caller, LATER) is None

    async def test_several_of_a_crew_sign_in_and_one_signs_out(self, desk: Desk) -> None:
        captain, member = await somebody(desk), await somebody(desk)
        first = shift(desk, captain)
        second = shift(desk, member, duty=Duty.MEMBER, began_at=NOW + timedelta(minutes=1))
        await desk.sign_ins.sign_in(second, "fd-01")
        await desk.sign_ins.sign_in(first, "fd-01")
        assert await here(desk) == [first, second]

        assert await desk.sign_ins.sign_out(desk.caller, "fd-01", captain.id, NOW) == 1
        assert await desk.sign_ins.sign_out(desk.caller, "fd-01", captain.id, NOW) == 0

        assert await here(desk) == [second]
        assert await desk.written() == [("sign-in", member.id), ("sign-in", captain.id), ("sign-out", captain.id)]

    async def test_the_whole_shift_signs_out_at_once(self, desk: Desk) -> None:
        for person in (await somebody(desk), await somebody(desk)):
            await desk.sign_ins.sign_in(shift(desk, person), "fd-01")

        assert await desk.sign_ins.sign_out(desk.caller, "fd-01", None, NOW) == 2

        assert await here(desk) == []

    async def test_a_shift_ends_by_itself_and_is_begun_anew_by_signing_in_again(self, desk: Desk) -> None:
        person = await somebody(desk)
        await desk.sign_ins.sign_in(shift(desk, person, ends_at=NOW), "fd-01")
        assert await here(desk) == []

        await desk.sign_ins.sign_in(shift(desk, person), "fd-01")

        assert await here(desk) == [shift(desk, person)]

    async def test_who_is_revoked_is_signed_in_nowhere(self, desk: Desk) -> None:
        person = await somebody(desk)
        await desk.sign_ins.sign_in(shift(desk, person), "fd-01")

        await desk.persons.revoke(person.id)

        assert await here(desk) == []

    async def test_a_refusal_is_written_down(self, desk: Desk) -> None:
        await desk.sign_ins.note(Action.REFUSED, desk.caller, "fd-01", None)

        assert await desk.written() == [("sign-in-refused", None)]
