"""The documented picture of the house is the house."""

import re
from pathlib import Path

from tests.architecture.test_contracts import contracts

ROOT = Path(__file__).parents[2]
PICTURE = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")


def rooms_of_the_picture() -> set[str]:
    return set(re.findall(r"^\| `([a-z_/]+(?:\.py)?)` \|", PICTURE, flags=re.MULTILINE))


def rooms_of_the_house() -> set[str]:
    hub = [path for path in (ROOT / "hub").iterdir() if path.name not in {"__init__.py", "__pycache__"}]
    folders = {f"hub/{path.name}/" for path in hub if path.is_dir()}
    modules = {f"hub/{path.name}" for path in hub if path.suffix == ".py"}
    return folders | modules | {"adapters/", "fhir_profiles/", "simulators/", "tests/", "docs/"}


def test_every_room_stands_in_the_picture_and_every_room_of_the_picture_exists() -> None:
    assert rooms_of_the_picture() == rooms_of_the_house()


def test_every_room_says_what_lives_there() -> None:
    for line in re.findall(r"^\| `(?:hub|adapters|fhir_profiles|simulators|tests|docs)/.*$", PICTURE, re.MULTILINE):
        assert len(line.split("|")[2].strip()) > 10, line


def test_the_layers_of_the_picture_are_those_of_the_contract() -> None:
    drawn = re.search(r"```layers\n(.*?)```", PICTURE, flags=re.DOTALL)

    assert drawn is not None
    assert drawn[1].splitlines() == contracts()["layers"]["layers"]


def test_the_contract_of_layers_is_exhaustive() -> None:
    assert contracts()["layers"]["exhaustive"] is True


def test_every_package_says_in_a_sentence_what_lives_in_it() -> None:
    for package in ("hub", "adapters", "fhir_profiles", "simulators"):
        for init in (ROOT / package).rglob("__init__.py"):
            text = init.read_text(encoding="utf-8")
            assert re.match(r'"""[A-Z救].{20,}', text), init
