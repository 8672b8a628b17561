"""What every rule is tried with: an adapter that was made of its options, and the other side, which behaves as told."""

import contextlib
import io
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from hub.adapter_kit.counterpart import Behaviour, Counterpart, HttpCounterpart
from hub.adapter_kit.quality import Claim
from hub.sdk import Adapter, Message

CANARY: Final = "秘匿カナリア"
"""What is looked for where no value of a patient may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An adapter to be examined.

    Attributes:
        adapter: Its class.
        folder: Where its fixtures, its claim and its page are.
        options: Makes its options of the counterpart's address and a folder for files with secrets.
        secrets: What stands in those files; it must be seen nowhere.
        counterpart: Makes the other side; that of an adapter that is asked also answers (`Answering`), that of one that
            brings words in has some to say (`Saying`).
        mark: How the id of a message shows in what is sent, where it does not stand there as it is.
    """

    adapter: type[Adapter]
    folder: Path
    options: Callable[[str, Path], Mapping[str, Any]]
    secrets: tuple[str, ...] = ()
    counterpart: Callable[[], Counterpart] = HttpCounterpart
    mark: Callable[[Message], bytes] = lambda message: message.id.encode()


class BrokenRuleError(AssertionError):
    """Says in what a rule is broken."""


def demand(holds: object, reason: str) -> None:
    """Lets pass what holds.

    Raises:
        BrokenRuleError: It does not.
    """
    if not holds:
        raise BrokenRuleError(reason)


class Trial:
    """Tries rules on one kind of adapter; each rule is a method of its name."""

    of: ClassVar[type[Adapter]]
    """What an adapter must inherit, that these rules are about it."""

    def __init__(self, subject: Subject, claim: Claim, folder: Path) -> None:
        """Takes who is examined, what it claims, and a folder for its secrets."""
        self._subject = subject
        self._claim = claim
        self._folder = folder
        self._manifest = subject.adapter.manifest

    @contextlib.asynccontextmanager
    async def _made(self, behaviour: Behaviour) -> AsyncIterator[tuple[Any, Any]]:
        """Yields the adapter, and its other side that listens."""
        other = self._subject.counterpart()
        await other.start()
        other.behave(behaviour)
        adapter = self._adapter(other)
        try:
            yield adapter, other
        finally:
            await adapter.close()
            await other.stop()

    def _adapter(self, other: Counterpart) -> Adapter:
        return self._subject.adapter(self._config(other))

    def _config(self, other: Counterpart) -> Any:  # noqa: ANN401  the adapter's own model
        return self._manifest.config.model_validate(self._subject.options(other.address, self._folder))

    def _keeps_secrets(self, overheard: str) -> None:
        for secret in self._subject.secrets:
            demand(secret not in overheard, "a secret is in a log, a reason or what is printed")


@contextlib.contextmanager
def overheard(from_level: int = logging.DEBUG) -> Iterator[Callable[[], str]]:
    """Hears everything that is logged, from a level on, or printed."""
    text = io.StringIO()
    handler, root = logging.StreamHandler(text), logging.getLogger()
    handler.setLevel(from_level)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
            yield text.getvalue
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
