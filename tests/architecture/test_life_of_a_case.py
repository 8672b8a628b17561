"""`docs/explanation/the-life-of-a-case.md` tells the steps of `hub/pipeline.py`, in the order they are taken."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
STORY = ROOT / "docs" / "explanation" / "the-life-of-a-case.md"
PIPELINE = ast.parse((ROOT / "hub" / "pipeline.py").read_text(encoding="utf-8"))

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> dict[str, Function]:
    return {node.name: node for node in ast.walk(PIPELINE) if isinstance(node, Function)}


def calls(node: ast.AST) -> Iterator[str]:
    """Yields the names that are called in a function, in the order of evaluation."""
    for child in ast.iter_child_nodes(node):
        yield from calls(child)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "self":
            yield node.func.attr


def walk(name: str, known: dict[str, Function], seen: list[str]) -> list[str]:
    """Follows the flow from a function, each function at its first call."""
    seen.append(name)
    for called in calls(known[name]):
        if called in known and called not in seen:
            walk(called, known, seen)
    return seen


def steps() -> list[str]:
    """A step is a function that says what it promises; what has no docstring is a helper's hand."""
    known = functions()
    return [name for name in walk("process", known, []) if ast.get_docstring(known[name])]


def told() -> list[str]:
    return re.findall(r"^## \d+\. .*`(\w+)`$", STORY.read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_the_story_tells_the_steps_in_their_order() -> None:
    assert told() == steps()


def test_no_step_is_outside_the_flow() -> None:
    known = functions()
    described = {name for name, node in known.items() if ast.get_docstring(node)} - {"__init__"}

    assert described == set(steps())


def test_the_steps_of_the_story_are_counted() -> None:
    numbers = re.findall(r"^## (\d+)\.", STORY.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))
