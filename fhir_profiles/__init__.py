"""FHIR R4 profiles of one emergency case, as data: definitions with snapshots, examples, and what each profile is for.

A definition is made from the sources in ``fsh/`` by ``python -m fhir_profiles.generate`` and committed, so that nobody
who uses it needs Node. Whoever adopts the profiles moves them by `hub.fhir.codes.BASE`.
"""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final, NamedTuple

DEFINITIONS: Final = files(__name__) / "definitions"
"""StructureDefinitions, ValueSets and CodeSystems, a file for each, named ``<type>-<id>.json``."""

EXAMPLES: Final = files(__name__) / "examples"
"""Resources that conform, named ``<profile>-<what it shows>.json``."""


class Profile(NamedTuple):
    """What a profile is for: its canonical, the type it constrains, its title in Japanese and English."""

    url: str
    type: str
    ja: str
    en: str


PROFILES: Final[Mapping[str, Profile]] = {
    name: Profile(**said)
    for name, said in json.loads((files(__name__) / "index.json").read_text(encoding="utf-8")).items()
}
"""Every profile by its id: the kind of thing that is said, in kebab-case."""


def definition(kind: str, name: str) -> dict[str, Any]:
    """Returns a definition: ``definition("StructureDefinition", "casualty")``."""
    found: dict[str, Any] = json.loads((DEFINITIONS / f"{kind}-{name}.json").read_text(encoding="utf-8"))
    return found
