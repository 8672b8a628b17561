"""Which adapters are installed, and how one that is allow-listed is loaded and made.

An adapter is found by its entry point in the group `hub.adapters`. Nothing of it is imported before an operator has
named it in the settings: what is merely installed does not run.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from pydantic import ValidationError

from hub.domain.people import Connection
from hub.errors import AdapterUnusableError
from hub.sdk import Adapter, DataCategory, Direction, Inbound, Lookup, Manifest, Outbound

GROUP: Final = "hub.adapters"
_BASES: Final = {Direction.OUTBOUND: Outbound, Direction.INBOUND: Inbound, Direction.LOOKUP: Lookup}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A connection as an operator has written it down."""

    name: str
    use: str
    organisation: str
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Installed:
    """An adapter that could be used, as its distribution says; it has not been imported."""

    name: str
    distribution: str
    version: str


def installed() -> Sequence[Installed]:
    """Returns the adapters of this environment."""
    found = {point.name: point for point in entry_points(group=GROUP)}
    return [_installed(point) for _, point in sorted(found.items())]


def _installed(point: EntryPoint) -> Installed:
    return Installed(point.name, point.dist.name if point.dist else "", point.dist.version if point.dist else "")


def load(name: str) -> type[Adapter]:
    """Imports an adapter.

    Raises:
        AdapterUnusableError: It is not installed, cannot be imported, or its manifest is not true of it.
    """
    point = next(iter(entry_points(group=GROUP, name=name)), None)
    if point is None:
        raise AdapterUnusableError(name, "not-installed")
    try:
        loaded = point.load()
    except Exception as error:
        raise AdapterUnusableError(name, f"import-failed ({type(error).__name__})") from error
    manifest = getattr(loaded, "manifest", None)
    if not (isinstance(loaded, type) and issubclass(loaded, Adapter) and isinstance(manifest, Manifest)):
        raise AdapterUnusableError(name, "no-adapter")
    if manifest.name != name or manifest.directions != directions(loaded):
        raise AdapterUnusableError(name, "manifest-not-true")
    return loaded


def directions(adapter: type[Adapter]) -> frozenset[Direction]:
    """Returns which ways an adapter carries words, by what it inherits."""
    return frozenset(direction for direction, base in _BASES.items() if issubclass(adapter, base))


def make(adapter: type[Adapter], options: Mapping[str, Any]) -> Adapter:
    """Makes an adapter of its configuration.

    Raises:
        AdapterUnusableError: The configuration is not what its model asks for; no value is repeated.
    """
    manifest = adapter.manifest
    try:
        return adapter(manifest.config.model_validate(options))
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        said = "; ".join(f"{'.'.join(map(str, fault['loc']))} {fault['type']}" for fault in faults)
        raise AdapterUnusableError(manifest.name, f"options: {said}") from None
    except Exception as error:
        raise AdapterUnusableError(manifest.name, f"not-made ({type(error).__name__})") from error


def connection(plan: Plan, manifest: Manifest) -> Connection:
    """Returns what the register keeps of a connection."""
    is_outbound = Direction.OUTBOUND in manifest.directions
    return Connection(
        name=plan.name,
        adapter=plan.use,
        organisation=plan.organisation,
        takes_cases=is_outbound and bool(manifest.categories & {DataCategory.CLINICAL, DataCategory.IDENTITY}),
        takes_status=is_outbound and DataCategory.HOSPITAL_STATUS in manifest.categories,
    )
