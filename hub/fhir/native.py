"""The rules that every resource has, asked without FHIRPath, where they would cost more than all others together."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

Json = Any
Broken = tuple[str, str, str, str]
"""What is broken: the place below the resource, the key of the rule, and a sentence in each language."""

NATIVE: Final = frozenset(
    {"ele-1", "ext-1", "dom-2", "dom-3", "dom-4", "dom-5", "dom-6", "ref-1", "bdl-7", "txt-1", "txt-2"}
)
"""Keys of the rules that are asked here or by the guard's walk itself (ele-1, ext-1, txt-1, txt-2)."""


def of_resource(content: dict[str, Json]) -> Iterator[Broken]:
    """Yields what a resource breaks of the rules on contained resources, on references to them, and on fullUrls."""
    held = content.get("contained")
    contained = [each for each in held if isinstance(each, dict)] if isinstance(held, list) else []
    for index, each in enumerate(contained):
        place = f".contained[{index}]"
        meta = each.get("meta")
        meta = meta if isinstance(meta, dict) else {}
        if "contained" in each:
            yield place, "dom-2", "内包リソースの中に内包はできません", "a contained resource contains none"
        if "versionId" in meta or "lastUpdated" in meta:
            yield place, "dom-4", "内包リソースに版は付けられません", "a contained resource has no version"
        if "security" in meta:
            yield place, "dom-5", "内包リソースにラベルは付けられません", "a contained resource has no security label"
    if content.get("resourceType") != "Bundle":
        yield from _local(content, contained)
    elif isinstance(content.get("entry"), list) and content.get("type") != "history":
        yield from _full_urls(content["entry"])


def _local(content: dict[str, Json], contained: list[dict[str, Json]]) -> Iterator[Broken]:
    """Compares the references that begin with # with what is contained."""
    ids = {f"#{each.get('id')}" for each in contained}
    named = set(_references(content))
    if named - ids - {"#"}:
        yield (
            "",
            "ref-1",
            "参照先の内包リソースがありません",
            "a reference points to a contained resource that is not there",
        )
    if ids - named and "#" not in named:
        yield "", "dom-3", "参照されない内包リソースがあります", "a contained resource is pointed to by nothing"


def _references(content: Json) -> Iterator[str]:
    if isinstance(content, dict):
        literal = content.get("reference")
        if isinstance(literal, str) and literal.startswith("#"):
            yield literal
        for each in content.values():
            yield from _references(each)
    elif isinstance(content, list):
        for each in content:
            yield from _references(each)


def _full_urls(entries: list[Json]) -> Iterator[Broken]:
    counted = Counter(_identity(entry) for entry in entries if isinstance(entry, dict) and "fullUrl" in entry)
    if any(times > 1 for times in counted.values()):
        yield ".entry", "bdl-7", "同じfullUrlと版が二度あります", "the same fullUrl stands twice in the same version"


def _identity(entry: dict[str, Json]) -> tuple[str, str]:
    resource = entry.get("resource")
    meta = resource.get("meta") if isinstance(resource, dict) else None
    version = meta.get("versionId") if isinstance(meta, dict) else None
    return str(entry["fullUrl"]), str(version)
