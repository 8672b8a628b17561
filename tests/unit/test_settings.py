"""Settings: the environment wins over the file, the file over the defaults, and secrets stay inside."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

import pydantic
import pytest
from pydantic import SecretStr

from hub import settings
from hub.errors import SecretError, SettingsError


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("KYUKYU_CONFIG", "KYUKYU_DSN", "KYUKYU_DSN_FILE", "KYUKYU_DATA_DIR", "KYUKYU_PORT"):
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
    Path("dsn").touch(mode=0o600)
    Path("dsn").write_text("postgresql://hub:canary@db/hub\n")
    monkeypatch.setenv("KYUKYU_DSN_FILE", "dsn")
    assert settings.load().dsn == SecretStr("postgresql://hub:canary@db/hub")
    assert "canary" not in repr(settings.load()) + settings.load().model_dump_json()

    monkeypatch.setenv("KYUKYU_PORT", "canary")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert "canary" not in caught.value.ja + str(caught.value)


def fields(model: type[pydantic.BaseModel], before: str = "") -> Iterator[tuple[str, pydantic.fields.FieldInfo]]:
    """Every setting, those inside of others too, by its path."""
    for name, field in model.model_fields.items():
        path = f"{before}{name}"
        yield path, field
        for held in (field.annotation, *get_args(field.annotation)):
            if inspect.isclass(held) and issubclass(held, pydantic.BaseModel):
                yield from fields(held, f"{path}.")


SECRETIVE: Final = re.compile(r"secret|token|password|passphrase|(^|_)(pin|key)($|_)")
SECRETS: Final = {
    path for path, field in fields(settings.Settings) if SecretStr in {field.annotation, *get_args(field.annotation)}
}
NOT_SECRET: Final = {
    "token_burst",  # how many tokens are asked for at once
    "token_rate",  # and how often
    "token_ttl_s",  # how long one lasts
    "key_ring_token",  # what says where the token is
    "key_ring_token.token",  # the label of a token, as its maker's tools print it
}


def test_every_secret_has_a_file_and_a_command_to_come_from() -> None:
    assert {"dsn"} == SECRETS
    assert {f"{each}_{way}" for each in SECRETS for way in ("file", "command")} <= set(settings.Settings.model_fields)
    for path, field in fields(settings.Settings):
        if SECRETIVE.search(path.rpartition(".")[2]) and path not in NOT_SECRET:
            shape = str(field.annotation)
            assert "Path" in shape or path.endswith("_command"), f"{path} looks like a secret and is no file"


@pytest.mark.parametrize(
    "dsn",
    ["postgresql://hub:canary@db/hub", "postgresql://hub@db/hub?password=canary", "postgresql:///hub?password="],
)
@pytest.mark.parametrize("place", ["environment", "file"])
def test_a_secret_is_taken_neither_from_the_environment_nor_from_the_file_of_the_settings(
    monkeypatch: pytest.MonkeyPatch, dsn: str, place: str
) -> None:
    if place == "environment":
        monkeypatch.setenv("KYUKYU_DSN", dsn)
    else:
        Path("kyukyu.toml").write_text(f'dsn = "{dsn}"')

    with pytest.raises(SettingsError, match="holds a password") as caught:
        settings.load()

    assert "canary" not in caught.value.ja + str(caught.value)


@pytest.mark.parametrize("dsn", ["postgresql://hub@db/hub", "postgresql:///hub?host=/run/postgresql&passfile=/p"])
def test_an_address_without_a_password_may_stand_anywhere(monkeypatch: pytest.MonkeyPatch, dsn: str) -> None:
    monkeypatch.setenv("KYUKYU_DSN", dsn)

    assert settings.load().dsn == SecretStr(dsn)


def test_a_command_brings_the_address_and_only_one_place_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYUKYU_DSN_COMMAND", '["echo", "postgresql://hub:canary@db/hub"]')
    assert settings.load().dsn == SecretStr("postgresql://hub:canary@db/hub")

    monkeypatch.setenv("KYUKYU_DSN", "postgresql://hub@db/hub")
    with pytest.raises(SettingsError, match="only one"):
        settings.load()


@pytest.mark.parametrize(
    ("mode", "content", "reason"),
    [
        (0o640, "x", "readable by others"),
        (0o600, "", "one line"),
        (0o600, "x\ny", "one line"),
        (0o600, None, "No such"),
    ],
)
def test_a_file_that_brings_no_secret_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: int, content: str | None, reason: str
) -> None:
    if content is not None:
        Path("dsn").write_text(content)
        Path("dsn").chmod(mode)
    monkeypatch.setenv("KYUKYU_DSN_FILE", "dsn")
    with pytest.raises(SecretError, match=reason):
        settings.load()

    if reason == "readable by others":  # systemd closes the folder, and the mode shows an access list
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
        assert settings.load().dsn == SecretStr("x")


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
