"""The package itself: made from its sources, complete, under one base, in two languages."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fhir_profiles import DEFINITIONS, PROFILES, definition, generate
from hub.fhir import profiles
from hub.fhir.codes import BASE, SYSTEMS

if TYPE_CHECKING:
    from hub.domain.codes import Code

OWN = {url: listed for listed, url in SYSTEMS.items() if url.startswith(BASE)}


def definitions() -> Iterator[dict[str, Any]]:
    for path in sorted(DEFINITIONS.iterdir(), key=lambda each: each.name):
        yield json.loads(path.read_text(encoding="utf-8"))


def test_the_package_is_made_from_its_sources() -> None:
    assert list(generate.out_of_date()) == [], "run: python -m fhir_profiles.generate"


def test_a_source_that_was_changed_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = generate.HERE
    shutil.copytree(here, tmp_path / "package")
    for name in ("HERE", "SOURCES", "DEFINITIONS", "INDEX", "STAMP"):
        monkeypatch.setattr(generate, name, tmp_path / "package" / getattr(generate, name).relative_to(here))
    assert list(generate.out_of_date()) == []
    with (generate.SOURCES / "case.fsh").open("a", encoding="utf-8") as source:
        source.write("// changed\n")
    (generate.DEFINITIONS / "CodeSystem-severity.json").unlink()
    assert set(generate.out_of_date()) == {"definitions.sha256", "definitions/CodeSystem-severity.json"}


@pytest.mark.parametrize("url", OWN)
def test_every_code_of_the_hub_is_in_its_code_system(url: str) -> None:
    listed: type[Code] = OWN[url]
    system = definition("CodeSystem", url.rpartition("/")[2])
    assert {each["code"]: each["display"] for each in system["concept"]} == {code.value: code.ja for code in listed}
    assert all(each["designation"][0]["language"] == "en" for each in system["concept"])


def test_everything_hangs_under_one_base() -> None:
    assert f"canonical: {BASE}\n" in (generate.HERE / "sushi-config.yaml").read_text(encoding="utf-8")
    for each in definitions():
        assert each["url"] == f"{BASE}/{each['resourceType']}/{each['id']}"


def test_everything_has_a_title_and_a_description_in_both_languages() -> None:
    for each in definitions():
        for name in ("title", "description"):
            said = {part["url"]: part for part in each[f"_{name}"]["extension"][0]["extension"]}
            assert each[name]
            assert said["lang"]["valueCode"] == "en"


def test_every_profile_has_a_snapshot_and_stands_in_the_index() -> None:
    profiles = {each["id"]: each for each in definitions() if each.get("derivation") == "constraint"}
    assert all(each["snapshot"]["element"] for each in profiles.values())
    constraints = {name for name, each in profiles.items() if each["type"] != "Extension"}
    assert constraints == PROFILES.keys()
    assert all(PROFILES[name].url == profiles[name]["url"] for name in constraints)


def test_every_profile_that_the_hub_claims_is_defined() -> None:
    claimed = {url for url in vars(profiles).values() if str(url).startswith(f"{profiles.DEFINITIONS}/")}
    assert claimed
    assert claimed <= {each.url for each in PROFILES.values()}
