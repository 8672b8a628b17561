"""A reader of a stream, written from the reference alone: it shares no code with the hub."""

import copy
import json
from collections.abc import Iterable
from typing import Any

Json = Any


class Reader:
    """Holds ``documents`` as the reference tells a client to."""

    def __init__(self, snapshot: Json) -> None:
        self.documents: dict[str, Json] = copy.deepcopy(snapshot["documents"])
        self.offset: int = snapshot["offset"]

    def hears(self, frames: Iterable[Json]) -> "Reader":
        """Takes event frames up; one that was heard before is left out, a hole is a fault."""
        for frame in frames:
            if frame["offset"] <= self.offset:
                continue
            assert frame["offset"] == self.offset + 1, f"a hole after {self.offset}"
            self.offset = frame["offset"]
            self.take(frame["subject"], frame["mode"], frame["body"])
        return self

    def take(self, subject: str, mode: str, body: Json) -> None:
        """Takes the body of one event up."""
        if mode == "document":
            self.documents[subject] = copy.deepcopy(body)
        elif mode == "patch":
            if subject in self.documents:
                self.documents[subject] = merge_patch(self.documents[subject], body)
        else:
            assert mode == "gone"
            self.documents.pop(subject, None)

    @property
    def bytes(self) -> str:
        """What it holds, as JSON in one spelling."""
        return spelt(self.documents)


def merge_patch(target: Json, patch: Json) -> Json:
    """The pseudo-code of RFC 7396, line by line."""
    if not isinstance(patch, dict):
        return patch
    if not isinstance(target, dict):
        target = {}
    for name, value in patch.items():
        if value is None:
            target.pop(name, None)
        else:
            target[name] = merge_patch(target.get(name), value)
    return target


def spelt(documents: Json) -> str:
    """Writes JSON so that equal documents are equal texts."""
    return json.dumps(documents, sort_keys=True, ensure_ascii=False)
