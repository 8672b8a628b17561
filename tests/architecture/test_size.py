"""A module is one noun: it can be read in one sitting."""

from pathlib import Path

HUB = Path(__file__).parents[2] / "hub"
LONGEST = 350

AGREED = {
    "sdk/__init__.py": 465,  # one frozen surface that an adapter's author reads from top to bottom
    "embedded.py": 360,  # one server, from its binaries to its removal
    "ports.py": 360,  # every role that the pipeline and the edges need, in one list
    "pipeline.py": 370,  # the flow is one file: the life of a case event from top to bottom
}
"""Modules that may be longer, and how long: they may shrink, and not grow."""


def lengths() -> dict[str, int]:
    return {
        path.relative_to(HUB).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in HUB.rglob("*.py")
    }


def test_no_module_is_too_long() -> None:
    found = sorted(lengths().items(), key=lambda each: -each[1])
    print("longest:", ", ".join(f"{name} {length}" for name, length in found[:5]))  # noqa: T201  shown with -s

    assert {name: length for name, length in found if length > AGREED.get(name, LONGEST)} == {}


def test_an_agreement_is_about_a_module_that_exists() -> None:
    assert AGREED.keys() <= lengths().keys()
