"""Enrolling organisations and devices: what is wrong with a file is said before it can harm a hub that runs."""

import asyncio
import json
import socket
import subprocess
from typing import Final

import pytest
from pydantic import SecretStr

from hub import administration
from hub.errors import InvalidSubmissionError
from hub.settings import Settings
from tests.keys import Key, key_of
from tests.world import HubProcess, Json, enrolment

SCREEN: Final = "screen-h-001b"


async def attempt(hub: HubProcess, **change: object) -> None:
    """Enrols a file with one caller."""
    caller: Json = {
        "id": "screen-new",
        "organisation": "h-001",
        "role": "hospital",
        "unit": None,
        "name": "新",
        **change,
    }
    file = hub.folder / "wrong.json"
    file.write_text(json.dumps({"organisations": [], "callers": [caller]}))
    await asyncio.to_thread(administration.enrol, Settings(dsn=SecretStr(hub.dsn), data_dir=hub.folder), file)


@pytest.mark.parametrize(
    "change",
    [
        {"role": "hospitl"},
        {"role": "crew", "organisation": "fd-01", "unit": None},
        {"organisation": "h-999"},
        {"id": "Screen 1"},
        {"key": "none"},
        {"key": {**key_of("screen-h-001").jwk, "x": "AA"}},
        {"key": {**key_of("screen-h-001").jwk, "y": key_of("screen-h-001").jwk["x"]}},
        {"key": {**key_of("new").jwk, "d": "AA"}},
        {"key": key_of("screen-h-001").jwk},
        {"jwks": {"keys": [{**key_of("new").jwk, "d": "AA"}]}},
        {"name": None},
    ],
    ids=str,
)
async def test_a_wrong_file_is_refused(hub: HubProcess, change: Json) -> None:
    with pytest.raises(InvalidSubmissionError) as refused:
        await attempt(hub, **change)
    assert len(refused.value.issues) == 1


async def test_a_hub_that_runs_takes_no_harm_from_wrong_files(hub: HubProcess) -> None:
    """This stands behind the wrong ones; a hub looks at its register twice a second."""
    await attempt(hub)
    await asyncio.sleep(1.2)
    assert hub.get("/whoami", "tablet-u-001").status == 200
    assert "Traceback" not in hub.log


def test_the_command_line_says_what_is_wrong_in_two_languages(hub: HubProcess) -> None:
    file = hub.folder / "nonsense.json"
    file.write_text("[]")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        hub.command("enrol", str(file))
    assert failed.value.returncode == 1
    code, ja, en = failed.value.stderr.splitlines()
    assert (code, ja.isascii(), en.isascii()) == ("invalid-submission", False, True)


def test_loading_a_file_again_changes_nothing(hub: HubProcess) -> None:
    before = hub.get("/directory", SCREEN).body
    file = hub.folder / "again.json"
    file.write_text(json.dumps(enrolment()))
    assert hub.command("enrol", str(file)) == "5 organisations, 12 callers, 0 persons"
    assert hub.get("/directory", SCREEN).body == before


def test_a_code_is_good_once(hub: HubProcess) -> None:
    code, mine = hub.command("code", SCREEN), Key("a new screen")
    first = hub.enrolled(code.lower(), mine)
    second = hub.enrolled(code, Key("another new screen"))
    never = hub.enrolled("AAAA-BBBB-CCCC", Key("another new screen"))

    assert (first.status, first.body) == (201, {"caller": SCREEN, "role": "hospital"})
    assert (second.status, second.body) == (never.status, never.body)
    assert second.body["code"] == "not-authenticated"
    assert hub.ask_as(hub.client(SCREEN, mine), "/whoami").body["caller"] == SCREEN
    assert hub.get("/whoami", SCREEN).status == 401, "the key that was its own before is nobody's now"


def test_a_key_is_enrolled_by_who_holds_it(hub: HubProcess) -> None:
    """Who hears of a code cannot enrol a key of somebody else, nor one that is another caller's."""
    code, stranger, victim = hub.code("screen-h-003"), Key("a stranger"), key_of("screen-h-002")

    named = hub.enrolled(code, stranger, named=Key("somebody else").jwk)
    unshown = hub.post_to("/enrol", json.dumps({"code": code, "key": stranger.jwk}).encode())
    taken = hub.enrolled(code, victim)

    assert [(each.status, each.body["code"]) for each in (named, unshown, taken)] == [
        (401, "invalid-proof"),
        (401, "invalid-proof"),
        (401, "not-authenticated"),
    ]
    assert hub.enrolled(code, key_of("screen-h-003")).status == 201, "the code was not used up"


@pytest.mark.parametrize(
    "body",
    [b"{}", b"[]", b'{"code":7}', b'{"code":"A"}', b'{"code":"A","more":1}', b"nonsense", b'{"code":"a","code":"b"}'],
)
def test_an_enrolment_that_is_none_is_refused(hub: HubProcess, body: bytes) -> None:
    answer = hub.enrolled("", Key("a stranger"), body=body)
    assert answer.status in {400, 422}
    assert answer.body["issues"]


def test_a_body_without_end_is_refused_before_it_is_read(hub: HubProcess) -> None:
    with socket.create_connection(("127.0.0.1", hub.port), 5) as line:
        head = f"POST /enrol HTTP/1.1\r\nhost: 127.0.0.1:{hub.port}\r\ncontent-type: application/json\r\n"
        proof = Key("a stranger").proof("POST", f"{hub.url}/enrol", hub.nonce())
        line.sendall(f"{head}dpop: {proof}\r\ncontent-length: 10000000000\r\n\r\n{{".encode())
        line.settimeout(3)
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")
