"""The prefecture is fictitious, of the right size, and the same for the same seed."""

import json
import re
from pathlib import Path

import pytest

from simulators import enrolment
from simulators.prefecture import AREA, SHOW_UNIT, Place, build


def test_the_same_seed_gives_the_same_prefecture() -> None:
    assert build(7) == build(7)
    assert build(7) != build(8)


def test_it_has_the_size_of_hiroshima() -> None:
    prefecture = build(34)

    assert len(prefecture.departments) == 13
    assert len(prefecture.units) == 130 + 1
    assert len(prefecture.hospitals) == 60
    assert {it.emergency_class for it in prefecture.hospitals} == {"primary", "secondary", "tertiary"}


@pytest.mark.parametrize(("units", "hospitals"), [(1, 2), (5_400, 700)])
def test_counts_can_be_chosen(units: int, hospitals: int) -> None:
    prefecture = build(34, units=units, hospitals=hospitals)

    assert len({it.id for it in prefecture.units}) == units + 1
    assert len({it.id for it in prefecture.hospitals}) == hospitals


def test_hospitals_have_names_of_their_own() -> None:
    hospitals = build(34, hospitals=400).hospitals

    assert len({it.name for it in hospitals}) == len({it.name_en for it in hospitals}) == 400


def test_nothing_lies_on_a_real_place_and_no_number_can_ring() -> None:
    prefecture = build(34)

    for hospital in prefecture.hospitals:
        assert 144 < hospital.place.longitude < 146.5
        assert 29 < hospital.place.latitude < 31.5
        assert re.fullmatch(r"000-0000-\d{4}", hospital.phone)
    assert int(AREA) > 47


def test_a_degree_of_latitude_is_111_km() -> None:
    assert Place(30, 145).km_to(Place(31, 145)) == pytest.approx(111.2)
    assert Place(30, 145).toward(Place(31, 146), 0.5) == Place(30.5, 145.5)


def test_the_enrolment_file_is_what_the_hub_reads(tmp_path: Path) -> None:
    enrolment.write(build(34), tmp_path)

    written = json.loads((tmp_path / "enrolment.json").read_bytes())
    keys = json.loads((tmp_path / "keys.json").read_bytes())
    for organisation in written["organisations"]:
        assert re.fullmatch(r"[a-z0-9-]{1,40}", organisation["id"])
        assert organisation["area"] == AREA
    for caller in written["callers"]:
        assert keys["callers"][caller["id"]] == {**caller["key"], "d": keys["callers"][caller["id"]]["d"]}
    assert len(written["callers"]) == 130 + 13 + 60 + 13 + 8


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    enrolment.write(build(34), tmp_path)

    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    told = (tmp_path / "enrolment.json").read_text()
    assert not any(str(key.d) in told for key in enrolment.read(tmp_path).keys.callers.values())


def test_writing_again_keeps_the_keys_and_another_folder_has_others(tmp_path: Path) -> None:
    first = enrolment.write(build(34), tmp_path / "a")

    assert enrolment.write(build(34), tmp_path / "a") == first
    assert enrolment.write(build(34), tmp_path / "b") != first


def test_a_visitor_has_a_hospital_and_a_unit_that_nobody_else_drives(tmp_path: Path) -> None:
    enrolment.write(build(34), tmp_path)
    enrolled = enrolment.read(tmp_path)

    assert enrolled.show_unit == SHOW_UNIT
    assert enrolled.organisations[enrolled.show_hospital].emergency_class == "tertiary"
    assert enrolment.tablet(SHOW_UNIT) not in enrolled.callers


def test_the_prefecture_can_be_read_back(tmp_path: Path) -> None:
    prefecture = build(34)
    enrolment.write(prefecture, tmp_path)

    again = enrolment.prefecture_of(enrolment.read(tmp_path))

    assert again.hospitals == prefecture.hospitals
    assert [it.id for it in again.units] == [it.id for it in prefecture.units]
