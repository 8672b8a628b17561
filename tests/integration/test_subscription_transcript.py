"""A subscription from its beginning to a gap that is closed: the story of ``docs/how-to/subscribe-with-fhir.md``."""

import json
import re
from pathlib import Path
from typing import Final

from tests.subscriber import GUIDE, Subscriber, ask, status_of, subscription
from tests.world import HubProcess, Json, new_case, submission

PAGE: Final = Path(__file__).parents[2] / "docs" / "how-to" / "subscribe-with-fhir.md"
HOSPITAL, CREW = "screen-h-001", "tablet-u-001"


class Transcript:
    """What was said, line by line, with every id that differs from run to run by a name."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.lines: list[str] = []

    def says(self, who: str, text: str) -> None:
        for secret, name in self.names.items():
            text = text.replace(secret, name)
        self.lines.append(f"{who:<10}{text}")

    def hears(self, bundle: Json) -> Json:
        status = status_of(bundle)
        told = [f"#{number} {focus}" for number, focus in zip(status["numbers"], status["focus"], strict=True)]
        self.says("hub", " ".join([f"{status['type']} ({status['status']}, {status['since']} so far)", *told]))
        return status


def holes(held: list[int], since: int) -> list[int]:
    """Returns the numbers of the events that a client has not seen."""
    return [number for number in range(1, since + 1) if number not in held]


async def the_story(hub: HubProcess, *, asks_for_what_is_missing: bool) -> tuple[Transcript, list[int], int]:
    """Tells it; returns the numbers the hospital holds, and how many events there were."""
    transcript, held = Transcript(), []
    case = new_case()
    transcript.names = {case: "<case>"}

    def crew(kind: str, **data: object) -> None:
        assert hub.post(CREW, submission(kind, case, **data)).status == 201
        transcript.says("crew", kind)

    async def bound() -> Subscriber:
        line = await Subscriber.open(hub, HOSPITAL)
        transcript.says("hospital", f"GET /fhir/Subscription/{identity}/$get-ws-binding-token")
        token = await line.bind(identity)
        transcript.names[token] = "<token>"
        transcript.says("hospital", f'{{"type":"bind-with-token","payload":{{"token":"{token}"}}}}')
        return line

    crew("open-case", chief_complaint="胸痛")
    asked = subscription("case-updated", "id-only", f"encounter=Encounter/{case}")
    reply = ask(hub, HOSPITAL, "POST", "/fhir/Subscription", asked)
    assert reply.status == 201, reply.body
    identity = reply.body["id"]
    transcript.names[identity] = "<id>"
    transcript.says("hospital", "POST /fhir/Subscription (case-updated, id-only, encounter=Encounter/<case>)")
    transcript.says("hub", f"{reply.status} Subscription/{identity}, {reply.body['status']}")

    line = await bound()
    transcript.hears(await line.hears("handshake"))
    crew("request-acceptance", facilities=["h-001"])
    held += transcript.hears(await line.hears("event-notification"))["numbers"]

    line.socket.transport.abort()
    transcript.says("", "--- the line breaks ---")
    crew("record-observation", heart_rate=118)
    crew("report-change", change="deteriorated")

    async with await bound() as line:
        since = transcript.hears(await line.hears("handshake"))["since"]
        missing = holes(held, since)
        if missing and asks_for_what_is_missing:
            query = f"eventsSinceNumber={missing[0]}&eventsUntilNumber={missing[-1]}"
            transcript.says("hospital", f"GET /fhir/Subscription/{identity}/$events?{query}")
            answer = ask(hub, HOSPITAL, "GET", f"/fhir/Subscription/{identity}/$events?{query}")
            held += transcript.hears(answer.body)["numbers"]
        crew("record-observation", heart_rate=124)
        status = transcript.hears(await line.hears("event-notification"))
        held += status["numbers"]
    return transcript, held, status["since"]


async def test_a_gap_is_seen_and_closed_with_events(hub: HubProcess) -> None:
    transcript, held, since = await the_story(hub, asks_for_what_is_missing=True)

    assert held == [1, 2, 3, 4]
    assert holes(held, since) == []
    shown = re.search(r"```transcript\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert shown is not None
    assert "\n".join(transcript.lines) == shown[1].rstrip("\n")


async def test_control_who_does_not_ask_has_a_hole_and_can_see_it(hub: HubProcess) -> None:
    _, held, since = await the_story(hub, asks_for_what_is_missing=False)

    assert holes(held, since) == [2, 3]


def test_the_subscription_of_the_page_is_accepted(hub: HubProcess) -> None:
    text = re.search(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert text is not None
    assert GUIDE in text[1]
    assert ask(hub, HOSPITAL, "POST", "/fhir/Subscription", json.loads(text[1])).status == 201
