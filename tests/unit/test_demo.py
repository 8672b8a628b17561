"""The demonstration: told where the hub is, ended in order, never at the cost of somebody's data."""

import json
import os
import signal
import socket
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub import administration, child, demo, staff
from hub.enrolments import Issued
from hub.errors import ConflictError, DemonstrationError, SettingsError
from hub.security.tls import TlsIdentity
from hub.settings import Settings, load

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KYUKYU_DSN", raising=False)
    return load(data_dir=tmp_path / "data")


def simulators_that(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(demo, "_simulators", lambda act, *arguments: [sys.executable, "-c", program, act, *arguments])


@pytest.fixture
def stage(settings: Settings, tmp_path: Path) -> Iterator["demo._Stage"]:
    settings.data_dir.mkdir()
    (settings.data_dir / "hub.log").write_text("address already in use\n")
    with child.child(SLEEPER, os.environ) as hub:
        yield demo._Stage(settings, hub, tmp_path)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_ENDINGS", ((signal.SIGINT, 1.0), (signal.SIGTERM, 1.0), (signal.SIGKILL, None)))


@pytest.mark.parametrize(
    ("program", "status"), [("raise SystemExit(3)", 3), ("import os; os.kill(os.getpid(), 9)", 137)]
)
def test_the_exit_status_is_passed_on(
    stage: "demo._Stage", monkeypatch: pytest.MonkeyPatch, program: str, status: int
) -> None:
    simulators_that(monkeypatch, program)

    assert stage.play("run") == status


def test_the_simulators_are_told_where_the_hub_is(
    stage: "demo._Stage", monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    simulators_that(monkeypatch, "import json, sys; print(json.dumps(sys.argv[1:]))")

    stage.play("run", "--speed", "5")

    assert json.loads(capfd.readouterr().out) == [
        *("run", "--hub", "http://127.0.0.1:8080"),
        *("--dir", str(stage.folder), "--speed", "5"),
    ]


def test_when_the_hub_dies_the_simulators_are_ended_and_its_last_words_are_told(
    stage: "demo._Stage", monkeypatch: pytest.MonkeyPatch
) -> None:
    simulators_that(monkeypatch, "import time; time.sleep(60)")
    threading.Timer(0.3, stage.hub.kill).start()

    with pytest.raises(DemonstrationError, match="address already in use"):
        stage.play("run")


def test_ctrl_c_lets_the_simulators_finish_and_passes_their_status_on(
    stage: "demo._Stage", monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    at_work = tmp_path / "at-work"
    simulators_that(
        monkeypatch,
        "import pathlib, signal, time\n"
        "def finish(*_): raise SystemExit(1)\n"
        "signal.signal(signal.SIGINT, finish)\n"
        f"pathlib.Path({str(at_work)!r}).touch()\n"
        "time.sleep(60)",
    )

    def ctrl_c() -> None:
        while not at_work.exists():
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    with child.signals_as_interrupt():
        threading.Thread(target=ctrl_c, daemon=True).start()

        assert stage.play("run") == 1


def test_a_port_in_use_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert demo._free_port("127.0.0.1", port) > port


def test_two_demonstrations_do_not_share_a_folder(tmp_path: Path) -> None:
    with (
        demo._only_one(tmp_path, "demo"),
        pytest.raises(DemonstrationError, match="another one runs"),
        demo._only_one(tmp_path, "demo"),
    ):
        pass


def test_a_configured_database_is_never_emptied(settings: Settings, tmp_path: Path) -> None:
    configured = settings.model_copy(update={"dsn": load(dsn="postgresql://hub@db/hub").dsn})

    with pytest.raises(SettingsError, match="--keep"):
        demo.run(configured, demo.Plan())

    assert not (tmp_path / "data").exists()


def test_the_addresses_carry_a_fresh_code_each(stage: "demo._Stage", monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {"er": "screen-h-001", "crew": "tablet-u-001", "operations": "admin-fd-01", "command": "console-fd-01"}
    (stage.folder / "keys.json").write_text(json.dumps({"show": shown}))
    callers = [{"id": "admin-fd-01", "organisation": "fd-01"}]
    (stage.folder / "enrolment.json").write_text(json.dumps({"callers": callers}))
    monkeypatch.setattr(administration, "code", lambda _settings, caller: f"for-{caller}")
    made = Issued("C", "http://localhost:8080/operations#code=C&person=P", datetime.now(UTC))
    monkeypatch.setattr(staff, "bootstrap", lambda _settings, organisation, *_: {"fd-01": made}[organisation])

    def cells() -> list[object]:
        return [cell for column in demo._addresses(stage).columns for cell in column.cells]

    assert "http://127.0.0.1:8080/er#code=for-screen-h-001" in cells()
    assert "http://127.0.0.1:8080/crew#code=for-tablet-u-001" in cells()
    assert "http://127.0.0.1:8080/command#code=for-console-fd-01" in cells()
    assert made.link in cells(), "a visitor becomes an administrator by a passkey"

    def is_one_already(*_: object) -> Issued:
        raise ConflictError("already-bootstrapped")

    monkeypatch.setattr(staff, "bootstrap", is_one_already)
    assert "http://localhost:8080/operations#code=for-admin-fd-01" in cells()


def test_outside_systems_are_connected_with_secrets_that_nobody_else_can_read(
    settings: Settings, tmp_path: Path
) -> None:
    kinds = {"fd": "fire-department", "h": "hospital", "op": "transport-provider"}
    units = [{"id": "u-1"}]
    organisations = [
        {"id": f"{name}-{each}", "kind": kind, "units": units} for name, kind in kinds.items() for each in range(1, 5)
    ]
    (tmp_path / "enrolment.json").write_text(json.dumps({"organisations": organisations}))

    connected, told = demo._surrounded(settings, tmp_path)

    file = json.loads((tmp_path / "neighbours.json").read_text())
    places = [
        *(file[kind] for kind in ("webhook", "emis", "myna", "hl7v2", "fire_command", "run_record")),
        *file["operators"],
    ]
    assert told == ("--neighbours", str(tmp_path / "neighbours.json"))
    assert len({place["port"] for place in places}) == len(places) == 8
    assert sorted(name for place in places for name in place["connections"]) == sorted(connected.adapters)
    assert file["speak_for"] == ["fd-3", "h-1", "op-1", "op-2"]
    environment = json.dumps(demo._environment(connected))
    for path in (Path(place["secret_file"]) for place in places if place["secret_file"]):
        assert path.stat().st_mode & 0o077 == 0
        assert path.read_text() not in environment
    assert load(adapters=json.loads(demo._environment(connected)["KYUKYU_ADAPTERS"])).adapters == connected.adapters


def test_over_tls_the_hub_has_a_certificate_and_the_simulators_trust_who_made_it(
    settings: Settings, stage: "demo._Stage"
) -> None:
    certified, trust = demo._certified(settings)

    assert replace(stage, settings=certified).address == "https://127.0.0.1:8080"
    environment = demo._environment(certified)
    assert environment["KYUKYU_PUBLIC_URL"] == "https://localhost:8080", "passkeys are of the address that is opened"
    shown = TlsIdentity(Path(environment["KYUKYU_TLS_CERTIFICATE"]), Path(environment["KYUKYU_TLS_KEY"]))
    assert shown.context.minimum_version == ssl.TLSVersion.TLSv1_3
    assert "BEGIN CERTIFICATE" in Path(trust["SSL_CERT_FILE"]).read_text()
    assert demo._environment(settings)["KYUKYU_TLS_CERTIFICATE"] == "", "the control"


def test_the_plan_becomes_arguments() -> None:
    plan = demo.Plan(speed=5, seconds=10, is_headless=True, seed=1)

    assert demo._run_arguments(plan) == ["--speed", "5", "--seed", "1", "--seconds", "10", "--headless"]
