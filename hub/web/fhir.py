"""The FHIR facade, ``/fhir``: FHIR's own REST over what `hub.library` finds.

A plain ASGI application, for reading one resource has to cost little. What it does is the table of
`hub.fhir.interactions`; every refusal is an OperationOutcome.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol
from urllib.parse import parse_qsl, urlencode

import msgspec
import structlog
from starlette.types import Receive, Scope, Send

from hub.domain.people import Principal
from hub.errors import (
    InvalidSearchError,
    InvalidSubmissionError,
    Issue,
    KyukyuError,
    MethodNotAllowedError,
    NotFoundError,
)
from hub.fhir import query as queries
from hub.fhir.capability import statement
from hub.fhir.document import document
from hub.fhir.excerpt import shown
from hub.fhir.interactions import INTERACTIONS, OPEN, Code, led
from hub.fhir.moments import interval
from hub.fhir.outcome import PARTIAL, UNEXPECTED, VALID, of_issues, outcome_issues
from hub.fhir.query import DEFAULT_COUNT, MOST, Query
from hub.fhir.resource import Resource
from hub.fhir.result import Link, history, searchset
from hub.fhir.selection import Page
from hub.fhir.shelf import Held, Order
from hub.fhir.smart import configuration
from hub.library import Library
from hub.web.caller import Gate
from hub.web.fhir_exchange import FORM, JSON, Answer, Exchange, refusal, versioned
from hub.web.fhir_intake import FhirIntake
from hub.wire.guard import parse

log = structlog.get_logger()

_PAGE: Final = "_page"


class Pages(Protocol):
    """How a place in a search travels in an address."""

    def seal(self, place: bytes, caller: str, /) -> str:
        """Returns a place as it may stand in an address."""

    def open(self, sealed: str, caller: str, /) -> bytes:
        """Returns the place.

        Raises:
            PageGoneError: It is nobody's, or somebody else's.
        """


class Place(msgspec.Struct):
    """Where a search goes on: what was asked, and after what."""

    asked: list[tuple[str, str]]
    after: Order


_place: Final = msgspec.json.Decoder(Place)

Handler = Callable[[Exchange, dict[str, str], Principal], Awaitable[Answer]]


class FhirEndpoint:
    """The ASGI application of ``/fhir``."""

    def __init__(self, library: Library, gate: Gate, pages: Pages, intake: FhirIntake) -> None:
        """Takes what is read, who may come in, how pages are named, and who takes in what is posted."""
        self._library = library
        self._gate = gate
        self._pages = pages
        self._posted = intake
        self._handlers: dict[Code, Handler] = {
            "read": self._read,
            "vread": self._vread,
            "history-instance": self._history,
            "history-type": self._changes,
            "search-type": self._search,
            "search-by-post": self._search,
            "everything": self._everything,
            "document": self._document,
            "validate": self._validate,
            "create": intake.create,
            "transaction": intake.bundle,
            "process-message": intake.message,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        exchange = Exchange.of(scope, receive)
        try:
            answer = await self._answer(exchange, scope)
        except KyukyuError as error:
            answer = refusal(error)
        except Exception as error:  # noqa: BLE001  the border: whatever it is, the caller gets an answer
            log.error("unexpected", place="fhir", error=type(error).__name__)  # noqa: TRY400  no traceback: data
            answer = Answer(500, UNEXPECTED)
        await answer.send(send, is_head=exchange.method == "HEAD")

    async def _answer(self, exchange: Exchange, request: Scope) -> Answer:
        method = "GET" if exchange.method == "HEAD" else exchange.method
        if method == "OPTIONS":
            return _options(exchange.segments)
        try:
            interaction, named = led(method, exchange.segments)
        except (NotFoundError, MethodNotAllowedError):
            await self._gate.admit(request)
            raise
        if interaction.code in OPEN:
            exchange.negotiate()
            is_statement = interaction.code == "capabilities"
            return Answer(200, statement(exchange.base) if is_statement else configuration(exchange.origin))
        principal = await self._gate.principal(request)
        exchange.negotiate()
        try:
            return await self._handlers[interaction.code](exchange, dict(named), principal)
        except InvalidSubmissionError as error:
            self._posted.refuse(principal, error)
            raise

    async def _read(self, exchange: Exchange, named: dict[str, str], principal: Principal) -> Answer:
        held = await self._library.resource(named["type"], named["id"], principal)
        if exchange.has(held):
            return Answer(304, headers=versioned(held))
        return self._resource(exchange, held)

    async def _vread(self, exchange: Exchange, named: dict[str, str], principal: Principal) -> Answer:
        version = named["version"]
        if not (version.isascii() and version.isdigit() and len(version) < 10):  # noqa: PLR2004  what a version can be
            raise NotFoundError
        held = await self._library.version(named["type"], named["id"], int(version), principal)
        return self._resource(exchange, held)

    def _resource(self, exchange: Exchange, held: Held) -> Answer:
        if not exchange.asked:
            return Answer(200, held.body, versioned(held))
        query = queries.read(held.type, [each for each in exchange.asked if each[0] in _SHOWN], exchange.base)
        return Answer(200, shown(query, held.type, held.body), versioned(held))

    async def _history(self, exchange: Exchange, named: dict[str, str], principal: Principal) -> Answer:
        versions = await self._library.history(named["type"], named["id"], principal)
        asked, after = self._continued(exchange, exchange.asked, principal)
        count, since = _count(asked, DEFAULT_COUNT), _since(asked)
        wanted = [(-held.version, held) for held in versions if held.moment >= since]
        taken, rest = _sliced(wanted, after, count)
        links = self._links(exchange, asked, rest, principal)
        shown_as = [(held, held is versions[-1]) for held in taken]
        return Answer(200, history(exchange.base, shown_as, total=len(wanted), links=links))

    async def _changes(self, exchange: Exchange, named: dict[str, str], principal: Principal) -> Answer:
        """Answers ``GET /fhir/<type>/_history``; how many there are is said where all were walked."""
        asked, after = self._continued(exchange, exchange.asked, principal)
        count = _count(asked, DEFAULT_COUNT)
        found = await self._library.changes(named["type"], _since(asked), principal)
        rest = [each for each in found.versions if after is None or each[0].order > after]
        taken = rest[:count]
        links = self._links(exchange, asked, taken[-1][0].order if taken and len(rest) > count else None, principal)
        total = None if found.is_partial else len(found.versions)
        return Answer(200, history(exchange.base, taken, total=total, links=links))

    async def _everything(self, exchange: Exchange, named: dict[str, str], principal: Principal) -> Answer:
        found = await self._library.everything(named["id"], principal)
        asked, after = self._continued(exchange, exchange.asked, principal)
        types = {kind for name, value in asked if name == "_type" for kind in value.split(",")}
        since, count = _since(asked), _count(asked, len(found))
        wanted = [
            (place, held)
            for place, held in enumerate(found)
            if held.moment >= since and (not types or held.type in types)
        ]
        taken, rest = _sliced(wanted, after, count)
        links = self._links(exchange, asked, rest, principal)
        shown_whole = [(held, held.body) for held in taken]
        return Answer(200, searchset(exchange.base, shown_whole, total=len(wanted), links=links))

    async def _document(self, exchange: Exchange, named: dict[str, str], principal: Principal) -> Answer:
        first, *others = await self._library.handover(named["id"], principal)
        known = {held.place: held for held in others}

        def find(kind: str, identity: str) -> Resource | None:
            held = self._library.participant(kind, identity) or known.get((kind, identity))
            return Resource(*held.place, held.body) if held else None

        return Answer(200, document(exchange.base, Resource(*first.place, first.body), find))

    async def _search(self, exchange: Exchange, named: dict[str, str], principal: Principal) -> Answer:
        given = list(exchange.asked)
        if exchange.method == "POST":
            form = (await exchange.body(FORM)).decode("utf-8", "replace")
            given += parse_qsl(form, keep_blank_values=True)
        asked, after = self._continued(exchange, given, principal)
        query = queries.read(named["type"], asked, exchange.base, is_strict=exchange.is_strict)
        if query.summary == "count":
            query.count = 0
        found = await self._library.search(query, principal, after)
        links = self._links(exchange, query.used, found.after, principal)
        return Answer(200, _found(exchange.base, query, found, links))

    async def _validate(self, exchange: Exchange, named: dict[str, str], _principal: Principal) -> Answer:
        content = parse(_resource_of(await exchange.body(JSON)))
        issues = await self._posted.judge(content)
        if not issues and isinstance(content, dict) and content["resourceType"] != named["type"]:
            issues = [Issue("resourceType", "wrong-type", "宛先の型と異なります", "is not the type of the address")]
        return Answer(200, of_issues(outcome_issues("invalid", issues)) if issues else VALID)

    def _continued(
        self, exchange: Exchange, given: Sequence[tuple[str, str]], principal: Principal
    ) -> tuple[list[tuple[str, str]], Order | None]:
        """Returns what is asked for, as it was when the first page was asked for, and after what to go on."""
        sealed = next((value for name, value in given if name == _PAGE), None)
        if sealed is None:
            return list(given), None
        held = _place.decode(self._pages.open(sealed, f"{principal.caller} {'/'.join(exchange.place)}"))
        return held.asked, held.after

    def _links(
        self, exchange: Exchange, used: Sequence[tuple[str, str]], after: Order | None, principal: Principal
    ) -> list[Link]:
        """Returns the request as it was understood, and the next page; what was posted stands in no address."""
        here = "/".join([exchange.base, *exchange.place])
        is_posted = exchange.method == "POST"
        links = [Link("self", f"{here}?{urlencode(used)}" if used and not is_posted else here)]
        if after is not None:
            place = msgspec.json.encode(Place(list(used), after))
            sealed = self._pages.seal(place, f"{principal.caller} {'/'.join(exchange.place)}")
            links.append(Link("next", f"{here}?{_PAGE}={sealed}"))
        return links


_SHOWN: Final = frozenset({"_summary", "_elements"})


def _found(base: str, query: Query, page: Page, links: Sequence[Link]) -> bytes:
    return searchset(
        base,
        [(held, shown(query, held.type, held.body)) for held in page.matches],
        total=page.total if query.has_total else None,
        links=links,
        included=[(held, held.body) for held in page.included],
        outcome=PARTIAL if page.is_partial else None,
    )


def _options(segments: Sequence[str]) -> Answer:
    """Says what can be done at a place, as far as the table goes."""
    allowed = {"OPTIONS"}
    for method in {each.method for each in INTERACTIONS}:
        try:
            led(method, segments)
        except (NotFoundError, MethodNotAllowedError):
            continue
        allowed |= {method, "HEAD"} if method == "GET" else {method}
    return Answer(204, headers=((b"allow", ", ".join(sorted(allowed)).encode()),))


def _sliced(keyed: Sequence[tuple[int, Held]], after: Order | None, count: int) -> tuple[list[Held], Order | None]:
    """Returns a page of resources whose keys rise, and after which key the next one begins."""
    rest = [each for each in keyed if after is None or each[0] > int(str(after[0]))]
    taken = rest[:count]
    return [held for _, held in taken], [taken[-1][0]] if taken and len(rest) > count else None


def _count(asked: Sequence[tuple[str, str]], otherwise: int) -> int:
    value = next((value for name, value in asked if name == "_count"), None)
    if value is None:
        return otherwise
    if not (value.isascii() and value.isdigit() and len(value) < 10):  # noqa: PLR2004  digits of a FHIR integer
        raise InvalidSearchError([_not_valid("_count")])
    return min(int(value), MOST)


def _since(asked: Sequence[tuple[str, str]]) -> int:
    value = next((value for name, value in asked if name == "_since"), None)
    if value is None:
        return 0
    try:
        return interval(value.replace(" ", "+"))[0]
    except ValueError:
        raise InvalidSearchError([_not_valid("_since")]) from None


def _not_valid(name: str) -> Issue:
    return Issue(name, "not-valid", "値が正しくありません", "is not valid")


class _Parameter(msgspec.Struct):
    name: str = ""
    resource: msgspec.Raw = msgspec.Raw()


class _Parameters(msgspec.Struct, rename={"resource_type": "resourceType"}):
    resource_type: str = ""
    parameter: list[_Parameter] = []


def _resource_of(raw: bytes) -> bytes:
    """Returns the resource that is to be judged: the body, or the one inside a Parameters."""
    parse(raw)
    try:
        held = msgspec.json.decode(raw, type=_Parameters)
    except msgspec.ValidationError:
        return raw
    if held.resource_type != "Parameters":
        return raw
    return next((bytes(each.resource) for each in held.parameter if each.name == "resource"), raw)
