"""Reads a scenario from TOML and says everything that is wrong with it: where, what, in Japanese and English."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final, NamedTuple

from simulators.complaints import COMPLAINTS
from simulators.national import SEVERITIES
from simulators.scenarios.script import SENDERS, Deed, Expected, Role, Script, Step, Vitals
from simulators.scenarios.sense import Problem, nonsense

FIRST: Final = "patient"
"""The subject of a step that names none."""

_TIME: Final = re.compile(r"(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)")
_SCRIPT: Final = {"title": str, "title_en": str, "seed": int, "rules": bool, "parties": dict, "step": list, "end": list}
_EXPECTED: Final = {
    "sees": dict,
    "lacks": list,
    "counts": dict,
    "gone": str,
    "never": bool,
    "silent": list,
    "awake": list,
    "reads": int,
}
_END: Final = {"who": str, "of": str, "within_s": (int, float), **_EXPECTED}
_STEP: Final = {
    **_END,
    **dict.fromkeys(("at", "say", "as", "refused", "do", "every", "until"), str),
    **dict.fromkeys(("data", "vitals", "learns"), dict),
}
_VITALS: Final = {"complaint": str, "severity": str, "age_years": int}
_DEEDS: Final = ("say", "do", "learns", *_EXPECTED)
_TYPES: Final[Mapping[Any, tuple[str, str]]] = {
    str: ("文字列", "text"),
    int: ("整数", "a whole number"),
    bool: ("true/false", "true or false"),
    dict: ("表", "a table"),
    list: ("配列", "a list"),
}

Told = Mapping[str, Any]


class ScriptError(Exception):
    """Says what is wrong with a scenario."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        """Takes all of it."""
        self.problems = problems
        super().__init__("\n".join(f"{name}: {where}: {ja} / {en}" for where, ja, en in problems))


class _Times(NamedTuple):
    at_s: float
    every_s: float
    until_s: float


def names() -> list[str]:
    """Returns the scenarios that come with the package."""
    return sorted(it.name.removesuffix(".toml") for it in _folder().iterdir() if it.name.endswith(".toml"))


def find(name: str) -> Script:
    """Reads a scenario by its name, or from a file.

    Raises:
        ScriptError: There is none, or something is wrong with it.
    """
    path = Path(name) if name.endswith(".toml") else _folder() / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(names())
        raise ScriptError(name, [Problem("", f"シナリオがありません({known})", f"no such scenario; there are {known}")])
    return parse(path.name.removesuffix(".toml"), path.read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Script:
    """Reads a scenario.

    Raises:
        ScriptError: With everything that is wrong.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(name, [Problem("TOML", "TOMLとして読み取れません", str(error))]) from None
    problems = [*_misshapen(told)]
    if not problems:
        script = _script(name, told)
        problems = [*nonsense(script)]
    if problems:
        raise ScriptError(name, problems)
    return script


# Shape.


def _misshapen(told: Told) -> Iterator[Problem]:
    yield from _fields("", told, _SCRIPT, ("title", "title_en", "parties", "step"))
    for name, role in told["parties"].items() if isinstance(told.get("parties"), dict) else ():
        yield from _one_of(f"parties.{name}", role, Role)
    for where, step in _tables(told, "step"):
        if isinstance(step, dict):
            yield from _fields(where, step, _STEP, ("at", "who"))
            yield from _misshapen_step(where, step)
        else:
            yield _wrong_type(where, dict)
    for where, step in _tables(told, "end"):
        if isinstance(step, dict):
            yield from _fields(where, step, _END, ("who",))
        else:
            yield _wrong_type(where, dict)


def _misshapen_step(where: str, step: Told) -> Iterator[Problem]:
    deeds = (("say",), ("do",), ("learns",), tuple(_EXPECTED))
    if sum(any(name in step for name in each) for each in deeds) != 1:
        yield Problem(where, "say・do・learns・期待のいずれか一種類が必要です", f"needs one of {', '.join(_DEEDS)}")
    for name in ("at", "every", "until"):
        if isinstance(step.get(name), str) and not _TIME.fullmatch(step[name]):
            yield Problem(f"{where}.{name}", "時刻は 分:秒 または 時:分:秒 です", "a time is m:ss or h:mm:ss")
    if ("every" in step) is not ("until" in step) or ("every" in step and _seconds(step["every"]) == 0):
        yield Problem(where, "every と until は組で指定します", "every and until stand together, and every is not zero")
    for name in ("as", "refused", "data", "vitals", "every"):
        if name in step and "say" not in step:
            yield Problem(f"{where}.{name}", "say と共に指定します", "stands beside say only")
    yield from _one_of(f"{where}.say", step.get("say"), tuple(SENDERS))
    yield from _one_of(f"{where}.do", step.get("do"), Deed)
    if isinstance(vitals := step.get("vitals"), dict):
        yield from _fields(f"{where}.vitals", vitals, _VITALS, ("complaint",))
        yield from _one_of(f"{where}.vitals.complaint", vitals.get("complaint"), [it.name for it in COMPLAINTS])
        yield from _one_of(f"{where}.vitals.severity", vitals.get("severity"), tuple(SEVERITIES))


def _tables(told: Told, name: str) -> Iterator[tuple[str, Any]]:
    found = told.get(name)
    if isinstance(found, list):
        yield from ((f"{name}[{number}]", each) for number, each in enumerate(found, 1))


def _fields(where: str, told: Told, known: Mapping[str, Any], required: tuple[str, ...]) -> Iterator[Problem]:
    inside = f"{where}." if where else ""
    for name in required:
        if name not in told:
            yield Problem(f"{inside}{name}", "必須です", "is required")
    for name, value in told.items():
        if name not in known:
            yield Problem(f"{inside}{name}", "定義のない項目です", "is no field of a scenario")
        elif not isinstance(value, known[name]) or (isinstance(value, bool) and known[name] is not bool):
            yield _wrong_type(f"{inside}{name}", known[name])
    for name in ("lacks", "silent", "awake"):
        if name in known and not all(isinstance(each, str) for each in told.get(name, ())):
            yield Problem(f"{inside}{name}", "文字列の配列です", "is a list of text")


def _wrong_type(where: str, wanted: Any) -> Problem:  # noqa: ANN401 - a type, or a tuple of types
    ja, en = _TYPES.get(wanted, ("数値", "a number"))
    return Problem(where, f"{ja}で指定してください", f"must be {en}")


def _one_of(where: str, value: object, known: Iterable[str]) -> Iterator[Problem]:
    choices = [str(each) for each in known]
    if value is not None and value not in choices:
        yield Problem(
            where, f"「{value}」はありません({', '.join(choices)})", f"no such word; there are {', '.join(choices)}"
        )


# Meaning.


def _script(name: str, told: Told) -> Script:
    steps = [each for where, step in _tables(told, "step") for each in _steps(where, step)]
    last_s = max((step.at_s for step in steps), default=0.0)
    end = [_step(where, step, last_s, 0.0) for where, step in _tables(told, "end")]
    return Script(
        name=name,
        title=told["title"],
        title_en=told["title_en"],
        seed=told.get("seed", 34),
        has_rules=told.get("rules", False),
        parties={party: Role(role) for party, role in told["parties"].items()},
        steps=(*sorted(steps, key=lambda step: step.at_s), *end),
    )


def _steps(where: str, told: Told) -> Iterator[Step]:
    at_s = _seconds(told["at"])
    yield _step(where, told, at_s, 0.0)
    if "every" in told:
        every_s, until_s = _seconds(told["every"]), _seconds(told["until"])
        for time in range(1, int((until_s - at_s) // every_s) + 1):
            yield _step(where, told, at_s + time * every_s, time * every_s)


def _step(where: str, told: Told, at_s: float, since_s: float) -> Step:
    expected = {name: told[name] for name in _EXPECTED if name in told}
    has_subject = bool(expected.keys() - {"silent", "awake"}) or "say" in told or "learns" in told
    return Step(
        where=where,
        at_s=at_s,
        who=told["who"],
        of=told.get("of", FIRST if has_subject else None),
        say=told.get("say"),
        data=told.get("data", {}),
        name=told.get("as"),
        refused=told.get("refused"),
        vitals=Vitals(**told["vitals"]) if "vitals" in told else None,
        since_s=since_s,
        do=Deed(told["do"]) if "do" in told else None,
        learns=told.get("learns", {}),
        expected=_expected(expected) if expected else None,
        within_s=told.get("within_s", 30.0),
    )


def _expected(told: Told) -> Expected:
    lists = {name: tuple(told.get(name, ())) for name in ("lacks", "silent", "awake")}
    return Expected(
        sees=told.get("sees", {}),
        counts=told.get("counts", {}),
        gone=told.get("gone"),
        is_never=told.get("never", False),
        reads=told.get("reads"),
        **lists,
    )


def _seconds(time: str) -> float:
    found = _TIME.fullmatch(time)
    if found is None:
        return 0.0
    hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return hours * 3600.0 + minutes * 60.0 + seconds


def _folder() -> Path:
    return Path(str(resources.files("simulators.scenarios")))
