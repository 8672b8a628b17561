"""Private transport as an adapter: jobs go out, what the operator says comes in through the hub's door."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Final

from adapters.private_transport.client import Client
from adapters.private_transport.manifest import MANIFEST, DispatchConfig
from adapters.private_transport.mapping import job
from adapters.private_transport.word import Word, number_of, read
from hub.sdk import ComeAgain, Door, Inbound, Message, Outbound, Outcome, Readiness, Rejected, Taken, key_for

log: Final = logging.getLogger("adapters.private_transport")


class PrivateTransport(Outbound, Inbound):
    """Stands beside one operator of private transport and speaks to its dispatch system."""

    manifest = MANIFEST

    def __init__(self, config: DispatchConfig) -> None:
        """Takes where it is, and how its vehicles are called."""
        super().__init__(config)
        self._client = Client(config)
        self._has_warned = False

    async def check(self) -> Readiness:
        """Asks the dispatch system how we stand with it."""
        return await self._client.check()

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()

    # Out.

    async def deliver(self, message: Message) -> Outcome:
        """Posts the job as it stands now."""
        return await self._client.send(message.id, job(message, self.config.vehicles))

    # In.

    async def run(self, door: Door) -> None:
        """Says in the hub what the operator says, in its order, and answers each word; a line that breaks ends it."""
        while True:
            words = await self._client.words()
            for event in words:
                await self._take(door, event)
            await asyncio.sleep(self.config.every_s)

    async def _take(self, door: Door, event: Any) -> None:  # noqa: ANN401  whatever the other side writes
        number = number_of(event)
        if number is None:
            if not self._has_warned:  # it comes again and again
                log.warning("a word of the dispatch system has no number: it cannot be answered")
            self._has_warned = True
            return
        word = read(number, event, self.config.vehicles)
        answer = _refused(word) if isinstance(word, Rejected) else await _said(door, word)
        await self._client.answer(number, answer)


async def _said(door: Door, word: Word) -> Mapping[str, Any]:
    """Says a word in the hub and returns the answer to it; a call to 119 goes on without what is wrong with it."""
    while True:
        key = key_for(word.origin, word.said_at)
        match await door.submit(word.kind, word.data, key=key, happened_at=word.said_at, transport=word.transport):
            case Taken(version):
                return {"outcome": "taken", "version": version, "ignored": word.ignored}
            case ComeAgain(after_s):
                await asyncio.sleep(after_s)
            case Rejected() as refusal:
                less = word.without(refusal)
                if less is None:
                    return _refused(refusal)
                word = less


def _refused(why: Rejected) -> Mapping[str, Any]:
    log.info("a word of the dispatch system was not taken: %s", why.code)  # who is too late is no fault
    return {"outcome": "refused", "code": why.code, "issues": why.issues}
