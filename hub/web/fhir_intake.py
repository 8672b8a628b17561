"""Bundles that are posted: judged by the guard, read into submissions, and taken in like a tablet's.

``transaction`` and ``message`` are taken in whole or not at all, as far as can be told beforehand; of a ``batch`` each
submission stands for itself. The sender's own bytes are kept with the first submission that is taken down.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from hub.domain.commands import KINDS, About
from hub.domain.events import instant
from hub.domain.people import Principal
from hub.errors import InvalidSubmissionError, Issue, KyukyuError, NotFoundError, RejectedError, StaleVersionError
from hub.fhir.guard import faults
from hub.fhir.outcome import information, of_issues, outcome_issues
from hub.fhir.reading.notebook import Notebook, Said
from hub.fhir.reading.reader import read
from hub.fhir.reply import Replied, answer_to, responses
from hub.fhir.shelf import Held
from hub.fhir.versions import Expected, expected, names
from hub.library import Library
from hub.ports import Accepted, Arrival, Outcome, Receipt
from hub.rehearsal import Rehearsal
from hub.web.fhir_exchange import JSON, Answer, Exchange, versioned
from hub.web.intake import Door, status_of
from hub.web.metrics import submissions
from hub.wire.frames import encode
from hub.wire.guard import parse
from hub.wire.submission import read as read_submission

_MOST_ENTRIES: Final = 500
_MOST_SAID: Final = 200
_BATCH: Final = "batch"
_MESSAGE: Final = "message"
_TAKEN: Final = frozenset({"transaction", _BATCH, _MESSAGE})

_NO_BUNDLE: Final = ("wrong-type", "Bundleが必要です", "must be a Bundle")
_NO_TYPE: Final = (
    "unknown-code",
    "transaction・batch・messageのいずれかが必要です",
    "must be a transaction, batch or message",
)
_OTHER_TYPE: Final = ("wrong-type", "宛先の型と異なります", "is not the type of the address")
_NO_MESSAGE: Final = ("wrong-type", "messageのBundleが必要です", "must be a Bundle of type message")
_LONG: Final = ("too-many", f"一度に送れるのは{_MOST_ENTRIES}件までです", f"holds at most {_MOST_ENTRIES} entries")
_NOTHING: Final = ("nothing-read", "読み替えられる内容がありません", "holds nothing that can be read into a submission")
_DUPLICATE: Final = ("duplicate", "すでに受領しています", "was received before")

Json = Mapping[str, Any]


class Taken(NamedTuple):
    """One submission that was read, and what became of it, as far as it has come."""

    said: Said
    outcome: Outcome | Arrival


class FhirIntake:
    """Takes in what is posted as FHIR."""

    def __init__(self, door: Door, rehearsal: Rehearsal, library: Library) -> None:
        """Takes the door, what tells beforehand whether something would be refused, and what shows what came of it."""
        self._library = library
        self._door = door
        self._rehearsal = rehearsal
        self._judging = asyncio.Lock()

    def refuse(self, principal: Principal, refusal: RejectedError) -> None:
        """Tells that something was refused before the intake."""
        self._door.refuse(principal, refusal)

    async def judge(self, content: Any) -> list[Issue]:  # noqa: ANN401  JSON of any kind
        """Returns the faults of a resource, beside the loop; one at a time, for FHIRPath is not made for more."""
        async with self._judging:
            return await asyncio.to_thread(faults, content)

    async def bundle(self, exchange: Exchange, _named: dict[str, str], principal: Principal) -> Answer:
        """Answers ``POST /fhir``: a transaction, a batch, or a message."""
        raw = await exchange.body(JSON)
        content = await self._sound(raw)
        if content["type"] == _MESSAGE:
            return await self._answered(content, raw, exchange.base, principal)
        book = read(content, principal)
        stale = await self._stale(expected(content, None), principal)
        taken = await self._taken(book, raw, principal, is_whole=content["type"] != _BATCH, stale=stale)
        return Answer(200, responses(content["type"], _replies(content, book, taken)))

    async def create(self, exchange: Exchange, named: dict[str, str], principal: Principal) -> Answer:
        """Answers ``POST /fhir/<type>``: the resource as the hub wrote it, or what of it is kept and not read."""
        raw = await exchange.body(JSON)
        content = parse(raw)
        if not isinstance(content, dict) or content.get("resourceType") != named["type"]:
            raise InvalidSubmissionError([Issue("resourceType", *_OTHER_TYPE)])
        if issues := await self.judge(content):
            raise InvalidSubmissionError(issues)
        book = read(content, principal)
        stale = await self._stale(expected(content, exchange.if_match), principal)
        taken = await self._taken(book, raw, principal, is_whole=True, stale=stale)
        receipts = [each.outcome.receipt for each in taken if isinstance(each.outcome, Accepted)]
        is_new = not all(isinstance(each.outcome, Accepted) and each.outcome.is_repeated for each in taken)
        status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
        held = await self._written(taken[0].said, receipts, named["type"], principal)
        told = of_issues(information(book.kept)) if book.kept or held is None else held.body
        if held is None:
            return Answer(status, told)
        place = f"{exchange.base}/{held.type}/{held.id}/_history/{held.version}".encode()
        return Answer(status, told, ((b"location", place), *versioned(held)))

    async def _written(self, said: Said, receipts: Sequence[Receipt], kind: str, principal: Principal) -> Held | None:
        """Returns the resource of a type that a submission about no organisation has written, as it stands now."""
        if said.subject is None:
            return None
        versions = {receipt.version for receipt in receipts}
        found = [each for each in await self._library.newest(said.subject, principal) if each.type == kind]
        return next((each for each in found if each.version in versions), None)

    async def message(self, exchange: Exchange, _named: dict[str, str], principal: Principal) -> Answer:
        """Answers ``POST /fhir/$process-message``."""
        raw = await exchange.body(JSON)
        content = await self._sound(raw)
        if content["type"] != _MESSAGE:
            raise InvalidSubmissionError([Issue("Bundle.type", *_NO_MESSAGE)])
        return await self._answered(content, raw, exchange.base, principal)

    async def _answered(self, content: Json, raw: bytes, base: str, principal: Principal) -> Answer:
        """Takes a message in; one that was received before is a duplicate, and says so."""
        book = read(content, principal)
        taken = await self._taken(book, raw, principal, is_whole=True)
        if all(isinstance(each.outcome, Accepted) and each.outcome.is_repeated for each in taken):
            return Answer(HTTPStatus.CONFLICT, of_issues(information([Issue("", *_DUPLICATE)])))
        return Answer(200, answer_to(content, base, book.parcel.identity, information(book.kept)))

    async def _sound(self, raw: bytes) -> Json:
        """Reads a Bundle that passes the guard.

        Raises:
            RejectedError: With every fault.
        """
        content = parse(raw)
        if not isinstance(content, dict) or content.get("resourceType") != "Bundle":
            raise InvalidSubmissionError([Issue("resourceType", *_NO_BUNDLE)])
        if content.get("type") not in _TAKEN:
            raise InvalidSubmissionError([Issue("Bundle.type", *_NO_TYPE)])
        entries = content.get("entry")
        if isinstance(entries, list) and len(entries) > _MOST_ENTRIES:
            raise InvalidSubmissionError([Issue("Bundle.entry", *_LONG)])
        if issues := await self.judge(content):
            raise InvalidSubmissionError(issues)
        return content

    async def _stale(self, read_before: Sequence[Expected], principal: Principal) -> set[str]:
        """Returns what was read by its sender in a version that is not the newest any more."""
        stale = set()
        for each in read_before:
            try:
                version = (await self._library.resource(each.type, each.id, principal)).version
            except NotFoundError:
                version = None
            if not names(each.tags, version):
                stale.add(each.path)
        return stale

    async def _unless_stale(
        self, book: Notebook, placed: Sequence[Arrival | RejectedError], stale: AbstractSet[str]
    ) -> list[Arrival | RejectedError]:
        """Refuses what was decided on what is not so any more; what stands already was decided before."""
        stand = await self._rehearsal.stand([each for each in placed if isinstance(each, Arrival)]) if stale else set()
        return [
            StaleVersionError() if said.key not in stand and any(each.path in stale for each in said.sources) else came
            for said, came in zip(book.said, placed, strict=True)
        ]

    async def _taken(
        self, book: Notebook, raw: bytes, principal: Principal, *, is_whole: bool, stale: AbstractSet[str] = frozenset()
    ) -> list[Taken]:
        """Takes in what was read; ``stale`` is read from what its sender has not seen in its newest version.

        Raises:
            RejectedError: Nothing can be taken down, or of what belongs together something cannot; nothing was stored.
            ThrottledError: The sender has said too much already.
        """
        if book.faults and is_whole:
            raise InvalidSubmissionError(book.faults)
        if len(book.said) > _MOST_SAID:
            raise InvalidSubmissionError([Issue("Bundle", *_LONG)])
        if not book.said and not book.faults:
            raise InvalidSubmissionError([Issue("Bundle", *_NOTHING), *book.kept])
        self._door.admit_all([said.kind for said in book.said], principal)
        digest = sha256(raw).hexdigest()
        placed = await self._unless_stale(book, [self._placed(said, digest, principal) for said in book.said], stale)
        if is_whole:
            _raise_refused([Taken(*each) for each in zip(book.said, placed, strict=True)])
            await self._would_stand(book, [each for each in placed if isinstance(each, Arrival)])
        taken = await self._let_all_in(book, placed, raw, principal)
        if is_whole:
            _raise_refused(taken)
        return taken

    async def _let_all_in(
        self, book: Notebook, placed: Sequence[Arrival | RejectedError], raw: bytes, principal: Principal
    ) -> list[Taken]:
        """Takes all in, in order; the bytes of the whole stand with the first that is taken down."""
        taken: list[Taken] = []
        waiting: list[tuple[Said, Awaitable[Outcome]]] = []
        is_kept = False
        for said, arrival in zip(book.said, placed, strict=True):
            if isinstance(arrival, RejectedError):
                self.refuse(principal, arrival)
                taken.append(Taken(said, arrival))
            elif is_kept:
                waiting.append((said, self._let_in(arrival)))
            else:
                outcome = await self._let_in(_carrying(arrival, raw))
                taken.append(Taken(said, outcome))
                is_kept = isinstance(outcome, Accepted)
        outcomes = await asyncio.gather(*(each for _, each in waiting))
        return taken + [Taken(said, each) for (said, _), each in zip(waiting, outcomes, strict=True)]

    def _placed(self, said: Said, digest: str, principal: Principal) -> Arrival | RejectedError:
        """Reads what was said as a tablet's submission is read."""
        value: dict[str, Any] = {
            "kind": said.kind,
            "key": str(said.key),
            "occurred_at": said.at.isoformat(),
            "data": said.data,
        }
        if said.subject is not None:
            value[KINDS[said.kind].about.value] = str(said.subject)
        try:
            submission = read_submission(value, encode({**value, "bundle_sha256": digest}))
            return self._door.placed(submission, principal)
        except RejectedError as refusal:
            return refusal

    async def _would_stand(self, book: Notebook, arrivals: Sequence[Arrival]) -> None:
        refusals = await self._rehearsal.refusals(arrivals)
        _raise_refused([Taken(said, each) for said, each in zip(book.said, refusals, strict=True) if each is not None])

    async def _let_in(self, arrival: Arrival) -> Outcome:
        outcome = await self._door.let_in(arrival)
        submissions(status_of(outcome)).inc()
        return outcome


def _carrying(arrival: Arrival, raw: bytes) -> Arrival:
    """Lets a submission carry the bytes of the Bundle it was read from: they are the record."""
    kept = {**msgspec.json.decode(arrival.submission.raw), "bundle": msgspec.Raw(raw)}
    return arrival._replace(submission=arrival.submission._replace(raw=encode(kept)))


def _raise_refused(taken: Sequence[Taken]) -> None:
    """Raises what was refused, each fault at the resource it was read from."""
    refused = [each for each in taken if isinstance(each.outcome, KyukyuError)]
    if not refused:
        return
    first = refused[0].outcome
    if isinstance(first, RejectedError):
        first.issues = tuple(issue for each in refused for issue in _issues(each))
    if isinstance(first, KyukyuError):
        raise first


def _issues(taken: Taken) -> list[Issue]:
    outcome = taken.outcome
    if not isinstance(outcome, KyukyuError):
        return []
    path = taken.said.sources[0].path
    found = outcome.issues if isinstance(outcome, RejectedError) else ()
    return [Issue(path, each.code, each.ja, each.en) for each in found] or [
        Issue(path, outcome.code, outcome.ja, outcome.en)
    ]


def _replies(content: Json, book: Notebook, taken: Sequence[Taken]) -> list[Replied]:
    """Returns what became of each entry: of what was read from it, and what of it is kept only."""
    replies = []
    for index, entry in enumerate(content["entry"]):
        path = f"Bundle.entry[{index}].resource"
        own = [each for each in taken if any(source.path == path for source in each.said.sources)]
        within = [_within(found, f"Bundle.entry[{index}]") for found in (book.kept, book.faults)]
        replies.append(_replied(entry.get("fullUrl"), own, *within))
    return replies


def _within(found: Sequence[Issue], path: str) -> list[Issue]:
    return [issue for issue in found if issue.path == path or issue.path.startswith(f"{path}.")]


def _replied(name: str | None, own: Sequence[Taken], kept: Sequence[Issue], faulty: Sequence[Issue]) -> Replied:
    reached = [status_of(each.outcome) for each in own if not isinstance(each.outcome, Arrival)]
    worst = max([*reached, *([InvalidSubmissionError.status] if faulty else [])], default=HTTPStatus.OK)
    issues = outcome_issues("processing", [*faulty, *(issue for each in own for issue in _issues(each))])
    stored = [each.outcome for each in own if isinstance(each.outcome, Accepted)]
    receipt = stored[-1].receipt if stored else None
    return Replied(
        name=name,
        status=f"{int(worst)} {HTTPStatus(worst).phrase}",
        place=_place(own[-1].said, receipt.subject) if receipt else None,
        version=receipt.version if receipt else None,
        recorded_at=instant(receipt.recorded_at) if receipt else None,
        issues=[*issues, *information(kept)],
    )


def _place(said: Said, subject: UUID) -> str | None:
    """Returns under what a case or a transport stands."""
    match KINDS[said.kind].about:
        case About.CASE:
            return f"Encounter/{subject}"
        case About.TRANSPORT:
            return f"ServiceRequest/{subject}-transport"
        case _:
            return None
