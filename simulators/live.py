"""What a person sees while the prefecture is at work: a handful of counters, renewed twice a second."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

from rich.table import Table

from simulators.checker import Checker
from simulators.documents import section
from simulators.wire import Terminal

_WAITING: Final = frozenset({"requested", "delivered", "displayed", "acknowledged"})


class Counters:
    """Counts what goes on; the figures of latency are of the newest events."""

    def __init__(self, checker: Checker, consoles: list[Terminal], working: Callable[[], int]) -> None:
        """Takes what is counted: the checker's evidence, what consoles hold, and how many crews are at work."""
        self._checker = checker
        self._consoles = consoles
        self._working = working
        self._marks: deque[tuple[float, int]] = deque(maxlen=12)

    def table(self) -> Table:
        """Returns the counters as a table."""
        seen = self._checker.verdict_without_latency()
        p50_ms, p99_ms = self._checker.recent_ms()
        table = Table(title="凪渚県 シミュレーション", show_header=False, min_width=48)
        table.add_row("活動中の事案 cases at work", str(self._working()))
        table.add_row("回答待ちの照会 waiting requests", str(self._waiting()))
        table.add_row("開始 / 終了 opened / closed", f"{seen.cases} / {seen.closed}")
        table.add_row("送信 submissions", f"{seen.submissions}  ({self._rate(seen.submissions):.1f}/s)")
        table.add_row("受領 acknowledged", str(seen.acknowledged))
        table.add_row("送信→画面 post → frame", f"p50 {p50_ms:.1f} ms   p99 {p99_ms:.1f} ms")
        table.add_row("消失 / 重複 lost / duplicated", f"{seen.lost} / {seen.duplicated}")
        return table

    def line(self) -> str:
        """Returns the counters as one line of plain text."""
        seen = self._checker.verdict_without_latency()
        p50_ms, p99_ms = self._checker.recent_ms()
        return (
            f"cases {seen.cases} at work {self._working()} waiting {self._waiting()} "
            f"submissions {seen.submissions} acknowledged {seen.acknowledged} "
            f"p50 {p50_ms:.1f} ms p99 {p99_ms:.1f} ms lost {seen.lost} duplicated {seen.duplicated}"
        )

    def _rate(self, submissions: int) -> float:
        self._marks.append((time.monotonic(), submissions))
        (then, before), (now, after) = self._marks[0], self._marks[-1]
        return (after - before) / (now - then) if now > then else 0.0

    def _waiting(self) -> int:
        return sum(
            request.get("state") in _WAITING
            for console in self._consoles
            for stream, reading in console.readings.items()
            if stream.startswith("department:")
            for document in reading.documents.values()
            for request in section(document, "requests").values()
            if isinstance(request, dict)
        )
