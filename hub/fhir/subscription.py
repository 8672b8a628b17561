"""A Subscription as somebody posts it: read, judged, and asked whether an entry of the stream is an event of it.

R4 with the extensions of the guide "Subscriptions R5 Backport" (1.1.0): the canonical address of a topic stands in
``criteria``, filters stand in an extension of it, and how much is told in one of ``channel.payload``. Clients of
Medplum post a query there instead (``Task?owner=Organization/h-001``); every resource it describes is an event then.
Where the poster leaves something open, the choice that is made is written into the resource it gets back.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

import msgspec

from hub.errors import IntegrityError, InvalidSubmissionError, Issue
from hub.fhir.codes import Content
from hub.fhir.disclosure import TYPES
from hub.fhir.guard import faults
from hub.fhir.resource import Resource
from hub.fhir.subscription_query import PARAMETERS, describes
from hub.fhir.subscription_topic import TOPICS, Feed, Filter, Happening, Topic, passes, value_fault

GUIDE: Final = "http://hl7.org/fhir/uv/subscriptions-backport"
FILTER: Final = f"{GUIDE}/StructureDefinition/backport-filter-criteria"
PAYLOAD: Final = f"{GUIDE}/StructureDefinition/backport-payload-content"
HEARTBEAT: Final = f"{GUIDE}/StructureDefinition/backport-heartbeat-period"
TIMEOUT: Final = f"{GUIDE}/StructureDefinition/backport-timeout"
MAX_COUNT: Final = f"{GUIDE}/StructureDefinition/backport-max-count"
CHANNEL: Final = f"{GUIDE}/StructureDefinition/backport-channel-type"

_HEARTBEAT_S: Final = 60
_BOUNDS: Final[Mapping[str, tuple[int, int]]] = {HEARTBEAT: (1, 86_400), TIMEOUT: (1, 60), MAX_COUNT: (1, 100)}
_HOOK: Final = "rest-hook"
_CHANNELS: Final = ("websocket", _HOOK)
_FHIR_JSON: Final = "application/fhir+json"
_MOST_FILTERS: Final = 10
_ID: Final = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_FILTER: Final = re.compile(r"(?:(?P<type>[A-Z][A-Za-z]+)[.?])?(?P<rest>.+)", re.DOTALL)
_QUERY: Final = re.compile(r"(?P<type>[A-Z][A-Za-z]+)(?:\?(?P<rest>.*))?", re.DOTALL)
_KEPT: Final = ("contact", "end", "reason")

_decode: Final = msgspec.json.Decoder(dict[str, Any]).decode


class Payload(StrEnum):
    """How much a notification tells."""

    EMPTY = "empty"
    ID_ONLY = "id-only"
    FULL_RESOURCE = "full-resource"


class Status(StrEnum):
    """How a subscription stands; ``error`` says that a reader was too slow and may have missed something."""

    REQUESTED = "requested"
    ACTIVE = "active"
    ERROR = "error"
    OFF = "off"


class Subscription(NamedTuple):
    """What somebody asked to be told, understood."""

    topic: Topic | None
    resource_type: str
    filters: tuple[Filter, ...]
    payload: Payload
    max_count: int
    heartbeat_s: int
    timeout_s: int | None
    end: datetime | None
    endpoint: str | None
    is_off: bool
    content: Content

    @property
    def feed(self) -> Feed:
        """Which of the caller's streams carries its events."""
        return self.topic.feed if self.topic else Feed.CASES

    @property
    def selection(self) -> str:
        """What decides which entries are its events, and thereby their numbers."""
        about = self.topic.url if self.topic else self.resource_type
        return " ".join([about, *sorted(f"{each.name}={','.join(sorted(each.values))}" for each in self.filters)])

    def is_event(self, happening: Happening, seen: Sequence[Resource]) -> bool:
        """Tells whether an entry of the stream is one of its events; ``seen`` is what the reader saw of it then."""
        if self.topic:
            return self.topic.happens(happening) and all(passes(each, happening) for each in self.filters)
        return any(describes(self.resource_type, self.filters, resource) for resource in seen)


def read(content: Mapping[str, Any], now: datetime) -> Subscription:
    """Returns what a posted Subscription asks for.

    Raises:
        InvalidSubmissionError: With everything in it that cannot be done.
    """
    if content.get("resourceType") != "Subscription":
        raise InvalidSubmissionError([_issue("", "not-valid", "Subscription is taken here")])
    if found := faults(dict(content)):
        raise InvalidSubmissionError(found)
    reader = _Reader(content)
    subscription = reader.subscription(now)
    if reader.issues:
        raise InvalidSubmissionError(reader.issues)
    return subscription


def stored(content: bytes) -> Subscription:
    """Returns a Subscription as it was accepted.

    Raises:
        IntegrityError: This release does not know any more what it asks for.
    """
    reader = _Reader(_decode(content))
    subscription = reader.subscription(None)
    if reader.issues:
        raise IntegrityError("subscription")
    return subscription


class _Reader:
    """Reads one Subscription and collects what is wrong with it."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.channel: Mapping[str, Any] = content["channel"]
        self.issues: list[Issue] = []

    def subscription(self, now: datetime | None) -> Subscription:
        topic = TOPICS.get(self.content["criteria"])
        resource_type, filters = self._of_topic(topic) if topic else self._query()
        payload = self._payload(Payload.EMPTY if topic else Payload.FULL_RESOURCE)
        heartbeat_s, timeout_s, max_count = (self._number(url) for url in _BOUNDS)
        self._channel_is_ours(heartbeat_s)
        heartbeat_s = _HEARTBEAT_S if heartbeat_s is None else heartbeat_s
        return Subscription(
            topic=topic,
            resource_type=resource_type,
            filters=tuple(filters),
            payload=payload,
            max_count=max_count or 1,
            heartbeat_s=heartbeat_s,
            timeout_s=timeout_s,
            end=self._end(now),
            endpoint=self.channel.get("endpoint"),
            is_off=self.content["status"] == Status.OFF,
            content=self._written(payload, heartbeat_s),
        )

    def _refuse(self, path: str, code: str, sentence: str) -> None:
        self.issues.append(_issue(path, code, sentence))

    def _of_topic(self, topic: Topic) -> tuple[str, list[Filter]]:
        conditions = [str(each) for each in _values(self.content.get("_criteria"), FILTER, "valueString")]
        filters: list[Filter] = []
        for index, text in enumerate(conditions):
            path = f"criteria.extension[{index}]"
            match = _FILTER.fullmatch(text)
            filters.extend(self._filters(match["rest"] if match else "", path, topic.filters))
        return "", filters[:_MOST_FILTERS]

    def _query(self) -> tuple[str, list[Filter]]:
        match = _QUERY.fullmatch(self.content["criteria"])
        if match is None or match["type"] not in TYPES:
            self._refuse("criteria", "unknown-topic", "is neither a topic of this server nor a query of its resources")
            return "", []
        return match["type"], list(self._filters(match["rest"] or "", "criteria", PARAMETERS))

    def _filters(self, text: str, path: str, known: frozenset[str]) -> Iterator[Filter]:
        """Reads ``name=value,value&name=value``; several conditions must all hold, of several values any."""
        for part in filter(None, text.split("&")):
            name, sign, values = part.partition("=")
            read_values = frozenset(_bare(unquote(value), name) for value in values.split(","))
            if not sign or name not in known:
                self._refuse(path, "unknown-filter", f"filters by {', '.join(sorted(known))}, without modifiers")
            elif any(value_fault(name, value) for value in read_values):
                self._refuse(path, "not-valid", "holds for no event")
            else:
                yield Filter(name, read_values)

    def _payload(self, otherwise: Payload) -> Payload:
        kind = str(self.channel.get("payload", _FHIR_JSON)).replace(" ", "")
        if kind not in {_FHIR_JSON, "application/json", f"{_FHIR_JSON};fhirVersion=4.0"}:
            self._refuse("channel.payload", "not-supported", "is told as application/fhir+json of FHIR 4.0")
        chosen = [str(each) for each in _values(self.channel.get("_payload"), PAYLOAD, "valueCode")]
        if len(chosen) > 1 or (chosen and chosen[0] not in set(Payload)):
            self._refuse("channel.payload.extension", "not-valid", f"is one of {', '.join(Payload)}")
            return otherwise
        return Payload(chosen[0]) if chosen else otherwise

    def _number(self, url: str) -> int | None:
        given = [each for each in self.channel.get("extension", []) if each.get("url") == url]
        if not given:
            return None
        lowest, highest = _BOUNDS[url]
        value = given[0].get("valuePositiveInt" if url == MAX_COUNT else "valueUnsignedInt")
        if len(given) > 1 or not isinstance(value, int) or not lowest <= value <= highest:
            self._refuse("channel.extension", "out-of-range", f"{url.rpartition('/')[2]} is {lowest} to {highest}")
            return None
        return value

    def _channel_is_ours(self, heartbeat_s: int | None) -> None:
        is_hook = self.channel["type"] == _HOOK
        if self.channel["type"] not in _CHANNELS or _values(self.channel.get("_type"), CHANNEL, "valueCoding"):
            self._refuse("channel.type", "not-supported", f"notifications are sent over {' or '.join(_CHANNELS)}")
        if "header" in self.channel:
            self._refuse("channel.header", "not-supported", "secrets do not stand in a Subscription")
        if ("endpoint" in self.channel) is not is_hook:
            self._refuse("channel.endpoint", "not-supported", "belongs to a rest-hook, and to nothing else")
        if is_hook and self.content["criteria"] not in TOPICS:
            self._refuse("criteria", "not-supported", "a rest-hook is told of topics")
        if is_hook and heartbeat_s is not None:
            self._refuse("channel.extension", "not-supported", "a rest-hook has no heartbeat")

    def _end(self, now: datetime | None) -> datetime | None:
        if "end" not in self.content:
            return None
        end = datetime.fromisoformat(self.content["end"])
        if now is not None and end <= now:
            self._refuse("end", "not-valid", "is over already")
        return end

    def _written(self, payload: Payload, heartbeat_s: int) -> Content:
        """Returns the resource as it stands here, with every choice in it."""
        given: list[Content] = [
            {"url": url, value: each[value]}
            for each in self.channel.get("extension", [])
            for url, value in ((TIMEOUT, "valueUnsignedInt"), (MAX_COUNT, "valuePositiveInt"))
            if each.get("url") == url and value in each
        ]
        filters: list[Content] = [
            {"url": FILTER, "valueString": each}
            for each in _values(self.content.get("_criteria"), FILTER, "valueString")
        ]
        channel: Content = {"type": self.channel["type"]}
        if channel["type"] == _HOOK:
            channel["endpoint"] = self.channel.get("endpoint")
        else:
            given.insert(0, {"url": HEARTBEAT, "valueUnsignedInt": heartbeat_s})
        kept = {name: self.content[name] for name in _KEPT if name in self.content}
        status = Status.OFF if self.content["status"] == Status.OFF else Status.REQUESTED
        return {
            "resourceType": "Subscription",
            "status": status.value,
            **kept,
            "criteria": self.content["criteria"],
            **({"_criteria": {"extension": filters}} if filters else {}),
            "channel": {
                **({"extension": given} if given else {}),
                **channel,
                "payload": _FHIR_JSON,
                "_payload": {"extension": [{"url": PAYLOAD, "valueCode": payload.value}]},
            },
        }


def _values(element: object, url: str, name: str) -> list[object]:
    """Returns the values of an extension of an element."""
    extension = element.get("extension") if isinstance(element, dict) else None
    listed = extension if isinstance(extension, list) else []
    return [each[name] for each in listed if isinstance(each, dict) and each.get("url") == url and name in each]


def _bare(value: str, name: str) -> str:
    """Returns the id out of a reference; a code stays as it is written."""
    return value if name in {"kind", "status", "code"} else value.rpartition("/")[2]


def _issue(path: str, code: str, sentence: str) -> Issue:
    return Issue(f"Subscription.{path}" if path else path, code, _JA[code], sentence)


_JA: Final = {
    "not-valid": "値が正しくありません",
    "not-supported": "対応していない指定です",
    "out-of-range": "値が範囲外です",
    "unknown-topic": "このサーバーのトピックでも検索条件でもありません",
    "unknown-filter": "使用できない絞り込み条件です",
}
