"""A search as it was asked: names and values of an address become filters, order, page and what goes along."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, NamedTuple, cast

from hub.errors import InvalidSearchError, Issue
from hub.fhir.codes import CASE_ID, PATIENT_ID
from hub.fhir.moments import BEGINNING, END, PREFIXES, Interval, about, interval, microseconds
from hub.fhir.parameters import PARAMETERS, Key, Kind, Parameter, folded, parameter

DEFAULT_COUNT: Final = 50
MOST: Final = 1000
"""Matches on one page; who asks for more gets so many and a link to the next."""

_SUMMARIES: Final = frozenset({"true", "text", "data", "count", "false"})
_TOTALS: Final = frozenset({"none", "estimate", "accurate"})
_PASSED_OVER: Final = frozenset({"_format", "_pretty", "_page"})
_NAME_CASES: Final = frozenset({CASE_ID, PATIENT_ID})
_MODIFIERS: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.TOKEN: frozenset({"not", "missing"}),
    Kind.REFERENCE: frozenset({*PARAMETERS, "missing"}),
    Kind.DATE: frozenset({"missing"}),
    Kind.STRING: frozenset({"exact", "contains", "missing"}),
}

_LEADS_TO_CASES: Final = frozenset(
    {
        "patient",
        "subject",
        "encounter",
        "context",
        "entity",
        "focus",
        "target",
        "location",
        "diagnosis",
        "reason-reference",
    }
)
"""References whose ids begin with what they belong to, so that only that is searched."""

_NOT_BEFORE: Final = frozenset({"eq", "ap", "gt", "ge", "sa"})
_NOT_AFTER: Final = frozenset({"eq", "ap", "lt", "le", "eb"})
"""Prefixes by which a moment may not lie before, or behind, the interval that is named."""

Test = Callable[[tuple[Key, ...]], bool]


class Filter(NamedTuple):
    """One condition: the parameter it is about, what a resource's keys must pass, and the ids or times it is bound to.

    Nothing outside ``span`` passes; not everything inside has to.
    """

    name: str
    test: Test
    ids: frozenset[str] | None = None
    span: Interval = (BEGINNING, END)


class Inclusion(NamedTuple):
    """What goes along with a match: by a reference of its own, or by one that points to it."""

    source: str
    name: str | None
    target: str | None
    is_reverse: bool
    is_repeated: bool


@dataclass(slots=True)
class Query:
    """What is searched for, and how the answer is to look.

    Attributes:
        used: The names and values that were understood, for the link to itself.
    """

    type: str
    filters: list[Filter] = field(default_factory=list)
    inclusions: list[Inclusion] = field(default_factory=list)
    sorts: list[tuple[str, bool]] = field(default_factory=list)
    count: int = DEFAULT_COUNT
    has_total: bool = True
    summary: str = "false"
    elements: frozenset[str] = frozenset()
    used: list[tuple[str, str]] = field(default_factory=list)

    @property
    def ids(self) -> frozenset[str] | None:
        """The ids to which the search is bound, which lead to the cases it is about; None where it is about all."""
        bound = [each.ids for each in self.filters if each.ids is not None]
        return min(bound, key=len) if bound else None

    def span(self, *names: str) -> Interval:
        """Returns the time outside which nothing is found, by the conditions on these parameters."""
        spans = [each.span for each in self.filters if each.name in names]
        return max((low for low, _ in spans), default=BEGINNING), min((high for _, high in spans), default=END)


def read(resource_type: str, asked: Iterable[tuple[str, str]], base: str, *, is_strict: bool = False) -> Query:
    """Reads a search.

    Args:
        resource_type: The type that is searched.
        asked: Names and values in the order in which they were given.
        base: Where the facade stands; references may begin with it.
        is_strict: A parameter that is not known is a fault, and not passed over.

    Raises:
        InvalidSearchError: With everything that is wrong with it.
    """
    query, faults = Query(resource_type), []
    for name, value in asked:
        if name in _PASSED_OVER or not value:
            continue
        try:
            is_known = _control(query, name, value) or _condition(query, name, value, base)
        except _FaultyError as fault:
            faults.append(Issue(name, fault.code, fault.ja, fault.en))
            continue
        if is_known:
            query.used.append((name, value))
        elif is_strict:
            faults.append(Issue(name, "unknown-parameter", "この検索条件は使えません", "is no search parameter here"))
    if faults:
        raise InvalidSearchError(faults)
    return query


class _FaultyError(Exception):
    """Says what is wrong with one parameter; never its value."""

    def __init__(self, code: str, ja: str, en: str) -> None:
        super().__init__(code)
        self.code, self.ja, self.en = code, ja, en


_NOT_VALID: Final = ("not-valid", "値が正しくありません", "is not valid")


def _control(query: Query, name: str, value: str) -> bool:
    """Takes what says how the answer is to look; tells whether it was that."""
    head, _, modifier = name.partition(":")
    match head:
        case "_include" | "_revinclude":
            query.inclusions.append(_inclusion(value, head == "_revinclude", modifier))
        case "_sort":
            query.sorts = [_sort(query.type, each.strip()) for each in value.split(",")]
        case "_count":
            query.count = min(_number(value), MOST)
        case "_total":
            query.has_total = _one_of(_TOTALS, value) != "none"
        case "_summary":
            query.summary = _one_of(_SUMMARIES, value)
        case "_elements":
            query.elements = frozenset(each.strip() for each in value.split(","))
        case _:
            return False
    return True


def _one_of(listed: frozenset[str], value: str) -> str:
    if value not in listed:
        raise _FaultyError(*_NOT_VALID)
    return value


def _number(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10):  # noqa: PLR2004  digits of a FHIR integer
        raise _FaultyError(*_NOT_VALID)
    return int(value)


def _sort(resource_type: str, value: str) -> tuple[str, bool]:
    name = value.removeprefix("-")
    if parameter(resource_type, name) is None:
        raise _FaultyError("unknown-parameter", "この並び順は使えません", "cannot be sorted by")
    return name, value.startswith("-")


def _inclusion(value: str, is_reverse: bool, modifier: str) -> Inclusion:  # noqa: FBT001  which of the two it is
    source, _, rest = value.partition(":")
    name, _, target = rest.partition(":")
    if value == "*":
        return Inclusion("*", None, None, is_reverse, modifier == "iterate")
    by = parameter(source, name) if source in PARAMETERS and name and name != "*" else None
    if source not in PARAMETERS or (name != "*" and (by is None or by.kind is not Kind.REFERENCE)):
        raise _FaultyError("unknown-inclusion", "この参照は含められません", "is no reference that can be included")
    if modifier not in {"", "iterate"}:
        raise _FaultyError("unknown-modifier", "この修飾子は使えません", "has a modifier that is not supported")
    return Inclusion(source, None if name == "*" else name, target or None, is_reverse, modifier == "iterate")


def _condition(query: Query, name: str, value: str, base: str) -> bool:
    """Takes a condition; tells whether there is such a parameter."""
    head, _, modifier = name.partition(":")
    by = parameter(query.type, head)
    if by is None:
        return False
    if modifier and modifier not in _MODIFIERS[by.kind]:
        raise _FaultyError("unknown-modifier", "この修飾子は使えません", "has a modifier that is not supported")
    if modifier == "missing":
        is_missing = _one_of(frozenset({"true", "false"}), value) == "true"
        query.filters.append(Filter(head, lambda keys: bool(keys) is not is_missing))
        return True
    values = _apart(value)
    if not values:
        raise _FaultyError(*_NOT_VALID)
    query.filters.append(_filter(head, by, modifier, values, base))
    return True


def _filter(name: str, by: Parameter, modifier: str, values: list[str], base: str) -> Filter:
    if by.kind is Kind.DATE:
        return _dates(name, values)
    if by.kind is Kind.STRING:
        return Filter(name, _texts(values, modifier))
    if by.kind is Kind.REFERENCE:
        return _references(name, values, modifier or by.only or "", base)
    return _tokens(name, values, is_not=modifier == "not")


def _apart(value: str) -> list[str]:
    """Takes alternatives apart; a comma behind a backslash belongs to a value."""
    parts, part, is_escaped = [], "", False
    for sign in value:
        if is_escaped:
            part, is_escaped = part + (sign if sign in ",\\$" else f"\\{sign}"), False
        elif sign == "\\":
            is_escaped = True
        elif sign == ",":
            parts.append(part)
            part = ""
        else:
            part += sign
    return [each for each in (*parts, part) if each]


def _dates(name: str, values: list[str]) -> Filter:
    asked: list[tuple[Callable[[Interval, Interval], bool], Interval]] = []
    spans = []
    for value in values:
        prefix, text = (value[:2], value[2:]) if value[:2] in PREFIXES else ("eq", value)
        try:
            named = interval(text.replace(" ", "+"))
        except ValueError:
            raise _FaultyError(*_NOT_VALID) from None
        if prefix == "ap":
            named = about(named, microseconds(datetime.now(UTC)))
        asked.append((PREFIXES[prefix], named))
        spans.append(
            (
                named[0] if prefix in _NOT_BEFORE else BEGINNING,
                named[1] if prefix in _NOT_AFTER else END,
            )
        )

    def test(keys: tuple[Key, ...]) -> bool:
        return any(compare(key, named) for key in keys for compare, named in asked)  # type: ignore[arg-type]  # dates

    return Filter(name, test, span=(min(low for low, _ in spans), max(high for _, high in spans)))


def _texts(values: list[str], modifier: str) -> Test:
    wanted = [folded(value) for value in values]

    def test(keys: tuple[Key, ...]) -> bool:
        texts = [str(key) for key in keys]
        if modifier == "exact":
            return any(text in wanted for text in texts)
        if modifier == "contains":
            return any(each in text for text in texts for each in wanted)
        return any(text.startswith(each) for text in texts for each in wanted)

    return test


def _references(name: str, values: list[str], kind_of_bare: str, base: str) -> Filter:
    """Compares with ``Type/id``, or with the id alone where no type is said or can be meant."""
    whole, bare = set(), set()
    for value in values:
        local = value.removeprefix(f"{base}/").partition("/_history/")[0]
        kind, slash, identity = local.rpartition("/")
        if slash:
            whole.add(f"{kind}/{identity}")
        elif kind_of_bare:
            whole.add(f"{kind_of_bare}/{identity}")
        else:
            bare.add(identity)
    ids = frozenset({each.rpartition("/")[2] for each in whole} | bare) if name in _LEADS_TO_CASES else None

    def test(keys: tuple[Key, ...]) -> bool:
        return not whole.isdisjoint(keys) or any(str(key).rpartition("/")[2] in bare for key in keys)

    return Filter(name, test if bare else lambda keys: not whole.isdisjoint(keys), ids)


def _tokens(name: str, values: list[str], *, is_not: bool) -> Filter:
    wanted = [_token(value) for value in values]

    def test(keys: tuple[Key, ...]) -> bool:
        return any(_is_token(key, each) for key in keys for each in wanted) is not is_not

    leads = name == "_id" or (name == "identifier" and all(system in _NAME_CASES for system, _ in wanted))
    ids = frozenset(code or "" for _, code in wanted) if leads and not is_not else None
    return Filter(name, test, ids)


def _token(value: str) -> tuple[str | None, str | None]:
    system, bar, code = value.partition("|")
    return (system, code or None) if bar else (None, system)


def _is_token(key: Key, wanted: tuple[str | None, str | None]) -> bool:
    """Compares a key with what is wanted; a code of a fixed list names no system and passes with any."""
    system, code = cast("tuple[str | None, str]", key)
    return (wanted[1] is None or code == wanted[1]) and (wanted[0] is None or system is None or system == wanted[0])


def passes(query: Query, keys: Mapping[str, tuple[Key, ...]]) -> bool:
    """Tells whether a resource meets every condition."""
    return all(each.test(keys[each.name]) for each in query.filters)
