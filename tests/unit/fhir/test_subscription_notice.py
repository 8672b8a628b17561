"""Notifications in both shapes: what a subscriber reads, and nothing beyond what it asked for."""

import json
from typing import Any
from uuid import UUID

import pytest

from hub.fhir.guard import faults
from hub.fhir.resource import Resource
from hub.fhir.subscription import Payload, Status
from hub.fhir.subscription_notice import (
    Kind,
    Notified,
    Shape,
    Standing,
    binding_token,
    notification,
    parameters,
    status_set,
    subscription_status,
)
from hub.fhir.validate import validate
from tests.subscriber import resources, status_of

BASE, AT = "https://hub.example/fhir", "2026-11-23T01:12:00.000Z"
ID = UUID("0199b2a0-11aa-7bbb-8ccc-0123456789ab")
STANDING = Standing(ID, f"{BASE}/SubscriptionTopic/case-updated", Status.ACTIVE, 7)
TASK = Resource("Task", "t-1", b'{"resourceType":"Task","id":"t-1","status":"requested","intent":"order"}')
EVENTS = (Notified(6, AT, "Task/t-1", ["Patient/p-1"], [TASK]), Notified(7, AT, "Encounter/e-1", [], []))


def told(payload: Payload, shape: Shape, events: tuple[Notified, ...] = EVENTS) -> dict[str, Any]:
    raw = notification(BASE, Kind.EVENT_NOTIFICATION, STANDING, events, payload, AT, shape)
    bundle: dict[str, Any] = json.loads(raw)
    return bundle


@pytest.mark.parametrize("shape", [parameters, subscription_status])
@pytest.mark.parametrize("payload", Payload)
def test_both_shapes_say_the_same(shape: Shape, payload: Payload) -> None:
    bundle = told(payload, shape)

    status = status_of(bundle)
    assert (status["type"], status["status"], status["since"]) == ("event-notification", "active", 7)
    assert (status["subscription"], status["numbers"]) == (str(ID), [6, 7])
    assert status["focus"] == ([] if payload is Payload.EMPTY else ["Task/t-1", "Encounter/e-1"])
    assert bool(resources(bundle)) is (payload is Payload.FULL_RESOURCE)
    for entry in bundle["entry"]:
        assert {"fullUrl", "request", "response"} <= entry.keys()
    if payload is Payload.EMPTY:
        assert len(bundle["entry"]) == 1
        assert "Task" not in json.dumps(bundle)
        assert "SubscriptionTopic" not in json.dumps(bundle)


@pytest.mark.parametrize("payload", Payload)
def test_the_guard_and_the_models_of_r4_accept_a_notification(payload: Payload) -> None:
    assert faults(told(payload, parameters)) == []


@pytest.mark.parametrize("payload", Payload)
def test_the_models_of_r4b_accept_the_status_that_medplum_reads(payload: Payload) -> None:
    status = told(payload, subscription_status)["entry"][0]["resource"]

    assert status["resourceType"] == "SubscriptionStatus"
    assert validate(json.dumps(status).encode()) == []


def test_what_may_not_be_shown_any_more_is_named_and_not_there() -> None:
    bundle = told(Payload.FULL_RESOURCE, parameters)

    shown = {entry["fullUrl"]: (entry["response"]["status"], "resource" in entry) for entry in bundle["entry"][1:]}
    assert shown == {
        f"{BASE}/Task/t-1": ("200", True),
        f"{BASE}/Patient/p-1": ("404", False),
        f"{BASE}/Encounter/e-1": ("404", False),
    }


def test_the_same_is_told_in_the_same_bytes() -> None:
    once, again = (json.dumps(told(Payload.ID_ONLY, parameters)) for _ in range(2))
    other = json.dumps(told(Payload.ID_ONLY, parameters, EVENTS[:1]))

    assert once == again
    assert json.loads(other)["entry"][0]["fullUrl"] != json.loads(once)["entry"][0]["fullUrl"]


def test_a_status_says_why_it_is_an_error() -> None:
    (entry,) = json.loads(status_set(BASE, [STANDING._replace(status=Status.ERROR)]))["entry"]

    assert validate(json.dumps(entry["resource"]).encode()) == []
    assert {"error", "topic"} <= {each["name"] for each in entry["resource"]["parameter"]}
    assert json.loads(status_set(BASE, [])) == {"resourceType": "Bundle", "type": "searchset", "total": 0}


def test_a_binding_token_is_a_parameters_resource() -> None:
    raw = binding_token("t0ken", AT, [ID], "wss://hub.example/ws/subscriptions")

    assert faults(json.loads(raw)) == []
    named = [each["name"] for each in json.loads(raw)["parameter"]]
    assert named == ["token", "expiration", "subscription", "websocket-url"]
