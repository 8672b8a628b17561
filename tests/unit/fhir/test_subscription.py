"""A Subscription is read as the guide says, with every fault at once; topics and filters look at the entry alone."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from hub.domain.commands import KINDS
from hub.errors import IntegrityError, InvalidSubmissionError
from hub.fhir.resource import Resource, encode
from hub.fhir.subscription import Payload, Subscription, read, stored
from hub.fhir.subscription_topic import TOPICS, Feed, Happening
from hub.fhir.validate import validate
from tests.subscriber import GUIDE, TOPIC, subscription
from tests.world import Json

NOW = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
CASE = "01a214e8-d49e-7301-9576-7829e5cf47d4"


ETA = {"eta_minutes": 7}


def faults(asked: Json) -> list[tuple[str, str]]:
    with pytest.raises(InvalidSubmissionError) as refused:
        read(asked, NOW)
    return [(issue.path.removeprefix("Subscription."), issue.code) for issue in refused.value.issues]


def happening(kind: str, mode: str = "patch", subject: str = CASE, **body: Any) -> Happening:  # noqa: ANN401  JSON
    return Happening(1, subject, 2, kind, "2026-11-23T01:12:00.000Z", mode, body)


def topics_of(event: Happening) -> set[str]:
    return {topic.name for topic in TOPICS.values() if topic.happens(event)}


def test_every_choice_that_is_left_open_is_written_into_the_resource() -> None:
    asked = read(subscription("case-opened", "id-only"), NOW)

    content = {**asked.content, "id": "x"}
    assert validate(encode(content)) == []
    assert content["status"] == "requested"
    assert asked == stored(encode(asked.content))
    assert (asked.payload, asked.max_count, asked.heartbeat_s, asked.timeout_s) == (Payload.ID_ONLY, 1, 60, None)


def test_a_topic_without_a_payload_tells_nothing_and_a_query_tells_all() -> None:
    bare = {**subscription("Task"), "criteria": f"{TOPIC}case-opened"}

    assert read(bare, NOW).payload is Payload.EMPTY
    assert read(subscription("Task"), NOW).payload is Payload.FULL_RESOURCE


def test_what_the_poster_asks_of_the_channel_is_kept() -> None:
    asked = read(subscription("case-opened", "empty", heartbeat_period=5, timeout=2, max_count=20), NOW)

    assert (asked.heartbeat_s, asked.timeout_s, asked.max_count) == (5, 2, 20)
    assert asked == stored(encode(asked.content))


def test_every_fault_is_told_at_once() -> None:
    asked = subscription("case-opened", "everything", "name=x", "encounter", heartbeat_period=0, max_count=101)
    asked["channel"] |= {
        "type": "email",
        "endpoint": "https://example.org",
        "header": ["x: y"],
        "payload": "text/plain",
    }
    asked["end"] = "2020-01-01T00:00:00Z"

    assert sorted(faults(asked)) == [
        ("channel.endpoint", "not-supported"),
        ("channel.extension", "out-of-range"),
        ("channel.extension", "out-of-range"),
        ("channel.header", "not-supported"),
        ("channel.payload", "not-supported"),
        ("channel.payload.extension", "not-valid"),
        ("channel.type", "not-supported"),
        ("criteria.extension[0]", "unknown-filter"),
        ("criteria.extension[1]", "unknown-filter"),
        ("end", "not-valid"),
    ]


def test_a_rest_hook_names_an_address_and_has_no_heartbeat() -> None:
    asked = subscription("case-opened", "empty")
    asked["channel"] |= {"type": "rest-hook", "endpoint": "https://er.example/notify"}
    understood = read(asked, NOW)

    assert understood.endpoint == "https://er.example/notify"
    assert "extension" not in understood.content["channel"]  # type: ignore[operator]
    assert understood == stored(encode(understood.content))
    del asked["channel"]["endpoint"]
    assert faults(asked) == [("channel.endpoint", "not-supported")]


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"resourceType": "Patient"}, ""),
        ({**subscription("Task"), "reason": None}, "reason"),
        ({**subscription("Task"), "channel": "websocket"}, "channel"),
        ({**subscription("Task"), "criteria": ["Task"]}, "criteria"),
    ],
)
def test_what_is_no_subscription_is_refused(asked: Json, path: str) -> None:
    assert path in [where for where, _ in faults({name: value for name, value in asked.items() if value is not None})]


def test_what_this_release_does_not_know_any_more_is_not_guessed() -> None:
    asked = read(subscription("case-updated", "empty", "kind=hand-over"), NOW)
    older = json.loads(encode(asked.content))
    older["_criteria"]["extension"][0]["valueString"] = "kind=no-such-kind"

    with pytest.raises(IntegrityError):
        stored(encode(older))


@pytest.mark.parametrize(
    ("event", "topics"),
    [
        (happening("open-case", "document", status="open"), {"case-opened"}),
        (happening("switch-to-119", "document", case=CASE), {"case-opened"}),
        (happening("switch-to-119"), {"transport-updated"}),
        (happening("update-trip", position=ETA), {"transport-updated"}),
        (happening("request-on-behalf", "document", case=CASE), {"acceptance-requested", "case-updated"}),
        (happening("record-phone-answer"), {"acceptance-answered", "case-updated"}),
        (happening("request-acceptance", "document", requests={}), {"acceptance-requested", "case-updated"}),
        (happening("answer-request"), {"acceptance-answered", "case-updated"}),
        (happening("answer-request", "gone", reason="declined"), {"acceptance-answered", "case-updated"}),
        (happening("withdraw-request", "gone", reason="withdrawn"), {"case-updated"}),
        (happening("report-position", position=ETA), {"eta-changed", "case-updated"}),
        (happening("report-position", position={"latitude": 34}), {"case-updated"}),
        (happening("request-acceptance", "document", position=ETA), {"acceptance-requested", "case-updated"}),
        (happening("confirm-destination", "document", destination=ETA), {"eta-changed", "case-updated"}),
        (happening("hand-over", handover={}), {"handed-over", "case-updated"}),
        (happening("record-observation"), {"case-updated"}),
        (happening("publish-capacity", subject="h-001"), {"capacity-changed"}),
    ],
)  # fmt: skip
def test_an_entry_is_an_event_of_these_topics(event: Happening, topics: set[str]) -> None:
    assert topics_of(event) == topics


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_that_reaches_a_stream_is_told_by_some_topic(kind: str) -> None:
    assert topics_of(happening(kind))


def test_a_topic_reads_the_stream_that_carries_it() -> None:
    assert {topic.name for topic in TOPICS.values() if topic.feed is Feed.AREA} == {"capacity-changed", "mode-declared"}


def filtered(*filters: str, topic: str = "case-updated") -> Subscription:
    return read(subscription(topic, "empty", *filters), NOW)


@pytest.mark.parametrize("text", [f"encounter=Encounter/{CASE}", f"Encounter?encounter={CASE}", f"patient={CASE},x"])
def test_filters_are_written_in_several_ways(text: str) -> None:
    asked = filtered(text)

    assert asked.is_event(happening("record-observation"), ())
    assert not asked.is_event(happening("record-observation", subject="another"), ())


def test_of_several_filters_all_must_hold_and_of_several_values_any() -> None:
    asked = filtered(f"encounter={CASE}", "kind=hand-over,close-case")

    assert asked.is_event(happening("close-case"), ())
    assert not asked.is_event(happening("record-observation"), ())
    assert not asked.is_event(happening("close-case", subject="another"), ())


def test_an_owner_is_a_hospital_whose_inquiry_is_in_the_entry() -> None:
    asked = filtered("owner=Organization/h-001", topic="acceptance-answered")

    assert asked.is_event(happening("answer-request", requests={"h-001": {}, "h-002": {}}), ())
    assert not asked.is_event(happening("answer-request", requests={"h-002": {}}), ())
    assert asked.is_event(happening("answer-request", "gone", reason="declined"), ())


@pytest.mark.parametrize("text", ["kind=no-such", "kind=", "name=山田", "encounter:not=x", "owner=h-001", "_id=x"])
def test_a_filter_that_is_none_of_the_topic_is_refused(text: str) -> None:
    assert [path for path, _ in faults(subscription("case-updated", "empty", text))] == ["criteria.extension[0]"]


OBSERVED = Resource(
    "Observation",
    "o-1",
    encode(
        {
            "resourceType": "Observation",
            "id": "o-1",
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
            "encounter": {"reference": f"Encounter/{CASE}"},
            "subject": {"reference": f"Patient/{CASE}"},
        }
    ),
)
ASKED = Resource(
    "Task",
    "t-1",
    encode({"resourceType": "Task", "id": "t-1", "status": "requested", "owner": {"reference": "Organization/h-001"}}),
)


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("Observation", True),
        ("Observation?code=8867-4", True),
        ("Observation?code=http://loinc.org%7C8867-4", True),
        (f"Observation?encounter=Encounter/{CASE}&status=final,amended", True),
        (f"Observation?patient=Patient%2F{CASE}", True),
        (f"Observation?subject={CASE}", True),
        ("Observation?_id=o-1", True),
        ("Observation?code=8867-4&status=amended", False),
        ("Observation?encounter=Encounter/another", False),
        ("Condition", False),
        ("Task?owner=Organization/h-002", False),
        ("Task?owner=Organization/h-001", True),
    ],
)
def test_a_query_holds_for_what_was_written(query: str, holds: bool) -> None:  # noqa: FBT001
    asked = read(subscription(query), NOW)

    assert asked.is_event(happening("record-observation"), (OBSERVED, ASKED)) is holds
    assert not asked.is_event(happening("record-observation"), ())


@pytest.mark.parametrize(
    "query", ["Account", "task", "Patient?name=x", "Patient?birthdate=1950", "Task?owner:not=x", ""]
)
def test_a_query_that_is_not_understood_is_refused(query: str) -> None:
    assert {path for path, _ in faults(subscription(query))} == {"criteria"}


def test_the_channel_of_another_guide_is_refused() -> None:
    asked = subscription("case-opened", "empty")
    asked["channel"]["_type"] = {"extension": [{"url": f"{GUIDE}channel-type", "valueCoding": {"code": "zulip"}}]}

    assert faults(asked) == [("channel.type", "not-supported")]
