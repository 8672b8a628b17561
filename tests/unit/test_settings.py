"""Settings: the environment wins over the file, the file over the defaults, and secrets stay inside."""

from pathlib import Path

import pydantic
import pytest

from hub import settings
from hub.errors import SettingsError


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("KYUKYU_CONFIG", "KYUKYU_DSN", "KYUKYU_DATA_DIR", "KYUKYU_PORT"):
        monkeypatch.delenv(name, raising=False)


def test_without_anything_the_hub_runs_its_own_database_below_the_working_directory(tmp_path: Path) -> None:
    chosen = settings.load()

    assert chosen.dsn is None
    assert chosen.data_dir == tmp_path / ".kyukyu"
    assert chosen.key_ring == tmp_path / ".kyukyu" / "keyring.json"
    assert (chosen.host, chosen.port) == ("127.0.0.1", 8080)


def test_the_key_ring_follows_the_data_folder(tmp_path: Path) -> None:
    assert settings.load(data_dir=tmp_path / "a").key_ring == tmp_path / "a" / "keyring.json"


def test_a_file_in_the_working_directory_is_read(tmp_path: Path) -> None:
    (tmp_path / "kyukyu.toml").write_text('port = 8181\ndata_dir = "elsewhere"\n')

    chosen = settings.load()

    assert chosen.port == 8181
    assert chosen.data_dir == tmp_path / "elsewhere"


def test_the_environment_wins_over_the_file_and_an_argument_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "other.toml"
    file.write_text("port = 8181\n")
    monkeypatch.setenv("KYUKYU_CONFIG", str(file))
    assert settings.load().port == 8181

    monkeypatch.setenv("KYUKYU_PORT", "8282")
    assert settings.load().port == 8282
    assert settings.load(port=8383).port == 8383


def test_a_named_file_that_is_missing_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYUKYU_CONFIG", "missing.toml")

    with pytest.raises(SettingsError, match="KYUKYU_CONFIG"):
        settings.load()


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("prot = 1", "prot"),
        ("port = 0", "port"),
        ("heartbeat_s = 0.0", "heartbeat_s"),
        ('log_level = "x"', "log_level"),
    ],
)
def test_an_unknown_name_or_a_value_out_of_range_is_named(tmp_path: Path, line: str, path: str) -> None:
    (tmp_path / "kyukyu.toml").write_text(line)

    with pytest.raises(SettingsError) as caught:
        settings.load()

    assert [issue.path for issue in caught.value.issues] == [path]


def test_a_file_that_is_not_toml_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "kyukyu.toml").write_text("port: 1")

    with pytest.raises(SettingsError, match="KYUKYU_CONFIG"):
        settings.load()


def test_a_fault_elsewhere_is_reported_once(tmp_path: Path) -> None:
    (tmp_path / "kyukyu.toml").write_text("data_dir = 1\n")

    with pytest.raises(SettingsError) as caught:
        settings.load()

    assert [issue.path for issue in caught.value.issues] == ["data_dir"]


def test_a_secret_shows_neither_in_the_settings_nor_in_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYUKYU_DSN", "postgresql://hub:canary@db/hub")
    assert "canary" not in repr(settings.load()) + settings.load().model_dump_json()

    monkeypatch.setenv("KYUKYU_PORT", "canary")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert "canary" not in caught.value.ja + str(caught.value)


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYUKYU_DSN", "")

    assert settings.load().dsn is None


def test_settings_never_change() -> None:
    with pytest.raises(pydantic.ValidationError):
        settings.load().port = 1  # type: ignore[misc]


def test_each_setting_is_described() -> None:
    for name, field in settings.Settings.model_fields.items():
        assert field.description, name
        if name.endswith("_s"):
            assert "Seconds" in field.description, name
