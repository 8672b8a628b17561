"""The rules of an adapter that carries messages out."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hub.adapter_kit.counterpart import Behaviour
from hub.adapter_kit.fixtures import messages
from hub.adapter_kit.trial import CANARY, Trial, demand, overheard
from hub.sdk import (
    CredentialsRefused,
    Delivered,
    Message,
    Mode,
    NotReady,
    Outbound,
    Outcome,
    Ready,
    Refused,
    TryLater,
    Unknown,
)

_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Delivering(Trial):
    """Rules about messages, and what it says became of them."""

    of = Outbound

    def _messages(self, kind: str = "accepted") -> Sequence[Message]:
        found = messages(self._subject.folder / "fixtures" / kind)
        demand(found, f"fixtures/{kind} is empty")
        return found

    async def _outcome(self, behaviour: Behaviour, message: Message) -> Outcome:
        async with self._made(behaviour) as (adapter, _):
            outcome: Outcome = await adapter.deliver(message)
            return outcome

    # Bronze.

    async def accepted(self) -> None:
        """Tries that what is taken is delivered."""
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            demand(isinstance(await adapter.check(), Ready), "it is not ready though its counterpart is")
            for message in self._messages():
                outcome = await adapter.deliver(message)
                demand(isinstance(outcome, Delivered), f"{message.kind} is not delivered: {outcome}")
            demand(other.received, "the counterpart was sent nothing")

    async def refused(self) -> None:
        """Tries that what will never be taken is refused."""
        for message in self._messages("refused"):
            outcome = await self._outcome(Behaviour.REFUSE, message)
            demand(isinstance(outcome, Refused), f"{message.kind} is not refused: {outcome}")
            code = outcome.code if isinstance(outcome, Refused) else ""
            demand(_CODE.fullmatch(code), "the code of a refusal is kebab-case")

    async def away(self) -> None:
        """Tries it while nobody is there."""
        other = self._subject.counterpart()
        await other.start()
        await other.stop()
        adapter = self._adapter(other)
        try:
            demand(isinstance(await adapter.check(), NotReady), "it does not notice that nobody is there")
            outcome = await adapter.deliver(self._messages()[0])  # type: ignore[attr-defined]  # it is an Outbound
            demand(isinstance(outcome, TryLater), f"nothing has left, and it says {outcome}")
        finally:
            await adapter.close()

    async def error(self) -> None:
        """Tries it while the other side fails."""
        outcome = await self._outcome(Behaviour.ERROR, self._messages()[0])
        demand(isinstance(outcome, TryLater | Unknown), f"it says {outcome}")

    # Silver.

    async def half(self) -> None:
        """Tries it with half an answer."""
        outcome = await self._outcome(Behaviour.HALF, self._messages()[0])
        demand(isinstance(outcome, Unknown), f"it says {outcome}")

    async def slow(self) -> None:
        """Cancels it while it waits, and lets it deliver again."""
        message = self._messages()[0]
        async with self._made(Behaviour.SLOW) as (adapter, other):
            delivering = asyncio.create_task(adapter.deliver(message))
            await asyncio.wait({delivering}, timeout=0.3)
            delivering.cancel()
            _, hanging = await asyncio.wait({delivering}, timeout=1.0)
            demand(not hanging, "it cannot be cancelled")
            demand(delivering.cancelled() or isinstance(delivering.result(), Unknown | TryLater), "it took no for yes")
            other.behave(Behaviour.ACCEPT)
            outcome = await adapter.deliver(message)
            demand(isinstance(outcome, Delivered), f"it does not recover: {outcome}")

    async def duplicate(self) -> None:
        """Delivers the same twice."""
        message = self._messages()[0]
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            await adapter.deliver(message)
            await adapter.deliver(message)
            if self._manifest.is_idempotent:
                mark = self._subject.mark(message)
                carrying = [sent for sent in other.received if mark in sent]
                demand(len(carrying) == 2, "the id of the message is not sent along")  # noqa: PLR2004  once each

    async def credentials(self) -> None:
        """Tries it while the other side does not know it."""
        async with self._made(Behaviour.UNAUTHORISED) as (adapter, _):
            said = await adapter.check()
            demand(isinstance(said, CredentialsRefused), f"check says {said}")
            outcome = await adapter.deliver(self._messages()[0])
            demand(isinstance(outcome, TryLater), f"a message is lost over it: {outcome}")

    async def secrecy(self) -> None:
        """Listens to what it logs, prints and gives as reasons."""
        said: list[str] = []
        with overheard() as heard:
            for behaviour in (Behaviour.ACCEPT, Behaviour.REFUSE, Behaviour.ERROR, Behaviour.HALF):
                async with self._made(behaviour) as (adapter, other):
                    said += [repr(self._config(other)), repr(adapter), repr(await adapter.check())]
                    said += [repr(await adapter.deliver(each)) for each in map(_marked, self._messages())]
        text = heard() + "".join(said)
        demand(CANARY not in text, "a value of a message is in a log, a reason or a receipt")
        self._keeps_secrets(text)

    # Gold.

    async def patience(self) -> None:
        """Tries it while the other side asks for patience."""
        outcome = await self._outcome(Behaviour.BUSY, self._messages()[0])
        demand(isinstance(outcome, TryLater) and outcome.not_before is not None, f"it says {outcome}")

    async def exercises(self) -> None:
        """Delivers the same as an emergency and as an exercise."""
        if not self._manifest.takes_exercises:
            return
        message = self._messages()[0]
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            for is_exercise in (False, True):
                await adapter.deliver(replace(message, is_exercise=is_exercise))
            plain, marked = (sent.partition(b"\r\n\r\n")[2] or sent for sent in other.received[-2:])
            demand(plain != marked, "an exercise cannot be told from an emergency")

    async def kinds(self) -> None:
        """Looks for a fixture of each thing that it names."""
        found = self._messages()
        missing = (self._manifest.kinds or frozenset()) - {message.kind for message in found}
        demand(not missing, f"no fixture of {', '.join(sorted(missing))}")
        demand(any(message.mode is Mode.GONE for message in found), "no fixture of a case that is gone")
        has_exercise = any(message.is_exercise for message in found)
        demand(has_exercise or not self._manifest.takes_exercises, "no fixture of an exercise")


def _marked(message: Message) -> Message:
    """Returns a message whose values can be found again wherever they leak."""
    document = {**message.document, "canary": CANARY}
    resources = [
        each._replace(body=each.body[:-1] + f',"language":"{CANARY}"}}'.encode()) for each in message.resources
    ]
    return replace(message, document=document, change={**message.change, "canary": CANARY}, resources=resources)
