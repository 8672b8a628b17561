"""The command line: every command is there, secrets stay masked, faults are sentences."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub import cli
from hub.embedded import EmbeddedPostgres
from hub.errors import NotDurableError

COMMANDS = {"demo", "bench", "serve", "migrate", "enrol", "code", "doctor", "clean", "config", "tls"}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("KYUKYU_CONFIG", "KYUKYU_DSN", "KYUKYU_DATA_DIR", "KYUKYU_PORT"):
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
    result = runner.invoke(cli.cli, ["config", "show"], env={"KYUKYU_DSN": "postgresql://hub:canary@db/hub"})

    assert "canary" not in result.output
    assert "dsn = ****" in result.output
    assert "port = 8080" in result.output


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
