"""Rules of FHIRPath, compiled when they are first asked; those that every element has are asked natively elsewhere."""

from collections.abc import Callable
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

    def holds(element: Any, path: str, resource: Any) -> bool:  # noqa: ANN401  JSON of any kind
        node = ResourceNode(element, path)  # type: ignore[no-untyped-call]  # the library's own
        try:
            return evaluate(node, {"resource": resource}) != [False]
        except Exception:  # noqa: BLE001  an expression the library cannot work out on foreign data refuses nothing
            return True

    return holds
