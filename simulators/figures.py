"""The figures of a benchmark as JSON, as a table in Markdown and as a plot.

The page around the table is written by people; only what stands between the two markers is replaced.
"""

from pathlib import Path
from typing import Final

import msgspec

from simulators import reads as readers
from simulators.floor import Inserted
from simulators.reads import Reads
from simulators.tally import Measured

BEGIN: Final = "<!-- figures: begin -->"
END: Final = "<!-- figures: end -->"
_HEAD: Final = (
    "| load | offered/s | durable acknowledged/s | post → receipt ms | post → console ms | post → ER screen ms "
    "| cores: hub, database, generator | MiB: hub, database |"
)
_PAGE: Final = f"""# Performance

Measured by `make bench`; every figure in the table is written by it. Load generator, hub and database share the
machine. Latencies count from the moment a submission was due (an open loop: a stall counts against all that were due
meanwhile). *Post → receipt* ends when the tablet holds the receipt, after the commit is on disk; *post → screen* ends
when the frame is at a subscriber: the command centre's console, or the ER screen of the hospital that has accepted.

{BEGIN}
{END}
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One step with what the processes used: cores and MiB by group."""

    target: str
    measured: Measured
    cores: dict[str, float]
    mib: dict[str, float]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a benchmark found."""

    measured_at: str
    machine: dict[str, str | int]
    rows: list[Row]
    inserted: list[Inserted]
    reads: list[Reads] = []
    notes: list[str]


def write(figures: Figures, folder: Path) -> None:
    """Writes `figures.json`, the table in `README.md` and `figures.svg`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "figures.json").write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1) + b"\n")
    page = folder / "README.md"
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    if BEGIN not in text or END not in text:
        text = _PAGE
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{markdown(figures)}\n{END}{after}", encoding="utf-8")
    plot(figures, folder / "figures.svg")
    if figures.reads:
        readers.plot(figures.reads, folder / "reads.svg")


def markdown(figures: Figures) -> str:
    """Returns the tables."""
    machine = ", ".join(f"{name} {value}" for name, value in figures.machine.items())
    lines = [
        f"Measured at {figures.measured_at} on: {machine}.",
        "",
        _HEAD,
        "|---|---|---|---|---|---|---|---|",
        *(_row(row) for row in figures.rows),
        "",
        "Latencies: median / 99th / 99.9th percentile. *Bare relay* is the floor: the same load on a WebSocket server",
        "that neither stores nor decides. The other floor is the bare insert of the same bytes into the same database:",
        "",
        "| rows in a transaction | rows/s | ms a transaction |",
        "|---|---|---|",
        *(f"| {it.batch} | {it.rows_per_s:,.0f} | {it.ms_per_batch} |" for it in figures.inserted),
        "",
        "![post → screen by rate](figures.svg)",
    ]
    if figures.reads:
        lines += ["", "Reading over FHIR by a command centre; each look is in the audit before its answer leaves:", ""]
        lines += [readers.markdown(figures.reads), "", "![FHIR answers/s](reads.svg)"]
    lines += ["", *(f"- {note}" for note in figures.notes)] if figures.notes else []
    return "\n".join(lines)


def plot(figures: Figures, path: Path) -> None:
    """Draws the latency to the ER screen over the rate, one line a target."""
    import matplotlib as mpl  # noqa: PLC0415 - only a benchmark needs it, and it takes a second

    mpl.use("svg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the choice of what it draws on

    mpl.rcParams["svg.hashsalt"] = "figures"
    figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    for colour, (name, rows) in zip(("C0", "C1", "C7"), _by_line(figures).items(), strict=False):
        rates = [row.measured.acknowledged_per_s for row in rows]
        axes.plot(rates, [row.measured.er_ms[0] for row in rows], "o-", color=colour, label=f"{name}, median")
        axes.plot(rates, [row.measured.er_ms[1] for row in rows], "o--", color=colour, label=f"{name}, 99 %")
    axes.set(xscale="log", yscale="log", xlabel="durable submissions/s", ylabel="post → ER screen, ms")
    axes.grid(visible=True, which="both", alpha=0.25)
    axes.legend(fontsize="small")
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _by_line(figures: Figures) -> dict[str, list[Row]]:
    lines: dict[str, list[Row]] = {}
    for row in figures.rows:
        if row.measured.rate is not None and row.measured.er_ms[0] > 0:
            lines.setdefault(f"{row.target}, {row.measured.way}", []).append(row)
    return {name: sorted(rows, key=lambda row: row.measured.acknowledged_per_s) for name, rows in lines.items()}


def _row(row: Row) -> str:
    it = row.measured
    offered = "as many as it takes" if it.rate is None else f"{it.rate:,.0f}"
    faults = "".join(
        f"; {count} {name}"
        for name, count in (("refused", it.refused), ("unanswered", it.unanswered), ("not shown", it.undelivered))
        if count
    )
    cores = ", ".join(f"{row.cores.get(name, 0):.2f}" for name in ("hub", "database", "generator"))
    mib = ", ".join(f"{row.mib.get(name, 0):.0f}" for name in ("hub", "database"))
    times = " | ".join(" / ".join(f"{ms:g}" for ms in times) for times in (it.receipt_ms, it.console_ms, it.er_ms))
    return (
        f"| {row.target}, {it.way}, {it.tablets:,} tablets | {offered} | {it.acknowledged_per_s:,.0f}{faults} "
        f"| {times} | {cores} | {mib} |"
    )
