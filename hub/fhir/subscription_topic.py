"""What can be subscribed to: the topics, as pure functions over what stands on a stream.

A topic looks at an entry as its reader received it, and at nothing else. So whether an entry is an event of a topic
never changes, and the events of a subscription can be counted by everybody who reads the same stream
(``docs/decisions/0029-subscriptions-read-the-stream.md``).
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from hub.domain.commands import KINDS, About
from hub.domain.document import Document, section
from hub.domain.routing import Mode
from hub.fhir.codes import BASE


class Happening(NamedTuple):
    """One entry of a stream as its reader received it: see the event frame of the stream protocol."""

    offset: int
    subject: str
    version: int
    kind: str
    recorded_at: str
    mode: str
    body: Document


class Feed(StrEnum):
    """Which of a caller's streams carries the events: that of its cases, or that of its area's hospitals."""

    CASES = "cases"
    AREA = "area"


class Topic(NamedTuple):
    """Something one can be told of; ``focus`` lists the resource types its events are about, the best one first."""

    name: str
    ja: str
    en: str
    feed: Feed
    focus: tuple[str, ...]
    filters: frozenset[str]
    happens: Callable[[Happening], bool]

    @property
    def url(self) -> str:
        """The canonical address that stands in ``Subscription.criteria``."""
        return f"{BASE}/SubscriptionTopic/{self.name}"


_ASKING: Final = frozenset({"request-acceptance", "request-on-behalf", "allot"})
_ANSWERING: Final = frozenset({"answer-request", "record-phone-answer"})
_OPENING: Final = frozenset({"open-case", "open-incident", "switch-to-119"})
_ABOUT_ARRIVAL: Final = ("position", "destination")
_CASE: Final = frozenset({"encounter", "patient"})


def _of_kinds(*kinds: str, or_gone: bool = False) -> Callable[[Happening], bool]:
    return lambda happening: happening.kind in kinds and (or_gone or happening.mode != Mode.GONE)


def about(happening: Happening) -> About:
    """Says what an entry is about; a case that a transport became begins with a word about the transport."""
    command = KINDS.get(happening.kind)
    is_case = command is None or happening.body.get("case") == happening.subject
    return About.CASE if command is None or is_case else command.about


def _opens_a_case(happening: Happening) -> bool:
    return happening.kind in _OPENING and about(happening) is About.CASE and happening.mode != Mode.GONE


def _updates_a_case(happening: Happening) -> bool:
    return about(happening) is About.CASE and not _opens_a_case(happening)


def _updates_a_transport(happening: Happening) -> bool:
    return about(happening) is About.TRANSPORT


def _changes_the_eta(happening: Happening) -> bool:
    """Tells whether a time of arrival is said; a document that only came into view repeats an old one."""
    if about(happening) is not About.CASE or happening.mode == Mode.GONE:
        return False
    if happening.mode == Mode.DOCUMENT and happening.kind != "confirm-destination":
        return False
    requests = section(happening.body, "requests")
    said = [section(happening.body, name) for name in _ABOUT_ARRIVAL] + [section(requests, each) for each in requests]
    return any("eta_minutes" in each for each in said)


_LISTED: Final = (
    Topic(
        "case-opened",
        "事案の開始",
        "a crew has begun a case",
        Feed.CASES,
        ("Encounter",),
        _CASE,
        _opens_a_case,
    ),
    Topic(
        "acceptance-requested",
        "受入照会",
        "a hospital is asked to take the patient",
        Feed.CASES,
        ("Task", "ServiceRequest"),
        _CASE | {"owner"},
        _of_kinds(*_ASKING),
    ),
    Topic(
        "acceptance-answered",
        "受入可否の回答",
        "an inquiry is answered, or taken back because another hospital answered first",
        Feed.CASES,
        ("Task",),
        _CASE | {"owner"},
        _of_kinds(*_ANSWERING, or_gone=True),
    ),
    Topic(
        "case-updated",
        "事案の更新",
        "anything happened to a case after its opening, its leaving the reader's view among it",
        Feed.CASES,
        (),
        _CASE | {"kind"},
        _updates_a_case,
    ),
    Topic(
        "eta-changed",
        "到着見込みの変更",
        "the time of arrival has changed; of positions one a minute is kept, and is told here",
        Feed.CASES,
        ("Location", "Encounter", "Task"),
        _CASE,
        _changes_the_eta,
    ),
    Topic(
        "handed-over",
        "引継ぎ",
        "the crew has handed the patient over",
        Feed.CASES,
        ("Composition", "Encounter"),
        _CASE,
        _of_kinds("hand-over"),
    ),
    Topic(
        "transport-updated",
        "患者等搬送の更新",
        "anything happened to a private transport: asked, offered, claimed, driven, gone from the reader's view",
        Feed.CASES,
        ("Task", "ServiceRequest"),
        frozenset({"kind"}),
        _updates_a_transport,
    ),
    Topic(
        "capacity-changed",
        "応需情報の変更",
        "a hospital of the caller's area has published what it can take",
        Feed.AREA,
        ("Observation",),
        frozenset({"performer"}),
        _of_kinds("publish-capacity"),
    ),
    Topic(
        "mode-declared",
        "運用モードの宣言",
        "a fire department of the caller's area has declared a mode",
        Feed.AREA,
        ("Flag",),
        frozenset(),
        _of_kinds("declare-mode"),
    ),
)

TOPICS: Final[Mapping[str, Topic]] = {topic.url: topic for topic in _LISTED}
"""Every topic by its canonical address."""


class Filter(NamedTuple):
    """One condition on the events of a topic: any of the values holds."""

    name: str
    values: frozenset[str]


def value_fault(name: str, value: str) -> bool:
    """Tells whether a value can never hold, so that who wrote it hears of the slip."""
    return not value or (name == "kind" and value not in KINDS)


def passes(filtered: Filter, happening: Happening) -> bool:
    """Tells whether an event meets a condition. What leaves the reader's stream concerns the reader's own inquiry."""
    match filtered.name:
        case "owner":
            asked = section(happening.body, "requests").keys()
            return happening.mode == Mode.GONE or not filtered.values.isdisjoint(asked)
        case "kind":
            return happening.kind in filtered.values
        case _:
            return happening.subject in filtered.values
