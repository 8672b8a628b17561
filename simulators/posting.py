"""What a device has submitted: repeated with the same key until its outcome is known.

No answer, a broken line and 503 all mean *repeat with the same key*; what a broken line cut off is said again when it
opens.
"""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

import msgspec

from simulators import frames, history
from simulators.clock import stamp
from simulators.credential import Credential
from simulators.history import History, Invoked, Returned
from simulators.ids import uuid7
from simulators.ledger import OF_TRANSPORTS
from simulators.signing import Signer

REPEAT_AFTER_S: Final = 5.0
GIVE_UP_AFTER_S: Final = 60.0
_UNAVAILABLE: Final = 500
_THROTTLED: Final = 429


@dataclass(frozen=True, slots=True)
class Device:
    """Who calls: a caller of the enrolment, and by how much its clock is wrong."""

    credential: Credential
    skew_s: float = 0.0

    @property
    def id(self) -> str:
        """Its name."""
        return self.credential.caller


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a submission: `ok` with its version, `fail` with its code, or `info` when nobody knows.

    Attributes:
        issues: Where and why it was refused, as path and code; never a value.
    """

    result: history.Result
    key: str
    version: int | None = None
    code: str | None = None
    issues: tuple[str, ...] = ()

    @property
    def is_ok(self) -> bool:
        """Tells whether a receipt came."""
        return self.result == "ok"


@dataclass(slots=True)
class _Pending:
    submission: dict[str, object]
    answer: asyncio.Future[frames.Receipt | frames.Refused]
    raw: bytes = b""
    attempts: int = 0

    @property
    def case(self) -> str | None:
        """What it is about, where it names that."""
        subject = self.submission.get("case", self.submission.get("transport"))
        return None if subject is None else str(subject)


class Poster(ABC):
    """One device that says things; how a frame travels is its line's affair.

    Attributes:
        identity: What the hub said at `bind`; None until then.
        is_refused: Whether the hub refuses this device for good, so that nothing is repeated.
        patience_s: Real seconds for which a submission is repeated.
    """

    patience_s = GIVE_UP_AFTER_S

    def __init__(self, device: Device, log: History, rng: Random) -> None:
        """Begins with nothing said.

        Args:
            device: Who speaks.
            log: Where evidence is written.
            rng: Where keys come from.
        """
        self.device = device
        self.identity: frames.Bound | None = None
        self.is_refused = False
        self._log = log
        self._rng = rng
        self._signer = Signer(device.credential.key)
        self._pending: dict[str, _Pending] = {}
        self._posting: set[asyncio.Task[Outcome]] = set()

    @abstractmethod
    async def _say(self, *said: dict[str, object]) -> None:
        """Sends frames, or nothing while the line is broken."""

    def _answered(self, frame: frames.Receipt | frames.Refused) -> None:
        pending = self._pending.get(frame.key)
        if pending is not None and not pending.answer.done():
            pending.answer.set_result(frame)

    async def _say_again(self) -> None:
        """Says what is not answered."""
        for pending in list(self._pending.values()):
            await self._say(self._frame(pending))

    async def submit(
        self, kind: str, case: str | None, data: Mapping[str, object], *, key: str | None = None
    ) -> Outcome:
        """Posts a submission and repeats it until its outcome is known or a minute has passed; held back, it waits.

        Whoever cancels the wait does not cancel the submission: it is on its way.
        """
        task = asyncio.create_task(self._submit(kind, case, data, key or self.new_id()))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)
        return await asyncio.shield(task)

    def vouch(self, kind: str, case: str, version: int, data: Mapping[str, object]) -> None:
        """Writes into the history what an outside system of our own side is known to have said."""
        at, key = history.now(), self.new_id()
        organisation, unit = (self.identity.organisation.id, self.identity.unit) if self.identity else ("", None)
        streams = _own_side(kind, organisation, unit, data)
        self._log.write(
            Invoked(
                at=at, caller=self.device.id, organisation=organisation, key=key, kind=kind, case=case, streams=streams
            )
        )
        self._log.write(Returned(at=at, key=key, result="ok", version=version))

    async def flush(self, within_s: float) -> None:
        """Waits until every submission has its outcome, at most so many real seconds."""
        if self._posting:
            await asyncio.wait(self._posting, timeout=within_s)

    def new_id(self) -> str:
        """Makes an identifier at the tap, by the device's own clock."""
        return uuid7(self._rng, int((time.time() + self.device.skew_s) * 1000))

    async def _submit(self, kind: str, case: str | None, data: Mapping[str, object], key: str) -> Outcome:
        submission: dict[str, object] = {"kind": kind, "key": key, "data": data}
        if case is not None:
            submission["transport" if kind in OF_TRANSPORTS else "case"] = case
        submission["occurred_at"] = stamp(self.device.skew_s)
        organisation, unit = (self.identity.organisation.id, self.identity.unit) if self.identity else ("", None)
        self._log.write(
            Invoked(
                at=history.now(),
                caller=self.device.id,
                organisation=organisation,
                key=key,
                kind=kind,
                case=case,
                facilities=_named(data),
                streams=_own_side(kind, organisation, unit, data),
            )
        )
        outcome, is_coalesced = await self._insist(key, submission)
        self._log.write(
            Returned(
                at=history.now(),
                key=key,
                result=outcome.result,
                version=outcome.version,
                code=outcome.code,
                is_coalesced=is_coalesced,
            )
        )
        return outcome

    async def _insist(self, key: str, submission: dict[str, object]) -> tuple[Outcome, bool]:
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + self.patience_s
        pending = self._pending[key] = _Pending(submission, loop.create_future())
        try:
            while (left_s := give_up_at - loop.time()) > 0 and not self.is_refused:
                pending.answer = loop.create_future()
                await self._say(self._frame(pending))
                try:
                    answer = await asyncio.wait_for(pending.answer, min(REPEAT_AFTER_S, left_s))
                except TimeoutError:
                    continue
                if isinstance(answer, frames.Receipt):
                    self._settle(key, pending, None if answer.coalesced else answer.version)
                    return Outcome("ok", key, answer.version), answer.coalesced
                if answer.status < _UNAVAILABLE and answer.status != _THROTTLED:
                    self._settle(key, pending, None)
                    return Outcome("fail", key, code=answer.error.code, issues=_issues(answer.error)), False
                await asyncio.sleep(min(answer.error.retry_after_s or 1.0, left_s))
        finally:
            self._pending.pop(key, None)
        self._signer.gives_up(pending.case)
        return Outcome("info", key), False

    def _settle(self, key: str, pending: _Pending, version: int | None) -> None:
        self._signer.settles(pending.case, key, raw=pending.raw, version=version, attempts=pending.attempts)

    def _frame(self, pending: _Pending) -> dict[str, object]:
        submission = {**pending.submission, "sent_at": stamp(self.device.skew_s)}
        pending.raw = msgspec.json.encode(submission)
        pending.attempts += 1
        kind, key = str(submission["kind"]), str(submission["key"])
        signature = self._signer.sends(kind, pending.case, key, pending.raw)
        frame: dict[str, object] = {"type": "submit", "submission": msgspec.Raw(pending.raw)}
        return frame if signature is None else {**frame, "signature": signature}


def _issues(error: frames.Error) -> tuple[str, ...]:
    return tuple(f"{it.get('path')} {it.get('code')}" for it in error.issues)


def _named(data: Mapping[str, object]) -> tuple[str, ...]:
    """Returns the organisations that a submission names."""
    for name in ("facilities", "operators"):
        if isinstance(named := data.get(name), list | tuple):
            return tuple(map(str, named))
    return (str(data["facility"]),) if "facility" in data else ()


def _own_side(kind: str, organisation: str, unit: str | None, data: Mapping[str, object]) -> tuple[str, ...]:
    """Returns the streams of the side to which a subject belongs that begins here."""
    match kind:
        case "open-case":
            return f"unit:{unit}", f"department:{organisation}"
        case "open-incident":
            return f"unit:{data['unit']}", f"department:{organisation}"
        case "request-transport":
            return (f"facility:{organisation}",)
        case "switch-to-119" if "department" in data:
            return (f"department:{data['department']}",)
        case _:
            return ()
