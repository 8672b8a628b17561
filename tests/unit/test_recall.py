"""The states that decisions need: the newest few at hand, everything else made anew from the journal."""

from dataclasses import dataclass, field
from uuid import UUID

import pytest

from hub import recall
from hub.domain.case import Case
from hub.domain.events import CapacityPublished, CaseOpened
from hub.domain.hospital import Hospital
from hub.domain.people import hospital_subject
from hub.errors import IntegrityError
from hub.ports import Journal, Sealer, Stored
from hub.recall import Memory, advance
from hub.security import sealing
from hub.security.key_ring import KeyRing
from hub.security.sealing import AesSealer
from hub.testing import MemoryJournal, Store
from hub.testing.sealer import PlainSealer
from tests.factories import Node, at_once, body, crew, hospital, new_key


@dataclass
class Shelf(MemoryJournal):
    """A journal in memory that counts how often a subject is read."""

    store: Store
    reads: list[UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.store)

    async def read(self, subject: UUID, after: int = 0) -> list[Stored]:
        self.reads.append(subject)
        return list(await super().read(subject, after))


def told(versions: int = 3) -> tuple[Node, UUID]:
    """Returns a node on which a case has so many versions."""
    node = Node()
    case = node.opens()
    for pulse in range(1, versions):
        node.takes(body("record-observation", case, heart_rate=pulse), crew())
    return node, case


def memory_of(node: Node, sealer: Sealer | None = None) -> tuple[Memory, Shelf]:
    shelf = Shelf(node.store)
    journal: Journal = shelf
    return Memory(journal, sealer or PlainSealer()), shelf


def test_a_case_is_made_anew_from_the_journal_as_it_was() -> None:
    """Watches that the journal is the truth: a node that starts knows what the one that died knew."""
    node, case = told()
    memory, _ = memory_of(node)

    at_once(memory.recall([case]))

    assert memory.newest(case) == node.memory.newest(case)


def test_a_hospital_is_made_anew_too() -> None:
    node = Node()
    node.takes(body("publish-capacity", specialty="stroke", level="good", beds=2), hospital())
    subject = hospital_subject("h-001")
    memory, _ = memory_of(node)

    at_once(memory.recall([subject]))

    state = memory.newest(subject)
    assert isinstance(state, Hospital)
    assert state == node.memory.newest(subject)


def test_what_is_at_hand_is_not_read_again() -> None:
    node, case = told()
    memory, shelf = memory_of(node)

    at_once(memory.recall([case]))
    at_once(memory.recall([case, case]))

    assert shelf.reads == [case]


def test_what_does_not_exist_stays_unknown_and_is_looked_for_again() -> None:
    """Another node may open it in the meantime."""
    node, _ = told()
    memory, _ = memory_of(node)
    missing = new_key()

    at_once(memory.recall([missing]))
    assert memory.newest(missing) is None

    node.takes(body("open-case", missing), crew())
    at_once(memory.recall([missing]))
    assert memory.newest(missing) is not None


def test_a_snapshot_is_served_at_exactly_the_version_it_saw() -> None:
    """Watches P5: the newest state would hold what a later event says once more."""
    node, case = told(versions=12)
    memory, shelf = memory_of(node)

    for version in range(1, 13):
        assert at_once(memory.at(case, version)).version == version
    assert at_once(node.memory.at(case, 12)) == at_once(memory.at(case, 12))
    assert set(shelf.reads) == {case}


def test_only_the_newest_versions_are_kept_at_hand() -> None:
    node, case = told(versions=12)

    assert [state.version for state in node.memory._held[case]] == list(range(12 - recall._VERSIONS + 1, 13))


def test_a_version_that_the_journal_does_not_hold_is_a_contradiction() -> None:
    node, case = told()

    with pytest.raises(IntegrityError):
        at_once(node.memory.at(case, 99))


def test_the_least_used_subject_is_let_go_and_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall, "_SUBJECTS", 2)
    node = Node()
    first, second = node.opens(), node.opens()
    node.takes(body("record-observation", first, heart_rate=1), crew())

    third = node.opens()

    assert [node.memory.newest(each) is not None for each in (first, second, third)] == [True, False, True]
    node.takes(body("record-observation", second, heart_rate=1), crew())
    assert len(node.events("unit:u-001")) == 5


def test_what_is_forgotten_is_read_anew_with_its_stored_key() -> None:
    node, case = told()
    before = node.memory.newest(case)

    node.memory.forget(case)
    assert node.memory.newest(case) is None
    assert not node.sealer.has(case)
    at_once(node.memory.recall([case]))

    assert node.memory.newest(case) == before


def test_what_another_node_wrote_is_caught_up_with() -> None:
    node, case = told()
    other = Node(node.store)
    at_once(other.memory.recall([case]))
    node.takes(body("record-observation", case, heart_rate=99), crew())
    assert other.memory.newest(case) != node.memory.newest(case)

    at_once(other.memory.catch_up(case))

    assert other.memory.newest(case) == node.memory.newest(case)


def test_an_event_of_the_wrong_subject_is_a_contradiction() -> None:
    opened = CaseOpened(at="t", unit="u", department="d", is_exercise=False)
    published = CapacityPublished(at="t", facility="h", specialty="stroke", values={}, tapped_at="t", key="k")

    with pytest.raises(IntegrityError):
        advance(Hospital(), [opened], 1)
    with pytest.raises(IntegrityError):
        advance(Case(id=new_key()), [published], 1)


def test_a_submission_without_events_still_has_its_version() -> None:
    case = Case(id=new_key(), version=4)

    assert advance(case, [], 5) == (case._replace(version=5), {})


def test_a_case_that_is_always_in_use_keeps_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """After 50,000 other cases the key of a hospital that publishes every hour must still be there."""
    monkeypatch.setattr(sealing, "_MOST_OPEN", 3)
    node = Node(sealer=AesSealer(KeyRing("1", {"1": b"k" * 32})))
    for _ in range(5):
        node.takes(body("publish-capacity", specialty="stroke", level="good"), hospital())
        node.opens()

    assert len(node.events("area:99")) == 5


def test_a_slow_reader_does_not_put_an_older_state_over_a_newer_one() -> None:
    """Two who recall a case at once: the one that comes back later must not bring an older state."""
    node, case = told(versions=2)
    memory, _ = memory_of(node)
    older = at_once(memory.at(case, 1))
    newer = at_once(memory.at(case, 2))

    memory.keep(case, newer)
    memory.keep(case, older)

    assert memory.newest(case) == newer
