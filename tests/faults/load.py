"""Tablets that report for their lives, and subscribers that come back: hundreds of submissions a second, all noted."""

# ruff: noqa: S311 - what is drawn here must repeat by its seed, and is no secret

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import httpx
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from tests.e2e.terminal import Terminal
from tests.faults.history import Delivered, History, Stored, Verdict, judge
from tests.keys import AsCaller
from tests.world import HubProcess, Json, new_case, submission

TABLETS: Final = ("tablet-u-001", "tablet-u-001b", "tablet-u-002")
STREAMS: Final = {"console-fd-01": "department:fd-01", "screen-h-001": "facility:h-001"}
PACE_S: Final = 0.01
"""A tablet's pause between two submissions."""

Post = Callable[[Json], Awaitable[tuple[int, Json]]]


class Tablet:
    """Works on case after case, and repeats with the same key until it knows what became of a submission."""

    def __init__(self, caller: str, post: Post, history: History, seed: int) -> None:
        """Takes who it is, how it posts, and where it writes down what it did."""
        self.caller = caller
        self.answers: Counter[int] = Counter()
        self.without_retry_after = 0
        self._post = post
        self._history = history
        self._rng = random.Random(seed)

    async def work(self, ends: asyncio.Event) -> None:
        """Reports until it is told to end; what is under way then is carried through."""
        while not ends.is_set():
            case = new_case()
            await self._say(submission("open-case", case, chief_complaint="胸痛"), may_give_up=False)
            await self._say(submission("request-acceptance", case, facilities=["h-001"]))
            for _ in range(self._rng.randint(5, 30)):
                if ends.is_set():
                    return
                await self._say(self._something(case))
                await asyncio.sleep(PACE_S)

    def _something(self, case: str) -> Json:
        lot = self._rng.random()
        if lot < 0.04:
            return submission("record-observation", case, spo2=140)
        if lot < 0.08:
            return submission("confirm-destination", case, facility="h-002")
        return submission(
            "record-observation", case, heart_rate=self._rng.randint(40, 180), spo2=self._rng.randint(80, 100)
        )

    async def _say(self, body: Json, *, may_give_up: bool = True) -> None:
        while True:
            attempt = self._history.sends(self.caller, body["key"])
            status, answer = await self._posted(body)
            self.answers[status] += 1
            if status in {200, 201}:
                attempt.acknowledged((answer["case"], answer["version"]), is_repetition=status == 200)
                if self._rng.random() > 0.05:
                    return
                continue  # a repetition of what is known already must be answered the same
            if 400 <= status < 500:
                attempt.refused(answer["code"])
                return
            if may_give_up and self._rng.random() < 0.02:
                return
            await asyncio.sleep(self._rng.uniform(0.05, 0.15))

    async def _posted(self, body: Json) -> tuple[int, Json]:
        try:
            return await self._post(body)
        except (httpx.HTTPError, ConnectionError, OSError):
            return 0, {}


def over_http(client: httpx.AsyncClient, hub: HubProcess, caller: str) -> Post:
    """Posts over HTTP; an answer that asks to come again must say when."""

    async def post(body: Json) -> tuple[int, Json]:
        answer = await client.post(f"{hub.url}/submissions", json=body, auth=AsCaller(hub.client(caller)))
        if answer.status_code in {503, 507}:
            assert int(answer.headers["retry-after"]) >= 1
        is_json = answer.headers.get("content-type") == "application/json"
        return answer.status_code, answer.json() if is_json else {"code": "no JSON"}

    return post


def over_a_socket(hub: HubProcess, caller: str) -> Post:
    """Posts over a socket, which it opens again when it is gone."""
    terminal = Terminal(hub, caller)

    async def post(body: Json) -> tuple[int, Json]:
        if not terminal.is_connected:
            await come_back(terminal)
        outcome = await terminal.submit(body)
        if outcome["type"] == "refused":
            return outcome["status"], outcome["error"]
        return 201, outcome

    return post


async def come_back(terminal: Terminal) -> None:
    """Connects, or says that there is nobody to connect to.

    Raises:
        ConnectionError: The hub is not there.
    """
    await terminal.disconnect()
    try:
        await terminal.connect()
    except (OSError, TimeoutError, ConnectionClosed, InvalidHandshake, InvalidMessage) as error:
        raise ConnectionError(type(error).__name__) from error


class Load:
    """Tablets over HTTP and over sockets, and subscribers of the streams they write to."""

    def __init__(self, hub: HubProcess, seed: int, tablets: int = 20) -> None:
        """Takes the hub; three of four tablets keep a socket open."""
        self.hub = hub
        self.history = History()
        self._ends = asyncio.Event()
        self._client = httpx.AsyncClient(timeout=8, trust_env=False)
        self.tablets = []
        for number in range(tablets):
            caller = TABLETS[number % len(TABLETS)]
            post = over_http(self._client, hub, caller) if number % 4 == 0 else over_a_socket(hub, caller)
            self.tablets.append(Tablet(caller, post, self.history, seed * 1000 + number))
        self._watchers = [Terminal(hub, caller) for caller in STREAMS]
        self._begun: dict[str, int] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        """Puts everybody to work."""
        for watcher in self._watchers:
            await watcher.connect()
            self._begun[watcher.caller] = watcher.positions[STREAMS[watcher.caller]][1]
        self._tasks = [asyncio.create_task(self._watch(watcher)) for watcher in self._watchers]
        self._working = [asyncio.create_task(tablet.work(self._ends)) for tablet in self.tablets]

    async def _watch(self, watcher: Terminal) -> None:
        while True:
            await asyncio.sleep(0.1)
            if not watcher.is_connected:
                try:
                    await come_back(watcher)
                except ConnectionError:
                    continue

    async def acknowledged(self, more: int, timeout_s: float = 20) -> None:
        """Waits until so many more submissions are acknowledged than now."""
        wanted = self._acknowledged() + more
        async with asyncio.timeout(timeout_s):
            while self._acknowledged() < wanted:  # noqa: ASYNC110  tablets count, none of them rings
                await asyncio.sleep(0.02)

    def _acknowledged(self) -> int:
        return sum(tablet.answers[201] for tablet in self.tablets)

    @property
    def answers(self) -> Counter[int]:
        """How often each status was answered; 0 is no answer."""
        return sum((tablet.answers for tablet in self.tablets), Counter())

    async def end(self) -> None:
        """Lets everybody finish what is under way, and the subscribers come to the end of their streams."""
        self._ends.set()
        async with asyncio.timeout(30):
            await asyncio.gather(*self._working)
        await self._client.aclose()
        stored = await Stored.read(self.hub.dsn)
        for watcher in self._watchers:
            stream = STREAMS[watcher.caller]
            top = stored.streams[stream][0]
            await watcher.until(_has_come_to, f"{stream} up to {top}", watcher, stream, top, timeout_s=20)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for watcher in self._watchers:
            await watcher.disconnect()

    async def stop_dead(self) -> None:
        """Ends everybody where they are; what is under way stays unknown."""
        tasks = [*self._tasks, *self._working]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.aclose()
        for watcher in self._watchers:
            await watcher.disconnect()

    async def verdict(self) -> Verdict:
        """Judges what happened; call it when everybody has ended."""
        delivered = []
        for watcher in self._watchers:
            stream = STREAMS[watcher.caller]
            events = [
                (event["offset"], (event["subject"], event["version"]))
                for event in watcher.events
                if event["stream"] == stream
            ]
            delivered.append(Delivered(stream, self._begun[watcher.caller], events))
        return judge(self.history, await Stored.read(self.hub.dsn), delivered)


def _has_come_to(watcher: Terminal, stream: str, top: int) -> bool:
    return watcher.positions[stream][1] >= top


@asynccontextmanager
async def under_load(hub: HubProcess, seed: int) -> AsyncIterator[Load]:
    """Lends a load that works; at the end everybody has come to rest."""
    load = Load(hub, seed)
    await load.begin()
    yield load
    await load.end()
