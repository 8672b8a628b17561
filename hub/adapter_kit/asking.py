"""The rules of an adapter that is asked about a case and answers while somebody waits."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hub.adapter_kit.counterpart import Behaviour
from hub.adapter_kit.fixtures import UNTIL, Asked, questions
from hub.adapter_kit.trial import CANARY, BrokenRuleError, Trial, demand, overheard
from hub.sdk import (
    CredentialsRefused,
    Found,
    Lookup,
    NotFound,
    NotReady,
    Question,
    Ready,
    Reply,
    TryLater,
    Unknown,
)

_NUMBER: Final = "123456789018"
"""Twelve digits, as an Individual Number has them; invented."""
_NONSENSE: Final = (b"", b"NAK", b"[]", b"{}", b"<html></html>", '{"result": "秘密"}'.encode(), b"\xff\xfe")
_LONG: Final = 16
"""A value of so many characters is no word of a code list: it stands for one person."""
_OVER_S: Final = -1.0
_SOON_S: Final = 60.0


class Asking(Trial):
    """Rules about questions, and what it replies."""

    of = Lookup

    def _questions(self) -> Sequence[Asked]:
        found = questions(self._subject.folder / "fixtures" / "questions")
        demand(found, "fixtures/questions is empty")
        return found

    def _found(self) -> Asked:
        """Returns the first question to which there is something to show."""
        for asked in self._questions():
            if asked.reply == "found":
                return asked
        raise BrokenRuleError("no fixture of a question to which there is something to show")

    async def _reply(self, behaviour: Behaviour, question: Question, content: bytes) -> tuple[Reply, list[bytes]]:
        """Asks once, and returns the reply with what the other side was sent."""
        async with self._made(behaviour) as (adapter, other):
            other.content = content
            reply: Reply = await adapter.look_up(question)
            return reply, other.received

    async def _doubted(self, behaviour: Behaviour) -> None:
        asked = self._found()
        reply, _ = await self._reply(behaviour, asked.question, asked.content())
        demand(isinstance(reply, TryLater | Unknown), f"it says {reply}")

    # Bronze.

    async def answered(self) -> None:
        """Asks each question."""
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            demand(isinstance(await adapter.check(), Ready), "it is not ready though its counterpart is")
            for asked in self._questions():
                other.content = asked.content()
                said = _word(await adapter.look_up(asked.question))
                demand(said == asked.reply, f"{asked.name} gets the reply {said}")

    async def away(self) -> None:
        """Asks while nobody is there."""
        other = self._subject.counterpart()
        await other.start()
        await other.stop()
        adapter = self._adapter(other)
        try:
            demand(isinstance(await adapter.check(), NotReady), "it does not notice that nobody is there")
            reply = await adapter.look_up(self._found().question)  # type: ignore[attr-defined]  # it is a Lookup
            demand(isinstance(reply, TryLater), f"nothing has left, and it says {reply}")
        finally:
            await adapter.close()

    async def error(self) -> None:
        """Asks while the other side fails, or will not take it."""
        await self._doubted(Behaviour.ERROR)
        asked = self._found()
        reply, _ = await self._reply(Behaviour.REFUSE, asked.question, asked.content())
        demand(not isinstance(reply, Found | NotFound), f"it says {reply} where it was not answered")

    # Silver.

    async def half(self) -> None:
        """Asks and gets half an answer, of each kind."""
        for asked in self._questions():
            if asked.reply not in {"refused", "unknown"} and (content := asked.content()):
                reply, sent = await self._reply(Behaviour.HALF, asked.question, content)
                demand(isinstance(reply, Unknown) or not sent, f"it says {reply}")

    async def nonsense(self) -> None:
        """Asks and is told what no answer is."""
        for content in _NONSENSE:
            reply, _ = await self._reply(Behaviour.ACCEPT, self._found().question, content)
            demand(isinstance(reply, Unknown), f"it says {reply}")

    async def slow(self) -> None:
        """Cancels it while it waits, and asks again."""
        asked = self._found()
        async with self._made(Behaviour.SLOW) as (adapter, other):
            other.content = asked.content()
            asking = asyncio.create_task(adapter.look_up(asked.question))
            await asyncio.wait({asking}, timeout=0.3)
            asking.cancel()
            _, hanging = await asyncio.wait({asking}, timeout=1.0)
            demand(not hanging, "it cannot be cancelled")
            is_honest = asking.cancelled() or isinstance(asking.result(), Unknown | TryLater)
            demand(is_honest, "it takes silence for an answer")
            other.behave(Behaviour.ACCEPT)
            reply = await adapter.look_up(asked.question)
            demand(isinstance(reply, Found), f"it does not recover: {reply}")

    async def duplicate(self) -> None:
        """Asks the same twice."""
        asked = self._found()
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            other.content = asked.content()
            await adapter.look_up(asked.question)
            await adapter.look_up(asked.question)
            carrying = [sent for sent in other.received if asked.question.id.encode() in sent]
            demand(len(carrying) == 2, "the id of the question is not sent along")  # noqa: PLR2004  once each

    async def credentials(self) -> None:
        """Asks while the other side does not know it."""
        async with self._made(Behaviour.UNAUTHORISED) as (adapter, _):
            said = await adapter.check()
            demand(isinstance(said, CredentialsRefused), f"check says {said}")
            reply = await adapter.look_up(self._found().question)
            demand(isinstance(reply, TryLater | Unknown), f"it says {reply}")

    async def expired(self) -> None:
        """Asks and gets what may be shown no longer."""
        asked = self._found()
        demand(asked.content() != asked.content(_OVER_S), f"{asked.name} does not say until when, as {UNTIL}")
        reply, _ = await self._reply(Behaviour.ACCEPT, asked.question, asked.content(_OVER_S))
        demand(not isinstance(reply, Found), "it shows what may be shown no longer")
        reply, _ = await self._reply(Behaviour.ACCEPT, asked.question, asked.content(_SOON_S))
        demand(isinstance(reply, Found), f"it says {reply} to what may be shown for another minute")
        ends_at = datetime.now(UTC) + timedelta(seconds=_SOON_S)
        demand(isinstance(reply, Found) and reply.expires_at <= ends_at, "it shows longer than it may")

    async def my_number(self) -> None:
        """Puts a 12-digit number into each word of a question, and into its answer."""
        asked = self._found()
        for criteria in _each_with_number(asked.question.criteria):
            reply, sent = await self._reply(
                Behaviour.ACCEPT, replace(asked.question, criteria=criteria), asked.content()
            )
            demand(not any(_NUMBER.encode() in each for each in sent), "it sends a 12-digit number")
            demand(not isinstance(reply, Found | NotFound), f"it says {reply} to a question with a 12-digit number")
        answer = _changed(asked.answer, lambda text: f"{text} {_NUMBER}" if _is_words(text) else text)
        reply, _ = await self._reply(Behaviour.ACCEPT, asked.question, replace(asked, answer=answer).content())
        demand(not isinstance(reply, Found), "it passes a 12-digit number on")

    async def secrecy(self) -> None:
        """Listens to what it logs, prints and gives as reasons."""
        said: list[str] = []
        secretive = [_marked(asked) for asked in self._questions()]
        with overheard() as heard:
            for behaviour in (Behaviour.ACCEPT, Behaviour.REFUSE, Behaviour.ERROR, Behaviour.HALF):
                async with self._made(behaviour) as (adapter, other):
                    said += [repr(self._config(other)), repr(adapter), repr(await adapter.check())]
                    for asked in secretive:
                        other.content = asked.content()
                        said.append(repr(await adapter.look_up(asked.question)))
        text = heard() + "".join(said)
        values = {CANARY, *(value for asked in secretive for value in _long(asked.question.criteria))}
        demand(not any(value in text for value in values), "a value of a question or an answer is in a log or a reason")
        self._keeps_secrets(text)

    # Gold.

    async def patience(self) -> None:
        """Asks while the other side asks for patience."""
        reply, _ = await self._reply(Behaviour.BUSY, self._found().question, b"")
        demand(isinstance(reply, TryLater) and reply.not_before is not None, f"it says {reply}")

    async def codes(self) -> None:
        """Looks for a fixture of each code, and of a question that cannot be asked."""
        shown = {asked.reply for asked in self._questions()}
        missing = {"found", "refused", *self._manifest.codes} - shown
        demand(not missing, f"no fixture of {', '.join(sorted(missing))}")
        strange = shown - {"found", "refused", "unknown", *self._manifest.codes}
        demand(not strange, f"its manifest does not name {', '.join(sorted(strange))}")


def _word(reply: Reply) -> str:
    """Says a reply in the words of a fixture."""
    return reply.code if isinstance(reply, NotFound) else type(reply).__name__.lower()


def _is_words(text: str) -> bool:
    """Tells a text for people from a word of a code list."""
    return not text.isascii()


def _changed(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401  any JSON
    """Returns a value with every text in it changed; names of fields stay."""
    if isinstance(value, dict):
        return {name: _changed(each, change) for name, each in value.items()}
    if isinstance(value, list):
        return [_changed(each, change) for each in value]
    return change(value) if isinstance(value, str) else value


def _each_with_number(criteria: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields the criteria with a 12-digit number in place of one value, and added, each in turn."""
    for name in criteria:
        yield {**criteria, name: _NUMBER}
        yield {**criteria, name: int(_NUMBER)}
    yield {**criteria, "number": _NUMBER}


def _marked(asked: Asked) -> Asked:
    """Returns a question and its answer whose texts can be found again wherever they leak."""

    def mark(text: str) -> str:
        return f"{text}{CANARY}" if _is_words(text) else text

    question = replace(asked.question, criteria=_changed(dict(asked.question.criteria), mark))
    return replace(asked, question=question, answer=_changed(asked.answer, mark))


def _long(criteria: Mapping[str, Any]) -> Iterator[str]:
    """Yields the values that stand for one person though they are no words: what a card said."""
    yield from (value for value in criteria.values() if isinstance(value, str) and len(value) >= _LONG)
