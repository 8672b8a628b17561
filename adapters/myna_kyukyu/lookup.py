"""マイナ救急 as an adapter: one question, one answer, and nothing kept in between."""

from datetime import UTC, datetime
from typing import Final

from adapters.myna_kyukyu.criteria import read
from adapters.myna_kyukyu.manifest import MANIFEST, MynaConfig
from adapters.myna_kyukyu.mapping import asked, reply, without_asking
from hub.sdk import Delivered, Lookup, Question, Readiness, Refused, Reply
from hub.sdk.https import Answer, HttpsLine, bearer

_LARGEST: Final = 256 * 1024


class MynaKyukyu(Lookup):
    """Asks for the summary of one patient."""

    manifest = MANIFEST

    def __init__(self, config: MynaConfig) -> None:
        """Takes where to ask, and what proves who we are."""
        super().__init__(config)
        certificate = None
        if config.certificate_file is not None and config.key_file is not None:
            certificate = (config.certificate_file, config.key_file)
        self._line = HttpsLine(bearer(config.token_file), ca_file=config.ca_file, certificate=certificate)

    async def check(self) -> Readiness:
        """Asks for the headers of the address."""
        return await self._line.check(self.config.url)

    async def look_up(self, question: Question) -> Reply:
        """Asks the source, unless the question is none or its answer is known."""
        criteria = read(question.criteria)
        if isinstance(criteria, Refused):
            return criteria
        if (known := without_asking(criteria)) is not None:
            return known
        fields = {"Content-Type": "application/json", "Idempotency-Key": f'"{question.id}"'}
        body = asked(question, criteria)
        answer = await self._line.ask("POST", f"{self.config.url}views", fields, body, at_most=_LARGEST)
        if not isinstance(answer, Answer):
            return answer
        outcome = answer.outcome()
        return reply(criteria, answer.body, datetime.now(UTC)) if isinstance(outcome, Delivered) else outcome

    async def close(self) -> None:
        """Lets go of the line."""
        await self._line.close()
