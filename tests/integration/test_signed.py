"""What a device signs is verified, kept, shown to its own side, and proven later without the hub."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from hub.security.signature import START, advanced
from tests.e2e.terminal import Line
from tests.integration.fhir_line import Answer, ask, found
from tests.keys import key_of
from tests.world import HubProcess, Json, new_case, submission

CREW, OTHER, ER = "tablet-u-001", "tablet-u-001b", "screen-h-001"


def posted(hub: HubProcess, body: bytes, *signatures: str | None, caller: str = CREW) -> Answer:
    headers = {"content-type": "application/json"}
    if signatures:
        headers["submission-signature"] = ",".join(each or "" for each in signatures)
    return ask(hub, "/submissions", caller, method="POST", headers=headers, body=body)


def raw(kind: str, case: str, **data: object) -> bytes:
    """A submission in its sender's own spelling."""
    return json.dumps(submission(kind, case, **data), ensure_ascii=False, indent=1).encode()


def provenances(hub: HubProcess, case: str, caller: str) -> dict[str, Json]:
    """What is said of each kind of submission: its Provenance."""
    shown = [each for each in found(ask(hub, f"Encounter/{case}/$everything", caller).body) if "activity" in each]
    return {each["activity"]["coding"][0]["code"]: each for each in shown}


def test_a_signature_is_shown_to_the_own_side_and_to_nobody_else(hub: HubProcess) -> None:
    case = new_case()
    first, second = (
        raw("open-case", case, chief_complaint="胸痛"),
        raw("request-acceptance", case, facilities=["h-001"]),
    )
    statement = key_of(CREW).detached(second)
    assert posted(hub, first).status == 201
    assert posted(hub, second, statement).status == 201

    own, asked = provenances(hub, case, CREW), provenances(hub, case, ER)

    (signature,) = own["request-acceptance"]["signature"]
    assert signature["who"]["reference"] == f"Device/{CREW}"
    assert signature["sigFormat"] == "application/jose"
    assert "signature" not in own["open-case"]
    assert asked["request-acceptance"]
    assert not any("signature" in each for each in asked.values())


def test_a_wrong_signature_is_refused_and_nothing_is_stored(hub: HubProcess) -> None:
    case = new_case()
    body = raw("open-case", case, chief_complaint="胸痛")
    good = key_of(CREW).detached(body)
    flipped = good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1]
    for wrong in (flipped, key_of(OTHER).detached(body), key_of(CREW).detached(body + b" "), "x", "a..b"):
        refused = posted(hub, body, wrong)
        assert (refused.status, refused.body["code"]) == (422, "signature-wrong")
        assert wrong not in refused.raw.decode()

    assert posted(hub, raw("message", case, text="x")).status == 404, "the case was not opened"
    assert posted(hub, body, good).status == 201
    assert posted(hub, body, key_of(CREW).detached(body)).status == 200, "a repetition may be signed anew"


def test_each_of_a_list_has_a_signature_of_its_own_or_none(hub: HubProcess) -> None:
    case = new_case()
    parts = [raw("open-case", case), raw("message", case, text="x"), raw("message", case, text="y")]
    body = b"[" + b", ".join(parts) + b"]"

    answer = posted(hub, body, key_of(CREW).detached(parts[0]), None, key_of(CREW).detached(parts[1]))

    assert [each["status"] for each in answer.body] == [201, 201, 422]
    assert posted(hub, body, "a", "b").body["code"] == "signature-wrong"


async def test_what_was_signed_over_a_socket_is_proven_without_the_hub(hub: HubProcess, tmp_path: Path) -> None:
    """A stream of vital signs is not signed one by one: a later signature covers it by the head of its chain."""
    case, path, key = new_case(), tmp_path / "signed.jsonl", key_of(CREW)
    bodies = [json.dumps(submission("open-case", case))]
    bodies += [json.dumps(submission("record-observation", case, heart_rate=70 + at)) for at in range(3)]
    bodies.append(json.dumps(submission("request-acceptance", case, facilities=["h-001"])))
    head = START
    async with await Line.open(hub, CREW) as line:
        for at, body in enumerate(bodies):
            statement = key.detached(body.encode(), (0, at, head)) if at in {0, 4} else None
            signed = f',"signature":"{statement}"' if statement else ""
            await line.send(f'{{"type":"submit","submission":{body}{signed}}}')
            await line.hears("receipt")
            head = advanced(head, body.encode())
        wrong = json.dumps(submission("message", case, text="x"))
        await line.send(f'{{"type":"submit","submission":{wrong},"signature":"{key.detached(b"x")}"}}')
        assert (await line.hears("refused"))["error"]["code"] == "signature-wrong"

    path.write_text(await asyncio.to_thread(hub.command, "audit", "signed", case), encoding="utf-8")

    told = await asyncio.to_thread(hub.command, "audit", "verify-signatures", str(path))
    standings = [line.split("  ")[2] for line in told.splitlines() if "  " in line]
    assert standings == ["signed", "covered", "covered", "covered", "signed"]
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], *lines[2:]]), encoding="utf-8")
    assert (await asyncio.to_thread(verify, hub, str(path))).returncode == 1, "an entry is missing"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert (await asyncio.to_thread(verify, hub, str(path), "--trusted", "somebody-elses")).returncode == 1


def verify(hub: HubProcess, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "hub", "audit", "verify-signatures", *arguments]
    return subprocess.run(command, env=hub.environment(), capture_output=True, check=False)


def test_of_a_case_that_is_not_there_nothing_is_carried_away(hub: HubProcess) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        hub.command("audit", "signed", new_case())
