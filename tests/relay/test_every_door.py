"""Every door of the hub × every foreign organisation: a foreign id answers as a missing one, byte for byte (P8).

Routes are taken from the application itself, messages of the socket from its frames, kinds of submission from the
domain: a new one has no row here and fails, until somebody says what of it could be foreign.
"""

import http.client
import inspect
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import MISSING, fields
from datetime import datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any, Final, get_args, get_type_hints

import asyncpg
import pytest
from starlette.routing import BaseRoute, Mount
from uuid_utils.compat import uuid7

from hub.domain.commands import KINDS, About
from hub.ui import PAGES
from hub.web.application import create
from hub.wire import frames
from tests.e2e.terminal import Line
from tests.relay.conftest import Ward
from tests.subscriber import subscribe, subscription
from tests.world import HubProcess, Json, new_case, now, submission

STRANGERS: Final = ("tablet-u-003", "console-fd-02", "screen-h-003", "screen-h-002", "admin-h-002")
"""Callers of every organisation that has nothing to do with the case: another fire department, other hospitals."""
PUBLIC: Final = (*PAGES, "/service-worker.js")
OF_THE_CALLER: Final = "/sign-out"
"""Speaks of the caller's own device alone, and would sign the administrators of other tests out."""
NAME: Final = "秘匿花子"
Place = tuple[str, str]


def places(routes: list[BaseRoute]) -> Iterator[Place]:
    """Yields method and path of every route, through whatever the framework wraps it in."""
    for route in routes:
        if isinstance(route, Mount):
            yield "MOUNT", route.path
        elif (path := getattr(route, "path", None)) is not None:
            for method in sorted(getattr(route, "methods", None) or {"SOCKET"}):
                yield method, path
        else:
            behind = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", [])
            yield from places(behind)


def application() -> list[Place]:
    nothing: Any = object()
    given: dict[str, Any] = dict.fromkeys(inspect.signature(create).parameters, nothing)
    given["subscribers"] = SimpleNamespace(desk=nothing, events=nothing, greet=nothing)
    return sorted({place for place in places(create(**given).routes) if place[0] not in {"HEAD", "MOUNT", "SOCKET"}})


@pytest.fixture(scope="module")
async def foreign(ward: Ward) -> dict[str, str]:
    """What is fd-01's and h-001's, by the name that it has in a path."""
    hub, case, transport = ward.hub, new_case(), new_case()
    photo = submission("attach", case, what="document", content="JVBERi0xLjcKeAolJUVPRgo=", is_identifying=False)
    for said in (
        submission("open-case", case, incident_number="R8-7777", chief_complaint="胸痛"),
        submission("describe-patient", case, family_name=NAME),
        submission("request-acceptance", case, facilities=["h-001"]),
        photo,
    ):
        assert hub.post("tablet-u-001", said).status == 201
    later = "2030-01-01T10:00:00+09:00"
    asked = {"purpose": "discharge", "pickup_place": "架空中央病院", "dropoff_place": "自宅", "pickup_at": later}
    ride = submission("request-transport", transport, mobility="stretcher", family_name=NAME, **asked)
    assert hub.post("screen-h-001", ride).status == 201, hub.post("screen-h-001", ride).body
    broken = {"department": "fd-01", "number": case, "reason": "mutual-aid"}
    other = {**broken, "number": new_case()}
    assert hub.post("tablet-u-001", submission("open-case", other["number"])).status == 201
    assert hub.post_to("/break-glass", json.dumps(other).encode(), "console-fd-02").status == 201
    database = await asyncpg.connect(hub.dsn)
    glass = await database.fetchval("select id::text from break_glass where organisation = 'fd-02'")
    await database.close()
    return {
        "case": case,
        "key": photo["key"],
        "transport": transport,
        "identity": subscribe(hub, "screen-h-001", subscription("case-updated", "id-only")),
        "glass": str(glass),
        "name": "ehr",
        "connection": "ehr",
        "caller": "screen-h-001b",
        "person": "chief-h-001",
    }


OF_NOBODY: Final = {"kind"}
"""Parts of a path that name nothing of anybody."""
MISSING_NAME: Final = dict.fromkeys(("name", "connection", "caller", "person"), "no-such")


def missing(part: str) -> str:
    return MISSING_NAME.get(part) or new_case()


def body(path: str, held: dict[str, str]) -> Json | None:
    """Returns what is posted to a path so that it speaks of something that is foreign."""
    case = held["case"]
    about = {"reference": f"Encounter/{case}"}
    code = {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}
    observation = {
        "resourceType": "Observation",
        "status": "final",
        "code": code,
        "encounter": about,
        "effectiveDateTime": "2026-11-26T10:00:00+09:00",
        "valueQuantity": {"value": 80, "code": "/min", "system": "http://unitsofmeasure.org"},
    }
    entry = {"resource": observation, "request": {"method": "POST", "url": "Observation"}}
    return {
        "/submissions": submission("record-observation", case, heart_rate=80),
        "/break-glass": {"department": "fd-01", "number": case, "reason": "mutual-aid"},
        "/cases/{case}/lookups/{connection}": {"key": str(uuid7()), "basis": "consent", "criteria": {}},
        "/operations/callers/{caller}/revoke": {"typed": held["caller"]},
        "/operations/persons/{person}/revoke": {"typed": held["person"]},
        "/operations/connections/{name}/replays": {"offsets": [1]},
        "/operations/connections/{name}/replays/confirm": {"token": "x", "count": 1},
        "/fhir": {"resourceType": "Bundle", "type": "transaction", "entry": [entry]},
        "/fhir/Subscription/{identity}": {**subscription("case-updated", "empty"), "id": held["identity"]},
    }.get(path, {})


QUERIES: Final = {"/operations/trace": "?of={case}/1"}
MAY: Final = {("/break-glass", "console-fd-02"), ("/break-glass", "screen-h-003"), ("/break-glass", "screen-h-002")}
"""Where a stranger has a right to be told that there is a case, and what that costs it is tried elsewhere."""


def whole_answer(hub: HubProcess, caller: str, method: str, path: str, said: Json | None) -> tuple[int, Json, bytes]:
    """Status, headers without what follows from the time, and bytes."""
    line = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=60)
    sent = None if said is None else json.dumps(said).encode()
    line.request(method, path, sent, {"content-type": "application/json", **hub.headers(caller, method, path)})
    answer = line.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    raw = answer.read()
    line.close()
    return answer.status, {name: told[name] for name in told.keys() - {"date", "dpop-nonce", "content-length"}}, raw


def asks(hub: HubProcess, caller: str, place: Place, held: dict[str, str]) -> tuple[int, Json, bytes]:
    """Asks with these ids, and returns the answer with each of them taken out again: who has said it knows it."""
    method, template = place
    said = None if method in {"GET", "DELETE"} else body(template, held)
    path = (template + QUERIES.get(template, "")).format(**held, kind="open-case")
    status, headers, raw = whole_answer(hub, caller, method, path, said)
    for value in held.values():
        raw = raw.replace(value.encode(), b"{id}")
    return status, headers, raw


def test_every_route_answers_strangers_about_what_is_foreign_as_about_what_is_missing(
    ward: Ward, foreign: dict[str, str]
) -> None:
    table: Counter[tuple[int, str]] = Counter()
    found = application()
    assert len(found) > 45
    for place in found:
        method, template = place
        parts = set(re.findall(r"{(\w+)}", template))
        assert parts <= foreign.keys() | OF_NOBODY, f"{template}: say in `foreign` what of it could be another's"
        if template in PUBLIC or template == OF_THE_CALLER:
            continue
        for caller in STRANGERS:
            if (template, caller) in MAY:
                continue
            nothing = {part: missing(part) for part in foreign}
            theirs, none = asks(ward.hub, caller, place, foreign), asks(ward.hub, caller, place, nothing)
            is_about = bool(parts - OF_NOBODY) or template in QUERIES or (method != "GET" and body(template, foreign))
            if is_about:
                assert theirs == none, (place, caller)
                assert theirs[0] in {401, 404, 405, 422}, (place, caller, theirs)
            assert not set(secrets(foreign)) & set(re.findall(r"[\w-]+", theirs[2].decode(errors="replace")))
            table[theirs[0], "about what is foreign" if is_about else "about nothing of anybody"] += 1
    sys.stdout.write(f"{len(found)} routes × {len(STRANGERS)} foreign callers: {dict(sorted(table.items()))}\n")


def secrets(held: dict[str, str]) -> list[str]:
    return [NAME, "R8-7777", held["case"], held["transport"], held["identity"], held["glass"]]


def test_control_whose_it_is_is_told_more(ward: Ward, foreign: dict[str, str]) -> None:
    own = {
        ("GET", "/cases/{case}"): "tablet-u-001",
        ("GET", "/cases/{case}/attachments/{key}"): "screen-h-001",
        ("GET", "/transports/{transport}"): "screen-h-001",
        ("GET", "/fhir/Subscription/{identity}"): "screen-h-001",
        ("GET", "/operations/connections/{name}/parked"): "admin-h-001",
        ("POST", "/operations/break-glass/{glass}/review"): "admin-fd-01",
    }
    for place, caller in own.items():
        nothing = {part: missing(part) for part in foreign}
        theirs, none = asks(ward.hub, caller, place, foreign), asks(ward.hub, caller, place, nothing)
        assert (theirs[0], none[0]) == (200, 404), place
        assert theirs != none


# Messages of the socket ---------------------------------------------------------------------------------------

OF_THE_SENDERS_CHOICE: Final = {"open-case", "open-incident", "request-transport"}
"""They begin something under an id that the sender makes itself: it cannot be missing."""
DATA: Final[dict[str, Json]] = {
    "attach": {"what": "document", "content": "JVBERi0xLjcKeAolJUVPRgo="},
    "answer-request": {"answer": "accept"},
    "record-phone-answer": {"facility": "h-001", "answer": "accept"},
    "describe-patient": {"family_name": "架空"},
    "record-observation": {"heart_rate": 80},
    "report-position": {"latitude": 34, "longitude": 132},
    "view-myna-record": {"result": "card-not-carried"},
    "share-myna-record": {"view": str(uuid7()), "allergies": ["なし"]},
    "offer": {"offer": "decline", "reason": "other"},
    "switch-to-119": {"detail": "急変"},
}


def data(kind: str) -> Json:
    """Returns the least that a kind asks for."""
    command = KINDS[kind]
    hints = get_type_hints(command)
    needed = [each.name for each in fields(command) if each.default is MISSING and each.default_factory is MISSING]
    return DATA.get(kind) or {name: _least(hints[name]) for name in needed}


def _least(hint: Any) -> object:  # noqa: ANN401  any annotation
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return next(iter(hint)).value
    if hint is datetime:
        return now()
    if get_args(hint):
        item = get_args(hint)[0]
        return [_least(item)]
    return "h-001" if hint is str else 1


async def test_every_message_of_the_socket_answers_about_what_is_foreign_as_about_what_is_missing(
    ward: Ward, foreign: dict[str, str]
) -> None:
    """Watches every frame that a client may send, and in submissions every kind there is."""
    kinds = [kind for kind in KINDS if kind not in OF_THE_SENDERS_CHOICE and not KINDS[kind].about.is_sender]
    table: Counter[int] = Counter()
    for caller in STRANGERS[:4]:
        async with await Line.open(ward.hub, caller) as line:
            for kind in kinds:
                part = "transport" if KINDS[kind].about is About.TRANSPORT else "case"
                outcomes = []
                for subject in (foreign[part], new_case()):
                    outcome = await line.submit(submission(kind, subject, **data(kind)))
                    outcomes.append({**outcome, "key": None})
                assert outcomes[0] == outcomes[1], (caller, kind)
                assert outcomes[0]["status"] == 404, (caller, kind, outcomes[0])
                table[outcomes[0]["status"]] += 1
        for frame in ("subscribe", "ack"):
            ends = [await ended(ward.hub, caller, frame, stream) for stream in THEIRS_AND_NONE]
            assert len({repr(each) for each in ends}) == 1, (caller, frame, ends)
    sys.stdout.write(f"{len(kinds)} kinds × {len(STRANGERS[:4])} foreign callers: {dict(table)}\n")


THEIRS_AND_NONE: Final = ("unit:u-001", "facility:h-001", "adapter:ehr", "unit:u-999", "facility:h-999")


async def ended(hub: HubProcess, caller: str, frame: str, stream: str) -> tuple[int, str, list[Json]]:
    """Says something of a stream that is not the caller's, and returns how the hub ends the line."""
    async with await Line.open(hub, caller) as line:
        more = {"offset": 1} if frame == "ack" else {}
        await line.say(frame, stream=stream, **more)
        code, said = await line.hears_the_end()
        return code, str(line.socket.close_reason), said


async def test_a_ticket_of_another_socket_is_as_good_as_none(ward: Ward) -> None:
    used = ward.hub.ticket("screen-h-001")
    async with await Line.open(ward.hub) as line:
        await line.say("bind", ticket=used)
        await line.hears("bound")
    ends = []
    for ticket in (used, "invented"):
        async with await Line.open(ward.hub) as line:
            await line.say("bind", ticket=ticket)
            ends.append((await line.hears_the_end())[0])
    assert ends[0] == ends[1] == 4401


def test_every_frame_is_tried() -> None:
    tried = {frames.Submit, frames.Subscribe, frames.Ack, frames.Bind}
    of_nobody = {frames.Beat}

    assert set(get_args(frames.ClientFrame)) == tried | of_nobody
