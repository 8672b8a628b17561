"""A nationwide file is taken in once, with progress, and what it says is said through the door once."""

import asyncio
import resource
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from adapters.emis import Emis
from adapters.emis.manifest import EmisConfig
from adapters.emis.register import FileRefusedError, Import, Register
from hub.sdk import ComeAgain, NotReady, Ready, Rejected, Submitted, Taken
from simulators import emis_file
from simulators.emis import Folder

JAPAN = timezone(timedelta(hours=9))
HEARD = ("99", "1990000001")


async def test_ten_thousand_hospitals_are_taken_in_and_nothing_comes_twice() -> None:
    content = emis_file.written(emis_file.nationwide(10_000, wrong=25))
    register, progress = Register(), list[int]()
    before, began_at = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()

    first = await register.take(content, lambda so_far: progress.append(so_far.read))
    took_s = time.monotonic() - began_at
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    second = await register.take(content)

    size = len(content) / 1e6
    print(f"\n{size:.1f} MB, {took_s:.2f} s, {grown / 1024:.0f} MiB more memory: {first.report()}")  # noqa: T201
    assert first.report() == {"read": 10_000, "new": 9_975, "changed": 9_975, "unchanged": 0, "older": 0, "refused": 25}
    assert second.report() == {"read": 10_000, "new": 0, "changed": 0, "unchanged": 9_975, "older": 0, "refused": 25}
    assert len(register.records) == 9_975
    assert progress == [*range(500, 10_001, 500), 10_000]


async def test_what_is_older_changes_nothing_and_what_is_newer_does() -> None:
    register = Register()
    at = [f"2026/11/25 {hour}:00" for hour in (9, 10, 8)]
    files = [emis_file.written([emis_file.hospital(*HEARD, e012=each)]) for each in at]

    done = [await register.take(content) for content in files]

    assert [(each.new, len(each.changed), each.older) for each in done] == [(1, 1, 0), (0, 1, 0), (0, 0, 1)]


async def test_a_hospital_that_stands_twice_in_a_file_is_reported() -> None:
    done = await Register().take(emis_file.written([emis_file.hospital(*HEARD)] * 2))

    assert [(fault.line, fault.code) for fault in done.faults] == [(3, "twice")]


async def test_others_are_let_work_between_the_lines_of_a_file() -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    working = asyncio.create_task(others())
    await Register().take(emis_file.written(emis_file.nationwide(2_000)))
    working.cancel()

    assert turns >= 4


class Notebook:
    """A door that writes down what is said, and answers as it is told."""

    def __init__(self, *answers: Submitted) -> None:
        self.said: list[tuple[str, Mapping[str, Any], UUID, datetime]] = []
        self._answers = list(answers)

    async def submit(  # noqa: PLR0913  the surface's
        self,
        kind: str,
        data: Mapping[str, Any],
        *,
        key: UUID,
        happened_at: datetime,
        case: UUID | None = None,
        transport: UUID | None = None,
    ) -> Submitted:
        assert case is None
        assert transport is None
        self.said.append((kind, data, key, happened_at))
        return self._answers.pop(0) if self._answers else Taken(1, happened_at)


def emis(drop: Path) -> Emis:
    told: dict[str, Any] = {"drop": drop, "hospital": "-".join(HEARD), "prefecture": "99", "every_s": 0.1}
    return Emis(EmisConfig(**told))


async def listens(adapter: Emis, door: Notebook, for_s: float = 0.35) -> None:
    assert await adapter.check() == Ready()
    running = asyncio.create_task(adapter.run(door))
    await asyncio.sleep(for_s)
    assert not running.done(), running
    running.cancel()


def entered(hour: float = 0, **cells: str) -> bytes:
    at = datetime.now(JAPAN) + timedelta(hours=hour)
    written = f"{at.year}/{at.month}/{at.day} {at.hour}:{at.minute:02}"
    others = emis_file.nationwide(30)
    return emis_file.written([*others, emis_file.hospital(*HEARD, assist="要", e012=written, **cells)])


async def test_what_comes_twice_is_said_once_also_after_a_restart(tmp_path: Path) -> None:
    folder, door = Folder(tmp_path), Notebook()
    content = entered(-1, e002="1")
    adapter = emis(tmp_path)

    folder.puts("1.csv", content)
    await listens(adapter, door)
    folder.puts("2.csv", content)
    await listens(adapter, door)
    assert [(kind, data["level"]) for kind, data, _, _ in door.said] == [("publish-capacity", "limited")]

    folder.puts("3.csv", content)
    await listens(emis(tmp_path), door)
    assert door.said[0] == door.said[1], "the same key, so the hub takes it once"
    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == ["1.csv", "2.csv", "3.csv"]


@pytest.mark.parametrize("hour", [-7, 1])
async def test_what_is_stale_or_of_the_future_is_not_said(tmp_path: Path, hour: int) -> None:
    Folder(tmp_path).puts("1.csv", entered(hour))
    door = Notebook()

    await listens(emis(tmp_path), door)

    assert door.said == []


async def test_what_the_hub_has_no_room_for_is_said_again_and_what_it_refuses_is_not(tmp_path: Path) -> None:
    Folder(tmp_path).puts("1.csv", entered())
    door = Notebook(ComeAgain(0), Rejected("forbidden"))

    await listens(emis(tmp_path), door)

    assert len(door.said) == 2
    assert door.said[0] == door.said[1]


async def test_a_file_of_which_nothing_can_be_read_is_put_aside_and_the_next_is_taken(tmp_path: Path) -> None:
    folder, door = Folder(tmp_path), Notebook()
    folder.puts("1.csv", b"id,name\r\n")
    folder.puts("2.csv", entered() + b"short,line\r\n")

    await listens(emis(tmp_path), door)

    assert len(door.said) == 1
    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == ["1.csv.refused", "2.csv", "2.csv.report.csv"]
    report = (tmp_path / "done/2.csv.report.csv").read_text(encoding="utf-8-sig")
    assert "33,,columns,33行目: 列の数が85ではありません,line 33 does not have 85 columns" in report


async def test_the_mode_of_the_prefecture_is_declared_when_it_changes(tmp_path: Path) -> None:
    folder, door, adapter = Folder(tmp_path), Notebook(), emis(tmp_path)
    for label in ("災害運用中(自県)", "災害運用中(自県)", "訓練", "通常運用"):
        since = "2026/11/25 9:00" if label.startswith("災害") else "2026/11/25 9:20"
        folder.puts("modes.json", f'{{"99": {{"label": "{label}", "since": "{since}"}}}}'.encode())
        await listens(adapter, door, 0.2)
    folder.puts("modes.json", b"nonsense")
    await listens(adapter, door, 0.2)

    assert [(kind, data["mode"], at.astimezone(UTC).minute) for kind, data, _, at in door.said] == [
        ("declare-mode", "disaster", 0),
        ("declare-mode", "normal", 20),
    ]


async def test_a_folder_that_is_gone_is_not_ready(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    adapter = emis(folder)
    folder.rmdir()

    assert isinstance(await adapter.check(), NotReady)


async def test_control_a_file_that_is_neither_form_is_refused() -> None:
    with pytest.raises(FileRefusedError):
        await Register().take(b"PK\x03\x04")
    assert Import().report()["read"] == 0
