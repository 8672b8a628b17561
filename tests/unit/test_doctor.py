"""The doctor: what is wrong with a machine is named before the first patient."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub import doctor
from hub.doctor import State
from hub.security import key_file


@pytest.mark.parametrize(
    ("version", "state"), [((3, 10), State.BAD), ((3, 11), State.GOOD), ((3, 13), State.GOOD), ((3, 14), State.BAD)]
)
def test_the_interpreter_is_one_that_is_tried(version: tuple[int, int], state: State) -> None:
    assert doctor.check_python(version).state is state


def test_our_own_packages_are_recognised() -> None:
    assert doctor.check_packages().state is State.GOOD


def test_a_foreign_package_of_the_same_name_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.doctor.hub.__file__", str(tmp_path / "hub" / "__init__.py"))

    assert doctor.check_packages().state is State.BAD


def test_a_full_disk_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.check_disk(tmp_path / "not" / "yet" / "there").subject == "disk"

    monkeypatch.setattr(doctor, "_DISK_FREE_MIN", 1 << 62)
    assert doctor.check_disk(tmp_path).state is State.BAD


@pytest.mark.parametrize(("mode", "state"), [(0o600, State.GOOD), (0o640, State.BAD), (0o604, State.BAD)])
def test_a_key_ring_that_others_can_read_is_noticed(tmp_path: Path, mode: int, state: State) -> None:
    ring = tmp_path / "keyring.json"
    ring.touch()
    ring.chmod(mode)

    assert doctor.check_key_ring(ring).state is state


def test_a_key_ring_that_is_not_made_yet_is_no_fault(tmp_path: Path) -> None:
    assert doctor.check_key_ring(tmp_path / "keyring.json").state is State.GOOD


@pytest.mark.parametrize(("theirs", "ours", "state"), [(0, 2, State.WARNING), (2, 2, State.GOOD), (3, 2, State.BAD)])
def test_the_schema_is_compared_with_this_version(theirs: int, ours: int, state: State) -> None:
    assert doctor.compare_schema(theirs, ours).state is state


@pytest.mark.parametrize(("days", "state"), [(0, State.GOOD), (366, State.GOOD), (367, State.WARNING)])
def test_a_key_that_has_sealed_for_more_than_a_year_is_noticed(tmp_path: Path, days: int, state: State) -> None:
    ring = tmp_path / "keyring.json"
    made_at = key_file.read(ring).made["1"]

    assert doctor.check_key_age(ring, made_at + timedelta(days=days)).state is state


def test_a_key_of_unknown_age_is_noticed_and_a_broken_ring_is_no_crash(tmp_path: Path) -> None:
    ring = tmp_path / "keyring.json"
    assert doctor.check_key_age(ring, datetime.now(UTC)).state is State.GOOD
    key_file.read(ring)
    ring.write_text(ring.read_text().replace('"made"', '"was made"'))
    assert doctor.check_key_age(ring, datetime.now(UTC)).state is State.WARNING
    ring.write_text("{}")
    assert doctor.check_key_age(ring, datetime.now(UTC)).state is State.BAD


@pytest.mark.parametrize(
    ("is_on", "last_at", "is_failing", "state"),
    [
        (False, None, False, State.WARNING),
        (True, None, False, State.GOOD),
        (True, datetime(2026, 11, 26, tzinfo=UTC), False, State.GOOD),
        (True, datetime(2026, 11, 26, tzinfo=UTC), True, State.BAD),
        (True, None, True, State.BAD),
    ],
)
def test_an_archive_that_fails_is_bad_and_none_at_all_a_warning(
    is_on: bool,  # noqa: FBT001  one of two
    last_at: datetime | None,
    is_failing: bool,  # noqa: FBT001  one of two
    state: State,
) -> None:
    assert doctor.judge_archive(is_on, last_at, is_failing).state is state
