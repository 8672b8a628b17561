"""Speaks to the FHIR facade of a hub: any method, any header, and the answer whole."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.world import HubProcess, Json, token_of


@dataclass(frozen=True)
class Answer:
    """Status, headers in small letters and without the date, and bytes."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:  # noqa: ANN401  JSON
        """What the bytes say."""
        return json.loads(self.raw)


def ask(  # noqa: PLR0913  what a request is made of
    hub: HubProcess,
    path: str,
    caller: str | None = "tablet-u-001",
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """Sends one request below ``/fhir``, or to a whole address."""
    line = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=20)
    sent = {"authorization": f"Bearer {token_of(caller)}"} if caller else {}
    parts = urlsplit(path)
    below = path if path.startswith("/") else f"/fhir/{path}"
    if parts.scheme:
        below = f"{parts.path}?{parts.query}"
    line.request(method, below, body, {**sent, **(headers or {})})
    answer = line.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders() if name.lower() != "date"}
    result = Answer(answer.status, told, answer.read())
    line.close()
    return result


def search(hub: HubProcess, resource_type: str, caller: str = "tablet-u-001", **asked: object) -> Json:
    """Searches and returns the Bundle; in names ``__`` stands for a colon and ``_x`` stays as it is."""
    pairs = [(name.replace("__", ":"), str(value)) for name, value in asked.items()]
    answer = ask(hub, f"{resource_type}?{urlencode(pairs)}", caller)
    assert answer.status == 200, answer.raw
    bundle: Json = answer.body
    return bundle


def found(bundle: Json, mode: str = "match") -> list[Json]:
    """Returns the resources of a Bundle that are there as matches, or as what goes along."""
    return [entry["resource"] for entry in bundle.get("entry", ()) if entry["search"]["mode"] == mode]


def ids(bundle: Json, mode: str = "match") -> list[str]:
    """Returns their types and ids."""
    return [f"{each['resourceType']}/{each['id']}" for each in found(bundle, mode)]


def link(bundle: Json, relation: str) -> str | None:
    """Returns a link of a Bundle."""
    return next((each["url"] for each in bundle["link"] if each["relation"] == relation), None)
