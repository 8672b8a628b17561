"""A hardware security module in software (SoftHSM 2), with a token of its own for whoever asks."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

PIN: Final = "invented-pin"
LABEL: Final = "kyukyu-test"
_MODULES: Final = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)


@dataclass(frozen=True, slots=True)
class SoftToken:
    """A token: what speaks with it, and what this has to find in the environment."""

    module: Path
    pin_file: Path
    environment: dict[str, str]


def soft_token(folder: Path) -> SoftToken:
    """Makes a token in a folder; the test is skipped where there is no SoftHSM."""
    module = next((each for each in map(Path, _MODULES) if each.exists()), None)
    program = shutil.which("softhsm2-util")
    if module is None or program is None:
        pytest.skip("SoftHSM 2 is not installed here; `make tools` does it on Debian")
    config, pin_file = folder / "softhsm2.conf", folder / "pin"
    tokens = folder / "tokens"
    tokens.mkdir(parents=True)
    config.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
    pin_file.touch(mode=0o600)
    pin_file.write_text(f"{PIN}\n")
    environment = {"SOFTHSM2_CONF": str(config)}
    subprocess.run(
        [program, "--init-token", "--free", "--label", LABEL, "--so-pin", PIN, "--pin", PIN],
        env=environment,
        check=True,
        capture_output=True,
    )
    return SoftToken(module, pin_file, environment)
