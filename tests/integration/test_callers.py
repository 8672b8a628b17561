"""Whoever is not known is told so before a byte of the body is read, and harms nobody behind."""

# ruff: noqa: S310 - addresses of our own hub

import http.client
import json
import urllib.request
from collections.abc import Iterator
from typing import Final

import pytest

from tests.world import HubProcess, new_case, submission

DOORS: Final = ["/whoami", "/directory", f"/cases/{new_case()}"]
FHIR_DOORS: Final = ["/fhir/Patient", f"/fhir/Encounter/{new_case()}/$everything", "/fhir/Subscription"]
WRONG: Final = {
    "nothing": None,
    "wrong": "Bearer wrong",
    "empty": "Bearer ",
    "scheme": "Basic d3Jvbmc=",
    "two": "Bearer wrong wrong",
    "bytes": "Bearer \xff\xfe",
}


@pytest.fixture
def line(hub: HubProcess) -> Iterator[http.client.HTTPConnection]:
    """One connection that is kept open."""
    connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=10)
    yield connection
    connection.close()


def ask(
    line: http.client.HTTPConnection,
    path: str,
    authorization: str | dict[str, str] | None,
    body: bytes | None = None,
    kind: str = "application/json",
) -> tuple[int, bytes]:
    headers = {"content-type": kind} if body is not None else {}
    if authorization is not None:
        headers |= {"authorization": authorization} if isinstance(authorization, str) else authorization
    line.request("GET" if body is None else "POST", path, body, headers)
    answer = line.getresponse()
    return answer.status, answer.read()


@pytest.mark.parametrize("authorization", WRONG.values(), ids=WRONG.keys())
def test_a_caller_that_is_not_known_hears_the_same_at_every_door(
    line: http.client.HTTPConnection, authorization: str | None
) -> None:
    answers = {ask(line, door, authorization) for door in DOORS}
    answers.add(ask(line, "/submissions", authorization, json.dumps(submission("open-case", new_case())).encode()))
    answers.add(ask(line, "/submissions", authorization, b"rubbish", "text/plain"))

    ((status, body),) = answers
    assert status == 401
    assert json.loads(body)["code"] == "not-authenticated"
    assert b"\xff" not in body

    ((status, body),) = {ask(line, door, authorization) for door in FHIR_DOORS}
    assert status == 401
    outcome = json.loads(body)
    assert (outcome["resourceType"], outcome["issue"][0]["code"]) == ("OperationOutcome", "login")
    assert b"\xff" not in body


def test_a_refusal_before_the_body_is_read_leaves_the_connection_usable(
    hub: HubProcess, line: http.client.HTTPConnection
) -> None:
    crew = "tablet-u-001"
    for body, caller, status in (
        (b"x" * 200_000, None, 401),
        (b"x" * 1_000_000, crew, 413),
        (b"x" * 200_000, crew, 400),
    ):
        shown = hub.headers(caller, "POST", "/submissions") if caller else None
        assert ask(line, "/submissions", shown, body)[0] == status
        case = new_case()
        opened = json.dumps(submission("open-case", case)).encode()
        assert ask(line, "/submissions", hub.headers(crew, "POST", "/submissions"), opened)[0] == 201
        assert ask(line, f"/cases/{case}", hub.headers(crew, "GET", f"/cases/{case}"))[0] == 200


def test_answers_are_kept_by_nobody(hub: HubProcess, case: str) -> None:
    for path in (
        f"/cases/{case}",
        f"/fhir/Encounter/{case}/$everything",
        "/whoami",
        "/directory",
        f"/cases/{new_case()}",
    ):
        assert hub.get(path, "tablet-u-001").headers["cache-control"] == "no-store", path


def test_what_is_not_there_and_what_is_not_allowed_are_errors_of_the_hub(hub: HubProcess) -> None:
    nowhere = hub.get("/nowhere", "tablet-u-001")
    assert (nowhere.status, nowhere.body["code"]) == (404, "not-found")
    for path, method in (("/submissions", "GET"), ("/whoami", "DELETE"), ("/health/live", "POST")):
        request = urllib.request.Request(hub.url + path, method=method)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=5)
        assert refused.value.code == 405
        body = json.loads(refused.value.read())
        assert body["code"]
        assert body["ja"] != body["en"]


def test_a_body_that_is_cut_off_stores_nothing_and_harms_nobody(hub: HubProcess) -> None:
    case = new_case()
    body = json.dumps(submission("open-case", case)).encode()
    for sent in (1, len(body) // 2, len(body) - 1):
        cut = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=10)
        cut.putrequest("POST", "/submissions")
        for name, value in hub.headers("tablet-u-001", "POST", "/submissions").items():
            cut.putheader(name, value)
        cut.putheader("content-type", "application/json")
        cut.putheader("content-length", str(len(body)))
        cut.endheaders()
        cut.send(body[:sent])
        cut.close()
    assert hub.get(f"/cases/{case}", "tablet-u-001").status == 404
    assert hub.post_raw("tablet-u-001", body).status == 201
