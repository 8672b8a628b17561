"""Somebody signs in at a device of their own organisation by what shows it, and everything else sounds the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from hub.domain.codes import Role
from hub.domain.people import Principal
from hub.errors import InvalidSubmissionError, NotFoundError, SignInRefusedError
from hub.persons import PASSKEY_AMR, PIN_AMR, PIN_TRIES, Duty, Person, SignIn
from hub.security import identity, pin
from hub.security.id_token import Identity
from hub.security.passkey import Passkeys
from hub.sign_in import Device, Reception
from hub.testing.persons import MemoryPersons, MemorySignIns
from tests.authenticator import Authenticator
from tests.factories import NOW, ORGANISATIONS

ORIGIN = "https://hub.example"
HOME = {each.id: each for each in ORGANISATIONS}
TABLET = Device(Principal(caller="tablet", role=Role.CREW, organisation=HOME["fd-01"], unit="u-001"), b"key of tablet")
BOARD = Device(Principal(caller="board", role=Role.HOSPITAL, organisation=HOME["h-001"]), b"key of board")
CAPTAIN = Person(id="captain", organisation="fd-01", name="架空 隊長", roles=frozenset({Role.CREW}))
NURSE = Person(
    id="nurse",
    organisation="h-001",
    name="架空 看護師",
    roles=frozenset({Role.HOSPITAL}),
    issuer="https://id.example",
    subject="sub-1",
)
STRANGER = Person(id="stranger", organisation="fd-02", name="隣町 隊長", roles=frozenset({Role.CREW}))


class NamesTheNurse:
    """A provider that knows one code."""

    async def address(self, secret: bytes, state: str) -> str:
        self.secret = secret
        return f"https://id.example/auth?state={state}"

    async def identity(self, code: str, issuer: str | None, secret: bytes) -> Identity:
        if (code, issuer, secret) != ("good", "https://id.example", self.secret):
            raise SignInRefusedError
        return Identity("https://id.example", "sub-1", ("pwd", "otp"))


@dataclass
class Hub:
    """A reception on memory, with a clock that a test moves."""

    now: datetime = NOW
    persons: MemoryPersons = field(default_factory=lambda: MemoryPersons(list(HOME)))
    provider: NamesTheNurse | None = field(default_factory=NamesTheNurse)

    def __post_init__(self) -> None:
        self.sign_ins = MemorySignIns(self.persons)
        self.reception = Reception(
            self.persons,
            self.sign_ins,
            passkeys=Passkeys(ORIGIN),
            pins=pin,
            provider=self.provider,
            secrets=identity,
            shift=timedelta(hours=12),
            clock=lambda: self.now,
        )

    async def code(self, person: Person) -> str:
        code = identity.new_code()
        await self.persons.issue_code(person.id, identity.fingerprint(code), self.now + timedelta(minutes=10))
        return code

    async def passkey(self, device: Device, person: Person) -> Authenticator:
        """Lets somebody add a passkey at a device."""
        authenticator, code = Authenticator(ORIGIN), await self.code(person)
        begun = await self.reception.offer_passkey(device, code)
        answer = authenticator.create(dict(begun.options))
        assert await self.reception.add_passkey(device, code, begun.attempt, answer) == person
        return authenticator

    async def pin(self, person: Person, digits: str = "407193") -> None:
        await self.reception.set_pin(TABLET, await self.code(person), digits)

    async def signs_in(self, device: Device, authenticator: Authenticator, duty: Duty | None = None) -> SignIn:
        begun = await self.reception.ask_passkey(device)
        answer = authenticator.get(dict(begun.options))
        return await self.reception.by_passkey(device, begun.attempt, answer, duty)

    async def there(self) -> Sequence[SignIn]:
        return await self.sign_ins.load(self.now)

    @property
    def refusals(self) -> list[tuple[str, str, str | None]]:
        return [each for each in self.sign_ins.audit if each[1] == "sign-in-refused"]


@pytest.fixture
async def hub() -> Hub:
    made = Hub()
    await made.persons.enrol([CAPTAIN, NURSE, STRANGER])
    return made


async def test_a_code_adds_a_passkey_by_which_its_owner_signs_in_for_a_shift(hub: Hub) -> None:
    authenticator = await hub.passkey(TABLET, CAPTAIN)

    made = await hub.signs_in(TABLET, authenticator, Duty.CAPTAIN)

    assert made == SignIn(
        "tablet", b"key of tablet", "captain", Duty.CAPTAIN, PASSKEY_AMR, NOW, NOW + timedelta(hours=12)
    )
    assert await hub.there() == [made]
    assert hub.sign_ins.audit == [("tablet", "passkey-added", "captain"), ("tablet", "sign-in", "captain")]
    hub.now += timedelta(hours=12)
    assert await hub.there() == [], "a shift ends by itself"


async def test_a_challenge_is_good_once_and_for_two_minutes(hub: Hub) -> None:
    authenticator = await hub.passkey(TABLET, CAPTAIN)
    begun = await hub.reception.ask_passkey(TABLET)
    answer = authenticator.get(dict(begun.options))
    await hub.reception.by_passkey(TABLET, begun.attempt, answer, None)

    with pytest.raises(SignInRefusedError):
        await hub.reception.by_passkey(TABLET, begun.attempt, answer, None)

    late = await hub.reception.ask_passkey(TABLET)
    hub.now += timedelta(minutes=2)
    with pytest.raises(SignInRefusedError):
        await hub.reception.by_passkey(TABLET, late.attempt, authenticator.get(dict(late.options)), None)
    assert hub.refusals == [("tablet", "sign-in-refused", None)] * 2


async def test_what_began_at_one_device_is_not_answered_at_another(hub: Hub) -> None:
    authenticator = await hub.passkey(TABLET, CAPTAIN)
    begun = await hub.reception.ask_passkey(TABLET)
    answer = authenticator.get(dict(begun.options))
    other = Device(replace(TABLET.principal, caller="tablet-2"), b"another key")

    with pytest.raises(SignInRefusedError):
        await hub.reception.by_passkey(other, begun.attempt, answer, None)


async def test_nobody_signs_in_at_a_device_of_another_organisation_or_of_another_role(hub: Hub) -> None:
    authenticator = await hub.passkey(TABLET, CAPTAIN)
    foreign = Device(replace(TABLET.principal, organisation=HOME["fd-02"]), b"")
    console = Device(replace(TABLET.principal, role=Role.COMMAND_CENTER, unit=None), b"")

    for device in (foreign, console, BOARD):
        with pytest.raises(SignInRefusedError):
            await hub.signs_in(device, authenticator)
        with pytest.raises(SignInRefusedError):
            await hub.reception.offer_passkey(device, await hub.code(CAPTAIN))
    assert await hub.there() == []


async def test_a_passkey_that_is_not_known_and_one_of_who_is_revoked_sign_nobody_in(hub: Hub) -> None:
    known = await hub.passkey(TABLET, CAPTAIN)
    with pytest.raises(SignInRefusedError):
        await hub.signs_in(TABLET, Authenticator(ORIGIN))
    await hub.signs_in(TABLET, known)

    await hub.persons.revoke(CAPTAIN.id)

    with pytest.raises(SignInRefusedError):
        await hub.signs_in(TABLET, known)
    assert await hub.there() == [], "and nobody stays signed in"


async def test_a_code_that_is_wrong_late_or_used_adds_no_passkey(hub: Hub) -> None:
    code = await hub.code(CAPTAIN)
    begun = await hub.reception.offer_passkey(TABLET, f" {code.lower()} ")
    await hub.reception.add_passkey(TABLET, code, begun.attempt, Authenticator(ORIGIN).create(dict(begun.options)))

    for bad in (code, "AAAA-BBBB-CCCC", "", "\udc80"):
        with pytest.raises(SignInRefusedError):
            await hub.reception.offer_passkey(TABLET, bad)
    late = await hub.code(CAPTAIN)
    hub.now += timedelta(minutes=10)
    with pytest.raises(SignInRefusedError):
        await hub.reception.offer_passkey(TABLET, late)
    assert (await hub.persons.load())[CAPTAIN.id].passkeys == 1


async def test_several_of_a_crew_sign_in_by_pin_and_leave_one_by_one(hub: Hub) -> None:
    member = replace(CAPTAIN, id="member", name="架空 隊員")
    await hub.persons.enrol([member])
    for each in (CAPTAIN, member):
        await hub.pin(each)
    assert [each.id for each in await hub.reception.colleagues(TABLET)] == ["captain", "member"]
    assert await hub.reception.colleagues(BOARD) == ()

    first = await hub.reception.by_pin(TABLET, "captain", "407193", Duty.CAPTAIN)
    hub.now += timedelta(seconds=1)
    second = await hub.reception.by_pin(TABLET, "member", "407193", Duty.DRIVER)

    assert first.amr == second.amr == PIN_AMR
    assert await hub.there() == [first, second]
    assert await hub.reception.leave(TABLET, "captain") == 1
    assert await hub.there() == [second]
    assert await hub.reception.leave(TABLET, None) == 1
    assert await hub.there() == []


async def test_after_five_wrong_pins_not_even_the_right_one_is_looked_at_for_a_while(hub: Hub) -> None:
    await hub.pin(CAPTAIN)
    for _ in range(PIN_TRIES):
        with pytest.raises(SignInRefusedError):
            await hub.reception.by_pin(TABLET, "captain", "407194", None)
    with pytest.raises(SignInRefusedError):
        await hub.reception.by_pin(TABLET, "captain", "407193", None)
    assert len(hub.refusals) == PIN_TRIES + 1

    hub.now += timedelta(minutes=15)

    assert (await hub.reception.by_pin(TABLET, "captain", "407193", None)).person == "captain"


async def test_a_pin_is_for_crews_of_the_organisation_only(hub: Hub) -> None:
    await hub.pin(CAPTAIN)
    foreign = Device(replace(TABLET.principal, organisation=HOME["fd-02"]), b"")

    for device, person in ((foreign, "captain"), (TABLET, "stranger"), (TABLET, "nobody"), (BOARD, "nurse")):
        with pytest.raises(SignInRefusedError):
            await hub.reception.by_pin(device, person, "407193", None)
    with pytest.raises(SignInRefusedError):
        await hub.reception.set_pin(BOARD, await hub.code(NURSE), "407193")


async def test_an_easy_pin_does_not_use_the_code_up(hub: Hub) -> None:
    code = await hub.code(CAPTAIN)
    with pytest.raises(InvalidSubmissionError):
        await hub.reception.set_pin(TABLET, code, "123456")

    await hub.reception.set_pin(TABLET, code, "407193")

    with pytest.raises(SignInRefusedError):
        await hub.reception.set_pin(TABLET, code, "407193")


async def test_whom_a_provider_names_is_signed_in_where_that_person_is_registered(hub: Hub) -> None:
    address = await hub.reception.ask_provider(BOARD)
    state = address.rpartition("=")[2]

    made = await hub.reception.by_provider(BOARD, state, "good", "https://id.example", Duty.CAPTAIN)

    assert (made.person, made.amr, made.duty) == ("nurse", ("pwd", "otp", "mfa"), None), "a hospital has no duties"
    with pytest.raises(SignInRefusedError):
        await hub.reception.by_provider(BOARD, state, "good", "https://id.example", None)


@pytest.mark.parametrize("wrong", ["state", "code", "issuer", "device", "person"])
async def test_what_comes_back_otherwise_signs_nobody_in(hub: Hub, wrong: str) -> None:
    state = (await hub.reception.ask_provider(BOARD)).rpartition("=")[2]
    said: dict[str, Any] = {"device": BOARD, "state": state, "code": "good", "issuer": "https://id.example"}
    if wrong == "device":
        said["device"] = TABLET
    elif wrong == "person":
        await hub.persons.enrol([replace(NURSE, subject="sub-2")])
    else:
        said[wrong] = "wrong"

    with pytest.raises(SignInRefusedError):
        await hub.reception.by_provider(duty=None, **said)
    assert await hub.there() == []


async def test_without_a_provider_there_is_no_such_way() -> None:
    hub = Hub(provider=None)

    assert not hub.reception.has_provider
    with pytest.raises(NotFoundError):
        await hub.reception.ask_provider(BOARD)
    with pytest.raises(NotFoundError):
        await hub.reception.by_provider(BOARD, "state", "code", None, None)
