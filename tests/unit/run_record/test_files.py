"""The folder: a file is there whole or not, no revision twice, and what cannot be written is said."""

import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from adapters.run_record import RunRecord
from adapters.run_record.columns import COLUMNS
from adapters.run_record.drop import Drop
from adapters.run_record.manifest import RunRecordConfig
from adapters.run_record.mapping import values
from adapters.run_record.sheet import content, printer
from hub.adapter_kit import read_message
from hub.sdk import Broken, Delivered, Message, NotReady, Ready, Refused, TryLater
from simulators.run_record import RecordSystem, State

FIXTURES = Path(__file__).parents[3] / "adapters/run_record/fixtures"
CLOSED, LATE, OUTCOME, OPEN, EXERCISE, _ = (
    read_message(each.read_bytes()) for each in sorted((FIXTURES / "accepted").iterdir())
)
UNWRITABLE = read_message((FIXTURES / "refused/1-closed.json").read_bytes())


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def writer(folder: Path, **options: object) -> RunRecord:
    return RunRecord(RunRecordConfig.model_validate({"folder": folder, "forms": ["csv"], **options}))


async def test_each_revision_is_one_file_of_each_form_however_often_it_is_told(tmp_path: Path) -> None:
    system, adapter = RecordSystem(tmp_path / "drop"), writer(tmp_path / "drop", forms=["csv", "pdf"])
    for message in (OPEN, CLOSED, CLOSED, LATE, CLOSED, OUTCOME, LATE):
        assert isinstance(await adapter.deliver(message), Delivered)

    assert system.collects() == 6
    assert list(system.held.revisions.values()) == [[each.version for each in (CLOSED, LATE, OUTCOME)]]
    assert system.held.rows[CLOSED.subject]["傷病程度"] == "重症"
    assert system.held.report()["broken"] == system.held.report()["repeated"] == 0


async def test_a_file_that_is_there_is_never_touched_again(tmp_path: Path) -> None:
    adapter = writer(tmp_path)
    await adapter.deliver(CLOSED)
    (path,) = files(tmp_path)
    path.write_bytes(b"read and marked by the department")

    assert isinstance(await adapter.deliver(CLOSED), Delivered)
    assert path.read_bytes() == b"read and marked by the department"


async def test_an_exercise_is_a_file_of_another_kind(tmp_path: Path) -> None:
    await writer(tmp_path).deliver(EXERCISE)

    assert [path.name.partition("-")[0] for path in files(tmp_path)] == ["exercise"]


def test_a_file_is_seen_only_when_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full leaves nothing under the name, and the next attempt writes the whole."""
    drop, seen = Drop(tmp_path), list[list[str]]()

    def full(_file: int) -> None:
        seen.append([path.name for path in tmp_path.iterdir() if not path.name.startswith(".")])
        raise OSError(28, "no space")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="no space"):
            drop.put("record.csv", b"whole")
    assert seen == [[]]
    assert not drop.has("record.csv")

    drop.put("record.csv", b"whole")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("record.csv", b"whole")]
    assert (tmp_path / "record.csv").stat().st_mode & 0o777 == 0o640


async def test_a_folder_that_is_gone_or_stuck_makes_records_wait(tmp_path: Path) -> None:
    system, adapter = RecordSystem(tmp_path / "drop"), writer(tmp_path / "drop")
    assert await adapter.check() == Ready()

    for state in (State.AWAY, State.STUCK):
        system.stands(state)
        assert isinstance(await adapter.check(), NotReady)
        assert isinstance(await adapter.deliver(CLOSED), TryLater)
    system.stands(State.THERE)

    assert await adapter.check() == Ready()
    assert isinstance(await adapter.deliver(CLOSED), Delivered)
    assert system.collects() == 1


async def test_a_record_that_cannot_be_written_whole_is_marked_or_parked_as_the_department_says(tmp_path: Path) -> None:
    marking = writer(tmp_path, encoding="shift-jis")
    parking = writer(tmp_path, encoding="shift-jis", unwritable="park")

    assert await parking.deliver(UNWRITABLE) == Refused("unwritable", "signs that the encoding does not have, in name")
    assert files(tmp_path) == []
    assert isinstance(await marking.deliver(UNWRITABLE), Delivered)
    (path,) = files(tmp_path)
    assert path.read_text("cp932").endswith("氏名(1字)\n")


async def test_a_hub_without_the_extra_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    adapter = writer(tmp_path, forms=["pdf"])

    assert await adapter.check() == Broken("pdf-not-installed")
    assert isinstance(await adapter.deliver(CLOSED), TryLater)


def printed(message: Message, template: Path | None = None) -> bytes:
    held = values(message, {})
    return printer(template).print(content(message, held, COLUMNS, {}), message.recorded_at)


def objects(pdf: bytes) -> Iterator[bytes]:
    """Yields what a reader of PDF finds, streams opened."""
    yield pdf
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            continue


def test_a_sheet_is_the_same_each_time_and_has_its_font_in_it() -> None:
    """What prints it elsewhere has no Japanese font."""
    sheet = printed(OUTCOME)

    assert sheet == printed(OUTCOME) != printed(LATE)
    assert printed(replace(OUTCOME, recorded_at=OUTCOME.recorded_at.replace(microsecond=456_000))) == sheet
    everything = b"".join(objects(sheet))
    fonts = re.findall(rb"/FontName ?/([A-Z]{6}\+[A-Za-z-]+)", everything)
    assert fonts
    assert all(b"NotoSansJP" in font for font in fonts)
    assert everything.count(b"/FontFile3 ") >= len(set(fonts))
    assert b"pdfaid:part" in everything
    assert len(sheet) < 200_000


def test_a_sheet_of_a_rare_sign_and_of_hundreds_of_observations_is_printed() -> None:
    assert printed(UNWRITABLE).startswith(b"%PDF-")
    held = {f"{number:03}": {"at": "2026-11-23T01:12:00.000Z", "heart_rate": 60} for number in range(240)}
    many = replace(CLOSED, document={**CLOSED.document, "observations": held})

    pages = re.search(rb"/Type ?/Pages.*?/Count (\d+)", b"".join(objects(printed(many))), re.DOTALL)
    assert pages
    assert int(pages[1]) > 3


def test_a_department_may_have_a_sheet_of_its_own(tmp_path: Path) -> None:
    template = tmp_path / "own.typ"
    template.write_text('#let data = json(bytes(sys.inputs.at("data")))\n#set text(font: data.font)\n#data.title')

    assert printed(CLOSED, template).startswith(b"%PDF-")


async def test_a_template_that_cannot_be_set_is_noticed_before_the_first_record(tmp_path: Path) -> None:
    template = tmp_path / "own.typ"
    template.write_text("#data.title")

    assert await writer(tmp_path, forms=["pdf"], template=template).check() == Broken("template (TypstError)")
    assert await writer(tmp_path, forms=["pdf"]).check() == Ready(), "the control"


@pytest.mark.parametrize(
    "options",
    [
        {"columns": ["name", "shoe_size"]},
        {"columns": ["name", "name"]},
        {"columns": []},
        {"forms": []},
        {"headings": {"shoe_size": "靴"}},
        {"encoding": "euc-jp"},
    ],
)
def test_a_layout_that_cannot_be_is_refused(tmp_path: Path, options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RunRecordConfig.model_validate({"folder": tmp_path, **options})
