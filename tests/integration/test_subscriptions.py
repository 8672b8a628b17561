"""FHIR subscriptions against a hub that is served, over real sockets."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from hub.fhir.subscription_topic import TOPICS
from hub.fhir.validate import validate
from tests.subscriber import TOPIC, Subscriber, ask, resources, status_of, subscribe, subscription
from tests.world import HubProcess, Json, new_case, submission

CREW, CONSOLE, ASKED, OTHER = "tablet-u-001", "console-fd-01", "screen-h-001", "screen-h-002"
NAME = "架空姓名"
HOOK = {"type": "rest-hook", "endpoint": "https://example.org/hook"}


def post(hub: HubProcess, caller: str, kind: str, case: str | None, **data: object) -> None:
    answer = hub.post(caller, submission(kind, case, **data))
    assert answer.status in {200, 201}, answer.body


def opened(hub: HubProcess, **data: object) -> str:
    case = new_case()
    post(hub, CREW, "open-case", case, **data)
    return case


@pytest.fixture(autouse=True)
def nothing_is_left(hub: HubProcess) -> None:
    """Ends what earlier tests subscribed to."""
    for caller in (CREW, CONSOLE, ASKED, OTHER):
        for each in ask(hub, caller, "GET", "/fhir/Subscription").body.get("entry", []):
            assert ask(hub, caller, "DELETE", f"/fhir/Subscription/{each['resource']['id']}").status == 204


# A subscription as a resource.


def test_what_is_posted_is_read_back_with_every_choice_in_it(hub: HubProcess) -> None:
    reply = ask(hub, ASKED, "POST", "/fhir/Subscription", subscription("acceptance-requested", "id-only"))

    assert reply.status == 201
    assert reply.headers["location"].endswith(f"/fhir/Subscription/{reply.body['id']}")
    assert reply.headers["etag"] == 'W/"1"'
    assert reply.body["status"] == "requested"
    assert validate(reply.raw) == []
    again = ask(hub, ASKED, "GET", f"/fhir/Subscription/{reply.body['id']}")
    assert again.body == reply.body
    assert {"url": reply.body["channel"]["extension"][0]["url"], "valueUnsignedInt": 60} in again.body["channel"][
        "extension"
    ]


def test_the_same_posted_again_is_one_subscription(hub: HubProcess) -> None:
    asked = subscription("acceptance-requested", "id-only")
    first = ask(hub, ASKED, "POST", "/fhir/Subscription", asked)
    second = ask(hub, ASKED, "POST", "/fhir/Subscription", asked)
    other = ask(hub, ASKED, "POST", "/fhir/Subscription", subscription("acceptance-requested", "empty"))

    assert (first.status, second.status) == (201, 200)
    assert first.body["id"] == second.body["id"] != other.body["id"]


def test_a_subscription_is_switched_off_taken_up_again_and_deleted(hub: HubProcess) -> None:
    identity = subscribe(hub, ASKED, asked := subscription("acceptance-requested", "id-only"))
    path = f"/fhir/Subscription/{identity}"

    off = ask(hub, ASKED, "PUT", path, {**asked, "id": identity, "status": "off"})
    assert (off.status, off.body["status"], off.headers["etag"]) == (200, "off", 'W/"2"')
    on = ask(hub, ASKED, "PUT", path, {**asked, "id": identity, "status": "active"})
    assert (on.status, on.body["status"]) == (200, "requested")
    assert ask(hub, ASKED, "DELETE", path).status == 204
    assert ask(hub, ASKED, "GET", path).status == 404


def test_a_subscription_that_was_changed_since_it_was_read_is_neither_changed_nor_deleted(hub: HubProcess) -> None:
    identity = subscribe(hub, ASKED, asked := subscription("acceptance-requested", "id-only"))
    path, off = f"/fhir/Subscription/{identity}", {**asked, "id": identity, "status": "off"}
    first = ask(hub, ASKED, "GET", path).headers["etag"]
    second = ask(hub, ASKED, "PUT", path, off, {"if-match": first}).headers["etag"]

    assert first != second
    for method in ("PUT", "DELETE"):
        for tag in (first, "", 'W/"x"'):
            stale = ask(hub, ASKED, method, path, off if method == "PUT" else None, {"if-match": tag})
            assert (stale.status, stale.body["issue"][0]["details"]["coding"][0]["code"]) == (412, "stale-version")
    assert ask(hub, ASKED, "GET", path).headers["etag"] == second
    assert ask(hub, OTHER, "DELETE", path, None, {"if-match": second}).status == 404
    assert ask(hub, ASKED, "PUT", path, off, {"if-match": "*"}).status == 200
    assert ask(hub, ASKED, "DELETE", path, None, {"if-match": f'{second}, W/"3"'}).status == 204


def test_one_finds_ones_own_by_status_and_topic(hub: HubProcess) -> None:
    first = subscribe(hub, ASKED, subscription("acceptance-requested", "id-only"))
    second = subscribe(hub, ASKED, {**subscription("case-updated", "id-only"), "status": "off"})
    subscribe(hub, OTHER, subscription("case-updated", "id-only"))

    def found(query: str) -> set[str]:
        bundle = ask(hub, ASKED, "GET", f"/fhir/Subscription{query}").body
        assert bundle["total"] == len(bundle.get("entry", []))
        return {each["resource"]["id"] for each in bundle.get("entry", [])}

    assert found("") == {first, second}
    assert found("?status=off") == {second}
    assert found(f"?_id={first}") == {first}
    assert found(f"?topic={list(TOPICS)[1]}") == {first}
    assert found("?status=off,requested&_count=1000") == {first, second}


def test_a_caller_has_so_many_subscriptions_and_no_more(hub: HubProcess) -> None:
    for number in range(32):
        subscribe(hub, ASKED, subscription("case-updated", "empty", heartbeat_period=100 + number))

    refused = ask(hub, ASKED, "POST", "/fhir/Subscription", subscription("handed-over", "empty"))

    assert refused.status == 409
    assert refused.body["resourceType"] == "OperationOutcome"
    assert refused.body["issue"][0]["details"]["coding"][0]["code"] == "too-many-subscriptions"
    assert ask(hub, OTHER, "POST", "/fhir/Subscription", subscription("handed-over", "empty")).status == 201


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"criteria": "https://example.org/no-such-topic"}, "criteria"),
        ({"criteria": "Account?status=active"}, "criteria"),
        ({"criteria": TOPIC + "case-opened", "channel": HOOK}, "channel.endpoint"),
        ({"channel": HOOK}, "criteria"),
        ({"channel": {"type": "email"}}, "channel.type"),
        ({"channel": {"type": "websocket", "payload": "application/fhir+xml"}}, "channel.payload"),
        ({"channel": {"type": "websocket", "header": ["Authorization: x"]}}, "channel.header"),
        ({"end": "2020-01-01T00:00:00Z"}, "end"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_place(hub: HubProcess, change: Json, path: str) -> None:
    refused = ask(hub, ASKED, "POST", "/fhir/Subscription", {**subscription("Task"), **change})

    assert refused.status == 422
    assert f"Subscription.{path}" in [each for issue in refused.body["issue"] for each in issue["expression"]]
    assert validate(refused.raw) == []


def test_a_stranger_is_asked_who_he_is(hub: HubProcess) -> None:
    for method, path in (("GET", ""), ("POST", ""), ("GET", "/$status"), ("GET", "/$get-ws-binding-token")):
        refused = ask(hub, None, method, f"/fhir/Subscription{path}", {} if method == "POST" else None)
        assert (refused.status, refused.body["issue"][0]["code"]) == (401, "login")


@pytest.mark.parametrize(
    ("method", "operation"),
    [
        ("GET", ""),
        ("PUT", ""),
        ("DELETE", ""),
        ("GET", "/$status"),
        ("GET", "/$events"),
        ("GET", "/$get-ws-binding-token"),
    ],
)
def test_a_foreign_subscription_answers_like_one_that_is_not_there(
    hub: HubProcess, method: str, operation: str
) -> None:
    asked = subscription("case-updated", "full-resource")
    foreign = subscribe(hub, OTHER, asked)
    body = asked if method == "PUT" else None

    theirs = ask(hub, ASKED, method, f"/fhir/Subscription/{foreign}{operation}", body)
    nobodys = ask(hub, ASKED, method, f"/fhir/Subscription/{uuid4()}{operation}", body)

    assert (theirs.status, theirs.headers, theirs.raw) == (nobodys.status, nobodys.headers, nobodys.raw)
    assert theirs.status == 404
    assert ask(hub, OTHER, "GET", f"/fhir/Subscription/{foreign}").status == 200


def test_the_capability_statement_lists_the_topics_and_the_operations(hub: HubProcess) -> None:
    statement = ask(hub, None, "GET", "/fhir/metadata").body

    (told,) = [each for each in statement["rest"][0]["resource"] if each["type"] == "Subscription"]
    assert [each["valueCanonical"] for each in told["extension"]] == list(TOPICS)
    assert {each["name"] for each in told["operation"]} == {"status", "events", "get-ws-binding-token"}
    for code, method in (("create", "POST"), ("read", "GET"), ("update", "PUT"), ("delete", "DELETE")):
        assert {"code": code} in told["interaction"]
        refused = ask(hub, ASKED, method, f"/fhir/Subscription{'' if code == 'create' else f'/{uuid4()}'}", {})
        assert refused.status in {404, 422}, "it is there"


# Notifications.


async def test_a_hospital_hears_of_its_requests_and_of_nobody_elses(hub: HubProcess) -> None:
    mine = subscribe(hub, ASKED, subscription("acceptance-requested", "id-only"))
    theirs = subscribe(hub, OTHER, subscription("acceptance-requested", "id-only"))
    async with await Subscriber.open(hub, ASKED, mine) as first, await Subscriber.open(hub, OTHER, theirs) as second:
        await first.hears("handshake")
        await second.hears("handshake")
        case = opened(hub, chief_complaint="胸痛")
        post(hub, CREW, "request-acceptance", case, facilities=["h-001"])
        post(hub, CREW, "request-acceptance", other := opened(hub), facilities=["h-002"])

        told, elsewhere = await first.hears("event-notification"), await second.hears("event-notification")

        assert status_of(told)["focus"] == [f"Task/{case}-h-001"]
        assert status_of(elsewhere)["focus"] == [f"Task/{other}-h-002"]
        assert status_of(told)["numbers"] == [1] == status_of(elsewhere)["numbers"]
        with pytest.raises(TimeoutError):
            await first.hears("event-notification", 0.7)


async def test_every_notification_is_a_history_bundle_with_its_status_first(hub: HubProcess) -> None:
    identity = subscribe(hub, CONSOLE, subscription("case-updated", "full-resource", heartbeat_period=1))
    async with await Subscriber.open(hub, CONSOLE, identity) as line:
        heard = [await line.hears("handshake")]
        case = opened(hub, chief_complaint="胸痛")
        post(hub, CREW, "record-observation", case, heart_rate=118, temperature=36.5)
        heard += [await line.hears("event-notification"), await line.hears("heartbeat", 3)]

    for bundle in heard:
        assert validate(json.dumps(bundle).encode()) == []
        assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "history")
        assert bundle["entry"][0]["resource"]["resourceType"] == "Parameters"
        assert bundle["entry"][0]["request"]["url"].endswith(f"/fhir/Subscription/{identity}/$status")
        for entry in bundle["entry"]:
            assert {"request", "response", "fullUrl"} <= entry.keys()
    assert {each["resourceType"] for each in resources(heard[1])} >= {"Observation", "Provenance"}
    assert status_of(heard[2])["since"] == 1


@pytest.mark.parametrize("payload", ["empty", "id-only", "full-resource"])
async def test_a_notification_tells_as_much_as_was_asked_for(hub: HubProcess, payload: str) -> None:
    case = opened(hub)
    identity = subscribe(hub, CONSOLE, subscription("case-updated", payload))
    async with await Subscriber.open(hub, CONSOLE, identity) as line:
        await line.hears("handshake")
        post(hub, CREW, "describe-patient", case, family_name=NAME)
        told = await line.hears("event-notification")

    assert status_of(told)["focus"] == ([] if payload == "empty" else [f"Patient/{case}"])
    assert (case in json.dumps(told)) is (payload != "empty")
    assert (NAME in json.dumps(told, ensure_ascii=False)) is (payload == "full-resource")
    assert bool(resources(told)) is (payload == "full-resource")


async def test_several_events_stand_in_one_notification_where_that_is_wished(hub: HubProcess) -> None:
    case = opened(hub)
    single = subscribe(hub, CONSOLE, subscription("case-updated", "id-only"))
    several = subscribe(hub, CONSOLE, subscription("case-updated", "id-only", max_count=10))
    async with await Subscriber.open(hub, CONSOLE, single, several) as line:
        await line.hears("handshake")
        await line.hears("handshake")
        bodies = [submission("record-observation", case, heart_rate=60 + each) for each in range(5)]
        await asyncio.to_thread(hub.post, CREW, bodies)
        heard: dict[str, list[list[int]]] = {single: [], several: []}
        while any(sum(map(len, told)) < 5 for told in heard.values()):
            status = status_of(await line.hears("event-notification"))
            heard[status["subscription"]].append(status["numbers"])

    assert heard[single] == [[1], [2], [3], [4], [5]]
    assert [number for told in heard[several] for number in told] == [1, 2, 3, 4, 5]
    assert len(heard[several]) < 5


async def test_a_filter_lets_only_its_events_pass_and_they_are_numbered_without_a_hole(hub: HubProcess) -> None:
    first, second = opened(hub), opened(hub)
    identity = subscribe(
        hub,
        CONSOLE,
        subscription("case-updated", "id-only", f"encounter=Encounter/{second}", "kind=record-observation"),
    )
    async with await Subscriber.open(hub, CONSOLE, identity) as line:
        await line.hears("handshake")
        for case in (first, second, first, second):
            post(hub, CREW, "record-observation", case, heart_rate=80)
            post(hub, CREW, "record-treatment", case, treatment="oxygen")
        told = [status_of(await line.hears("event-notification")) for _ in range(2)]

    assert [each["numbers"] for each in told] == [[1], [2]]
    assert all(second in each["focus"][0] for each in told)
    (status,) = ask(hub, CONSOLE, "GET", f"/fhir/Subscription/{identity}/$status").body["entry"]
    assert status_of({"entry": [status]}) | {"focus": None} == {
        "type": "query-status",
        "status": "active",
        "since": 2,
        "subscription": identity,
        "numbers": [],
        "focus": None,
    }


async def test_what_a_hospital_can_take_is_told_to_the_whole_area(hub: HubProcess) -> None:
    identity = subscribe(hub, CREW, subscription("capacity-changed", "full-resource", "performer=Organization/h-002"))
    async with await Subscriber.open(hub, CREW, identity) as line:
        await line.hears("handshake")
        for hospital, level in (("screen-h-001", "good"), ("screen-h-002", "limited")):
            post(hub, hospital, "publish-capacity", None, specialty="surgery", level=level, beds=1)
        told = await line.hears("event-notification")

    assert status_of(told)["focus"] == ["Observation/h-002-surgery"]
    assert resources(told)[0]["subject"]["reference"] == "Location/h-002"


# Disclosure.


async def test_an_asked_hospital_hears_no_name_and_the_one_that_accepted_does(hub: HubProcess) -> None:
    case = opened(hub, chief_complaint="胸痛")
    post(hub, CREW, "describe-patient", case, family_name=NAME, age_years=76)
    identity = subscribe(hub, ASKED, subscription("case-updated", "full-resource"))
    async with await Subscriber.open(hub, ASKED, identity) as line:
        await line.hears("handshake")
        post(hub, CREW, "request-acceptance", case, facilities=["h-001", "h-002"])
        post(hub, CREW, "describe-patient", case, given_name=NAME, sex="male")
        before = [await line.hears("event-notification") for _ in range(2)]
        post(hub, ASKED, "answer-request", case, answer="accept")
        post(hub, CREW, "describe-patient", case, given_name=NAME + "二")
        after = [await line.hears("event-notification") for _ in range(2)]

    shown = json.dumps(before, ensure_ascii=False)
    assert NAME not in shown
    assert "h-002" not in shown
    assert any(each["resourceType"] == "Patient" for bundle in before for each in resources(bundle))
    assert NAME + "二" in json.dumps(after, ensure_ascii=False)
    assert "h-002" not in json.dumps(after, ensure_ascii=False)


async def test_a_hospital_that_lost_hears_that_it_is_over_and_nothing_else(hub: HubProcess) -> None:
    case = opened(hub, chief_complaint="胸痛")
    post(hub, CREW, "describe-patient", case, family_name=NAME)
    identity = subscribe(hub, OTHER, subscription("acceptance-answered", "full-resource"))
    async with await Subscriber.open(hub, OTHER, identity) as line:
        await line.hears("handshake")
        post(hub, CREW, "request-acceptance", case, facilities=["h-001", "h-002"])
        post(hub, ASKED, "answer-request", case, answer="accept")
        told = await line.hears("event-notification")
        post(hub, CREW, "record-observation", case, heart_rate=80)
        with pytest.raises(TimeoutError):
            await line.hears("event-notification", 0.7)

    assert status_of(told)["focus"] == [f"Task/{case}-h-002"]
    assert resources(told) == []
    assert told["entry"][1]["response"]["status"] == "404"
    assert "h-001" not in json.dumps(told)
    events = ask(hub, OTHER, "GET", f"/fhir/Subscription/{identity}/$events?content=full-resource").body
    assert status_of(events)["numbers"] == [1]
    assert resources(events) == []


async def test_a_query_cannot_ask_who_the_patient_is(hub: HubProcess) -> None:
    for query in (f"Patient?name={NAME}", "Patient?birthdate=1950-01-31", "Encounter?location.address=x"):
        refused = ask(hub, ASKED, "POST", "/fhir/Subscription", subscription(query))
        assert (refused.status, refused.body["issue"][0]["details"]["coding"][0]["code"]) == (422, "unknown-filter")


# The socket.


async def test_a_token_binds_once_and_only_on_a_socket(hub: HubProcess) -> None:
    identity = subscribe(hub, ASKED, subscription("case-updated", "empty"))
    async with await Subscriber.open(hub, ASKED) as line:
        token = await line.bind(identity)
        await line.hears("handshake")
        assert ask(hub, ASKED, "GET", "/whoami").status == 200
    async with await Subscriber.open(hub, ASKED) as again:
        await again.say({"type": "bind-with-token", "payload": {"token": token}})
        assert await again.hears_the_end() == 4401


async def test_the_plain_words_of_other_servers_bind_as_well(hub: HubProcess) -> None:
    identity = subscribe(hub, ASKED, subscription("case-updated", "empty"))
    reply = ask(hub, ASKED, "POST", f"/fhir/Subscription/{identity}/$get-ws-binding-token")
    told = {each["name"]: each for each in reply.body["parameter"]}
    assert told["websocket-url"]["valueUrl"] == f"ws://127.0.0.1:{hub.port}/ws/subscriptions"
    assert told["subscription"]["valueString"] == identity
    expires_at = datetime.fromisoformat(told["expiration"]["valueDateTime"])
    assert timedelta(minutes=9) < expires_at - datetime.now(UTC) <= timedelta(minutes=10)
    async with await Subscriber.open(hub, ASKED) as line:
        await line.say(f"bind-with-token {told['token']['valueString']}")
        assert status_of(await line.hears("handshake"))["subscription"] == identity


@pytest.mark.parametrize(
    ("message", "code"),
    [("", 4400), (b"binary", 4400), ("{}", 4400), ('{"type":"subscribe"}', 4400), ("bind-with-token no-such", 4401)],
)
async def test_what_is_not_understood_ends_the_line(hub: HubProcess, message: str | bytes, code: int) -> None:
    async with await Subscriber.open(hub, ASKED) as line:
        await line.say(message)
        assert await line.hears_the_end() == code


async def test_who_is_not_bound_in_time_is_let_go(hub: HubProcess) -> None:
    async with await Subscriber.open(hub, ASKED) as line:
        assert await line.hears_the_end(5) == 4408


async def test_a_page_of_another_host_is_not_let_in(hub: HubProcess) -> None:
    with pytest.raises(Exception, match="403"):
        await Subscriber.open(hub, ASKED, origin="https://example.org")


async def test_a_subscription_that_is_deleted_or_switched_off_falls_silent(hub: HubProcess) -> None:
    asked = subscription("case-updated", "empty", heartbeat_period=1)
    identity = subscribe(hub, CONSOLE, asked)
    async with await Subscriber.open(hub, CONSOLE, identity) as line:
        await line.hears("handshake")
        ask(hub, CONSOLE, "PUT", f"/fhir/Subscription/{identity}", {**asked, "status": "off"})
        assert status_of(await line.hears("heartbeat", 3))["status"] == "off"
        with pytest.raises(TimeoutError):
            await line.hear(1.5)
        await line.bind(identity)
        assert status_of(await line.hears("handshake"))["status"] == "off"
        ask(hub, CONSOLE, "PUT", f"/fhir/Subscription/{identity}", asked)
        await line.bind(identity)
        assert status_of(await line.hears("handshake"))["status"] == "active"
        ask(hub, CONSOLE, "DELETE", f"/fhir/Subscription/{identity}")
        with pytest.raises(TimeoutError):
            await line.hear(1.5)


async def test_a_reader_that_takes_nothing_is_let_go_and_the_subscription_says_so(hub: HubProcess) -> None:
    case = opened(hub)
    identity = subscribe(hub, CONSOLE, subscription("case-updated", "full-resource"))
    line = await Subscriber.open(hub, CONSOLE, identity, narrow=True)
    await line.hears("handshake")
    path = f"/fhir/Subscription/{identity}/$status"
    for _ in range(8):
        bodies = [submission("record-observation", case, heart_rate=80, findings="所" * 200) for _ in range(100)]
        await asyncio.to_thread(hub.post, CREW, bodies)
    async with asyncio.timeout(15):
        while status_of(ask(hub, CONSOLE, "GET", path).body)["status"] != "error":  # noqa: ASYNC110  nobody rings
            await asyncio.sleep(0.1)
    assert status_of(ask(hub, CONSOLE, "GET", path).body)["since"] == 800
    line.socket.transport.abort()

    async with await Subscriber.open(hub, CONSOLE, identity) as again:
        handshake = status_of(await again.hears("handshake"))
        assert (handshake["status"], handshake["since"]) == ("active", 800)
    rest = ask(hub, CONSOLE, "GET", f"/fhir/Subscription/{identity}/$events?eventsSinceNumber=701&content=empty").body
    assert status_of(rest)["numbers"] == list(range(701, 801))
