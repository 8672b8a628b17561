"""Rules of FHIRPath, compiled when they are first asked; those that every element has are asked natively elsewhere."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

_MODEL: Final = "r4"


@lru_cache(maxsize=1024)
def compiled(expression: str) -> Callable[[Any, str, Any], bool]:
    """Returns what tells whether a rule holds: given the element, its path in FHIR, and its resource.

    A rule that yields nothing, or cannot be worked out, holds: the guard refuses what is wrong, not what is unknown.
    """
    from fhirpathpy import compile as compile_path  # noqa: PLC0415  only who judges pays for it
    from fhirpathpy.engine.nodes import ResourceNode  # noqa: PLC0415  the same
    from fhirpathpy.models import models  # noqa: PLC0415  the same

    evaluate: Callable[[Any, Any], list[Any]] = compile_path(expression, models[_MODEL])
    elsewhere: Mapping[str, str] = models[_MODEL]["pathsDefinedElsewhere"]

    def holds(element: Any, path: str, resource: Any) -> bool:  # noqa: ANN401  JSON of any kind
        node = ResourceNode(element, _defined(path, elsewhere))  # type: ignore[no-untyped-call]  # the library's own
        try:
            return evaluate(node, {"resource": resource}) != [False]
        except Exception:  # noqa: BLE001  an expression the library cannot work out on foreign data refuses nothing
            return True

    return holds


def _defined(path: str, elsewhere: Mapping[str, str]) -> str:
    """Returns where an element is defined: a part of a parameter is one itself, and has its choices of a value."""
    for name, definition in elsewhere.items():
        while path == name or path.startswith(f"{name}."):
            path = definition + path[len(name) :]
    return path
