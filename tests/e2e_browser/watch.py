"""What a page does with its time: frames, long tasks, memory and elements, window by window."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import msgspec
from playwright.async_api import CDPSession, Page

WINDOW_S: Final = 10.0

RECORD: Final = """() => {
  const kept = { frames: [], tasks: [], last: null };
  const frame = (now) => {
    if (kept.last !== null) kept.frames.push(now - kept.last);
    kept.last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) kept.tasks.push(duration);
  }).observe({ type: 'longtask' });
  window.__watch = kept;
}"""
TAKE: Final = """() => {
  const { frames, tasks } = window.__watch;
  Object.assign(window.__watch, { frames: [], tasks: [] });
  return [frames, tasks];
}"""
SKIP: Final = "() => Object.assign(window.__watch, { frames: [], tasks: [], last: null })"


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """Some seconds of a page: intervals between frames in ms, tasks longer than 50 ms, and what the engine counts."""

    frames_per_s: float
    slowest_1_percent_ms: float
    longest_ms: float
    long_tasks: int
    long_tasks_ms: float
    busy: float
    heap_mib: float
    nodes: int


@dataclass
class Watch:
    """Watches one page."""

    page: Page
    engine: CDPSession
    windows: list[Window]
    intervals: list[float]

    @classmethod
    async def over(cls, page: Page) -> Self:
        """Begins to watch."""
        engine = await page.context.new_cdp_session(page)
        await engine.send("Performance.enable", {"timeDomain": "threadTicks"})
        await page.evaluate(RECORD)
        return cls(page, engine, [], [])

    async def heap_mib(self) -> float:
        """Returns what is held after a collection of everything that is not; its pause is no frame of the page's."""
        await self.engine.send("HeapProfiler.collectGarbage")
        heap = (await self._counts())["JSHeapUsedSize"]
        await self.page.evaluate(SKIP)
        return round(heap / 2**20, 1)

    async def go_on(self, seconds: float) -> None:
        """Watches for so long."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + seconds
        while (left := ends_at - loop.time()) > 0:
            before, began_at = await self._counts(), loop.time()
            await asyncio.sleep(min(WINDOW_S, left))
            frames, tasks = await self.page.evaluate(TAKE)
            after, took_s = await self._counts(), loop.time() - began_at
            self.intervals += frames
            self.windows.append(_window(frames, tasks, before, after, took_s))

    async def _counts(self) -> dict[str, float]:
        told: dict[str, Any] = await self.engine.send("Performance.getMetrics")
        return {each["name"]: float(each["value"]) for each in told["metrics"]}


def _window(
    frames: Sequence[float], tasks: Sequence[float], before: dict[str, float], after: dict[str, float], took_s: float
) -> Window:
    return Window(
        frames_per_s=round(len(frames) / (sum(frames) / 1000), 1) if frames else 0.0,
        slowest_1_percent_ms=round(quantile(frames, 0.99), 1),
        longest_ms=round(max(frames, default=0.0), 1),
        long_tasks=len(tasks),
        long_tasks_ms=round(sum(tasks), 1),
        busy=round((after["TaskDuration"] - before["TaskDuration"]) / took_s, 2),
        heap_mib=round(after["JSHeapUsedSize"] / 2**20, 1),
        nodes=int(after["Nodes"]),
    )


def quantile(values: Sequence[float], share: float) -> float:
    """Returns the value below which a share of all values lies; 0 where there is none."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0
