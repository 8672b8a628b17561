"""The rules of an adapter that brings words in: what its counterpart says reaches the hub once, whatever goes wrong."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from hub.adapter_kit.counterpart import Behaviour, Saying
from hub.adapter_kit.doorstep import Doorstep, Effect
from hub.adapter_kit.fixtures import Heard, Word, heard
from hub.adapter_kit.trial import CANARY, Trial, demand, overheard
from hub.sdk import ComeAgain, CredentialsRefused, Inbound, NotReady, Ready, Rejected, Submitted

_WITHIN_S: Final = 10.0
_CANCELLED_WITHIN_S: Final = 2.0
_LATER_S: Final = 1
_REFUSAL: Final = "refused-on-purpose"
_APART: Final = ("mark", "specialty")
"""Fields by which words of one kind are about different things: both stand beside one another."""
_AWHILE_S: Final = 0.25
"""For how long something is watched that should not happen; a slow machine makes this kinder, and never harsher."""


class Bringing(Trial):
    """Rules about what its counterpart says."""

    of = Inbound

    def _said(self) -> Sequence[Heard]:
        found = heard(self._subject.folder / "fixtures" / "said")
        demand(found, "fixtures/said is empty")
        demand(self._words(found), "nothing follows from fixtures/said")
        return found

    def _words(self, found: Iterable[Heard]) -> list[Word]:
        """Returns what has to be said in the end of what was heard."""
        return [word for each in found for word in each.words if word.is_last]

    @contextlib.asynccontextmanager
    async def _running(self, adapter: Any, door: Doorstep) -> AsyncIterator["asyncio.Task[None]"]:  # noqa: ANN401
        """Lets it run; cancelled, it has to end."""
        running = asyncio.create_task(adapter.run(door))
        try:
            yield running
        finally:
            running.cancel()
            _, hanging = await asyncio.wait({running}, timeout=_CANCELLED_WITHIN_S)
        demand(not hanging, "it cannot be cancelled")

    async def _brings(self, adapter: Any, other: Saying, door: Doorstep, words: Sequence[Word]) -> None:  # noqa: ANN401
        """Lets it run until these words, and nothing else, are the last that the door has taken."""
        async with self._running(adapter, door) as running:
            await _until(lambda: running.done() or (other.is_heard and not _missing(words, door)))
            if running.done() and not running.cancelled() and (error := running.exception()):
                demand(False, f"it ends with {type(error).__name__}: {error}")  # noqa: FBT003  it has ended
        missing = _missing(words, door)
        demand(not missing, f"not brought: {', '.join(word.kind for word in missing)}")

    async def _recovers(self, behaviour: Behaviour) -> None:
        """Lets it run while the other side misbehaves, and again when it does no longer."""
        found = self._said()
        async with self._made(behaviour) as (adapter, other):
            door = Doorstep()
            other.say(*(each.content for each in found))
            async with self._running(adapter, door) as running:
                await asyncio.wait({running}, timeout=_AWHILE_S)
            demand(not door.attempts, "it says what it was not told")
            other.behave(Behaviour.ACCEPT)
            await self._brings(adapter, other, door, self._words(found))

    # Bronze.

    async def brought(self) -> None:
        """Hears each thing, one after the other."""
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            demand(isinstance(await adapter.check(), Ready), "it is not ready though its counterpart is")
            door, words = Doorstep(), list[Word]()
            for each in self._said():
                other.say(each.content)
                words += each.words
                await self._brings(adapter, other, door, words)
                strange = [effect.kind for effect in door.effects.values() if not _is_of(effect, words)]
                demand(not strange, f"{each.name} is not said to bring {', '.join(strange)}")

    async def away(self) -> None:
        """Runs while nobody is there."""
        other = self._subject.counterpart()
        await other.start()
        await other.stop()
        adapter: Any = self._adapter(other)
        try:
            demand(isinstance(await adapter.check(), NotReady), "it does not notice that nobody is there")
            door = Doorstep()
            async with self._running(adapter, door) as running:
                await asyncio.wait({running}, timeout=_AWHILE_S)
            demand(not door.attempts, "it says what it was not told")
        finally:
            await adapter.close()

    async def error(self) -> None:
        """Runs while the other side fails, or asks for patience."""
        for behaviour in (Behaviour.ERROR, Behaviour.BUSY):
            await self._recovers(behaviour)

    # Silver.

    async def half(self) -> None:
        """Runs while the other side hangs up in the middle."""
        await self._recovers(Behaviour.HALF)

    async def slow(self) -> None:
        """Cancels it while it waits for the other side, and while it waits for the hub."""
        await self._recovers(Behaviour.SLOW)
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            door, words = Doorstep(), list[Word]()
            for each in self._said():
                tried, door.is_stuck = len(door.attempts), True
                other.say(each.content)
                async with self._running(adapter, door):
                    await _until(lambda tried=tried, held=door: len(held.attempts) > tried)  # type: ignore[misc]
                door.is_stuck = False
                words = [*(word for word in words if word.is_last), *each.words]
                await self._brings(adapter, other, door, words)

    async def once(self) -> None:
        """Hears everything twice, and everything once more after a restart."""
        found, door = self._said(), Doorstep()
        contents = [each.content for each in found]
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            other.say(*contents)
            await self._brings(adapter, other, door, self._words(found))
            effects = set(door.effects)
            other.say(*contents)
            await self._brings(adapter, other, door, self._words(found))
            again: Any = self._adapter(other)
            try:
                other.say(*contents)
                await self._brings(again, other, door, self._words(found))
            finally:
                await again.close()
        demand(not door.reused, "one key for two different submissions")
        demand(set(door.effects) == effects, "what comes twice has a second effect")

    async def disorder(self) -> None:
        """Hears the newest first."""
        found = self._said()[::-1]
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            door = Doorstep()
            other.say(*(each.content for each in found))
            await self._brings(adapter, other, door, self._words(found))
        older = [effect.kind for effect in _newest(door) if not _is_of(effect, self._words(found))]
        demand(not older, f"an older word that comes late stands in the end: {', '.join(older)}")

    async def bad_rows(self) -> None:
        """Hears what is wrong, and what is right after it."""
        found, wrong = self._said(), heard(self._subject.folder / "fixtures" / "wrong")
        demand(wrong, "fixtures/wrong is empty")
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            with overheard(logging.WARNING) as said:
                other.say(*(each.content for each in (*wrong, *found)))
                await self._brings(adapter, other, Doorstep(), self._words((*wrong, *found)))
                demand(said(), "nobody is told of what is wrong")

    async def door_refuses(self) -> None:
        """Has its first word refused."""
        found, door = self._said(), Doorstep()
        refused: list[UUID] = []

        def judge(key: UUID) -> Submitted | None:
            refused[:] = refused or [key]
            return Rejected(_REFUSAL) if key in refused else None

        door.judge = judge
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            with overheard(logging.INFO) as said:
                other.say(*(each.content for each in found))
                async with self._running(adapter, door):
                    await _until(lambda: other.is_heard and len(_missing(self._words(found), door)) <= 1)
                    await asyncio.sleep(_AWHILE_S)
                is_answered = any(_REFUSAL.encode() in each for each in other.received)
                demand(is_answered or _REFUSAL in said(), "nobody is told that the hub refused it")
        missing = len(_missing(self._words(found), door))
        demand(missing <= 1, f"{missing} are lost over one that was refused")
        demand(door.attempts[refused[0]] == 1, "what was refused is said again")

    async def door_later(self) -> None:
        """Has each word put off once."""
        found, door = self._said(), Doorstep()
        met: list[UUID] = []

        def judge(key: UUID) -> Submitted | None:
            if key in met:
                return None
            met.append(key)
            return ComeAgain(_LATER_S if len(met) == 1 else 0)

        door.judge = judge
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            other.say(*(each.content for each in found))
            await self._brings(adapter, other, door, self._words(found))
        tried_at = door.tried_at[met[0]]
        is_patient = len(tried_at) == 1 or tried_at[1] - tried_at[0] > _LATER_S * 0.9  # clocks of loops are coarse
        demand(is_patient, "it is said again before the hub asked")

    async def credentials(self) -> None:
        """Runs while the other side does not know it."""
        async with self._made(Behaviour.UNAUTHORISED) as (adapter, _):
            said = await adapter.check()
            demand(isinstance(said, CredentialsRefused), f"check says {said}")
        await self._recovers(Behaviour.UNAUTHORISED)

    async def secrecy(self) -> None:
        """Listens to what it logs and prints, whatever goes wrong."""
        wrong = heard(self._subject.folder / "fixtures" / "wrong")
        contents = [each.content for each in (*self._said(), *wrong)]
        marked = [each for each in contents if CANARY.encode() in each or CANARY.encode("cp932") in each]
        demand(marked, f"no value in its fixtures is {CANARY}, by which a leak could be seen")
        said: list[str] = []
        with overheard() as listened:
            for behaviour in (Behaviour.ACCEPT, Behaviour.ERROR, Behaviour.HALF):
                async with self._made(behaviour) as (adapter, other):
                    said += [repr(self._config(other)), repr(adapter), repr(await adapter.check())]
                    door = Doorstep(lambda _key: Rejected(_REFUSAL))
                    other.say(*contents)
                    async with self._running(adapter, door) as running:
                        await _until(lambda task=running, side=other: task.done() or side.is_heard)  # type: ignore[misc]
                    said.append(repr(running))
        text = listened() + "".join(said)
        demand(CANARY not in text, "a value of what comes in is in a log or a reason")
        self._keeps_secrets(text)


async def _until(holds: Callable[[], bool]) -> None:
    """Waits until it holds, or long enough."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_WITHIN_S):
            while not holds():  # noqa: ASYNC110  nobody here is told
                await asyncio.sleep(0.01)


def _is_of(effect: Effect, words: Iterable[Word]) -> bool:
    return any(word.is_of(effect.kind, effect.data) for word in words)


def _missing(words: Sequence[Word], door: Doorstep) -> list[Word]:
    """Returns the words of which the door has taken none."""
    return [word for word in words if not any(word.is_of(each.kind, each.data) for each in door.effects.values())]


def _newest(door: Doorstep) -> Iterable[Effect]:
    """Returns what stands in the end: of each kind the newest on each subject."""
    newest: dict[tuple[object, ...], UUID] = {}
    for key, effect in door.effects.items():
        about = (effect.kind, effect.subject, *(effect.data.get(name) for name in _APART))
        newest[about] = max(newest.get(about, key), key)
    return [door.effects[key] for key in newest.values()]
