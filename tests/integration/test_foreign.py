"""What belongs to another organisation answers exactly as what does not exist: same status and bytes at every door."""

import http.client
import json
from typing import Final

import pytest
from uuid_utils.compat import uuid7

from tests.e2e.terminal import Line
from tests.world import HubProcess, Json, new_case, now, submission

STRANGERS: Final = ["tablet-u-003", "console-fd-02", "screen-h-003", "console-fd-01", "screen-h-001"]
"""Another fire department's crew and command centre, a hospital that is not asked, two whose role may not post this."""
BY_CREW: Final[list[tuple[str, Json]]] = [
    ("describe-patient", {"family_name": "架空"}),
    ("record-observation", {"heart_rate": 80}),
    ("record-treatment", {"treatment": "oxygen"}),
    ("stamp-time", {"mark": "loaded"}),
    ("attach", {"what": "document", "content": "JVBERi0xLjcKeAolJUVPRgo="}),
    ("request-acceptance", {"facilities": ["h-001"]}),
    ("withdraw-request", {"facilities": ["h-001"]}),
    ("confirm-destination", {"facility": "h-001", "is_by_phone": True}),
    ("report-position", {"latitude": 34, "longitude": 132}),
    ("report-change", {"change": "deteriorated"}),
    ("hand-over", {}),
    ("close-case", {"closing": "refused"}),
]
BY_HOSPITAL: Final[list[tuple[str, Json]]] = [
    ("mark-displayed", {}),
    ("acknowledge", {}),
    ("answer-request", {"answer": "accept"}),
    ("receive-hand-over", {}),
    ("record-outcome", {"severity": "mild"}),
]


def _strangers_to(kind: str) -> list[str]:
    """Returns who may not post this: the case's own command centre stamps its times and closes it."""
    is_shared = kind in {"stamp-time", "close-case"}
    return [caller for caller in STRANGERS if not (is_shared and caller == "console-fd-01")]


KINDS: Final = [
    *((kind, data, _strangers_to(kind)) for kind, data in BY_CREW),
    *((kind, data, STRANGERS[:4]) for kind, data in BY_HOSPITAL),
]


def whole_answer(
    hub: HubProcess, path: str, caller: str, body: bytes | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers without what follows from the time, and bytes."""
    line = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=10)
    method = "GET" if body is None else "POST"
    line.request(method, path, body, {"content-type": "application/json", **hub.headers(caller, method, path)})
    answer = line.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders() if name.lower() not in {"date", "dpop-nonce"}}
    result = answer.status, told, answer.read()
    line.close()
    return result


LOOKED_UP = ["/cases/{}", "/cases/{}/attachments/key", "/cases/{}/handover.pdf"]


@pytest.mark.parametrize("path", [*LOOKED_UP, "/fhir/Encounter/{}/$everything"])
@pytest.mark.parametrize("caller", STRANGERS[:3])
def test_looking_a_foreign_case_up_is_looking_nothing_up(
    hub: HubProcess, asked_case: str, path: str, caller: str
) -> None:
    foreign = whole_answer(hub, path.format(asked_case), caller)
    missing = whole_answer(hub, path.format(new_case()), caller)
    nonsense = whole_answer(hub, path.format("nonsense"), caller)

    assert foreign == missing == nonsense
    assert foreign[0] == 404


@pytest.mark.parametrize(("kind", "data", "callers"), KINDS, ids=[kind for kind, _, _ in KINDS])
def test_posting_to_a_foreign_case_is_posting_to_nothing(
    hub: HubProcess, asked_case: str, kind: str, data: Json, callers: list[str]
) -> None:
    before = hub.get(f"/cases/{asked_case}", "console-fd-01").body
    for caller in callers:
        foreign, missing = (
            whole_answer(hub, "/submissions", caller, json.dumps(submission(kind, case, **data)).encode())
            for case in (asked_case, new_case())
        )
        assert foreign == missing
        assert (foreign[0], json.loads(foreign[2])["code"]) == (404, "not-found")
    assert hub.get(f"/cases/{asked_case}", "console-fd-01").body == before


def test_a_faulty_submission_does_not_tell_either(hub: HubProcess, asked_case: str) -> None:
    faulty = [
        ("record-observation", {"spo2": 140}),
        ("request-acceptance", {"facilities": ["h-999"]}),
        ("confirm-destination", {"facility": "h-999"}),
        ("withdraw-request", {"facilities": ["h-002"]}),
    ]
    for kind, data in faulty:
        key = str(uuid7())
        foreign, missing = (
            whole_answer(
                hub,
                "/submissions",
                "tablet-u-003",
                json.dumps({"kind": kind, "key": key, "case": case, "occurred_at": now(), "data": data}).encode(),
            )
            for case in (asked_case, new_case())
        )
        assert foreign == missing


async def test_the_socket_does_not_tell_either(hub: HubProcess, asked_case: str) -> None:
    for caller in STRANGERS[:3]:
        kind, data = ("acknowledge", {}) if caller.startswith("screen") else ("record-observation", {"heart_rate": 80})
        async with await Line.open(hub, caller) as line:
            answers = []
            for case in (asked_case, new_case()):
                outcome = await line.submit(submission(kind, case, **data))
                answers.append({**outcome, "key": None})
        assert answers[0] == answers[1]
        assert answers[0]["status"] == 404


async def test_a_stranger_hears_nothing_of_a_case_on_any_stream(hub: HubProcess) -> None:
    lines = {caller: await Line.open(hub, caller) for caller in STRANGERS[:3]}
    for caller, line in lines.items():
        for stream in hub.get("/whoami", caller).body["streams"]:
            await line.subscribe(stream)
            await line.hears("snapshot")
    case = new_case()
    for kind, data in [("open-case", {}), ("request-acceptance", {"facilities": ["h-001"]}), *BY_CREW[:4], BY_CREW[7]]:
        assert hub.post("tablet-u-001", submission(kind, case, **data)).status == 201, kind

    for line in lines.values():
        heard: list[Json] = []
        while len([frame for frame in heard if frame["type"] == "heartbeat"]) < 2:
            heard.append(await line.hear())
        assert case not in json.dumps(heard, default=str)
        assert {frame["type"] for frame in heard} == {"heartbeat"}
        await line.socket.close()


def test_a_hospital_that_declined_hears_no_more_than_a_stranger(hub: HubProcess, asked_case: str) -> None:
    assert (
        hub.post("screen-h-001", submission("answer-request", asked_case, answer="decline", reason="busy")).status
        == 201
    )
    for path in ("/cases/{}", "/fhir/Encounter/{}/$everything"):
        declined = whole_answer(hub, path.format(asked_case), "screen-h-001")
        assert declined == whole_answer(hub, path.format(new_case()), "screen-h-001")


def test_another_sender_may_use_the_same_key_and_learns_nothing(hub: HubProcess, case: str) -> None:
    said = submission("record-observation", case, heart_rate=80)
    assert hub.post("tablet-u-001", said).status == 201
    mine = submission("open-case", new_case())
    mine["key"] = said["key"]
    assert hub.post("tablet-u-003", mine).status == 201
    assert hub.post("tablet-u-003", said).status == 409, "its own key, with another body"
