"""HL7 v2 as an adapter: a mapping and a line."""

from adapters.hl7v2.client import Client
from adapters.hl7v2.manifest import MANIFEST, Hl7v2Config
from adapters.hl7v2.mapping import Letterhead, letters
from hub.sdk import Delivered, Message, Outbound, Outcome, Readiness


class Hl7v2(Outbound):
    """Tells a hospital's system of the patients that the hospital has accepted."""

    manifest = MANIFEST

    def __init__(self, config: Hl7v2Config) -> None:
        """Takes where to send, and in whose name."""
        super().__init__(config)
        self._takes = config.takes
        self._letterhead = Letterhead(
            sending_application=config.sending_application,
            sending_facility=config.sending_facility,
            receiving_application=config.receiving_application,
            receiving_facility=config.receiving_facility,
            charset=config.encoding,
            is_enhanced=config.is_enhanced,
        )
        self._client = Client(config)

    async def check(self) -> Readiness:
        """Connects, where there is no line yet."""
        return await self._client.check()

    async def deliver(self, message: Message) -> Outcome:
        """Sends what follows from a message, one after the other, until one is not taken."""
        said: list[str] = []
        for letter in letters(message, self._letterhead):
            if letter.event in self._takes:
                outcome = await self._client.send(letter)
                if not isinstance(outcome, Delivered):
                    return outcome
                said.append(outcome.receipt)
        return Delivered(" ".join(said) or "nothing-to-say")

    async def close(self) -> None:
        """Hangs up."""
        await self._client.close()
