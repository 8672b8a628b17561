"""What the facade does: one table that leads requests to their places, and of which the CapabilityStatement is made."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from hub.errors import MethodNotAllowedError, NotFoundError
from hub.fhir.parameters import DIRECTORY, PARAMETERS

Code = Literal[
    "capabilities",
    "smart-configuration",
    "read",
    "vread",
    "history-instance",
    "history-type",
    "search-type",
    "search-by-post",
    "everything",
    "document",
    "validate",
    "create",
    "transaction",
    "process-message",
]
Level = Literal["system", "type", "instance"]


class Interaction(NamedTuple):
    """One thing that can be done.

    Attributes:
        code: FHIR's name of it, or an operation's.
        path: Its segments; those in braces are open.
        level: What it is done to.
        types: On which types; all, where none are named.
        definition: Of an operation.
    """

    code: Code
    method: str
    path: tuple[str, ...]
    level: Level
    types: frozenset[str] = frozenset(PARAMETERS)
    definition: str | None = None


_VERSIONED: Final = frozenset(PARAMETERS) - DIRECTORY
_TYPE: Final = "{type}"
_ID: Final = "{id}"

CREATED: Final = frozenset(
    {
        "Communication",
        "Composition",
        "Condition",
        "DocumentReference",
        "Encounter",
        "MedicationAdministration",
        "Observation",
        "Patient",
        "Procedure",
        "ServiceRequest",
        "Task",
    }
)
"""The types that are read into submissions."""

INTERACTIONS: Final = (
    Interaction("history-type", "GET", (_TYPE, "_history"), "type", _VERSIONED),
    Interaction("read", "GET", (_TYPE, _ID), "instance"),
    Interaction("search-type", "GET", (_TYPE,), "type"),
    Interaction("vread", "GET", (_TYPE, _ID, "_history", "{version}"), "instance", _VERSIONED),
    Interaction("history-instance", "GET", (_TYPE, _ID, "_history"), "instance", _VERSIONED),
    Interaction("search-by-post", "POST", (_TYPE, "_search"), "type"),
    Interaction(
        "everything",
        "GET",
        (_TYPE, _ID, "$everything"),
        "instance",
        frozenset({"Encounter"}),
        "http://hl7.org/fhir/OperationDefinition/Encounter-everything",
    ),
    Interaction(
        "document",
        "GET",
        (_TYPE, _ID, "$document"),
        "instance",
        frozenset({"Composition"}),
        "http://hl7.org/fhir/OperationDefinition/Composition-document",
    ),
    Interaction(
        "validate",
        "POST",
        (_TYPE, "$validate"),
        "type",
        definition="http://hl7.org/fhir/OperationDefinition/Resource-validate",
    ),
    Interaction("create", "POST", (_TYPE,), "type", CREATED),
    Interaction("transaction", "POST", (), "system"),
    Interaction(
        "process-message",
        "POST",
        ("$process-message",),
        "system",
        definition="http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message",
    ),
    Interaction("capabilities", "GET", ("metadata",), "system"),
    Interaction("smart-configuration", "GET", (".well-known", "smart-configuration"), "system"),
)

OPEN: Final = frozenset({"capabilities", "smart-configuration"})
"""What is told to whoever asks: it says nothing of anybody."""


def led(method: str, segments: Sequence[str]) -> tuple[Interaction, Mapping[str, str]]:
    """Returns what is asked for, with the open segments of its path.

    Raises:
        NotFoundError: There is no such place.
        MethodNotAllowedError: There is, but nothing of this kind can be done there.
    """
    allowed = []
    for interaction in INTERACTIONS:
        found = _fits(interaction, segments)
        if found is None:
            continue
        if interaction.method == method:
            return interaction, found
        allowed.append(interaction.method)
    if not allowed:
        raise NotFoundError
    raise MethodNotAllowedError(allowed)


def _fits(interaction: Interaction, segments: Sequence[str]) -> dict[str, str] | None:
    if len(segments) != len(interaction.path):
        return None
    found = {}
    for part, segment in zip(interaction.path, segments, strict=True):
        if part[0] == "{":
            found[part[1:-1]] = segment
        elif part != segment:
            return None
    return found if found.get("type", "") in interaction.types or interaction.level == "system" else None
