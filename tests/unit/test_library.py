"""What readers find over FHIR, on the ports in memory: nothing but what they may see, and each look written down."""

from collections.abc import Coroutine, Sequence
from typing import Any
from uuid import UUID

import pytest

from hub import library, shelves
from hub.domain.people import Principal, hospital_subject
from hub.errors import NotFoundError
from hub.fhir import query as queries
from hub.fhir.selection import Page
from hub.fhir.shelf import Held, Order
from hub.testing import Witnessed
from tests.factories import Json, Node, at_once, body, command_center, crew, hospital, new_key, operator

BASE = "https://hub.example/fhir"
CANARY: Json = {"family_name": "canary-family", "phone": "canary-phone", "medical_history": "canary-history"}
STRANGERS = [crew("u-003"), command_center("fd-02"), hospital("h-002")]


def asked(node: Node | None = None) -> tuple[Node, UUID]:
    node = node or Node()
    case = node.opens(chief_complaint="胸痛", scene_address="canary-scene", incident_number="canary-number")
    node.takes(body("describe-patient", case, age_years=76, **CANARY), crew())
    node.takes(body("record-observation", case, heart_rate=80, spo2=97), crew())
    node.takes(body("request-acceptance", case, facilities=["h-001"]), crew())
    return node, case


def search(
    node: Node, by: Principal, resource_type: str, *asked: tuple[str, object], after: Order | None = None
) -> Page:
    query = queries.read(resource_type, [(name, str(value)) for name, value in asked], BASE)
    return at_once(node.library.search(query, by, after))


def bodies(found: Sequence[Held]) -> list[bytes]:
    return [held.body for held in found]


def places(found: Sequence[Held]) -> list[str]:
    return [f"{held.type}/{held.id}" for held in found]


def document(node: Node, case: UUID, by: Principal) -> Coroutine[Any, Any, Sequence[Held]]:
    return node.library.handover(f"{case}-handover", by)


def test_fhir_is_read_in_its_newest_version() -> None:
    node, case = asked()
    at_once(node.library.resource("Patient", str(case), crew()))
    node.takes(body("describe-patient", case, family_name="canary-renamed"), crew())

    patient = at_once(node.library.resource("Patient", str(case), crew()))

    assert b"canary-renamed" in patient.body
    assert patient.version == 5
    assert [held.version for held in at_once(node.library.history("Patient", str(case), crew()))] == [5, 2, 1]
    assert b"canary-renamed" not in at_once(node.library.version("Patient", str(case), 2, crew())).body
    assert len([held for held in at_once(node.library.everything(str(case), crew())) if held.type == "Patient"]) == 1


def test_what_another_node_wrote_is_read_at_once() -> None:
    """Watches the shelves on several nodes: they are as new as the journal when the look was written."""
    node, case = asked()
    other = Node(node.store)
    assert at_once(other.library.resource("Patient", str(case), crew())).version == 2
    node.takes(body("describe-patient", case, family_name="canary-renamed"), crew())

    assert at_once(other.library.resource("Patient", str(case), crew())).version == 5
    assert search(other, crew(), "Patient", ("_id", case)).matches[0].version == 5
    assert search(other, crew(), "Patient").matches[0].version == 5


def test_an_asked_hospital_reads_no_identity() -> None:
    node, case = asked()

    shown = at_once(node.library.everything(str(case), hospital()))

    assert shown
    assert b"canary" not in b"".join(bodies(shown))
    for held in shown:
        assert b"canary" not in at_once(node.library.resource(held.type, held.id, hospital())).body
        for version in at_once(node.library.history(held.type, held.id, hospital())):
            assert b"canary" not in version.body


def test_control_the_crew_reads_identity() -> None:
    node, case = asked()

    shown = b"".join(bodies(at_once(node.library.everything(str(case), crew()))))

    assert b"canary-family" in shown
    assert b"canary-history" in shown


def test_what_is_hidden_cannot_be_searched_for_either() -> None:
    """Watches that a search does not tell by its count what reading does not show."""
    node, case = asked()
    number = queries.read("Encounter", [("identifier", "canary-number")], BASE)

    assert at_once(node.library.search(number, crew())).total == 1
    assert at_once(node.library.search(number, hospital())).total == 0
    assert search(node, crew(), "Encounter", ("service-provider", "Organization/fd-01")).total == 1
    assert search(node, hospital(), "Encounter", ("service-provider", "Organization/fd-01")).total == 0
    assert search(node, hospital(), "Encounter", ("_id", case)).total == 1


def test_the_hospital_that_accepts_sees_more_and_the_one_that_declined_nothing() -> None:
    node, case = asked()
    assert search(node, hospital(), "Observation", ("patient", case)).total == 2
    node.takes(body("answer-request", case, answer="accept"), hospital())
    assert search(node, hospital(), "Observation", ("patient", case)).total == 3
    assert b"canary-family" in at_once(node.library.resource("Patient", str(case), hospital())).body

    node, case = asked()
    node.takes(body("answer-request", case, answer="decline", reason="busy"), hospital())
    assert search(node, hospital(), "Observation", ("patient", case)).total == 0
    assert search(node, hospital(), "Observation").total == 0
    with pytest.raises(NotFoundError):
        at_once(node.library.resource("Patient", str(case), hospital()))


@pytest.mark.parametrize("reader", STRANGERS, ids=lambda each: each.caller)
def test_a_foreign_case_is_found_nowhere(reader: Principal) -> None:
    node, case = asked()
    everything = at_once(node.library.everything(str(case), crew()))

    for held in everything:
        for look in (node.library.resource, node.library.history):
            with pytest.raises(NotFoundError):
                at_once(look(held.type, held.id, reader))
        with pytest.raises(NotFoundError):
            at_once(node.library.version(held.type, held.id, held.version, reader))
        assert search(node, reader, held.type, ("_id", held.id)).total == 0
        if held.type not in {"Location", "Organization"}:
            assert search(node, reader, held.type).total == 0
    with pytest.raises(NotFoundError):
        at_once(node.library.everything(str(case), reader))
    assert search(node, reader, "Observation", ("patient", case)).total == 0
    assert node.store.audit == [Witnessed("tablet-u-001", "fd-01", "read-everything", case, None)]


def test_a_search_that_names_no_case_walks_the_callers_own() -> None:
    node, first = asked()
    _, second = asked(node)
    third = node.opens(by=crew("u-003"))

    assert places(search(node, crew(), "Encounter").matches) == [f"Encounter/{first}", f"Encounter/{second}"]
    assert places(search(node, crew("u-003"), "Encounter").matches) == [f"Encounter/{third}"]
    assert search(node, hospital(), "Task", ("owner", "Organization/h-001"), ("status", "requested")).total == 2


def test_a_closed_case_is_still_found_by_those_who_may_see_it() -> None:
    node, case = asked()
    node.takes(body("close-case", case, closing="refused"), crew())

    for reader in (crew(), command_center()):
        assert search(node, reader, "Encounter", ("status", "finished")).total == 1
    assert search(node, hospital(), "Encounter").total == 0


def test_a_search_that_reaches_too_far_says_so_and_shows_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "REACH", 3)
    node = Node()
    cases = [node.opens() for _ in range(5)]
    for case in cases[:4]:
        node.takes(body("close-case", case, closing="refused"), crew())

    found = search(node, command_center(), "Encounter")

    assert found.is_partial
    assert {held.id for held in found.matches} == {str(case) for case in cases[2:]}
    assert not search(node, command_center(), "Encounter", ("_id", cases[0])).is_partial
    assert search(node, command_center(), "Encounter", ("_id", cases[0])).total == 1


def test_a_search_that_walks_lets_others_go_on_between_two_cases() -> None:
    """Watches that a wide search of one command centre does not hold up the crews."""
    node = Node()
    cases = [node.opens() for _ in range(4)]

    search(node, command_center(), "Observation")
    assert node.pauses == len(cases)
    search(node, command_center(), "Observation", ("patient", cases[0]))
    assert node.pauses == len(cases)


def test_pages_follow_one_another_without_a_gap_or_a_repetition_while_more_comes_in() -> None:
    node, case = asked()
    for pulse in range(60, 69):
        node.takes(body("record-observation", case, heart_rate=pulse), crew())
    wanted = places(search(node, crew(), "Observation", ("patient", case), ("code", "8867-4")).matches)

    shown, after = [], None
    while True:
        found = search(node, crew(), "Observation", ("patient", case), ("code", "8867-4"), ("_count", 3), after=after)
        shown += places(found.matches)
        after = found.after
        node.takes(body("record-observation", case, heart_rate=99), crew())
        if after is None:
            break

    assert shown == wanted
    assert len(set(wanted)) == 10


def test_what_goes_along_belongs_to_the_case_or_to_the_directory() -> None:
    node, case = asked()

    def along(*asked: tuple[str, object]) -> set[str]:
        return set(places(search(node, crew(), "Task", ("encounter", case), *asked).included))

    assert along() == set()
    assert along(("_include", "Task:owner")) == {"Organization/h-001"}
    assert along(("_include", "Task:focus"), ("_include:iterate", "ServiceRequest:patient")) == {
        f"ServiceRequest/{case}-acceptance",
        f"Patient/{case}",
    }
    assert along(("_include", "Task:subject:Group")) == set()
    assert along(("_revinclude", "Provenance:target")) == {f"Provenance/{case}-4-provenance"}
    found = search(node, crew(), "Encounter", ("_id", case), ("_revinclude", "Observation:encounter"))
    assert len(found.included) == 3
    assert found.total == 1


def test_a_hospitals_own_word_is_its_areas_and_the_directory_is_everybodys() -> None:
    node = Node()
    node.takes(body("publish-capacity", specialty="stroke", level="good", beds=2), hospital())

    for reader in (crew(), crew("u-003"), hospital("h-002")):
        assert at_once(node.library.resource("Observation", "h-001-stroke", reader)).version == 1
        assert search(node, reader, "Observation").total == 1
        assert search(node, reader, "Observation", ("subject", "Location/h-001")).total == 1
        assert search(node, reader, "Organization", ("_id", "h-001")).total == 1
        assert at_once(node.library.resource("Location", "h-001", reader)).version == 0
    assert node.store.audit[0].subject == hospital_subject("h-001")


def test_every_look_is_witnessed_and_a_search_names_the_cases_it_found_something_in() -> None:
    node, first = asked()
    second = node.opens()
    at_once(node.library.resource("Patient", str(first), hospital()))
    at_once(node.library.history("Patient", str(first), hospital()))
    at_once(node.library.everything(str(first), hospital()))
    search(node, hospital(), "Observation", ("patient", first))
    search(node, crew(), "Condition")
    search(node, crew(), "Condition", ("patient", second))

    screen = ("screen-h-001", "h-001")
    assert node.store.audit == [
        Witnessed(*screen, "read-fhir transport-necessity", first, None),
        Witnessed(*screen, "read-history transport-necessity", first, None),
        Witnessed(*screen, "read-everything transport-necessity", first, None),
        Witnessed(*screen, "search-fhir transport-necessity", first, None),
        Witnessed("tablet-u-001", "fd-01", "search-fhir", first, None),
        Witnessed("tablet-u-001", "fd-01", "search-fhir", second, None),
    ]


def test_shelves_are_bounded_and_what_was_let_go_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "_MOST_BYTES", 20_000)
    node = Node()
    cases = [asked(node)[1] for _ in range(4)]

    for case in [*cases, *cases]:
        assert search(node, crew(), "Observation", ("patient", case)).total == 3

    kept = at_once_shelves(node)
    assert kept._bytes <= 20_000
    assert sum(shelf.size for shelf in kept._held.values()) == kept._bytes
    assert len(kept._held) < len(cases)


def at_once_shelves(node: Node) -> shelves.Shelves:
    return node.library._shelves


def test_a_long_case_is_read_in_parts_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    node, case = asked()
    for pulse in range(60, 70):
        node.takes(body("record-observation", case, heart_rate=pulse), crew())
    whole = bodies(at_once(node.library.everything(str(case), crew())))
    versions = bodies(at_once(node.library.history("Encounter", str(case), crew())))

    for part in (1, 2, 7, 14):
        monkeypatch.setattr(shelves, "_PART", part)
        anew = Node(node.store)
        assert bodies(at_once(anew.library.everything(str(case), crew()))) == whole
        assert bodies(at_once(anew.library.history("Encounter", str(case), crew()))) == versions
        assert at_once(anew.library.version("Observation", f"{case}-9-hr", 9, crew())).version == 9


def test_what_is_shown_to_one_is_never_read_from_the_shelf_of_another() -> None:
    """Watches the cache: whoever looks first must not decide what the next one sees."""
    node, case = asked()
    for reader, is_told in [(crew(), True), (hospital(), False), (crew(), True), (hospital(), False)]:
        shown = b"".join(bodies(at_once(node.library.everything(str(case), reader))))
        assert (b"canary-family" in shown) is is_told


@pytest.mark.parametrize("identity", ["nonsense", "", "h-009-stroke", str(new_key()).upper(), f"{new_key()}-1-hr"])
def test_an_id_that_leads_nowhere_is_not_found(identity: str) -> None:
    node, _ = asked()

    with pytest.raises(NotFoundError):
        at_once(node.library.resource("Observation", identity, crew()))
    assert search(node, crew(), "Observation", ("_id", identity or "x")).total == 0


def handed_over() -> tuple[Node, UUID]:
    node, said = asked()
    node.takes(body("answer-request", said, answer="accept"), hospital())
    node.takes(body("confirm-destination", said, facility="h-001"), crew())
    node.takes(body("hand-over", said, summary="申送り"), crew())
    return node, said


def test_the_document_of_a_hand_over_shows_the_case_as_it_stood_then() -> None:
    node, case = handed_over()
    before = at_once(document(node, case, hospital()))
    node.takes(body("record-outcome", case, severity="severe", diagnosis="canary-diagnosis"), hospital())

    assert before[0].type == "Composition"
    assert bodies(at_once(document(node, case, hospital()))) == bodies(before)


def test_a_signed_hand_over_is_the_newer_document() -> None:
    node, case = handed_over()
    before = at_once(document(node, case, crew()))
    node.takes(body("receive-hand-over", case, by="canary-by"), hospital())

    assert b"canary-by" in at_once(document(node, case, crew()))[0].body
    assert b"canary-by" not in before[0].body


def test_a_case_that_was_not_handed_over_has_no_document_and_nobody_else_learns_of_one() -> None:
    node, case = asked()
    with pytest.raises(NotFoundError):
        at_once(document(node, case, crew()))
    node, said = handed_over()
    for other in (hospital("h-002"), crew("u-003")):
        with pytest.raises(NotFoundError):
            at_once(document(node, said, other))


def test_a_hospital_that_is_only_asked_gets_no_document() -> None:
    """A second hospital is asked, the first signs: what stands in the case is not the second's to read."""
    node, case = asked()
    node.takes(body("confirm-destination", case, facility="h-002", is_by_phone=True), crew())
    node.takes(body("hand-over", case, summary="申送り"), crew())
    with pytest.raises(NotFoundError):
        at_once(document(node, case, hospital()))


def test_an_operator_finds_its_transport_and_no_secret_until_it_has_claimed() -> None:
    """Watches that what is no case is found by the same rules: private transport has subjects of its own."""
    node = Node()
    asked(node)
    transport = new_key()
    said: Json = {
        "purpose": "step-down",
        "pickup_place": "架空中央病院",
        "pickup_detail": "canary-ward",
        "dropoff_place": "架空西病院",
        "pickup_at": "2026-11-23T04:12:00Z",
        "mobility": "stretcher",
        "family_name": "canary-family",
        "operators": ["op-01", "op-02"],
    }
    node.takes(body("request-transport", transport, **said), hospital())

    for kind, number in {"Task": 1, "ServiceRequest": 1, "Patient": 1, "Observation": 0, "Encounter": 0}.items():
        found = search(node, operator(), kind)
        assert found.total == number, kind
        assert b"canary" not in b"".join(bodies(found.matches))
        assert search(node, operator("op-03"), kind).total == 0
    for reader in (operator("op-03"), hospital("h-002"), crew()):
        with pytest.raises(NotFoundError):
            at_once(node.library.resource("ServiceRequest", f"{transport}-transport", reader))
        assert search(node, reader, "ServiceRequest", ("patient", transport)).total == 0
    node.takes(body("claim", transport, vehicle="op-01-car", crew=2), operator())

    assert b"canary-family" in search(node, operator(), "Patient").matches[0].body
    assert search(node, operator("op-02"), "Patient").total == 0
