"""An erased case is a missing one to whoever looks, and its place in every stream says that it is gone."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest

from hub.domain.people import Principal
from hub.errors import NotFoundError
from hub.forgetting import Erased, Forgetting
from hub.ports import Accepted
from hub.rehearsal import Rehearsal
from tests.factories import DIRECTORY, NOW, Json, Node, arrival, at_once, body, crew, hospital

AT = datetime(2031, 11, 26, tzinfo=UTC)
GONE: Json = {"reason": "erased"}


def told() -> tuple[Node, UUID, UUID]:
    """A node with two cases of one unit; h-001 is asked about both."""
    node = Node()
    cases = [node.opens(chief_complaint="canary-complaint") for _ in range(2)]
    for case in cases:
        node.takes(body("request-acceptance", case, facilities=["h-001"]), crew())
    return node, cases[0], cases[1]


@pytest.fixture(params=["the node that knew it", "another node", "a node that has not noticed yet"])
def erased(request: pytest.FixtureRequest) -> tuple[Node, UUID, UUID]:
    """A node on whose database a case was erased, the case, and one that was not."""
    node, gone, other = told()
    node.store.erase(gone, AT)
    if request.param == "the node that knew it":
        node.memory.erase(gone)
    elif request.param == "another node":
        node = Node(node.store)
    return node, gone, other


@pytest.mark.parametrize("reader", [crew(), hospital()], ids=["crew", "hospital"])
def test_a_look_finds_nothing_and_is_not_written_down(erased: tuple[Node, UUID, UUID], reader: Principal) -> None:
    node, gone, other = erased

    for look in (node.views.document, node.views.transport):
        with pytest.raises(NotFoundError):
            at_once(look(gone, reader))
    with pytest.raises(NotFoundError):
        at_once(node.views.attachment(gone, "key", reader))
    with pytest.raises(NotFoundError):
        at_once(node.library.resource("Encounter", str(gone), reader))
    with pytest.raises(NotFoundError):
        at_once(node.library.everything(str(gone), reader))

    assert [each for each in node.store.audit if each.subject == gone] == []
    assert at_once(node.views.document(other, crew()))[1]["complaint"] == {"chief_complaint": "canary-complaint"}


def test_it_stands_on_no_board(erased: tuple[Node, UUID, UUID]) -> None:
    node, _, other = erased

    for stream, reader in (("unit:u-001", crew()), ("facility:h-001", hospital())):
        assert node.snapshot(stream, reader)["documents"].keys() == {str(other)}


def test_who_reads_a_stream_from_its_beginning_meets_no_hole_and_no_word_of_it(
    erased: tuple[Node, UUID, UUID],
) -> None:
    node, gone, other = erased

    frames = node.events("unit:u-001")

    assert [frame["offset"] for frame in frames] == list(range(1, len(frames) + 1))
    of_it = [frame for frame in frames if frame["subject"] == str(gone)]
    assert {(frame["mode"], frame["kind"], frame["recorded_at"]) for frame in of_it} == {
        ("gone", "erase", "2031-11-26T00:00:00.000Z")
    }
    assert [frame["body"] for frame in of_it] == [GONE] * len(of_it)
    assert len(of_it) == 3, "opening, asking, and the news that it is gone"
    assert sum(frame["subject"] == str(other) for frame in frames) == 2


def test_what_is_said_of_it_is_refused_as_of_a_missing_case() -> None:
    node, gone, other = told()
    node.store.erase(gone, AT)
    node = Node(node.store)

    for said in (body("record-observation", gone, heart_rate=80), body("open-case", gone)):
        assert isinstance(node.takes(said, crew()), NotFoundError)
        rehearsal = Rehearsal(node.journal, node.memory, lambda: DIRECTORY)
        (refusal,) = at_once(rehearsal.refusals([arrival(said, crew(), NOW)]))
        assert isinstance(refusal, NotFoundError)
    assert isinstance(node.takes(body("record-observation", other, heart_rate=80), crew()), Accepted)


def test_a_submission_that_is_repeated_after_the_erasure_is_answered_as_the_first_time() -> None:
    node, gone, _ = told()
    said = body("record-observation", gone, heart_rate=80)
    assert node.takes(said, crew()) == Accepted(node.store.receipts[crew().caller, UUID(str(said["key"]))])
    node.store.erase(gone, AT)
    node.memory.erase(gone)

    outcome = node.takes(said, crew())

    assert isinstance(outcome, Accepted)
    assert outcome.is_repeated


def test_a_node_that_decided_before_it_noticed_keeps_nothing_of_it() -> None:
    """Watches the batch that is on its way to disk while the node is told."""
    node, gone, _ = told()
    batch = at_once(
        node.pipeline.prepare([arrival(body("record-observation", gone, heart_rate=80), crew(), NOW)], DIRECTORY)
    )
    node.memory.erase(gone)

    at_once(node.pipeline.commit(batch))

    assert node.memory.newest(gone) is None
    assert not node.sealer.has(gone)


class Log:
    """Erasures by their numbers."""

    def __init__(self) -> None:
        self.subjects: list[UUID] = []

    async def newest(self) -> int:
        return len(self.subjects)

    async def after(self, number: int) -> Sequence[Erased]:
        return [Erased(place, subject) for place, subject in enumerate(self.subjects, 1) if place > number]


def test_a_node_lets_go_of_what_was_erased_since_it_began_and_once() -> None:
    log, forgotten = Log(), list[list[UUID]]()
    before, first, second = UUID(int=1), UUID(int=2), UUID(int=3)
    log.subjects.append(before)
    forgetting = Forgetting(log, lambda subjects: forgotten.append(list(subjects)))

    at_once(forgetting.begin())
    at_once(forgetting.notice())
    log.subjects += [first, second]
    at_once(forgetting.notice())
    at_once(forgetting.notice())

    assert forgotten == [[first, second]]
