"""The figures of screens under load: a line on the terminal, a table in the page on performance, and a plot."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from tests.e2e_browser.watch import WINDOW_S, Window

BEGIN: Final = "<!-- glass: begin -->"
END: Final = "<!-- glass: end -->"


class Glass(msgspec.Struct, frozen=True, kw_only=True):
    """How one screen stood it; heaps are at the beginning, in the middle and at the end, after a collection."""

    screen: str
    began_at: str
    seconds: float
    cases: int
    messages: int
    messages_per_s: int
    frames_per_s: float
    slowest_1_percent_ms: float
    longest_ms: float
    heaps_mib: list[float]
    behind_s: float
    machine_busy: float
    waiting_processes: float
    windows: list[Window]


def line(found: Glass) -> str:
    """Returns what stands in the table."""
    windows = found.windows
    long_tasks = sum(each.long_tasks for each in windows)
    busy = sum(each.busy for each in windows) / len(windows)
    cells = (
        found.screen,
        f"{found.cases} / {found.messages_per_s:,}",
        f"{found.seconds:,.0f} s, {found.messages:,}",
        f"{found.frames_per_s}",
        f"{found.slowest_1_percent_ms:g} / {found.longest_ms:g}",
        f"{long_tasks} ({sum(each.long_tasks_ms for each in windows) / 1000:.1f} s)",
        f"{busy:.0%}",
        " / ".join(f"{heap:g}" for heap in found.heaps_mib),
        f"{windows[0].nodes:,} / {windows[-1].nodes:,}",
        f"{found.behind_s:g} s",
        f"{found.machine_busy:.0%}, {found.waiting_processes:g}",
    )
    return f"| {' | '.join(cells)} |"


HEAD: Final = (
    "| screen | cases / messages a second | for | frames/s | slowest 1 % / longest frame, ms | tasks over 50 ms "
    "| main thread busy | heap MiB: start / middle / end | elements: first / last 10 s | behind at the end "
    "| machine: busy, load |"
)


def write(found: Sequence[Glass], folder: Path) -> None:
    """Writes `glass.json`, `glass.svg` and the table of the page."""
    (folder / "glass.json").write_bytes(msgspec.json.format(msgspec.json.encode(list(found)), indent=1) + b"\n")
    page = folder / "README.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    told = [
        f"Measured at {found[0].began_at}: {os.cpu_count()} cores, {platform.system()}, Chromium without a GPU.",
        "",
        HEAD,
        f"|{'---|' * (HEAD.count('|') - 1)}",
        *(line(each) for each in found),
        "",
        "![Frames and memory over time](glass.svg)",
    ]
    page.write_text("\n".join((before + BEGIN, *told, END + after)), encoding="utf-8")
    plot(found, folder / "glass.svg")


def plot(found: Sequence[Glass], path: Path) -> None:
    """Draws frames a second, the slowest frames, and memory over time."""
    import matplotlib as mpl  # noqa: PLC0415  takes a second, and a smoke run draws nothing

    mpl.use("svg")
    from matplotlib import pyplot as plt  # noqa: PLC0415  after the choice of what it draws on

    mpl.rcParams["svg.hashsalt"] = "glass"
    figure, (rates, slowest, heaps) = plt.subplots(3, 1, figsize=(8, 7), sharex=True, layout="constrained")
    for each in found:
        times = [(number + 0.5) * WINDOW_S for number in range(len(each.windows))]
        rates.plot(times, [it.frames_per_s for it in each.windows], label=each.screen)
        slowest.plot(times, [it.slowest_1_percent_ms for it in each.windows], label=each.screen)
        heaps.plot(times, [it.heap_mib for it in each.windows], label=each.screen)
    rates.set(ylabel="frames/s", ylim=(0, 65))
    slowest.set(ylabel="slowest 1 % of frames, ms", ylim=(0, None))
    heaps.set(ylabel="JS heap, MiB (garbage included)", xlabel="seconds", ylim=(0, None))
    for axes in (rates, slowest, heaps):
        axes.grid(visible=True, alpha=0.25)
        axes.legend(fontsize="small")
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
