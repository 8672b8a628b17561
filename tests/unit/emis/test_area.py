"""An authority speaks for the hospitals that it lists: each newest word once, whatever the hub answers meanwhile."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from adapters.emis.area import Area, listed
from adapters.emis.cells import JAPAN
from adapters.emis.manifest import EmisConfig
from adapters.emis.record import Hospital
from adapters.emis.register import Register
from hub.sdk import ComeAgain, Rejected, Submitted, Taken
from simulators import emis_file

HOSPITALS = {Hospital("39", f"1{number:09}"): f"h-{number:03}" for number in range(5)}


class Notebook:
    """A door that keeps what it was told, and answers some hospitals otherwise."""

    def __init__(self, **answers: Submitted) -> None:
        self.answers = {name.replace("_", "-"): answer for name, answer in answers.items()}
        self.said: list[tuple[str, UUID, Mapping[str, Any]]] = []

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
        assert (kind, case, transport) == ("publish-capacity", None, None)
        self.said.append((data["facility"], key, data))
        return self.answers.get(data["facility"], Taken(1, happened_at))


def minutes(ago: int) -> str:
    at = datetime.now(JAPAN) - timedelta(minutes=ago)
    return f"{at.year}/{at.month}/{at.day} {at.hour}:{at.minute:02}"


async def told(area: Area, register: Register, **ago: int) -> None:
    """Lets hospitals enter that they are in need, so many minutes ago; one that is not listed as well."""
    rows = [
        emis_file.hospital("39", f"1{int(name[-3:]):09}", assist="要", e002="1", e012=minutes(at))
        for name, at in ago.items()
    ]
    done = await register.take(emis_file.written(rows))
    area.notes(done.changed)


async def test_of_a_nationwide_file_those_that_are_listed_are_spoken_for_once() -> None:
    area, register, door = Area(HOSPITALS, timedelta(hours=6)), Register(), Notebook()

    await told(area, register, h_000=9, h_001=8, h_999=7)
    await area.says(door)
    await told(area, register, h_000=9, h_001=8, h_999=7)
    await area.says(door)

    assert Counter(facility for facility, *_ in door.said) == {"h-000": 1, "h-001": 1}
    assert door.said[0][2]["source"] == "EMIS"


async def test_the_same_file_after_a_restart_has_the_same_keys() -> None:
    keys = []
    for _ in range(2):
        area, door = Area(HOSPITALS, timedelta(hours=6)), Notebook()
        at = datetime.now(UTC).replace(second=0, microsecond=0)
        row = emis_file.hospital("39", "1000000000", assist="要", e012=minutes(9))
        area.notes((await Register().take(emis_file.written([row]))).changed)
        await area.says(door)
        keys.append((at, [key for _, key, _ in door.said]))

    assert keys[0][1] == keys[1][1] or keys[0][0] != keys[1][0], "within one minute"


async def test_what_the_hub_has_no_room_for_stays_due_and_what_it_refuses_does_not() -> None:
    area, register = Area(HOSPITALS, timedelta(hours=6)), Register()
    await told(area, register, h_000=9, h_001=8, h_002=7)

    first = Notebook(h_000=ComeAgain(0), h_001=Rejected("unknown-facility"))
    await area.says(first)
    second = Notebook()
    await area.says(second)

    assert len(first.said) == 3
    assert [(facility, key) for facility, key, _ in second.said] == [
        (facility, key) for facility, key, _ in first.said if facility == "h-000"
    ]


@pytest.mark.parametrize(("ago", "is_due"), [(7 * 60, False), (-10, True)])
async def test_what_is_stale_is_not_said_and_what_is_of_the_future_waits(ago: int, is_due: bool) -> None:  # noqa: FBT001
    area, register, door = Area(HOSPITALS, timedelta(hours=6)), Register(), Notebook()

    await told(area, register, h_000=ago)
    await area.says(door)

    assert door.said == []
    assert bool(area._due) is is_due


def test_hospitals_are_listed_in_the_options_and_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "hospitals.csv"
    path.write_text("h-002,39-1000000002\nh-003, 38-1000000002\n")
    found = listed(EmisConfig(drop=tmp_path, reported={"h-001": "39-1000000001"}, reported_file=path))

    assert {str(hospital): facility for hospital, facility in found.items()} == {
        "39-1000000001": "h-001",
        "39-1000000002": "h-002",
        "38-1000000002": "h-003",
    }


@pytest.mark.parametrize("line", ["h-002", "h-002,1000000002", "h-002,39-1000000001"])
def test_a_line_that_names_no_hospital_or_one_twice_is_said_with_its_number(line: str, tmp_path: Path) -> None:
    path = tmp_path / "hospitals.csv"
    path.write_text(f"h-001,39-1000000001\n{line}\n")

    with pytest.raises(ValueError, match="line 2 "):
        listed(EmisConfig(drop=tmp_path, reported_file=path))
