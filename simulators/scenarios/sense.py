"""Whether a scenario makes sense: everybody it names takes part, and nothing is used before it has begun."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from simulators.ledger import OF_AREA, OF_TRANSPORTS
from simulators.scenarios.references import TIME, VEHICLE, named
from simulators.scenarios.script import SENDERS, Deed, Expected, Script, Step


class Problem(NamedTuple):
    """What is wrong with a scenario, and where."""

    where: str
    ja: str
    en: str


def nonsense(script: Script) -> Iterator[Problem]:
    """Yields what cannot be played."""
    subjects: set[str] = set()
    keys: set[str] = set()
    offline: set[str] = set()
    for step in script.steps:
        yield from _of_party(script, step)
        yield from _of_subject(step, subjects)
        for reference in _references(step):
            if not (TIME.fullmatch(reference) or reference.removesuffix(VEHICLE) in script.parties.keys() | keys):
                yield Problem(
                    step.where,
                    f"「@{reference}」は参加者にも、先に as で名付けた送信にもありません",
                    f"@{reference} is no party, nor what an earlier step was named by `as`",
                )
        if step.name is not None and step.name in script.parties.keys() | keys and not step.since_s:
            yield Problem(step.where, f"「{step.name}」は使用済みの名前です", f"the name {step.name} is taken")
        keys |= {step.name} if step.name else set()
        subjects |= {step.of} if step.begins and step.of else set()
        subjects |= step.learns.keys()
        if step.do in {Deed.OFFLINE, Deed.ONLINE}:
            (offline.add if step.do is Deed.OFFLINE else offline.discard)(step.who)
    for party in sorted(offline):
        yield Problem("step", f"「{party}」が圏外のまま終わります", f"{party} is still offline at the end")


def _of_party(script: Script, step: Step) -> Iterator[Problem]:
    role = script.parties.get(step.who)
    if role is None:
        yield Problem(f"{step.where}.who", f"「{step.who}」は参加者にありません", f"{step.who} is no party")
    elif step.say is not None and role not in SENDERS[step.say]:
        yield Problem(step.where, f"{role}は {step.say} を送信できません", f"a {role} does not say {step.say}")
    if step.say == "request-transport" and "operators" not in step.data:
        yield Problem(step.where, "data.operators で依頼先の指定が必要です", "must name data.operators")
    if step.say == "switch-to-119" and "department" not in step.data:
        yield Problem(step.where, "data.department で消防本部の指定が必要です", "must name data.department")


def _of_subject(step: Step, subjects: set[str]) -> Iterator[Problem]:
    """Yields where a step is about what has not begun, or begins it again."""
    about = step.of
    if about is None or step.say in OF_AREA or about.startswith("@"):
        return
    if step.begins and about in subjects and step.say in OF_TRANSPORTS:
        yield Problem(step.where, f"「{about}」はすでに始まっています", f"{about} has begun already")
    if not step.begins and about not in subjects:
        yield Problem(step.where, f"「{about}」はまだ始まっていません", f"{about} has not begun yet")


def _references(step: Step) -> Iterator[str]:
    yield from named(step.data)
    if step.of is not None and step.of.startswith("@"):
        yield from named(step.of)
    if step.expected is not None:
        yield from _expected_references(step.expected)


def _expected_references(expected: Expected) -> Iterator[str]:
    parts: Iterable[object] = (expected.sees, expected.lacks, expected.counts, expected.silent, expected.awake)
    for part in parts:
        yield from named(part)
        if isinstance(part, Mapping):
            yield from named(list(part))
