"""What comes from a command system is said once, in order, until the hub has it; what is wrong is reported."""

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from adapters.fire_command import FireCommand
from adapters.fire_command.manifest import FireCommandConfig
from hub.sdk import ComeAgain, CredentialsRefused, NotReady, Ready, Rejected, Submitted, Taken
from simulators.calls import Record
from simulators.fire_command import Fault, Folder, Orders, Server

TOKEN = "an-invented-token-of-a-command-system"
UNITS = {"救急1": "u-001"}


class Notebook:
    """A door that takes everything but what it was told to answer otherwise, and keeps what it was told."""

    def __init__(self, *answers: Submitted) -> None:
        self.answers = list(answers)
        self.said: list[tuple[str, Mapping[str, Any], UUID, UUID | None]] = []

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
        assert transport is None
        self.said.append((kind, data, key, case))
        return self.answers.pop(0) if self.answers else Taken(1, happened_at)

    @property
    def kinds(self) -> list[str]:
        return [str(data.get("mark", kind)) for kind, data, _, _ in self.said]


def over_http(folder: Path, port: int) -> FireCommandConfig:
    token = folder / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    return FireCommandConfig(url=f"http://127.0.0.1:{port}/", token_file=token, units=UNITS, every_s=0.1)


def through(folder: Path) -> FireCommand:
    return FireCommand(FireCommandConfig(drop=folder, units=UNITS, every_s=0.1))


async def listens(adapter: FireCommand, door: Notebook, until: Any) -> None:  # noqa: ANN401
    """Lets it run until something holds."""
    await adapter.check()
    running = asyncio.create_task(adapter.run(door))
    async with asyncio.timeout(30):
        while not until():
            assert not running.done(), running.exception()
            await asyncio.sleep(0.01)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


def settled(folder: Path) -> Any:  # noqa: ANN401
    return lambda: not list((folder / "in").iterdir())


async def test_a_record_that_grows_is_said_as_it_grows_and_nothing_twice(tmp_path: Path) -> None:
    folder, door, told = Folder(tmp_path), Notebook(), Record("0417", ["救急1"], complaint="胸痛")
    folder.says(told.notice())
    told.status("救急1", "出動")
    folder.says(told.notice())
    told.status("救急1", "現着")
    folder.says(told.notice(place="架空町1-2-3"))

    await listens(through(tmp_path), door, settled(tmp_path))

    assert door.kinds == ["open-incident", "dispatched", "open-incident", "on-scene"]
    assert len({case for _, _, _, case in door.said}) == 1


async def test_a_notice_that_an_older_one_follows_is_not_taken_back(tmp_path: Path) -> None:
    folder, door, told = Folder(tmp_path), Notebook(), Record("0417", ["救急1"])
    old = told.notice(place="架空町1-2-3")
    folder.says(told.notice(place="架空町9-9"))
    folder.says(old)

    await listens(through(tmp_path), door, settled(tmp_path))

    assert [data["scene_address"] for _, data, _, _ in door.said] == ["架空町9-9"]


async def test_what_is_wrong_is_reported_beside_the_file_and_the_rest_is_taken(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder, door = Folder(tmp_path), Notebook(Taken(1, datetime.now().astimezone()), Rejected("not-found"))
    folder.puts("秘匿".encode("cp932"))
    folder.says(Record("0417", ["救急1"], complaint="胸痛").notice(age="秘匿"))
    folder.says(Record("0418", ["救急1"], complaint="秘匿").notice())

    await listens(through(tmp_path), door, settled(tmp_path))

    assert door.kinds == ["open-incident", "open-incident"]
    done = {path.name: path.read_bytes().decode("utf-8-sig", "replace") for path in (tmp_path / "done").iterdir()}
    assert sorted(done) == [
        "000001.json.refused",
        "000001.json.report.csv",
        "000002.json",
        "000002.json.report.csv",
        "000003.json",
        "000003.json.report.csv",
    ]
    assert "age,not-a-number" in done["000002.json.report.csv"]
    assert "open-incident not-found" in done["000003.json.report.csv"]
    assert "not-found" in caplog.text
    assert "秘匿" not in caplog.text + done["000001.json.report.csv"] + done["000002.json.report.csv"]


async def test_what_the_hub_has_no_room_for_is_said_again_under_the_same_key(tmp_path: Path) -> None:
    Folder(tmp_path).says(Record("0417", ["救急1"]).notice())
    door = Notebook(ComeAgain(0), ComeAgain(0))

    await listens(through(tmp_path), door, settled(tmp_path))

    assert [kind for kind, *_ in door.said] == ["open-incident"] * 3
    assert len({key for _, _, key, _ in door.said}) == 1


@pytest.mark.parametrize(
    "fault",
    [Fault.UNAUTHORISED, Fault.BUSY, Fault.ERROR, Fault.HALF, Fault.RESET, Fault.NONSENSE, Fault.OTHER_PAGE],
)
async def test_a_command_system_that_misbehaves_ends_a_look_and_loses_nothing(fault: Fault, tmp_path: Path) -> None:
    server, door = Server(TOKEN), Notebook()
    server.says(Record("0417", ["救急1"]).notice())
    async with server.listening() as port:
        adapter = FireCommand(over_http(tmp_path, port))
        server.orders = Orders(fault)
        with pytest.raises(ConnectionError):
            await adapter.run(door)
        assert door.said == []
        server.orders = Orders()
        await listens(adapter, door, lambda: door.said)
        await adapter.close()

    assert door.kinds == ["open-incident"]


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.WRONG, Fault.DUPLICATE, Fault.REORDER])
async def test_whatever_comes_twice_out_of_order_or_among_rubbish_ends_with_the_same(
    fault: Fault, tmp_path: Path
) -> None:
    server, door = Server(TOKEN), Notebook()
    told = Record("0417", ["救急1"], complaint="胸痛")
    for status in ("出動", "現着", "現発", "病着"):
        told.status("救急1", status)
        server.says(told.notice())
    server.orders = Orders(fault)
    async with server.listening() as port:
        adapter = FireCommand(over_http(tmp_path, port))
        await listens(adapter, door, lambda: "arrived-hospital" in door.kinds and server.held.counts.total() > 2)
        await adapter.close()

    assert sorted(door.kinds) == ["arrived-hospital", "departed-scene", "dispatched", "on-scene", "open-incident"]


async def test_how_it_stands_with_its_command_system_is_told_apart(tmp_path: Path) -> None:
    server = Server(TOKEN)
    async with server.listening() as port:
        adapter = FireCommand(over_http(tmp_path, port))
        assert isinstance(await adapter.check(), Ready)
        server.orders = Orders(Fault.BUSY)
        assert isinstance(await adapter.check(), NotReady)
        server.orders = Orders(Fault.UNAUTHORISED)
        assert isinstance(await adapter.check(), CredentialsRefused)
        await adapter.close()
    assert isinstance(await FireCommand(over_http(tmp_path, 1)).check(), NotReady)


@pytest.mark.parametrize(
    "options",
    [
        {"units": UNITS},
        {"url": "http://command.example/", "units": UNITS},
        {"url": "https://command.example/", "units": UNITS},
        {"units": {}, "url": "http://127.0.0.1/"},
    ],
)
def test_a_connection_that_cannot_work_is_refused_when_it_is_made(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        FireCommandConfig.model_validate(options)
