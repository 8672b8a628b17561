"""Who may look at a subject now, whatever this node still remembers."""

import pytest

from hub.domain.disclosure import Relationship
from hub.domain.people import hospital_subject
from hub.errors import DatabaseAwayError, NotFoundError
from hub.testing import Witnessed
from tests.factories import Node, at_once, body, command_center, crew, hospital, new_key


def test_a_look_is_written_down_before_anything_is_shown() -> None:
    node = Node()
    case = node.opens()

    state, near = at_once(node.looks.at(case, crew(), "read-fhir"))

    assert near is Relationship.OWN
    assert state == node.memory.newest(case)
    assert node.store.audit == [Witnessed("tablet-u-001", "fd-01", "read-fhir", case, None)]


def test_a_look_that_cannot_be_written_down_shows_nothing() -> None:
    node = Node()
    case = node.opens()
    node.store.is_away = True

    with pytest.raises(DatabaseAwayError):
        at_once(node.looks.at(case, crew(), "read-fhir"))


def test_a_hospital_that_another_node_withdrew_is_not_shown_anything() -> None:
    """Watches disclosure on several nodes: this one still remembers that the hospital is asked."""
    here, there = (node := Node()), Node(node.store)
    case = here.opens()
    here.takes(body("request-acceptance", case, facilities=["h-001"]), crew())
    assert at_once(here.looks.at(case, hospital(), "read-fhir"))[1] is Relationship.ASKED
    there.takes(body("withdraw-request", case, facilities=["h-001"]), crew())

    with pytest.raises(NotFoundError):
        at_once(here.looks.at(case, hospital(), "read-fhir"))


def test_a_hospital_that_another_node_asked_is_not_refused() -> None:
    here, there = (node := Node()), Node(node.store)
    case = here.opens()
    with pytest.raises(NotFoundError):
        at_once(here.looks.at(case, hospital(), "read-fhir"))
    there.takes(body("request-acceptance", case, facilities=["h-001"]), crew())

    assert at_once(here.looks.at(case, hospital(), "read-fhir"))[1] is Relationship.ASKED


@pytest.mark.parametrize(
    "reader", [crew("u-003"), command_center("fd-02"), hospital("h-002")], ids=lambda it: it.caller
)
def test_who_has_nothing_to_do_with_a_case_leaves_no_look(reader: object) -> None:
    node = Node()
    case = node.opens()

    for subject in (case, new_key()):
        with pytest.raises(NotFoundError):
            at_once(node.looks.at(subject, reader, "read-fhir"))  # type: ignore[arg-type]  # a principal

    assert node.store.audit == []


def test_what_a_hospital_says_of_itself_is_open_to_its_area() -> None:
    node = Node()
    node.takes(body("publish-capacity", specialty="stroke", level="good"), hospital())

    for reader in (crew(), crew("u-003"), hospital("h-002"), command_center()):
        assert at_once(node.looks.at(hospital_subject("h-001"), reader, "read-fhir"))[1] is Relationship.OWN
