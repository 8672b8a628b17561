"""Conformance with JP Core, whose files may not be passed on: it is tried where they are, by ``KYUKYU_JP_CORE``.

The variable names a folder with its StructureDefinitions (``StructureDefinition-*.json``, with snapshots).
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fhir_profiles import DEFINITIONS
from tests.referees.conftest import Resources
from tests.referees.judges import by_medplum, why_away

IMPOSED = "http://hl7.org/fhir/StructureDefinition/structuredefinition-imposeProfile"
FOLDER = os.environ.get("KYUKYU_JP_CORE")


def imposed() -> dict[str, list[str]]:
    """Returns the profiles of JP Core that each of ours asks to be kept as well."""
    files = sorted(each.name for each in DEFINITIONS.iterdir() if each.name.startswith("StructureDefinition-"))
    read = [json.loads((DEFINITIONS / name).read_text(encoding="utf-8")) for name in files]
    return {
        each["url"]: [part["valueCanonical"] for part in each.get("extension", ()) if part["url"] == IMPOSED]
        for each in read
    }


def asked(resources: Resources) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields what claims a profile of ours that asks for one of JP Core, claiming that one instead."""
    asks = imposed()
    for name, each in resources.items():
        if profiles := [url for claimed in each["meta"]["profile"] for url in asks[claimed]]:
            yield name, {**each, "meta": {**each["meta"], "profile": profiles}}


def test_most_profiles_ask_for_one_of_jp_core() -> None:
    assert sum(bool(urls) for urls in imposed().values()) > 20
    assert all(url.startswith("http://jpfhir.jp/fhir/core/") for urls in imposed().values() for url in urls)


def test_what_we_emit_and_show_conforms_to_jp_core(examples: Resources, rendered: Resources) -> None:
    if FOLDER is None:
        pytest.skip("JP Core is not here: KYUKYU_JP_CORE names no folder with its StructureDefinitions")
    if reason := why_away("medplum"):
        pytest.skip(reason)
    known = {json.loads(path.read_text())["url"] for path in Path(FOLDER).glob("StructureDefinition-*.json")}
    assert {url for urls in imposed().values() for url in urls} <= known
    verdicts = by_medplum(dict(asked(examples | rendered)), Path(FOLDER))
    assert {name: faults for name, faults in verdicts.items() if faults} == {}


def test_jp_core_notices_a_patient_without_identifier(examples: Resources) -> None:
    if FOLDER is None or why_away("medplum"):
        pytest.skip("JP Core is not here: KYUKYU_JP_CORE names no folder with its StructureDefinitions")
    patient = {name: value for name, value in examples["casualty-full"].items() if name != "identifier"}
    assert by_medplum(dict(asked({"casualty": patient})), Path(FOLDER))["casualty"]
