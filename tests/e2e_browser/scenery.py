"""What else goes on in the prefecture while pictures are taken: fixed, fictitious, posted as its callers would."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from websockets.exceptions import ConnectionClosed

from tests.e2e.terminal import Line
from tests.world import HubProcess, Json, new_case, submission

BEAT_S: Final = 4.0
ADVERTISED: Final = (
    ("h-001", "emergency", "good", 3, ""),
    ("h-001", "cardiology", "good", 2, "カテ室使用可"),
    ("h-001", "stroke", "limited", 1, ""),
    ("h-002", "emergency", "possible", 1, ""),
    ("h-002", "surgery", "good", 2, ""),
    ("h-003", "emergency", "none", 0, "満床"),
    ("h-003", "internal", "limited", 1, ""),
    ("h-004", "emergency", "good", 4, ""),
    ("h-005", "emergency", "limited", 1, ""),
)


def minutes_ago(minutes: float) -> str:
    """Returns a time as a tablet writes it."""
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


def signs(pulse: int, spo2: int, pressure: tuple[int, int], breaths: int, temperature: float) -> Json:
    """Returns the vital signs of one look."""
    systolic, diastolic = pressure
    looked = {"heart_rate": pulse, "spo2": spo2, "systolic": systolic, "diastolic": diastolic}
    return looked | {"respiratory_rate": breaths, "temperature": temperature}


async def says(hub: HubProcess, caller: str, *said: Json) -> None:
    """Posts submissions as a caller, who is believed."""
    answer = await asyncio.to_thread(hub.post, caller, list(said))
    assert [each for each in answer.body if each["status"] != 201] == []


@asynccontextmanager
async def awake(hub: HubProcess, *screens: str) -> AsyncIterator[None]:
    """Screens of other hospitals are on, and can be heard."""
    beating = [asyncio.create_task(_beats(hub, screen)) for screen in screens]
    yield
    for each in beating:
        each.cancel()
    await asyncio.gather(*beating, return_exceptions=True)


async def _beats(hub: HubProcess, screen: str) -> None:
    while True:
        with suppress(ConnectionClosed):  # a line that is not bound again ends after five minutes
            async with await Line.open(hub, screen) as line:
                while True:
                    await line.say("heartbeat", visible=True, sound_armed=True)
                    with suppress(TimeoutError):
                        await line.hear(BEAT_S)


async def advertise(hub: HubProcess) -> None:
    """Hospitals say what they can take."""
    for hospital, specialty, level, beds, comment in ADVERTISED:
        told = {"specialty": specialty, "level": level, "beds": beds} | ({"comment": comment} if comment else {})
        await says(hub, f"screen-{hospital}", submission("publish-capacity", None, **told))


async def on_the_way(hub: HubProcess) -> None:
    """Three patients of other crews are on their way to the first hospital, or there."""
    stroke, fever, traffic = (new_case() for _ in range(3))
    await says(
        hub,
        "tablet-u-002",
        *_opened(stroke, "脱力・麻痺", "red", 71, "male", ["stroke-suspected"], signs(92, 96, (188, 96), 18, 36.4), 24),
        submission("request-acceptance", stroke, minutes_ago(14), facilities=["h-001"], specialty="stroke"),
        *_opened(fever, "発熱", "yellow", 3, "male", [], signs(148, 97, (98, 60), 28, 39.4), 12),
        submission("request-acceptance", fever, minutes_ago(5), facilities=["h-001"], eta_minutes=15),
        *_opened(
            traffic, "交通外傷", "yellow", 34, "female", ["major-trauma"], signs(104, 98, (112, 70), 22, 36.8), 41
        ),
        submission("request-acceptance", traffic, minutes_ago(30), facilities=["h-001"], specialty="trauma"),
    )
    accepts = [submission("answer-request", case, answer="accept") for case in (stroke, fever, traffic)]
    await says(hub, "screen-h-001", *accepts)
    where = {"latitude": 34.02, "longitude": 132.02}
    await says(
        hub,
        "tablet-u-002",
        *(submission("confirm-destination", case, facility="h-001", eta_minutes=9) for case in (stroke, traffic)),
        submission("stamp-time", stroke, minutes_ago(6), mark="departed-scene"),
        submission("record-treatment", stroke, minutes_ago(5), treatment="oxygen", amount=4, unit="L/min"),
        submission("report-change", stroke, minutes_ago(2), change="deteriorated", detail="構音障害の増悪"),
        submission("record-observation", stroke, minutes_ago(1), **signs(98, 94, (204, 102), 20, 36.4)),
        submission("report-position", stroke, **where, eta_minutes=6),
        submission("stamp-time", traffic, minutes_ago(20), mark="departed-scene"),
        submission("stamp-time", traffic, minutes_ago(2), mark="arrived-hospital"),
    )


async def waiting(hub: HubProcess) -> None:
    """Two more requests wait at the first hospital."""
    breath, fall = new_case(), new_case()
    await says(
        hub,
        "tablet-u-002",
        *_opened(breath, "呼吸困難", "red", 78, "female", [], signs(126, 86, (164, 92), 32, 37.1), 9),
        submission("request-acceptance", breath, facilities=["h-001"], eta_minutes=8, message="起坐呼吸、喘鳴あり"),
        *_opened(fall, "転倒・外傷", "green", 82, "female", [], signs(78, 97, (138, 74), 16, 36.3), 15),
        submission("request-acceptance", fall, facilities=["h-001"], eta_minutes=14),
    )


async def stuck(hub: HubProcess) -> str:
    """One case is difficult, another comes near it; returns the first."""
    pinned, dizzy = new_case(), new_case()
    await says(
        hub,
        "tablet-u-002",
        *_opened(pinned, "挟まれ", "red", 52, "male", ["major-trauma"], signs(118, 95, (92, 58), 24, 36.0), 38),
        submission("request-acceptance", pinned, minutes_ago(9), facilities=["h-002", "h-003"]),
        submission("request-acceptance", pinned, minutes_ago(2), facilities=["h-004", "h-005"]),
        *_opened(dizzy, "めまい", "green", 64, "female", [], signs(72, 98, (142, 80), 16, 36.5), 24),
    )
    no = [("screen-h-002", "busy"), ("screen-h-003", "beds-full")]
    for hospital, reason in no:
        await says(hub, hospital, submission("answer-request", pinned, answer="decline", reason=reason))
    return pinned


def _opened(  # noqa: PLR0913, PLR0917  what a case is
    case: str, complaint: str, urgency: str, age: int, sex: str, dangers: Sequence[str], looked: Json, minutes: float
) -> Iterator[Json]:
    yield submission("open-case", case, minutes_ago(minutes), chief_complaint=complaint, urgency=urgency)
    told: Json = {"age_years": age, "sex": sex} | ({"dangers": list(dangers)} if dangers else {})
    yield submission("describe-patient", case, minutes_ago(minutes), **told)
    yield submission("stamp-time", case, minutes_ago(minutes - 4), mark="on-scene")
    yield submission("record-observation", case, minutes_ago(minutes - 5), **looked)
