"""The load of readers over FHIR: one resource again and again, and searches by patient, as fast as the hub answers.

Every request is another case's than the one before, so that what is measured is not one answer kept in a cache; the
cases are a hundred, each with ten sets of vital signs, read by their command centre.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from random import Random
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

import msgspec

from simulators import enrolment, traffic
from simulators.credential import Credential
from simulators.ids import uuid7
from simulators.quantiles import milliseconds
from simulators.sockets import HttpPool

CASES: Final = 100
UNDER_WAY: Final = 32
_SETS: Final = 10
_SIGNED_PER_S: Final = 3_000
"""Proofs that are made before the clock starts; what is asked beyond them is signed as it is asked."""
_WARM_S: Final = 1.0
_CREATED: Final = 201
_OK: Final = 200
_WAYS: Final = {
    "read of one resource": "/fhir/Patient/{case}",
    "search by patient, 10 vital signs": "/fhir/Observation?patient={case}&code=8867-4",
    "search by patient, a page of 50": "/fhir/Observation?patient={case}",
}


class ReadsFailedError(Exception):
    """Says why reading could not be measured."""


class Reads(msgspec.Struct, frozen=True, kw_only=True):
    """What a way of reading gave; latencies are milliseconds at the median, the 99th and the 99.9th percentile.

    Attributes:
        failed: Answers that were no 200; 0 in a sound hub.
        body_bytes: Of one answer.
    """

    what: str
    seconds: float
    under_way: int
    answered_per_s: float
    failed: int
    ms: tuple[float, ...]
    body_bytes: int


async def measure(hub: str, folder: Path, seconds: float, seed: int = 34, cases: int = CASES) -> list[Reads]:
    """Opens the cases and reads them.

    Raises:
        ReadsFailedError: The hub does not take the cases, or does not answer as it should.
    """
    enrolled, rng = enrolment.read(folder), Random(seed)  # noqa: S311 - values of a load, no secrets
    callers = enrolled.callers.values()
    crew = next(it for it in callers if it.unit is not None and it.id == enrolment.tablet(it.unit))
    tablet = enrolled.credential(hub, crew.id)
    opened = [await _open(tablet, rng, number) for number in range(cases)]
    reader = enrolled.credential(hub, enrolment.console(crew.organisation))
    return [await _read(reader, opened, what, path, seconds) for what, path in _WAYS.items()]


async def _open(tablet: Credential, rng: Random, number: int) -> str:
    """Opens a case with its vital signs and returns its id."""
    case = uuid7(rng)
    said: list[tuple[str, dict[str, object]]] = [
        ("open-case", {"chief_complaint": "胸痛"}),
        ("describe-patient", {"age_years": rng.randint(1, 99), "sex": "female"}),
    ]
    for _ in range(_SETS):
        pulse = rng.randint(60, 120)
        said.append(("record-observation", {"heart_rate": pulse, "spo2": 97, "systolic": 120, "diastolic": 80}))
    first = number * len(said)
    body = [traffic.submission(kind, case, data, first + index) for index, (kind, data) in enumerate(said)]
    answer = await tablet.ask("POST", "/submissions", body)
    outcomes = msgspec.json.decode(answer.body) if answer.status == _OK else []
    if [it["status"] for it in outcomes] != [_CREATED] * len(said):
        raise ReadsFailedError(f"a case was not taken: {answer.status} {answer.body[:300]!r}")
    return case


async def _read(reader: Credential, cases: Sequence[str], what: str, path: str, seconds: float) -> Reads:
    """Keeps so many requests under way and counts what is answered after the first second."""
    example = await reader.ask("GET", path.format(case=cases[0]))
    if example.status != _OK:
        raise ReadsFailedError(f"{what}: {example.status}")
    netloc = urlsplit(reader.hub).netloc
    paths = [path.format(case=case) for case in cases]
    signed = deque(
        _request(reader, netloc, paths[number % len(paths)]) for number in range(int(seconds * _SIGNED_PER_S))
    )
    sent: dict[int, float] = {}
    took: list[float] = []
    failed = 0
    begin = monotonic() + min(_WARM_S, seconds)
    end = begin + seconds

    def send(number: int) -> None:
        sent[number] = monotonic()
        pool.send(number, signed.popleft() if signed else _request(reader, netloc, paths[number % len(paths)]))

    def answered(number: int, is_taken: bool) -> None:  # noqa: FBT001 - a callback's plain arguments
        nonlocal failed
        now = monotonic()
        since = sent.pop(number)
        if begin <= now < end:
            took.append(now - since)
            failed += not is_taken
        if now < end:
            send(number + UNDER_WAY)

    pool = HttpPool(answered)
    await pool.open(netloc, UNDER_WAY)
    for number in range(UNDER_WAY):
        send(number)
    await asyncio.sleep(end - monotonic() + 0.2)
    pool.close()
    if not took:
        raise ReadsFailedError(f"{what}: nothing was answered")
    return Reads(
        what=what,
        seconds=seconds,
        under_way=UNDER_WAY,
        answered_per_s=round(len(took) / seconds, 1),
        failed=failed,
        ms=milliseconds(took, 0.5, 0.99, 0.999),
        body_bytes=len(example.body),
    )


def _request(reader: Credential, netloc: str, path: str) -> bytes:
    shown = "".join(f"{name}: {value}\r\n" for name, value in reader.shown("GET", path).items())
    return f"GET {path} HTTP/1.1\r\nHost: {netloc}\r\n{shown}Accept: application/fhir+json\r\n\r\n".encode()


def markdown(reads: Sequence[Reads]) -> str:
    """Returns the table."""
    lines = ["| over FHIR | answered/s | ms | bytes of an answer |", "|---|---|---|---|"]
    for it in reads:
        faults = f"; {it.failed} failed" if it.failed else ""
        times = " / ".join(f"{ms:g}" for ms in it.ms)
        lines.append(
            f"| {it.what}, {it.under_way} under way | {it.answered_per_s:,.0f}{faults} | {times} | {it.body_bytes:,} |"
        )
    return "\n".join(lines)


def plot(reads: Sequence[Reads], path: Path) -> None:
    """Draws how many answers a second each way of reading gave."""
    import matplotlib as mpl  # noqa: PLC0415 - only a benchmark needs it, and it takes a second

    mpl.use("svg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the choice of what it draws on

    mpl.rcParams["svg.hashsalt"] = "reads"
    figure, axes = plt.subplots(figsize=(8, 2.2), layout="constrained")
    bars = axes.barh([it.what for it in reads][::-1], [it.answered_per_s for it in reads][::-1], color="C0")
    axes.bar_label(bars, fmt="{:,.0f}", padding=3)
    axes.set(xlabel="answers/s over FHIR")
    axes.margins(x=0.15)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
