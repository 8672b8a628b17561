"""The command line: every command is there, secrets stay masked, faults are sentences."""

import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import typer
from typer.testing import CliRunner

from hub import cli
from hub.embedded import EmbeddedPostgres
from hub.errors import NotDurableError
from tests.unit.test_settings import SECRETIVE, SECRETS

COMMANDS = {"demo", "bench", "serve", "migrate", "enrol", "code", "doctor", "clean", "config", "tls"}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("KYUKYU_CONFIG", "KYUKYU_DSN", "KYUKYU_DSN_FILE", "KYUKYU_DATA_DIR", "KYUKYU_PORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


def test_help_names_every_command(runner: CliRunner) -> None:
    result = runner.invoke(cli.cli, ["--help"], env={"COLUMNS": "200"})

    assert result.exit_code == 0
    assert set(COMMANDS) <= set(result.output.split())


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom hub import cli\n"
        "print([name for name in ('asyncpg', 'fastapi', 'fhir', 'pydantic', 'cryptography') if name in sys.modules])"
    )

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "[]"


def test_the_package_runs_as_a_program() -> None:
    answer = subprocess.run([sys.executable, "-m", "hub", "--help"], capture_output=True, text=True, check=True)

    assert "kyukyu" in answer.stdout


def test_config_show_masks_the_secret(runner: CliRunner) -> None:
    Path("dsn").touch(mode=0o600)
    Path("dsn").write_text("postgresql://hub:canary@db/hub\n")
    result = runner.invoke(cli.cli, ["config", "show"], env={"KYUKYU_DSN_FILE": "dsn"})

    assert "canary" not in result.output
    assert "dsn = ****" in result.output
    assert "port = 8080" in result.output


def options(commands: typer.Typer) -> Iterator[tuple[str, Any, inspect.Parameter]]:
    """Every argument and option of every command: the command, what it holds, and its declaration."""
    for command in commands.registered_commands:
        assert command.callback is not None
        hints = get_type_hints(command.callback)
        for each in inspect.signature(command.callback).parameters.values():
            yield command.callback.__name__, hints[each.name], each
    for group in commands.registered_groups:
        assert group.typer_instance is not None
        yield from options(group.typer_instance)


def test_no_command_takes_a_secret_as_an_argument() -> None:
    listed = list(options(cli.cli))

    assert len(listed) > 20
    for command, held, declared in listed:
        is_public = (command, declared.name) == ("verify", "key")  # the public half, as `kyukyu audit key` prints it
        assert is_public or not SECRETIVE.search(declared.name) or held in {bool, Path}, (command, declared.name)
        assert declared.name not in SECRETS, (command, declared.name)


def test_config_check_accepts_a_good_file(runner: CliRunner) -> None:
    Path("kyukyu.toml").write_text("port = 8181\n")

    assert runner.invoke(cli.cli, ["config", "check"]).exit_code == 0


def test_a_fault_is_two_sentences_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(prog_name: str) -> None:  # noqa: ARG001
        raise NotDurableError(["fsync"])

    monkeypatch.setattr(cli, "cli", fail)

    with pytest.raises(SystemExit) as caught:
        cli.main()

    assert caught.value.code == 1
    assert capsys.readouterr().err.splitlines() == [
        "not-durable",
        NotDurableError(["fsync"]).ja,
        NotDurableError(["fsync"]).en,
    ]


def test_a_trial_is_two_commands_and_their_output_names_what_to_do_next(runner: CliRunner, tmp_path: Path) -> None:
    made = runner.invoke(cli.cli, ["tls", "trial", "hub.example", "192.0.2.7"])
    Path("kyukyu.toml").write_text(made.stdout)

    assert made.exit_code == 0
    assert runner.invoke(cli.cli, ["config", "check"]).exit_code == 0
    assert str(tmp_path / ".kyukyu" / "tls" / "authority.pem") in made.stderr
    carried = runner.invoke(cli.cli, ["tls", "caller", "tablet-1"])
    assert all(Path(line).is_file() for line in carried.stdout.splitlines())
    assert len(carried.stderr.split()[-1]) == 16


def test_a_trial_for_what_is_no_name_is_a_usage_fault(runner: CliRunner) -> None:
    assert runner.invoke(cli.cli, ["tls", "trial", "病院.example"]).exit_code == 2


def test_clean_asks_before_it_removes(runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    removed: list[Path] = []
    monkeypatch.setattr(EmbeddedPostgres, "remove", lambda self: removed.append(self._data_dir))

    assert runner.invoke(cli.cli, ["clean"], input="n\n").exit_code == 1
    assert removed == []

    assert runner.invoke(cli.cli, ["clean", "--yes"]).exit_code == 0
    assert [folder.name for folder in removed] == ["demo", "bench", "scenario", ".kyukyu"]


@pytest.mark.parametrize(
    "arguments", [["demo", "--speed", "0"], ["demo", "--port", "70000"], ["enrol", "missing.json"]]
)
def test_an_impossible_argument_is_a_usage_fault(runner: CliRunner, arguments: list[str]) -> None:
    assert runner.invoke(cli.cli, arguments).exit_code == 2
