"""The slow judge: whether a resource is what FHIR says, by the models of `fhir.resources`.

It is used by tests and at the borders, never on the hot path: a model costs a hundred times its bytes. R4B is R4 in
every element used here. It misses bindings, invariants and the targets of references.
"""

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

import msgspec

from hub.errors import Issue

if TYPE_CHECKING:
    from pydantic import BaseModel

_decode: Final = msgspec.json.Decoder(dict[str, object]).decode
_UNREADABLE: Final = Issue("", "not-json", "JSONオブジェクトとして読み取れません", "is not a JSON object")
_UNKNOWN: Final = Issue(
    "resourceType", "unknown-type", "FHIR R4のリソース型ではありません", "is no resource type of FHIR R4"
)


@lru_cache(maxsize=256)
def model(resource_type: str) -> "type[BaseModel] | None":
    """Returns the R4B model of a resource type, imported when it is first asked for."""
    if not resource_type.isalpha() or not resource_type.isascii():
        return None
    try:
        module = import_module(f"fhir.resources.R4B.{resource_type.lower()}")
    except ModuleNotFoundError:
        return None
    found: type[BaseModel] | None = getattr(module, resource_type, None)
    return found


def validate(resource: bytes) -> list[Issue]:
    """Returns every fault the models find, none for a valid resource; a value is never repeated."""
    try:
        content = _decode(resource)
    except msgspec.MsgspecError:
        return [_UNREADABLE]
    return judged(content)


def judged(content: dict[str, object]) -> list[Issue]:
    """Returns every fault the models find in a resource that is decoded."""
    from pydantic import ValidationError  # noqa: PLC0415  # only who judges pays for it

    judge = model(str(content.get("resourceType")))
    if judge is None:
        return [_UNKNOWN]
    try:
        judge.model_validate(content)
    except KeyError:
        return [_UNKNOWN]  # a contained resource of a type that the models do not know
    except ValidationError as error:
        return [
            Issue(
                ".".join(str(part) for part in fault["loc"]),
                fault["type"].replace("_", "-"),
                "FHIR R4の規則に合いません",
                "breaks a rule of FHIR R4",
            )
            for fault in error.errors(include_url=False, include_context=False, include_input=False)
        ]
    return []
