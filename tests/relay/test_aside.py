"""What comes in and what is asked, and that an adapter which blocks holds up nobody but itself."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from hub.domain.people import Connection, Principal
from hub.errors import (
    AdapterUnusableError,
    ConflictError,
    DatabaseAwayError,
    InvalidSubmissionError,
    LookupUnavailableError,
    NotFoundError,
    RejectedError,
)
from hub.looks import Looks
from hub.ports import Outcome, RacedError
from hub.relay import registry
from hub.relay.aside import Aside
from hub.relay.inbox import Inbox
from hub.relay.link import Link, Parts
from hub.relay.lookups import Lookups
from hub.relay.pace import State
from hub.relay.relay import Relay
from hub.relay.source import HubDoor, _submitted
from hub.roster import Roster
from hub.sdk import (
    ComeAgain,
    Direction,
    Door,
    Found,
    Inbound,
    LegalBasis,
    Lookup,
    Message,
    NotFound,
    NotReady,
    Outbound,
    Question,
    Readiness,
    Ready,
    Refused,
    Rejected,
    Reply,
    Resource,
    Submitted,
    Taken,
    TryLater,
    Unknown,
    key_for,
)
from hub.testing import MemoryAudit, MemoryRegister
from hub.testing.deliveries import MemoryDeliveries
from tests.factories import DIRECTORY, Node, arrival, body, command_center, crew, hospital, new_key
from tests.relay.world import CONNECTION, H1, _nowhere, manifest

AT = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
UNTIL = datetime(2999, 1, 1, tzinfo=UTC)
NUMBER = "1234 5678 9018"
DEEP: dict[str, object] = {}
for _ in range(40):
    DEEP = {"more": DEEP}
SHOWN = {
    "known": Found({"allergies": "なし"}, UNTIL),
    "over": Found({"allergies": "なし"}, AT),
    "number": Found({"insured": [f"番号 {NUMBER}"]}, UNTIL),
    "number-in-fhir": Found({}, UNTIL, (Resource("Patient", "1", f'{{"id":"{NUMBER}"}}'.encode()),)),
    "deep": Found(DEEP, UNTIL),
}
"""What the adapter shows, by what it is asked."""


class Publishes(Inbound, Lookup):
    """Says thrice what its hospital can take, and answers questions."""

    manifest = manifest(
        directions=frozenset({Direction.INBOUND, Direction.LOOKUP}), attempt_s=0.3, codes=frozenset({"not-registered"})
    )
    said: list[Submitted]

    async def check(self) -> Readiness:
        return Ready()

    async def run(self, door: Door) -> None:
        self.said = [
            await door.submit("publish-capacity", data, key=key_for(number, AT), happened_at=AT)
            for number, data in (
                ("1", {"specialty": "emergency", "level": "good"}),
                ("1", {"specialty": "emergency", "level": "good"}),
                ("2", {"specialty": "emergency", "level": "no-such-level"}),
            )
        ]
        await asyncio.Event().wait()

    async def look_up(self, question: Question) -> Reply:
        match question.criteria["name"]:
            case "slow":
                time.sleep(1)  # noqa: ASYNC251  a driver that blocks
            case "broken":
                raise ValueError("an adapter's own fault")
            case "nobody" | "unlisted" as name:
                return NotFound("not-registered" if name == "nobody" else "no-code-of-ours")
            case "incomplete":
                return Refused("all-are-required")
            case "busy":
                return TryLater("http-503", datetime.now(UTC) + timedelta(seconds=30))
            case name if name in SHOWN:
                return SHOWN[name]
        return SHOWN["known"]


@pytest.fixture
async def link() -> AsyncIterator[Link]:
    """A connection beside h-001 that publishes and is asked, at work on a node in memory."""
    node = Node()

    async def take(raw: bytes, principal: Principal) -> Outcome:
        try:
            said = arrival(json.loads(raw), principal)
        except RejectedError as refusal:
            return refusal
        try:
            batch = await node.pipeline.process([said], DIRECTORY)
        except RacedError:
            batch = await node.pipeline.process([said], DIRECTORY)
        (outcome,) = batch.outcomes
        assert outcome is not None
        return outcome

    made = Link(CONNECTION, Publishes.manifest, Aside("ehr", lambda: Publishes(None)))
    made.stands_beside(H1)
    deliveries = MemoryDeliveries(node.store, lambda: datetime.now(UTC))
    parts = Parts(Inbox(node.memory, node.sealer), deliveries, take, lambda: datetime.now(UTC), lambda: 0.5)
    running = [asyncio.create_task(work()) for work in made.work(parts)]
    yield made
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await made.aside.close()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_what_comes_in_passes_the_same_door_and_once(link: Link) -> None:
    adapter = link.aside.adapter
    assert isinstance(adapter, Publishes)
    await until(lambda: len(getattr(adapter, "said", ())) == 3)

    first, again, wrong = adapter.said
    assert isinstance(first, Taken)
    assert not first.is_repeated
    assert again == Taken(first.version, first.recorded_at, is_repeated=True)
    assert wrong == Rejected("invalid-submission", ("data.level unknown-code",))


def asked(name: str) -> Question:
    return Question(id="1", case=uuid4(), caller="tablet-u-001", basis=LegalBasis.CONSENT, criteria={"name": name})


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("known", SHOWN["known"]),
        ("nobody", NotFound("not-registered")),
        ("broken", Unknown("exception-ValueError")),
        ("slow", Unknown("timed-out")),
    ],
)
async def test_a_question_is_answered_in_time_whatever_the_adapter_does(link: Link, name: str, reply: Reply) -> None:
    began_at = time.monotonic()

    assert await link.look_up(asked(name)) == reply

    assert time.monotonic() - began_at < 0.8


async def test_an_adapter_that_blocks_does_not_hold_up_the_hub(link: Link) -> None:
    ticks = 0

    async def ticking() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    beside = asyncio.create_task(ticking())
    await link.look_up(asked("slow"))
    beside.cancel()

    assert ticks > 10


class NoAdapter(Outbound):
    """Claims what it does not do."""

    manifest = manifest(directions=frozenset({Direction.LOOKUP}))

    async def check(self) -> Readiness:
        return Ready()

    async def deliver(self, message: Message) -> Unknown:  # noqa: ARG002
        return Unknown("never")


class Point:
    """An entry point that leads somewhere."""

    def __init__(self, aim: object) -> None:
        self.aim = aim

    def load(self) -> object:
        if isinstance(self.aim, Exception):
            raise self.aim
        return self.aim


@pytest.mark.parametrize(
    ("aim", "reason"),
    [
        (ImportError("told-to-nobody"), "import-failed (ImportError)"),
        (dict, "no-adapter"),
        (Publishes, "manifest-not-true"),
        (NoAdapter, "manifest-not-true"),
        (None, "not-installed"),
    ],
)
def test_an_adapter_that_cannot_be_used_is_named_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, aim: object, reason: str
) -> None:
    monkeypatch.setattr(registry, "entry_points", lambda **_: [] if aim is None else [Point(aim)])

    with pytest.raises(AdapterUnusableError) as refused:
        registry.load("other" if aim is Publishes else "tried")

    assert refused.value.reason == reason


def test_wrong_options_are_named_and_not_repeated() -> None:
    with pytest.raises(AdapterUnusableError, match="options: ulr extra_forbidden") as refused:
        registry.make(Publishes, {"ulr": "told-to-nobody"})

    assert "told-to-nobody" not in str(refused.value)


def test_a_connection_stands_for_its_organisation_and_for_nobody_else() -> None:
    principal = Connection(name="emis", adapter="emis", organisation="h-002").principal(DIRECTORY["h-002"])

    assert (principal.caller, principal.organisation.id, principal.unit) == ("adapter:emis", "h-002", None)
    assert principal.streams == hospital("h-002").streams


def test_what_cannot_be_stored_now_is_asked_for_again() -> None:
    assert _submitted(DatabaseAwayError(3)) == ComeAgain(3)


KEY = new_key()


def lookups_of(node: Node, link: Link) -> Lookups:
    """Returns the questions of who has this connection."""
    relay = Relay([], roster=Roster(MemoryRegister()), register=MemoryRegister(), inbox=None, deliveries=None)  # type: ignore[arg-type]  # it only asks
    relay.links["myna"] = link
    return Lookups(relay, Looks(node.memory, MemoryAudit(node.store), lambda: DIRECTORY))


async def test_a_question_needs_a_right_to_the_case_a_ground_and_an_own_connection(link: Link) -> None:
    node = Node()
    case = node.opens(crew("u-001"))
    node.takes(body("request-acceptance", case, facilities=["h-001"]), crew("u-001"))
    lookups = lookups_of(node, link)

    async def asks(by: Principal, basis: str = "vital-interest-no-consent", name: str = "myna") -> object:
        return await lookups.ask(by, case, name, KEY, basis, {"name": "known"})

    with pytest.raises(NotFoundError):
        await asks(hospital("h-001"))
    node.takes(body("answer-request", case, answer="accept"), hospital("h-001"))
    assert await asks(hospital("h-001")) == Found({"allergies": "なし"}, UNTIL)
    for refused in (asks(hospital("h-002")), asks(crew("u-001")), asks(hospital("h-001"), name="other")):
        with pytest.raises(NotFoundError):
            await refused
    with pytest.raises(InvalidSubmissionError):
        await asks(hospital("h-001"), basis="curiosity")
    assert "look-up myna vital-interest-no-consent transport-necessity" in {each.action for each in node.store.audit}


@pytest.fixture
async def of_the_department(link: Link) -> Link:
    """The same connection, beside the fire department."""
    link.connection = replace(link.connection, organisation="fd-01")
    return link


async def test_of_a_fire_department_only_the_crew_of_the_case_asks_and_only_while_it_is_open(
    of_the_department: Link,
) -> None:
    node = Node()
    case, lookups = node.opens(crew("u-001")), lookups_of(node, of_the_department)

    async def asks(by: Principal) -> object:
        return await lookups.ask(by, case, "myna", KEY, "vital-interest-no-consent", {"name": "known"})

    assert lookups.open_to(crew("u-002")) == {"myna": "tried"}
    for nobody in (command_center("fd-01"), crew("u-003"), hospital("h-001")):
        assert lookups.open_to(nobody) == {}
    assert await asks(crew("u-001"))
    for refused in (crew("u-002"), command_center("fd-01"), crew("u-003")):
        with pytest.raises(NotFoundError):
            await asks(refused)
    node.takes(body("close-case", case, closing="refused"), crew("u-001"))
    with pytest.raises(ConflictError, match="closed"):
        await asks(crew("u-001"))


async def test_the_patient_of_an_exercise_is_looked_up_nowhere(of_the_department: Link) -> None:
    node = Node()
    case = node.opens(crew("u-001"), is_exercise=True)

    with pytest.raises(InvalidSubmissionError) as refused:
        await lookups_of(node, of_the_department).ask(
            crew("u-001"), case, "myna", KEY, "vital-interest-no-consent", {"name": "known"}
        )

    assert [issue.code for issue in refused.value.issues] == ["exercise"]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("over", LookupUnavailableError),
        ("number", LookupUnavailableError),
        ("number-in-fhir", LookupUnavailableError),
        ("deep", LookupUnavailableError),
        ("unlisted", LookupUnavailableError),
        ("broken", LookupUnavailableError),
        ("incomplete", InvalidSubmissionError),
    ],
)
async def test_an_adapters_word_is_not_taken_for_what_may_be_shown(
    of_the_department: Link, name: str, error: type[Exception]
) -> None:
    node = Node()
    case = node.opens(crew("u-001"))

    with pytest.raises(error):
        await lookups_of(node, of_the_department).ask(
            crew("u-001"), case, "myna", KEY, "vital-interest-no-consent", {"name": name}
        )


async def test_how_long_the_other_side_asks_to_be_left_alone_is_handed_on(of_the_department: Link) -> None:
    node = Node()
    case = node.opens(crew("u-001"))

    with pytest.raises(LookupUnavailableError) as refused:
        await lookups_of(node, of_the_department).ask(
            crew("u-001"), case, "myna", KEY, "vital-interest-no-consent", {"name": "busy"}
        )

    assert 20 <= refused.value.retry_after_s <= 30


@pytest.mark.parametrize("about", ["case", "transport"])
async def test_a_word_names_the_case_or_the_transport_that_it_is_about(about: str) -> None:
    """Which of the two is meant follows from the kind; a word about neither names none."""
    posted: list[dict[str, object]] = []

    async def take(raw: bytes, _principal: Principal) -> Outcome:
        posted.append(json.loads(raw))
        return DatabaseAwayError()

    door, subject = HubDoor(take, hospital), uuid4()
    await door.submit("tried", {}, key=key_for("1", AT), happened_at=AT, **{about: subject})
    await door.submit("tried", {}, key=key_for("2", AT), happened_at=AT)

    assert [{"case", "transport"} & each.keys() for each in posted] == [{about}, set()]
    assert posted[0][about] == str(subject)


class Asleep(Lookup):
    """Is not there at first."""

    manifest = manifest(directions=frozenset({Direction.LOOKUP}), codes=frozenset({"nobody"}))
    checks = 0

    async def check(self) -> Readiness:
        self.checks += 1
        return NotReady("refused") if self.checks == 1 else Ready()

    async def look_up(self, question: Question) -> Reply:  # noqa: ARG002
        return NotFound("nobody")


async def test_how_a_counterpart_stands_that_is_only_asked_is_known_before_anybody_asks() -> None:
    node, states = Node(), list[State]()
    link = Link(CONNECTION, Asleep.manifest, Aside("ehr", lambda: Asleep(None)))
    link.stands_beside(H1)
    deliveries = MemoryDeliveries(node.store, lambda: datetime.now(UTC))
    parts = Parts(Inbox(node.memory, node.sealer), deliveries, _nowhere, lambda: datetime.now(UTC), lambda: 0.5)
    running = [asyncio.create_task(work()) for work in link.work(parts)]
    link.pace.when_changed.append(states.append)

    await until(lambda: link.pace.state is State.UP)

    assert states == [State.DOWN, State.UP]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await link.aside.close()
