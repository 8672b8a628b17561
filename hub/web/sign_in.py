"""Signing in and out at a device, over HTTP: what a screen is told, what it asks a browser, what it brings back.

Every route is for a device that is known by its key, and speaks of that device only. A sign-in belongs to that key:
from then on whatever the device says, over HTTP and on open sockets, is said by the person too.
"""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from math import ceil
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response
from msgspec.structs import astuple

from hub.domain.codes import Role
from hub.domain.events import instant
from hub.errors import InvalidSubmissionError, Issue, SignInRefusedError, ThrottledError
from hub.persons import Duty, Person, Persons, SignIn
from hub.sign_in import Device, Reception
from hub.web.caller import Gate, Proof, ProofDep
from hub.web.errors import answer
from hub.web.intake import read_body
from hub.web.limits import Allowance
from hub.wire.guard import parse

T = TypeVar("T")

_DUTIES: Final = [{"code": duty.value, "ja": duty.ja} for duty in Duty]


class _Code(msgspec.Struct, forbid_unknown_fields=True):
    code: str


class _NewPasskey(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    attempt: str
    credential: dict[str, Any]


class _NewPin(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    pin: str


class _Passkey(msgspec.Struct, forbid_unknown_fields=True):
    attempt: str
    credential: dict[str, Any]
    duty: Duty | None = None


class _Pin(msgspec.Struct, forbid_unknown_fields=True):
    person: str
    pin: str
    duty: Duty | None = None


class _Brought(msgspec.Struct, forbid_unknown_fields=True):
    state: str
    code: str
    iss: str | None = None
    duty: Duty | None = None


class _Leaving(msgspec.Struct, forbid_unknown_fields=True):
    person: str | None = None


class _Desk(NamedTuple):
    """What the routes stand on; ``wrong`` is how many codes and PINs may be tried at a device in vain."""

    reception: Reception
    persons: Persons
    gate: Gate
    wrong: Allowance

    async def sparingly(self, device: Device, judge: Callable[[], Awaitable[T]]) -> T:
        """Judges what could be guessed, as often as a device may be wrong."""
        who = device.principal.caller
        if short_s := self.wrong.take(who, time.monotonic()):
            raise ThrottledError(ceil(short_s))
        judged = await judge()
        self.wrong.give_back(who)
        return judged

    async def done(self, proof: Proof) -> Response:
        """Answers with who is signed in from now on: every session of the device's key names them."""
        await self.gate.renew()
        return answer(200, {"signed_in": await self.there(proof)})

    async def there(self, proof: Proof) -> Sequence[Mapping[str, object]]:
        """Returns who is signed in at a device; the one whom the audit names first."""
        there = self.gate.signed_in(proof)
        known = await self.persons.load() if there else {}
        return [_spelt(each, known[each.person].person) for each in there]


def routes(reception: Reception, persons: Persons, gate: Gate, wrong: Allowance) -> APIRouter:
    """Returns the routes; ``wrong`` is how many codes and PINs may be tried at a device in vain."""
    desk, router = _Desk(reception, persons, gate, wrong), APIRouter()
    _state(router, desk)
    _of_codes(router, desk)
    _of_signing_in(router, desk)
    _of_the_provider(router, desk)
    return router


def _state(router: APIRouter, desk: _Desk) -> None:
    reception = desk.reception

    @router.get("/sign-in", summary="サインインの状態: who is signed in at this device, and by what one may")
    async def state(proof: ProofDep) -> Response:
        device, is_crew = _device(proof), proof.principal.role is Role.CREW
        shown = {
            "signed_in": await desk.there(proof),
            "ways": ["passkey", *(["pin"] if is_crew else []), *(["provider"] if reception.has_provider else [])],
            "duties": _DUTIES if is_crew else [],
            "colleagues": [_named(each) for each in await reception.colleagues(device)],
        }
        return answer(200, shown)

    @router.post("/sign-out", summary="サインアウト: ends the sign-in of one person at this device, or of all")
    async def leave(proof: ProofDep, request: Request) -> Response:
        given = await _read(request, _Leaving)
        await reception.leave(_device(proof), given.person)
        return await desk.done(proof)


def _of_codes(router: APIRouter, desk: _Desk) -> None:
    reception = desk.reception

    @router.post("/sign-in/passkey/new", summary="パスキー登録の開始: a one-time code begins to add a passkey")
    async def offer(proof: ProofDep, request: Request) -> Response:
        given, device = await _read(request, _Code), _device(proof)
        begun = await desk.sparingly(device, lambda: reception.offer_passkey(device, given.code))
        return answer(200, begun._asdict())

    @router.post("/sign-in/passkey/new/answer", summary="パスキー登録: adds the passkey, and uses the code up")
    async def add(proof: ProofDep, request: Request) -> Response:
        given = await _read(request, _NewPasskey)
        return answer(201, _named(await reception.add_passkey(_device(proof), *astuple(given))))

    @router.post("/sign-in/pin/new", summary="PIN登録: a one-time code sets the PIN of a crew member")
    async def set_pin(proof: ProofDep, request: Request) -> Response:
        given, device = await _read(request, _NewPin), _device(proof)
        return answer(201, _named(await desk.sparingly(device, lambda: reception.set_pin(device, *astuple(given)))))


def _of_signing_in(router: APIRouter, desk: _Desk) -> None:
    reception = desk.reception

    @router.post("/sign-in/passkey", summary="パスキーでのサインインの開始: a challenge, good once for two minutes")
    async def ask(proof: ProofDep) -> Response:
        return answer(200, (await reception.ask_passkey(_device(proof)))._asdict())

    @router.post("/sign-in/passkey/answer", summary="パスキーでのサインイン: signs the passkey's owner in")
    async def by_passkey(proof: ProofDep, request: Request) -> Response:
        given = await _read(request, _Passkey)
        await reception.by_passkey(_device(proof), *astuple(given))
        return await desk.done(proof)

    @router.post("/sign-in/pin", summary="PINでのサインイン: signs a crew member in")
    async def by_pin(proof: ProofDep, request: Request) -> Response:
        given, device = await _read(request, _Pin), _device(proof)
        await desk.sparingly(device, lambda: reception.by_pin(device, *astuple(given)))
        return await desk.done(proof)


def _of_the_provider(router: APIRouter, desk: _Desk) -> None:
    reception = desk.reception

    @router.post("/sign-in/provider", summary="機関IDでのサインインの開始: where the browser goes")
    async def provider(proof: ProofDep) -> Response:
        return answer(200, {"url": await reception.ask_provider(_device(proof))})

    @router.post("/sign-in/provider/answer", summary="機関IDでのサインイン: what the browser brought back")
    async def by_provider(proof: ProofDep, request: Request) -> Response:
        given = await _read(request, _Brought)
        await reception.by_provider(_device(proof), *astuple(given))
        return await desk.done(proof)


def _device(proof: Proof) -> Device:
    """Returns where somebody signs in; a token that may be shown without its key is no such place.

    Raises:
        SignInRefusedError: It is one.
    """
    if proof.session.is_bearer:
        raise SignInRefusedError
    return Device(proof.principal, proof.session.thumbprint)


def _spelt(sign_in: SignIn, person: Person) -> Mapping[str, object]:
    return {
        **_named(person),
        "duty": sign_in.duty,
        "amr": sign_in.amr,
        "began_at": instant(sign_in.began_at),
        "ends_at": instant(sign_in.ends_at),
    }


def _named(person: Person) -> Mapping[str, object]:
    return {"person": person.id, "name": person.name}


async def _read(request: Request, kind: type[T]) -> T:
    try:
        return msgspec.convert(parse(await read_body(dict(request.scope["headers"]), request.receive)), kind)
    except msgspec.ValidationError:
        issue = Issue("", "not-valid", "値が正しくありません", "is not valid")
        raise InvalidSubmissionError([issue]) from None
