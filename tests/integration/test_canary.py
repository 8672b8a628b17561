"""Invented identities are sent along every path, right and wrong, and then looked for wherever they must not be."""

import asyncio
import http.client
import json
from pathlib import Path
from typing import Final
from urllib.parse import quote

import asyncpg
import pytest
from websockets.exceptions import WebSocketException

from hub.embedded import EmbeddedPostgres
from tests.e2e.terminal import Line
from tests.subscriber import Subscriber, subscribe, subscription
from tests.world import HubProcess, Json, new_case, now, submission

NAME: Final = "金糸雀太郎"
ASCII: Final = "CANARY-7f3a9c"
CANARIES: Final = (NAME, ASCII, json.dumps(NAME).strip('"'), quote(NAME), NAME.encode("utf-16-le").decode("latin-1"))
CREW: Final = "tablet-u-001"
IDENTITY: Final[Json] = {
    "family_name": NAME,
    "given_name": ASCII,
    "birth_date": "1950-01-31",
    "address": f"{NAME}の家 {ASCII}",
    "phone": ASCII,
    "medical_history": f"{NAME} {ASCII}",
}


def found_in(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


@pytest.fixture(scope="module")
async def answers(hub: HubProcess) -> list[str]:
    """Everything the hub answered to what was wrong; what was right is not among it."""
    case = new_case()
    heard: list[str] = []
    assert hub.post(CREW, submission("open-case", case, chief_complaint=ASCII, scene_address=NAME)).status == 201
    assert hub.post(CREW, submission("describe-patient", case, **IDENTITY)).status == 201
    assert hub.post(CREW, [submission("record-observation", case, findings=f"{NAME}{ASCII}")]).status == 200
    await heard_by_a_subscriber(hub, case)
    heard += over_http(hub, case)
    heard += over_fhir(hub, case)
    heard += await over_sockets(hub, case)
    return heard


async def heard_by_a_subscriber(hub: HubProcess, case: str) -> None:
    """A subscription that names a patient in its reason, and is told of one."""
    asked = {**subscription("case-updated", "full-resource"), "reason": f"{NAME} {ASCII}"}
    async with await Subscriber.open(hub, CREW, subscribe(hub, CREW, asked)) as line:
        await line.hears("handshake")
        assert hub.post(CREW, submission("describe-patient", case, **IDENTITY)).status == 201
        assert NAME in json.dumps(await line.hears("event-notification"), ensure_ascii=False)


def over_fhir(hub: HubProcess, case: str) -> list[str]:
    """Bundles: one that is right, and what is wrong with others in every place where a value can stand."""

    def bundle(resource: Json, kind: str = "transaction") -> bytes:
        entry = {"resource": resource, "request": {"method": "POST", "url": "Patient"}}
        return json.dumps({"resourceType": "Bundle", "type": kind, "timestamp": now(), "entry": [entry]}).encode()

    patient = {"resourceType": "Patient", "id": case, "name": [{"family": NAME, "given": [ASCII]}]}
    about = {"reference": f"Encounter/{case}"}
    code = {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}
    observation = {"resourceType": "Observation", "status": "final", "code": code, "encounter": about}
    condition = {"resourceType": "Condition", "subject": {"display": NAME}, "encounter": about, "code": {"text": NAME}}
    assert hub.post_to("/fhir", bundle(condition), CREW).status == 200
    wrong = [
        bundle(patient | {"gender": NAME}),
        bundle(patient | {"birthDate": ASCII}),
        bundle(patient | {"active": NAME}),
        bundle(patient | {"text": {"status": "generated", "div": f"<div><script>{NAME}</script></div>"}}),
        bundle(patient | {"managingOrganization": {"reference": f"Patient/{ASCII}"}}),
        bundle(patient | {"extension": [{"url": f"https://kyukyu-hub.example/fhir/StructureDefinition/{ASCII}"}]}),
        bundle(observation | {"valueQuantity": {"value": NAME}}),
        bundle(observation | {"effectiveDateTime": "2026-11-23", "valueString": NAME}),
        bundle(condition | {"encounter": {"reference": f"Encounter/{ASCII}"}}),
        bundle({"resourceType": NAME}),
        bundle(patient, NAME),
        bundle({"resourceType": "Practitioner", "name": [{"text": NAME}]}),
    ]
    answers = [hub.post_to("/fhir", each, CREW) for each in wrong]
    assert {answer.status for answer in answers} <= {404, 422}, [answer.status for answer in answers]
    return [answer.raw.decode() for answer in answers]


def over_http(hub: HubProcess, case: str) -> list[str]:
    wrong: list[object] = [
        {**submission("record-observation", case, heart_rate=80), "kind": NAME},
        {**submission("record-observation", case, heart_rate=80), "key": ASCII},
        {**submission("record-observation", case, heart_rate=80), "case": NAME},
        {**submission("record-observation", case, heart_rate=80), "occurred_at": ASCII},
        {**submission("record-observation", case, heart_rate=80), "data": NAME},
        submission("record-observation", case, jcs=NAME),
        submission("record-observation", case, heart_rate=NAME),
        submission("record-observation", case, unknown=NAME),
        submission("describe-patient", case, birth_date=NAME),
        submission("describe-patient", case, dangers=[NAME]),
        submission("describe-patient", case, family_name=NAME * 60),
        submission("describe-patient", case, address=f"{NAME} 123456789012"),
        submission("describe-patient", new_case(), **IDENTITY),
        submission("request-acceptance", case, facilities=[ASCII], message=NAME),
        submission("confirm-destination", case, facility=NAME),
        submission("hand-over", case, summary=NAME, received_by=ASCII),
        [submission("hand-over", case, summary=NAME), NAME, {"kind": NAME}],
        NAME,
    ]
    heard = [ask(hub, "POST", "/submissions", json.dumps(each).encode()) for each in wrong]
    broken = f'{{"kind":"{NAME}","kind":"{ASCII}"'.encode()
    heard += [ask(hub, "POST", "/submissions", broken), ask(hub, "POST", "/submissions", NAME.encode("utf-16"))]
    heard += [
        ask(hub, "POST", "/submissions", b"{}", content_type=ASCII),
        ask(hub, "POST", "/enrol", json.dumps({"code": NAME}).encode()),
    ]
    glass = {"department": "fd-01", "number": NAME, "reason": "mutual-aid"}
    for each in (glass, {**glass, "reason": NAME}, {**glass, "department": ASCII}, {**glass, NAME: ASCII}):
        heard.append(ask(hub, "POST", "/break-glass", json.dumps(each).encode()))
    asked = [
        {**subscription("Task"), "criteria": NAME},
        {**subscription("Task"), "criteria": f"Patient?name={ASCII}"},
        {**subscription("Task"), "reason": [NAME]},
        subscription("case-updated", "empty", f"name={NAME}", f"kind={ASCII}"),
        subscription("case-updated", NAME),
    ]
    heard += [ask(hub, "POST", "/fhir/Subscription", json.dumps(each).encode()) for each in asked]
    for path in (
        "/fhir/Subscription/{}",
        "/fhir/Subscription/{}/$events",
        "/fhir/Subscription/{}/$get-ws-binding-token",
        "/fhir/Subscription/$get-ws-binding-token?id={}",
        "/cases/{}",
        "/schemas/{}",
        "/fhir/Encounter/{}/$everything",
        "/{}",
        "/whoami?name={}",
        "/static/{}.js",
    ):
        heard += [ask(hub, "GET", path.format(quote(each))) for each in (NAME, ASCII)]
    heard += [ask(hub, "GET", "/whoami", authorization=f"{scheme} {ASCII}") for scheme in ("Bearer", "DPoP")]
    heard += [ask(hub, "GET", "/whoami", dpop=ASCII), ask(hub, ASCII, "/whoami")]
    heard += [ask(hub, "POST", "/token", f"client_id={quote(each)}".encode()) for each in (NAME, ASCII)]
    return heard


def ask(hub: HubProcess, method: str, path: str, body: bytes | None = None, **changed: str) -> str:
    """Asks as the crew, with other headers where they are named, and returns the whole answer."""
    known = hub.headers(CREW, method, path)
    said = {"content_type": "application/json", "x_name": ASCII, **known, **changed}
    headers = {name.replace("_", "-"): value for name, value in said.items()}
    line = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=10)
    line.request(method, path, body, headers)
    answer = line.getresponse()
    text = f"{answer.status} {answer.getheaders()} {answer.read().decode(errors='replace')}"
    line.close()
    return text


async def over_sockets(hub: HubProcess, case: str) -> list[str]:
    heard = []
    async with await Line.open(hub, CREW) as line:
        refused = [
            submission("describe-patient", case, age_years=NAME),
            submission("describe-patient", new_case(), **IDENTITY),
        ]
        heard += [json.dumps(await line.submit(body), ensure_ascii=False) for body in refused]
    frames: list[str | bytes] = [
        json.dumps({"type": "bind", "ticket": NAME}),
        json.dumps({"type": "subscribe", "stream": NAME}),
        json.dumps({"type": NAME}),
        NAME,
        NAME.encode(),
    ]
    for caller in (None, CREW):
        for frame in frames:
            async with await Line.open(hub, caller) as line:
                await line.send(frame)
                code, said = await line.hears_the_end()
                heard.append(f"{code} {json.dumps(said, ensure_ascii=False)} {line.socket.close_reason}")
    for message in (f"bind-with-token {ASCII}", NAME, json.dumps({"type": NAME})):
        async with await Subscriber.open(hub, CREW) as deaf:
            await deaf.say(message)
            heard.append(f"{await deaf.hears_the_end()} {deaf.socket.close_reason}")
    async with await Line.open(hub, CREW) as line:
        await line.say("subscribe", stream="unit:u-001", epoch=ASCII, offset=1)
        heard.append(json.dumps(await line.hears("reset"), ensure_ascii=False))
    for attempt in (lambda: Line.open(hub, origin=f"http://{ASCII}"), lambda: invalid_text(hub)):
        try:
            await attempt()
        except WebSocketException as refused:
            heard.append(str(refused))
    return heard


async def invalid_text(hub: HubProcess) -> None:
    async with await Line.open(hub, CREW) as line:
        await line.socket.send(ASCII.encode() + b"\xff", text=True)
        await line.hears_the_end()


def test_no_error_answer_repeats_what_was_sent(answers: list[str]) -> None:
    assert len(answers) > 45
    assert [answer for answer in answers if found_in(answer)] == []


def test_no_log_line_holds_it(hub: HubProcess, answers: list[str]) -> None:
    assert answers
    assert found_in(hub.log) == []


def test_no_metric_holds_it(hub: HubProcess, answers: list[str]) -> None:
    assert answers
    text = str(hub.get("/metrics").body, "utf-8")
    assert "kyukyu_submissions_total" in text
    assert found_in(text) == []
    for private in ("h-001", "u-001", "fd-01", CREW):
        assert private not in text


async def test_nothing_that_can_be_read_in_the_database_holds_it(hub: HubProcess, answers: list[str]) -> None:
    """Bodies are sealed; what stands beside them names no patient."""
    assert answers
    database = await asyncpg.connect(hub.dsn)
    tables = [
        row["tablename"] for row in await database.fetch("select tablename from pg_tables where schemaname = 'public'")
    ]
    assert {"journal", "projection", "audit", "stream_entry", "subscription"} <= set(tables)
    needles = [NAME, ASCII]
    for table in tables:
        for needle in needles:
            hit = await database.fetchval(
                f'select count(*) from "{table}" as held where held::text like $1'  # noqa: S608  names of our own tables
                " or held::text like $2",
                f"%{needle}%",
                f"%{needle.encode().hex()}%",
            )
            assert hit == 0, (table, needle)
    await database.close()


def test_the_databases_own_log_holds_nothing_of_it(postgres: EmbeddedPostgres, answers: list[str]) -> None:
    assert answers
    log = Path(postgres._home / "log").read_text(errors="replace")
    assert found_in(log) == []


async def test_control_the_search_finds_what_an_authorised_reader_is_shown(hub: HubProcess, answers: list[str]) -> None:
    """The same search over what the crew may see does find it: the canaries were there to be found."""
    assert answers
    shown = await asyncio.to_thread(ask, hub, "GET", "/directory")
    assert found_in(shown) == []
    async with await Line.open(hub, CREW) as line:
        await line.subscribe("unit:u-001")
        snapshot = json.dumps(await line.hears("snapshot"), ensure_ascii=False, default=str)
    assert set(found_in(snapshot)) >= {NAME, ASCII}
