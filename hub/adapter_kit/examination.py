"""Puts an adapter through its contract."""

import ast
import asyncio
import contextlib
import importlib.util
import io
import logging
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from hub.adapter_kit.counterpart import Behaviour, Counterpart, HttpCounterpart
from hub.adapter_kit.fixtures import messages
from hub.adapter_kit.quality import RULES, Claim, Finding, Report, Tier, Verdict, read_claim
from hub.sdk import (
    Adapter,
    CredentialsRefused,
    Delivered,
    Direction,
    Inbound,
    Lookup,
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

_CANARY: Final = "秘匿カナリア"
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SECRETIVE: Final = re.compile(r"secret|token|password|(^|_)key($|_)")
_BASES: Final = {Direction.OUTBOUND: Outbound, Direction.INBOUND: Inbound, Direction.LOOKUP: Lookup}
_OUTWARD: Final = frozenset(
    {"accepted", "refused", "error", "half", "slow", "duplicate", "patience", "exercises", "kinds"}
)
_DOES_IO: Final = frozenset({"asyncio", "httpx", "socket", "ssl", "subprocess", "urllib", "requests", "threading"})
_HEADINGS: Final = ("Reaches", "Sees", "Legal basis", "Set-up", "Limits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An adapter to be examined.

    Attributes:
        adapter: Its class.
        folder: Where its fixtures, its claim and its page are.
        options: Makes its options of the counterpart's address and a folder for files with secrets.
        secrets: What stands in those files; it must be seen nowhere.
        counterpart: Makes the other side.
    """

    adapter: type[Adapter]
    folder: Path
    options: Callable[[str, Path], Mapping[str, Any]]
    secrets: tuple[str, ...] = ()
    counterpart: Callable[[], Counterpart] = HttpCounterpart


class BrokenRuleError(AssertionError):
    """Says in what a rule is broken."""


def _demand(holds: object, reason: str) -> None:
    if not holds:
        raise BrokenRuleError(reason)


async def examine(subject: Subject) -> Report:
    """Runs the whole contract and reports on every rule."""
    claim = read_claim(subject.folder)
    findings = [await _found(subject, claim, tier, rule) for tier, rules in RULES.items() for rule in rules]
    return Report(claim.tier, findings)


async def _found(subject: Subject, claim: Claim, tier: Tier, rule: str) -> Finding:
    if rule in _OUTWARD and not issubclass(subject.adapter, Outbound):
        return Finding(rule, tier, Verdict.EXEMPT, "it delivers nothing")
    if rule in claim.exempt and tier is not Tier.BRONZE:
        return Finding(rule, tier, Verdict.EXEMPT, claim.exempt[rule])
    with tempfile.TemporaryDirectory() as folder:
        examination = Examination(subject, claim, Path(folder))
        try:
            async with asyncio.timeout(30):
                await examination.rule(rule)()
        except BrokenRuleError as broken:
            return Finding(rule, tier, Verdict.BROKEN, str(broken))
        except Exception as error:  # noqa: BLE001  whatever an adapter raises is a finding
            return Finding(rule, tier, Verdict.BROKEN, f"{type(error).__name__}: {error}")
    return Finding(rule, tier, Verdict.KEPT)


class Examination:
    """One rule tried on one adapter."""

    def __init__(self, subject: Subject, claim: Claim, folder: Path) -> None:
        """Takes who is examined, what it claims, and a folder for its secrets."""
        self._subject = subject
        self._claim = claim
        self._folder = folder
        self._manifest = subject.adapter.manifest

    def rule(self, name: str) -> Callable[[], Awaitable[None]]:
        """Returns what tries a rule."""
        tried: Callable[[], Awaitable[None]] = getattr(self, f"_{name}" if name != "manifest" else "_manifest_rule")
        return tried

    @contextlib.asynccontextmanager
    async def _made(self, behaviour: Behaviour) -> AsyncIterator[tuple[Any, Counterpart]]:
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

    def _messages(self, kind: str = "accepted") -> Sequence[Message]:
        found = messages(self._subject.folder / "fixtures" / kind)
        _demand(found, f"fixtures/{kind} is empty")
        return found

    async def _outcome(self, behaviour: Behaviour, message: Message) -> Outcome:
        async with self._made(behaviour) as (adapter, _):
            outcome: Outcome = await adapter.deliver(message)
            return outcome

    # Bronze.

    async def _manifest_rule(self) -> None:
        said = self._manifest
        true = {direction for direction, base in _BASES.items() if issubclass(self._subject.adapter, base)}
        _demand(said.directions == true, "directions are not what it inherits")
        _demand(len(said.title) == len(set(said.title)) and all(said.title), "its title is wanted in both languages")
        _demand(said.legal_basis, "a legal basis is wanted")
        _demand(said.version, "a version is wanted")

    async def _options(self) -> None:
        other = self._subject.counterpart()
        await other.start()
        options = self._subject.options(other.address, self._folder)
        await other.stop()
        self._manifest.config.model_validate(options)
        for name, held in self._manifest.config.model_fields.items():
            is_open = held.annotation is str and _SECRETIVE.search(name) and not name.endswith("_id")
            _demand(not is_open, f"the option {name} looks like a secret and is no file")
        try:
            self._manifest.config.model_validate({**options, "no_such_option": 1})
        except ValidationError:
            return
        raise BrokenRuleError("an option that it does not know is taken")

    async def _accepted(self) -> None:
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            _demand(isinstance(await adapter.check(), Ready), "it is not ready though its counterpart is")
            for message in self._messages():
                outcome = await adapter.deliver(message)
                _demand(isinstance(outcome, Delivered), f"{message.kind} is not delivered: {outcome}")
            _demand(other.received, "the counterpart was sent nothing")

    async def _refused(self) -> None:
        for message in self._messages("refused"):
            outcome = await self._outcome(Behaviour.REFUSE, message)
            _demand(isinstance(outcome, Refused), f"{message.kind} is not refused: {outcome}")
            code = outcome.code if isinstance(outcome, Refused) else ""
            _demand(_CODE.fullmatch(code), "the code of a refusal is kebab-case")

    async def _away(self) -> None:
        other = self._subject.counterpart()
        await other.start()
        await other.stop()
        adapter = self._adapter(other)
        try:
            _demand(isinstance(await adapter.check(), NotReady), "it does not notice that nobody is there")
            if isinstance(adapter, Outbound):
                outcome = await adapter.deliver(self._messages()[0])
                _demand(isinstance(outcome, TryLater), f"nothing has left, and it says {outcome}")
        finally:
            await adapter.close()

    async def _error(self) -> None:
        outcome = await self._outcome(Behaviour.ERROR, self._messages()[0])
        _demand(isinstance(outcome, TryLater | Unknown), f"it says {outcome}")

    # Silver.

    async def _half(self) -> None:
        outcome = await self._outcome(Behaviour.HALF, self._messages()[0])
        _demand(isinstance(outcome, Unknown), f"it says {outcome}")

    async def _slow(self) -> None:
        message = self._messages()[0]
        async with self._made(Behaviour.SLOW) as (adapter, other):
            delivering = asyncio.create_task(adapter.deliver(message))
            await asyncio.wait({delivering}, timeout=0.3)
            delivering.cancel()
            _, hanging = await asyncio.wait({delivering}, timeout=1.0)
            _demand(not hanging, "it cannot be cancelled")
            _demand(delivering.cancelled() or isinstance(delivering.result(), Unknown | TryLater), "it took no for yes")
            other.behave(Behaviour.ACCEPT)
            outcome = await adapter.deliver(message)
            _demand(isinstance(outcome, Delivered), f"it does not recover: {outcome}")

    async def _duplicate(self) -> None:
        message = self._messages()[0]
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            await adapter.deliver(message)
            await adapter.deliver(message)
            if self._manifest.is_idempotent:
                carrying = [sent for sent in other.received if message.id.encode() in sent]
                _demand(len(carrying) == 2, "the id of the message is not sent along")  # noqa: PLR2004  once each

    async def _credentials(self) -> None:
        async with self._made(Behaviour.UNAUTHORISED) as (adapter, _):
            said = await adapter.check()
            _demand(isinstance(said, CredentialsRefused), f"check says {said}")
            if isinstance(adapter, Outbound):
                outcome = await adapter.deliver(self._messages()[0])
                _demand(isinstance(outcome, TryLater), f"a message is lost over it: {outcome}")

    async def _secrecy(self) -> None:
        said: list[str] = []
        with _overheard() as heard:
            for behaviour in (Behaviour.ACCEPT, Behaviour.REFUSE, Behaviour.ERROR, Behaviour.HALF):
                async with self._made(behaviour) as (adapter, other):
                    said += [repr(self._config(other)), repr(adapter), repr(await adapter.check())]
                    if isinstance(adapter, Outbound):
                        said += [repr(await adapter.deliver(each)) for each in map(_marked, self._messages())]
        overheard = heard() + "".join(said)
        _demand(_CANARY not in overheard, "a value of a message is in a log, a reason or a receipt")
        for secret in self._subject.secrets:
            _demand(secret not in overheard, "a secret is in a log, a reason or what is printed")

    # Gold.

    async def _patience(self) -> None:
        outcome = await self._outcome(Behaviour.BUSY, self._messages()[0])
        _demand(isinstance(outcome, TryLater) and outcome.not_before is not None, f"it says {outcome}")

    async def _exercises(self) -> None:
        if not self._manifest.takes_exercises:
            return
        message = self._messages()[0]
        async with self._made(Behaviour.ACCEPT) as (adapter, other):
            for is_exercise in (False, True):
                await adapter.deliver(replace(message, is_exercise=is_exercise))
            plain, marked = (sent.partition(b"\r\n\r\n")[2] or sent for sent in other.received[-2:])
            _demand(plain != marked, "an exercise cannot be told from an emergency")

    async def _kinds(self) -> None:
        found = self._messages()
        missing = (self._manifest.kinds or frozenset()) - {message.kind for message in found}
        _demand(not missing, f"no fixture of {', '.join(sorted(missing))}")
        _demand(any(message.mode is Mode.GONE for message in found), "no fixture of a case that is gone")
        has_exercise = any(message.is_exercise for message in found)
        _demand(has_exercise or not self._manifest.takes_exercises, "no fixture of an exercise")

    async def _page(self) -> None:
        page = (self._subject.folder / "README.md").read_text(encoding="utf-8")
        missing = [heading for heading in _HEADINGS if not re.search(rf"^## {heading}", page, flags=re.MULTILINE)]
        _demand(not missing, f"its page has no section {', '.join(missing)}")
        _demand("not certified" in page, "its page does not say that it is not certified")

    # Platinum.

    async def _pure(self) -> None:
        tree = ast.parse((self._subject.folder / "mapping.py").read_text(encoding="utf-8"))
        imported = {
            alias.name.partition(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        imported |= {str(node.module).partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        _demand(not imported & _DOES_IO, f"mapping.py imports {', '.join(sorted(imported & _DOES_IO))}")
        opens = any(isinstance(node, ast.Name) and node.id == "open" for node in ast.walk(tree))
        _demand(not opens, "mapping.py opens files")

    async def _simulator(self) -> None:
        named = self._claim.simulator
        _demand(named is not None and importlib.util.find_spec(named), "quality.toml names no simulator that exists")

    async def _bilingual(self) -> None:
        page = (self._subject.folder / "README.md").read_text(encoding="utf-8")
        sections = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
        silent = [each.splitlines()[0] for each in sections if not re.search(r"[ぁ-んァ-ヶ一-龠]{4,}", each)]
        _demand(not silent, f"no Japanese in {', '.join(silent)}")


def _marked(message: Message) -> Message:
    """Returns a message whose values can be found again wherever they leak."""
    document = {**message.document, "canary": _CANARY}
    resources = [
        each._replace(body=each.body[:-1] + f',"language":"{_CANARY}"}}'.encode()) for each in message.resources
    ]
    return replace(message, document=document, change={**message.change, "canary": _CANARY}, resources=resources)


@contextlib.contextmanager
def _overheard() -> Iterator[Callable[[], str]]:
    """Hears everything that is logged or printed, at every level."""
    text = io.StringIO()
    handler, root = logging.StreamHandler(text), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
            yield text.getvalue
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
