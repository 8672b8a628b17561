"""The stream protocol over a real socket: how it begins, resumes and ends, and what it does not put up with."""

import asyncio
import json
import os
import time
from itertools import pairwise
from typing import Final

import pytest
from websockets.exceptions import InvalidStatus

from tests.e2e.terminal import Line, Terminal
from tests.world import HubProcess, Json, new_case, submission

TABLET: Final = "tablet-u-002"
UNIT: Final = "unit:u-002"
BOARD: Final = "screen-h-002"
FACILITY: Final = "facility:h-002"


def post(hub: HubProcess, kind: str, case: str | None, **data: object) -> Json:
    answer = hub.post(TABLET, submission(kind, case, **data))
    assert answer.status == 201, answer
    body: Json = answer.body
    return body


def an_asked_case(hub: HubProcess, *facilities: str) -> str:
    case = new_case()
    post(hub, "open-case", case, chief_complaint="腹痛")
    post(hub, "request-acceptance", case, facilities=list(facilities or ["h-002"]))
    return case


async def test_bound_says_who_calls_and_what_it_may_read(hub: HubProcess) -> None:
    async with await Line.open(hub) as line:
        bound = await line.bind(hub, TABLET)

    assert (bound["caller"], bound["role"], bound["unit"]) == (TABLET, "crew", "u-002")
    assert bound["streams"] == ["area:99", UNIT]
    assert bound["heartbeat_s"] == 0.5
    assert {name: bound[name] for name in ("caller", "role", "unit", "organisation", "streams")} == (
        hub.get("/whoami", TABLET).body
    )


async def test_a_socket_that_does_not_say_who_it_is_in_time_is_ended(hub: HubProcess) -> None:
    began_at = time.monotonic()
    async with await Line.open(hub) as line:
        code, said = await line.hears_the_end()

    assert (code, said) == (4408, [])
    assert 0.9 < time.monotonic() - began_at < 3


@pytest.mark.parametrize(
    "frame",
    [{"type": "heartbeat"}, {"type": "subscribe", "stream": UNIT}, {"type": "ack", "stream": UNIT, "offset": 0}],
)
async def test_whoever_is_not_bound_is_not_served(hub: HubProcess, frame: Json) -> None:
    async with await Line.open(hub) as line:
        await line.send(json.dumps(frame))
        assert await line.hears_the_end() == (4401, [])


@pytest.mark.parametrize("ticket", ["", "wrong", "ticket\ud800".encode(errors="replace").decode(), "あ" * 5000])
async def test_a_wrong_ticket_is_told_so_and_ended(hub: HubProcess, ticket: str) -> None:
    async with await Line.open(hub) as line:
        await line.say("bind", ticket=ticket)
        code, said = await line.hears_the_end()

    assert code == 4401
    assert [(frame["type"], frame["error"]["code"]) for frame in said] == [("error", "not-authenticated")]


async def test_the_code_of_a_stranger_socket_does_not_depend_on_whether_the_stream_exists(hub: HubProcess) -> None:
    an_asked_case(hub)
    for stream in (FACILITY, "facility:h-999", "unit:u-001", "department:fd-01", "area:34", "", "unit:u-002 "):
        async with await Line.open(hub, TABLET) as line:
            await line.subscribe(stream)
            assert await line.hears_the_end() == (4403, []), stream


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b'{"type":"heartbeat"}', 4400),
        ("rubbish", 4400),
        ("", 4400),
        ("[]", 4400),
        ("{}", 4400),
        ('{"type":"dance"}', 4400),
        ('{"type":"heartbeat","mood":"good"}', 4400),
        ('{"type":"heartbeat"}\n\n', 4400),
        ('{"type":"subscribe"}', 4400),
        ('{"type":"subscribe","stream":7}', 4400),
        ('{"type":"submit"}', 4400),
        ('{"type":"bind","ticket":"another"}', 4401),
        ('{"type":"ack","stream":"unit:u-002","offset":0}', 4400),
        ('{"type":"submit","submission":' + "[" * 100_000 + "]" * 100_000 + "}", 4400),
        ('{"type":"heartbeat","' + "a" * 256 * 1024 + '":1}', 4413),
        ("a" * 301 * 1024, 1009),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_is_no_frame_ends_the_socket_and_harms_nobody(
    hub: HubProcess, message: str | bytes, code: int
) -> None:
    async with await Line.open(hub, BOARD) as other, await Line.open(hub, TABLET) as line:
        await line.send(message)
        assert (await line.hears_the_end())[0] == code
        await other.subscribe(FACILITY)
        await other.hears("snapshot")


async def test_text_that_is_no_utf_8_ends_the_socket(hub: HubProcess) -> None:
    async with await Line.open(hub, TABLET) as line:
        await line.socket.send(b"\xff\xfe", text=True)
        assert (await line.hears_the_end())[0] == 1007


async def test_acknowledging_what_was_not_sent_ends_the_socket(hub: HubProcess) -> None:
    async with await Line.open(hub, TABLET) as line:
        await line.subscribe(UNIT)
        top = (await line.hears("snapshot"))["offset"]
        await line.say("ack", stream=UNIT, offset=top)
        await line.say("ack", stream=UNIT, offset=top + 1)
        assert (await line.hears_the_end())[0] == 4400


async def test_several_frames_in_one_message_are_taken_in_order(hub: HubProcess) -> None:
    case = new_case()
    many = [
        {"type": "subscribe", "stream": UNIT},
        {"type": "submit", "submission": submission("open-case", case, chief_complaint="頭痛")},
        {"type": "submit", "submission": submission("record-observation", case, heart_rate=70)},
    ]
    async with await Line.open(hub, TABLET) as line:
        await line.send("\n".join(json.dumps(frame) for frame in many))
        receipts = [await line.hears("receipt") for _ in range(2)]

    assert [(receipt["case"], receipt["version"]) for receipt in receipts] == [(case, 1), (case, 2)]


async def test_a_refusal_names_its_key_and_leaves_the_socket_open(hub: HubProcess) -> None:
    case = new_case()
    async with await Line.open(hub, TABLET) as line:
        refused = await line.submit(submission("open-case", case, urgency="purple"))
        assert (refused["status"], refused["error"]["code"]) == (422, "invalid-submission")
        assert [issue["path"] for issue in refused["error"]["issues"]] == ["data.urgency"]
        broken = '{"type":"submit","submission":{"key":"k-1","a":1,"a":2,"b":{}}}'
        await line.send(broken)
        assert (await line.hears("refused"))["key"] == "k-1"
        await line.send('{"type":"submit","submission":null}')
        assert (await line.hears("refused"))["key"] is None
        assert (await line.submit(submission("open-case", case)))["version"] == 1


async def test_from_a_snapshot_and_from_a_position_the_same_is_reached(hub: HubProcess) -> None:
    case = an_asked_case(hub)
    async with await Line.open(hub, BOARD) as line:
        await line.subscribe(FACILITY)
        first = await line.hears("snapshot")
    for heart_rate in range(60, 70):
        post(hub, "record-observation", case, heart_rate=heart_rate)

    async with await Line.open(hub, BOARD) as line:
        await line.subscribe(FACILITY, (first["epoch"], first["offset"]))
        events = [await line.hears("event") for _ in range(10)]
        await line.subscribe("area:99")
        await line.hears("snapshot")

    assert [event["offset"] - first["offset"] for event in events] == list(range(1, 11))
    seen = [next(iter(event["body"]["observations"].values()))["heart_rate"] for event in events]
    assert seen == list(range(60, 70))


@pytest.mark.parametrize(
    ("epoch", "change", "reason"),
    [
        ("00000000-0000-4000-8000-000000000000", 0, "epoch"),
        ("not an epoch", 0, "epoch"),
        (None, 0, "epoch"),
        ("same", 1_000_000, "position"),
        ("same", 10**30, "position"),
        ("same", -(10**6), "position"),
        ("same", None, "position"),
    ],
)
async def test_a_position_that_cannot_be_served_is_reset_with_a_snapshot(
    hub: HubProcess, epoch: str | None, change: int | None, reason: str
) -> None:
    case = an_asked_case(hub)
    async with await Line.open(hub, BOARD) as line:
        await line.subscribe(FACILITY)
        known = await line.hears("snapshot")
        at = known["offset"] if change == 0 else change
        await line.say("subscribe", stream=FACILITY, epoch=known["epoch"] if epoch == "same" else epoch, offset=at)
        reset = await line.hears("reset")
        while (snapshot := await line.hear())["type"] == "heartbeat":
            pass  # it belongs to no stream and may stand between

    assert (reset["stream"], reset["reason"], reset["epoch"]) == (FACILITY, reason, known["epoch"])
    assert snapshot["type"] == "snapshot"
    assert case in snapshot["documents"]


async def test_the_hub_beats_and_says_where_each_stream_stands(hub: HubProcess) -> None:
    async with await Line.open(hub, TABLET) as line:
        await line.subscribe(UNIT)
        await line.hears("snapshot")
        beats = [await line.hears("heartbeat") for _ in range(3)]
        case = new_case()
        receipt = await line.submit(submission("open-case", case))
        assert receipt["type"] == "receipt"
        at = (await line.hears("event"))["offset"]
        await line.hears("heartbeat")
        after = await line.hears("heartbeat")

    assert after["tops"] == {UNIT: at}
    assert beats[0]["at"] < beats[1]["at"] < beats[2]["at"] < after["at"]


async def test_a_crew_hears_which_hospitals_are_silent_and_a_hospital_does_not(hub: HubProcess) -> None:
    async with await Line.open(hub, TABLET) as crew, await Line.open(hub, BOARD) as board:
        silent = (await crew.hears("heartbeat"))["silent"]
        assert {"h-001", "h-002", "h-003"} <= set(silent)

        await board.say("heartbeat", visible=True, sound_armed=False)
        await asyncio.sleep(0.1)
        assert "h-002" in await newest_silent(crew), "nobody hears it"
        await board.say("heartbeat", visible=True, sound_armed=True)
        await until_silent(crew, "h-002", is_silent=False)
        assert "silent" not in await board.hears("heartbeat")
        board.socket.transport.abort()
        await until_silent(crew, "h-002", is_silent=True)  # a screen that is gone watches nothing


async def until_silent(line: Line, facility: str, *, is_silent: bool) -> None:
    """Waits for a heartbeat that says so, as long as a line lives whose other end says nothing."""
    async with asyncio.timeout(30):
        while (facility in (await line.hears("heartbeat"))["silent"]) is not is_silent:
            await line.say("heartbeat")


async def newest_silent(line: Line) -> list[str]:
    await line.hears("heartbeat")
    silent: list[str] = (await line.hears("heartbeat"))["silent"]
    return silent


async def test_a_page_of_another_host_opens_no_socket(hub: HubProcess) -> None:
    for origin in ("http://evil.example", "null", f"http://127.0.0.1:{hub.port + 1}", "http://127.0.0.1"):
        with pytest.raises(InvalidStatus) as refused:
            await Line.open(hub, origin=origin)
        assert refused.value.response.status_code == 403
    async with await Line.open(hub, TABLET, origin=hub.url):
        pass


async def test_a_terminal_that_held_a_request_before_it_was_cut_off_has_been_reached(hub: HubProcess) -> None:
    """The acknowledgement was lost with the line; resuming behind the request says the same."""
    async with await Line.open(hub, BOARD) as line:
        await line.subscribe(FACILITY)
        await line.hears("snapshot")
        case = an_asked_case(hub)
        asked = await line.hears("event")
    async with await Line.open(hub, BOARD) as line:
        await line.subscribe(FACILITY)
        epoch = (await line.hears("snapshot"))["epoch"]

    async with await Line.open(hub, BOARD) as line:
        await line.subscribe(FACILITY, (epoch, asked["offset"]))
        await eventually_delivered(hub, case)


async def eventually_delivered(hub: HubProcess, case: str) -> None:
    for _ in range(40):
        request = hub.get(f"/cases/{case}", TABLET).body["document"]["requests"]["h-002"]
        if request["state"] == "delivered":
            return
        await asyncio.sleep(0.05)
    raise AssertionError(request)


async def test_subscribing_again_on_the_same_socket_begins_anew_without_a_hole(hub: HubProcess) -> None:
    case = an_asked_case(hub)
    async with await Line.open(hub, BOARD) as line:
        await line.subscribe(FACILITY)
        first = await line.hears("snapshot")
        for turn in range(20):
            post(hub, "record-observation", case, heart_rate=60 + turn)
            if turn % 5 == 4:
                await line.subscribe(FACILITY, (first["epoch"], first["offset"]))
        post(hub, "close-case", case, closing="refused")
        offsets = []
        while True:
            event = await line.hears("event")
            offsets.append(event["offset"] - first["offset"])
            if event["mode"] == "gone" and offsets.count(offsets[-1]) >= 1:
                break

    begun = [index for index, offset in enumerate(offsets) if offset == 1] + [len(offsets)]
    for start, end in pairwise(begun):
        assert offsets[start:end] == list(range(1, end - start + 1))


async def test_a_hub_that_stops_says_so(own_hub: HubProcess) -> None:
    async with await Line.open(own_hub, TABLET) as line:
        await line.subscribe(UNIT)
        await line.hears("snapshot")
        await asyncio.to_thread(own_hub.stop)
        assert (await line.hears_the_end())[0] == 1012


async def test_vanishing_clients_leave_no_complaint_in_the_log(hub: HubProcess) -> None:
    """Clients that are cut off in the middle of traffic are nothing unexpected."""
    case = an_asked_case(hub)
    before = len(hub.log)
    for _ in range(15):
        terminal = await Terminal(hub, BOARD).connect()
        watching = [await Line.open(hub, BOARD) for _ in range(5)]
        for line in watching:
            await line.subscribe(FACILITY)
        many = [submission("record-observation", case, heart_rate=60 + each, findings="x" * 400) for each in range(100)]
        posting = asyncio.create_task(asyncio.to_thread(hub.post, TABLET, many))
        await asyncio.sleep(0.02)
        terminal.break_off()
        for line in watching:
            line.socket.transport.abort()
        await posting
        await terminal.disconnect()
    assert "unexpected" not in hub.log[before:]


def test_only_whole_lines_of_json_are_logged(hub: HubProcess) -> None:
    """This stands last in the file: after all that was done to the hub above."""
    assert [line for line in hub.log.splitlines() if not line.startswith("{")] == []
    assert all(json.loads(line)["level"] for line in hub.log.splitlines())
    assert os.fspath(hub.folder)
