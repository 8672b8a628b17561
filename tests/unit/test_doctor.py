"""The doctor: what is wrong with a machine is named before the first patient."""

import ctypes
import json
import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub import doctor
from hub.doctor import database, keys, machine, tls
from hub.doctor.finding import Finding, State
from hub.security import key_file
from hub.security.trial import TrialAuthority
from hub.settings import AdapterSettings, HookSettings, Settings, TokenSettings


@pytest.mark.parametrize(
    ("version", "state"), [((3, 10), State.BAD), ((3, 11), State.GOOD), ((3, 13), State.GOOD), ((3, 14), State.BAD)]
)
def test_the_interpreter_is_one_that_is_tried(version: tuple[int, int], state: State) -> None:
    assert machine.check_python(version).state is state


def test_our_own_packages_are_recognised() -> None:
    assert machine.check_packages().state is State.GOOD


def test_a_foreign_package_of_the_same_name_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.doctor.machine.hub.__file__", str(tmp_path / "hub" / "__init__.py"))

    assert machine.check_packages().state is State.BAD


def test_a_full_disk_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.check_disk(tmp_path / "not" / "yet" / "there").subject == "disk"

    monkeypatch.setattr(machine, "_DISK_FREE_MIN", 1 << 62)
    assert machine.check_disk(tmp_path).state is State.BAD


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir(mode=0o750)
    return Settings(data_dir=tmp_path / "data")


def states(findings: Iterable[Finding]) -> dict[str, State]:
    return {finding.subject: finding.state for finding in findings}


def test_a_clock_that_nobody_leads_is_noticed() -> None:
    assert machine.check_time(0.02).state is State.GOOD
    assert machine.check_time(None).state is State.WARNING


@pytest.mark.parametrize(("status", "led"), [(0x0001, 0.25), (0x0040, None)])
def test_the_kernel_is_asked_whether_its_clock_is_led(
    monkeypatch: pytest.MonkeyPatch, status: int, led: float | None
) -> None:
    class Kernel:
        def adjtimex(self, told: Any) -> int:  # noqa: ANN401  a buffer of ctypes
            assert not any(told.raw), "nothing is changed"
            struct.pack_into("@Illlli", told, 0, 0, 0, 0, 250_000, 0, status)
            return 0

    monkeypatch.setattr(ctypes, "CDLL", lambda _name: Kernel())

    assert machine.led_within_s() == led


def test_a_kernel_that_cannot_be_asked_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())

    assert machine.led_within_s() is None


def secret(settings: Settings, name: str) -> Settings:
    """Names one more secret, in a file that is its owner's alone."""
    path = settings.data_dir / f"{name}.secret"
    path.touch(mode=0o600)
    if name == "hook":
        hook = {"organisation": "h", "url": "https://h.example/", "fhir_base": "https://x", "authorization_file": path}
        return settings.model_copy(update={"subscription_hooks": {"one": HookSettings.model_validate(hook)}})
    if name == "pin":
        token = TokenSettings(module=path, token="t", pin_file=path)
        return settings.model_copy(update={"key_ring_token": token})
    if name == "adapter":
        beside = AdapterSettings(use="emis", organisation="h", options={"token_file": str(path)})
        return settings.model_copy(update={"adapters": {"one": beside}})
    return settings.model_copy(update={name: path})


@pytest.mark.parametrize("name", ["key_ring", "audit_key", "tls_key", "dsn_file", "pin", "hook", "adapter"])
def test_a_secret_that_others_can_read_is_noticed(chosen: Settings, name: str) -> None:
    chosen = secret(chosen, name)
    path = chosen.data_dir / f"{name}.secret"
    assert states(keys.check_files(chosen)) == {"files": State.GOOD}

    for mode in (0o640, 0o604):
        path.chmod(mode)
        (finding,) = keys.check_files(chosen)
        assert (finding.state, str(path) in finding.en) == (State.BAD, True)


def test_a_folder_in_which_others_can_write_is_noticed(chosen: Settings) -> None:
    chosen.data_dir.chmod(0o770)

    assert states(keys.check_files(chosen)) == {"files": State.BAD}


@pytest.mark.parametrize(("days", "state"), [(0, State.GOOD), (366, State.GOOD), (367, State.WARNING)])
def test_a_key_that_has_sealed_for_more_than_a_year_is_noticed(chosen: Settings, days: int, state: State) -> None:
    made_at = key_file.read(chosen.key_ring).made["1"]

    assert keys.check_key_age(chosen, made_at + timedelta(days=days)).state is state


def test_a_key_of_unknown_age_is_noticed_and_a_broken_ring_is_no_crash(chosen: Settings) -> None:
    ring, now = chosen.key_ring, datetime.now(UTC)
    assert keys.check_key_age(chosen, now).state is State.GOOD
    assert not ring.exists(), "to look makes no key"
    key_file.read(ring)
    ring.write_text(ring.read_text().replace('"made"', '"was made"'))
    assert keys.check_key_age(chosen, now).state is State.WARNING
    ring.write_text("{}")
    assert keys.check_key_age(chosen, now).state is State.BAD


@pytest.mark.parametrize("named", [{"key_ring_command": ["false"]}, {"key_ring_command": ["/nowhere"]}])
def test_keys_that_a_command_does_not_bring_are_bad(chosen: Settings, named: dict[str, Any]) -> None:
    assert keys.check_key_age(chosen.model_copy(update=named), datetime.now(UTC)).state is State.BAD


@pytest.fixture
def served(chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A hub under a trial authority that this machine trusts."""
    authority = TrialAuthority.found(chosen.data_dir / "tls", ["hub.example"])
    files = authority.certify_hub(["hub.example"])
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    shown = {"host": "0.0.0.0", "tls_certificate": files.chain, "tls_key": files.key}  # noqa: S104
    return chosen.model_copy(update=shown)


def test_a_hub_with_a_good_certificate_passes_and_its_suites_and_names_are_told(served: Settings) -> None:
    findings = list(tls.check_tls(served, datetime.now(UTC)))

    assert states(findings) == dict.fromkeys(("TLS", "certificate", "chain"), State.GOOD)
    assert "TLS_AES_256_GCM_SHA384" in findings[0].en
    assert "not asked for" in findings[0].en
    assert "hub.example" in findings[1].en


def test_plain_http_to_this_machine_is_said_and_to_others_is_bad(chosen: Settings) -> None:
    now = datetime.now(UTC)

    assert states(tls.check_tls(chosen, now)) == {"TLS": State.GOOD}
    everywhere = chosen.model_copy(update={"host": "0.0.0.0"})  # noqa: S104
    assert states(tls.check_tls(everywhere, now)) == {"TLS": State.BAD}


@pytest.mark.parametrize(
    ("days", "state"), [(-1, State.BAD), (59, State.GOOD), (61, State.WARNING), (89, State.WARNING), (91, State.BAD)]
)
def test_a_certificate_that_runs_out_is_noticed_a_month_before(served: Settings, days: int, state: State) -> None:
    findings = tls.check_tls(served, datetime.now(UTC) + timedelta(days=days))

    assert states(findings)["certificate"] is state


def test_a_certificate_of_somebody_whom_this_machine_does_not_trust_is_noticed(
    served: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TrialAuthority.found(tmp_path / "x", ["hub.example"]).certificate))

    assert states(tls.check_tls(served, datetime.now(UTC)))["chain"] is State.WARNING


def test_a_chain_out_of_order_is_bad(served: Settings, tmp_path: Path) -> None:
    assert served.tls_certificate is not None
    other = TrialAuthority.found(tmp_path / "x", ["hub.example"]).certificate
    served.tls_certificate.write_bytes(served.tls_certificate.read_bytes() + other.read_bytes())

    assert states(tls.check_tls(served, datetime.now(UTC)))["chain"] is State.BAD


@pytest.mark.parametrize("fault", ["open", "missing", "another"])
def test_a_key_that_cannot_be_used_is_bad(served: Settings, fault: str) -> None:
    assert served.tls_key is not None
    if fault == "open":
        served.tls_key.chmod(0o644)
    elif fault == "missing":
        served.tls_key.unlink()
    else:
        served.tls_key.write_bytes((served.tls_key.parent / "authority.key").read_bytes())

    assert states(tls.check_tls(served, datetime.now(UTC))) == {"TLS": State.BAD}


def test_a_suite_that_openssl_was_told_to_offer_besides_is_noticed(
    served: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.security.tls._SUITES", {"TLS_AES_256_GCM_SHA384"})

    assert states(tls.check_tls(served, datetime.now(UTC)))["TLS"] is State.WARNING


@pytest.mark.parametrize("state", State)
def test_a_program_reads_json_and_the_status_says_whether_something_is_bad(
    chosen: Settings, state: State, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda _settings: [Finding("disk", state, "ディスク", "disk")])

    assert doctor.run(chosen, as_json=True) == (state is State.BAD)
    assert json.loads(capsys.readouterr().out) == [
        {"check": "disk", "state": state.name.lower(), "ja": "ディスク", "en": "disk"}
    ]
    assert doctor.run(chosen) == (state is State.BAD)
    assert "ディスク" in capsys.readouterr().out


@pytest.mark.parametrize(("theirs", "ours", "state"), [(0, 2, State.WARNING), (2, 2, State.GOOD), (3, 2, State.BAD)])
def test_the_schema_is_compared_with_this_version(theirs: int, ours: int, state: State) -> None:
    assert database.compare_schema(theirs, ours).state is state


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
    assert database.judge_archive(is_on, last_at, is_failing).state is state
