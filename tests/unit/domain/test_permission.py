"""Who may do what, said a second time in sentences; every mutant of the table and of its reader is found by them."""

import ast
import copy
import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from enum import Enum
from itertools import product
from types import ModuleType
from typing import Any, Final

import pytest

from hub.domain import permission
from hub.domain.codes import OrganisationKind, Role
from hub.domain.commands import KINDS, About, Escalate, MarkDelivered
from hub.domain.myna_codes import LegalBasis
from hub.domain.people import Organisation, Principal
from hub.domain.permission import Denial, Deny, NeedsBreakGlass, Permit, Right
from hub.domain.relationship import Relationship

NOW: Final = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
A_SECOND: Final = timedelta(seconds=1)
ORGANISATION: Final = Organisation(
    id="o", kind=OrganisationKind.HOSPITAL, name="架空病院", name_en="Kaku Hospital", area="99"
)
CALLERS: Final = {role: Principal(caller="c", role=role, organisation=ORGANISATION, unit="u") for role in Role}
NEW: Final = "new"
COLUMNS: Final = (NEW, *Relationship)

OWN, ACCEPTED, ASKED, FORMER, NONE = (
    Relationship.OWN,
    Relationship.ACCEPTED,
    Relationship.ASKED,
    Relationship.FORMER,
    Relationship.NONE,
)

READS: Final = (
    "read-case",
    "read-transport",
    "read-status",
    "read-stream",
    "read-connections",
    "read-statistics",
    "look-up",
    "operate",
)
CREW: Final = {
    "open-case",
    "describe-patient",
    "record-observation",
    "record-triage",
    "record-treatment",
    "stamp-time",
    "attach",
    "report-position",
    "report-change",
    "view-myna-record",
    "share-myna-record",
    "request-acceptance",
    "withdraw-request",
    "record-phone-answer",
    "confirm-destination",
    "message",
    "hand-over",
    "close-case",
}
"""A crew says everything of a case of its fire department; it begins one by opening it."""
CENTRE: Final = {
    "open-incident",
    "record-triage",
    "stamp-time",
    "request-on-behalf",
    "expire-request",
    "record-phone-answer",
    "allot",
    "escalate",
    "message",
    "close-case",
}
HOSPITAL: Final = {
    "message",
    "ask",
    "mark-delivered",
    "mark-displayed",
    "acknowledge",
    "answer-request",
    "activate-team",
    "prepare",
    "receive-hand-over",
    "record-outcome",
}
"""A hospital speaks of a case about which it is, or was, asked."""
TRANSPORTS: Final = {"request-transport", "claim", "update-trip", "switch-to-119"}
"""Who requests a private transport, a hospital or a command centre, says these of its own."""
OPERATOR: Final = {"offer", "claim", "update-trip", "switch-to-119"}
BEGINNINGS: Final = {("open-case", Role.CREW), ("open-incident", Role.COMMAND_CENTER)} | {
    ("request-transport", role) for role in (Role.HOSPITAL, Role.COMMAND_CENTER)
}
OF_ITSELF: Final = {("publish-capacity", Role.HOSPITAL), ("publish-capacity", Role.AUTHORITY)} | {
    ("declare-mode", Role.COMMAND_CENTER)
}
WATCHING: Final = {Role.CREW, Role.COMMAND_CENTER, Role.HOSPITAL}


def cell(action: str, role: Role, column: Any) -> Right | None:  # noqa: ANN401  `new`, or a relationship
    """Says what may be done; None where the role may never do it."""
    permitted: dict[Any, Right] = {}
    if action in _said_of_its_own(role) or (action, role) in OF_ITSELF or action in _watched(role):
        permitted[OWN] = Right.YES
    if (action, role) in BEGINNINGS:
        permitted[NEW] = Right.YES
    if (role is Role.HOSPITAL and action in HOSPITAL) or (role is Role.OPERATOR and action in OPERATOR):
        permitted |= dict.fromkeys((ACCEPTED, ASKED, FORMER), Right.YES)
    if (action, role) in {("read-case", Role.HOSPITAL), ("read-transport", Role.OPERATOR)}:
        permitted |= dict.fromkeys((ACCEPTED, ASKED), Right.YES)
    if (action, role) == ("look-up", Role.HOSPITAL):
        permitted[ACCEPTED] = Right.YES
    if action == "read-case" and role in {Role.HOSPITAL, Role.COMMAND_CENTER}:
        permitted[NONE] = Right.GLASS
    if action == "read-case" and role is Role.HOSPITAL:
        permitted[FORMER] = Right.GLASS
    return permitted.get(column, Right.NO) if permitted else None


def _said_of_its_own(role: Role) -> set[str]:
    match role:
        case Role.CREW:
            return CREW | {"read-case", "look-up"}
        case Role.COMMAND_CENTER:
            return CENTRE | TRANSPORTS | {"read-case", "read-transport", "read-connections", "read-statistics"}
        case Role.HOSPITAL:
            return TRANSPORTS | {"read-transport", "read-statistics"}
        case Role.AUTHORITY:
            return {"read-statistics"}
        case Role.ADMINISTRATOR:
            return {"operate", "read-statistics"}
        case _:
            return set()


def _watched(role: Role) -> set[str]:
    """Who has a stream reads it; who has an area's hears what its hospitals say of themselves."""
    stream = {"read-stream"} if role in WATCHING | {Role.OPERATOR} else set()
    return stream | ({"read-status"} if role in WATCHING else set())


ACTIONS: Final = (*READS, *KINDS, MarkDelivered.kind, Escalate.kind)
CELLS: Final = {key: cell(*key) for key in product(ACTIONS, Role, COLUMNS)}
GLASS_AT: Final = [
    ((NOW, NOW + A_SECOND), True),
    ((NOW, NOW), False),
    ((NOW, NOW - A_SECOND), False),
    ((NOW, None), False),
    ((None, NOW), False),
    ((None, None), False),
]
"""The time, until when the glass is broken, and whether it is broken then."""


def expected(key: tuple[str, Role, Any], *, is_exercise: bool, is_glass_for_exercise: bool, is_broken: bool) -> Any:  # noqa: ANN401  a decision
    """Says the decision, as plain tuples, so that those of a mutant can be compared."""
    found, near = CELLS[key], key[2]
    if found is None:
        return "Deny", Denial.ROLE
    if found is Right.NO:
        return "Deny", Denial.RELATIONSHIP
    if found is Right.YES:
        seen = NONE if near == NEW else near
        return "Permit", seen, LegalBasis.TRANSPORT_NECESSITY if seen in {ACCEPTED, ASKED} else None
    if is_exercise != is_glass_for_exercise:
        return "Deny", Denial.EXERCISE
    return ("Permit", ACCEPTED, LegalBasis.VITAL_INTEREST) if is_broken else ("NeedsBreakGlass",)


def told(decision: Any) -> Any:  # noqa: ANN401  of the module or of a mutant of it
    return type(decision).__name__, *decision


def resource(module: Any, column: Any, **other: bool) -> Any:  # noqa: ANN401
    return module.Resource(NONE, is_new=True, **other) if column == NEW else module.Resource(column, **other)


def cells_hold(module: Any) -> bool:  # noqa: ANN401
    """Tells whether every cell says what the sentences say, to who has broken nothing."""
    return all(
        told(module.decide(CALLERS[key[1]], key[0], resource(module, key[2])))
        == expected(key, is_exercise=False, is_glass_for_exercise=False, is_broken=False)
        for key in CELLS
    )


def reader_holds(module: Any) -> bool:  # noqa: ANN401
    """Tells whether the function reads the table as the sentences say, in every circumstance."""
    some = [key for key in CELLS if key[0] in {"read-case", "read-transport", "open-case", "offer"}]
    for key, is_exercise, is_for_exercise in product(some, (False, True), (False, True)):
        about = resource(module, key[2], is_exercise=is_exercise)
        for (at, until), is_broken in GLASS_AT:
            decision = module.decide(CALLERS[key[1]], key[0], about, module.Context(at, until, is_for_exercise))
            if told(decision) != expected(
                key, is_exercise=is_exercise, is_glass_for_exercise=is_for_exercise, is_broken=is_broken
            ):
                return False
    shown = [(action, role, tuple(cells)) for action, role, cells in module.rows()]
    by_sentence: dict[tuple[str, Role], None] = {key[:2]: None for key, found in CELLS.items() if found is not None}
    return (
        {(action, role): cells for action, role, cells in shown}
        == {(action, role): tuple(CELLS[action, role, column] for column in _AS_SHOWN) for action, role in by_sentence}
        and all(module.roles(action) == {role for each, role in by_sentence if each == action} for action in ACTIONS)
        and module.roles("nothing") == frozenset()
        and [module.basis(near) for near in (NONE, FORMER, ASKED, ACCEPTED, OWN)]
        == [None, None, LegalBasis.TRANSPORT_NECESSITY, LegalBasis.TRANSPORT_NECESSITY, None]
        and refuses_a_short_row(module)
    )


def refuses_a_short_row(module: Any) -> bool:  # noqa: ANN401
    try:
        module._read("action role new own\nread-case crew yes")
    except ValueError:
        return True
    return False


_AS_SHOWN: Final = (NEW, OWN, ACCEPTED, ASKED, FORMER, NONE)


def holds(module: Any) -> bool:  # noqa: ANN401
    return cells_hold(module) and reader_holds(module)


# What is so --------------------------------------------------------------------------------------------------


def test_every_cell_of_the_table_says_what_the_sentences_say() -> None:
    assert cells_hold(permission)


def test_the_table_is_read_as_it_is_meant_in_every_circumstance() -> None:
    assert reader_holds(permission)


def test_the_table_knows_every_kind_of_submission_and_nothing_that_is_none() -> None:
    assert {action for action, _, _ in permission.rows()} == set(ACTIONS)
    assert len(permission.TABLE.split("\n\n")) == 4, "heads, reading, cases, transports"


def test_only_who_begins_something_may_act_on_what_does_not_exist() -> None:
    begins = {action for action, _, cells in permission.rows() if cells[0] is not Right.NO}

    assert begins == {"open-case", "open-incident", "request-transport"}


def test_who_has_nothing_to_do_with_it_may_do_nothing_without_breaking_a_glass() -> None:
    for action, role in product(ACTIONS, Role):
        decision = permission.decide(CALLERS[role], action, permission.Resource(NONE))
        assert isinstance(decision, Deny | NeedsBreakGlass), (action, role)


@pytest.mark.parametrize("role", [Role.CREW, Role.OPERATOR, Role.AUTHORITY, Role.ADMINISTRATOR])
def test_no_glass_is_there_for_whoever_treats_or_directs_nobody(role: Role) -> None:
    broken = permission.Context(NOW, NOW + A_SECOND)

    assert isinstance(permission.decide(CALLERS[role], "read-case", permission.Resource(NONE), broken), Deny)


def test_a_broken_glass_lets_nobody_say_anything() -> None:
    broken = permission.Context(NOW, NOW + A_SECOND)
    for action, role in product([*KINDS, *READS[1:]], Role):
        assert not isinstance(permission.decide(CALLERS[role], action, permission.Resource(NONE), broken), Permit)


def test_what_a_sender_says_of_itself_names_no_subject() -> None:
    of_itself = {kind for kind, command in KINDS.items() if command.about.is_sender}

    assert of_itself == {action for action, _ in OF_ITSELF}
    assert all((command.about is About.TRANSPORT) == (kind in TRANSPORTS | OPERATOR) for kind, command in KINDS.items())


# Mutants -----------------------------------------------------------------------------------------------------

SOURCE: Final = inspect.getsource(permission)


def made_of(source: str | ast.Module) -> Any:  # noqa: ANN401
    module = ModuleType("mutant")
    exec(compile(source, "mutant", "exec"), module.__dict__)  # noqa: S102  our own code, changed in one place
    return module


def of_the_table() -> Iterator[str]:
    """Yields the table with each cell as each other one, each row left out, and each row given to each other role."""
    rows = [line for line in permission.TABLE.splitlines()[2:] if line]
    for row in rows:
        yield permission.TABLE.replace(row + "\n", "", 1)
        action, role, *cells = row.split()
        for place, was in enumerate(cells):
            for other in {each.value for each in Right} - {was}:
                changed = [*cells[:place], other, *cells[place + 1 :]]
                yield permission.TABLE.replace(row, " ".join([action, role, *changed]), 1)
        for other in {each.value for each in Role} - {role}:
            yield permission.TABLE.replace(row, " ".join([action, other, *cells]), 1)


def survives(source: str | ast.Module) -> bool:
    try:
        return holds(made_of(source))
    except Exception:  # noqa: BLE001  a mutant that cannot even be run is found
        return False


ENUMS: Final[dict[str, type[Enum]]] = {
    "Relationship": Relationship,
    "LegalBasis": LegalBasis,
    "Denial": Denial,
    "Right": Right,
}
OTHER_OPERATORS: Final[dict[type[ast.cmpop], list[type[ast.cmpop]]]] = {
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.Lt: [ast.LtE, ast.Gt, ast.GtE],
    ast.Eq: [ast.NotEq],
    ast.In: [ast.NotIn],
}


Change = Callable[[], str]


def of_the_code() -> Iterator[tuple[str, ast.Module]]:
    """Yields the module with one thing of its code changed, and what that is."""
    tree = ast.parse(SOURCE)
    for place, node in enumerate(ast.walk(tree)):
        for number, _ in enumerate(changes(node)):
            mutant = copy.deepcopy(tree)
            target = next(each for index, each in enumerate(ast.walk(mutant)) if index == place)
            name = list(changes(target))[number]()
            yield f"line {getattr(node, 'lineno', 0)}: {name}", ast.fix_missing_locations(mutant)


def changes(node: ast.AST) -> Iterator[Change]:
    """Yields ways to change a node where it stands."""
    for name, value in _others(node):
        yield functools.partial(_set, node, name, value)


def _set(node: ast.AST, name: str, value: Any) -> str:  # noqa: ANN401  any field of a node
    setattr(node, name, value)
    return f"{type(node).__name__}.{name} = {ast.dump(value) if isinstance(value, ast.AST) else value}"


def _others(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Yields fields of a node with what else could stand there."""
    always, never = ast.Constant(value=True), ast.Constant(value=False)
    match node:
        case ast.Compare(ops=[operator]):
            yield from (("ops", [other()]) for other in OTHER_OPERATORS[type(operator)])
        case ast.BoolOp(values=values):
            yield "op", ast.Or()
            yield from (("values", each) for each in _one_less(values))
        case ast.If() | ast.IfExp():
            yield from (("test", each) for each in (always, never))
        case ast.Constant(value=bool() as value):
            yield "value", not value
        case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in ENUMS:
            for other in ENUMS[name]:
                if other.name != attr:
                    yield "attr", other.name
        case ast.Set(elts=elements):
            yield from (("elts", each) for each in _one_less(elements))
        case ast.Return(value=ast.AST()):
            yield "value", ast.Constant(value=None)


def _one_less(nodes: list[ast.expr]) -> Iterator[list[ast.expr]]:
    for place in range(len(nodes)):
        yield [*nodes[:place], *nodes[place + 1 :]]


def test_every_mutant_of_the_table_is_found() -> None:
    mutants, module = list(of_the_table()), made_of(SOURCE)
    left = []
    for mutant in mutants:
        module._ROWS = module._read(mutant)
        left += [mutant] * cells_hold(module)

    sys.stdout.write(f"{len(mutants)} mutants of the table, {len(left)} survive\n")
    assert left == []
    assert len(mutants) > 1000


def test_every_mutant_of_what_reads_it_is_found() -> None:
    mutants = list(of_the_code())
    left = [name for name, mutant in mutants if survives(mutant)]

    sys.stdout.write(f"{len(mutants)} mutants of the code, {len(left)} survive\n")
    assert left == []
    assert len(mutants) > 50


def test_control_what_is_not_changed_survives() -> None:
    assert survives(SOURCE)
    assert survives(ast.parse(SOURCE))
