"""Bundles made of resources that are bytes already."""

from collections.abc import Iterable

import msgspec

from hub.fhir.resource import Resource, encode


def searchset(base_url: str, resources: Iterable[Resource], self_url: str | None = None) -> bytes:
    """Returns a ``searchset`` Bundle, as ``$everything`` answers.

    Args:
        base_url: Where the facade stands, without a slash at its end; every fullUrl begins with it.
        resources: What the caller may see, in the order in which it is to be read.
        self_url: The request as the server understood it, for ``Bundle.link``.
    """
    entries = [
        {
            "fullUrl": f"{base_url}/{resource.type}/{resource.id}",
            "resource": msgspec.Raw(resource.body),
            "search": {"mode": "match"},
        }
        for resource in resources
    ]
    bundle: dict[str, object] = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
    if self_url is not None:
        bundle["link"] = [{"relation": "self", "url": self_url}]
    if entries:
        bundle["entry"] = entries
    return encode(bundle)
