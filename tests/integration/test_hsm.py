"""A hub whose keys never leave their token: cases are opened, and read after a restart."""

import json
from pathlib import Path

from tests.hsm import LABEL, soft_token
from tests.world import HubProcess, new_case, submission

TABLET = "tablet-u-001"


async def test_a_case_that_a_token_wraps_is_read_after_a_restart_and_no_key_lies_in_a_file(
    dsn: str, tmp_path: Path
) -> None:
    token = soft_token(tmp_path / "hsm")
    named = {"module": str(token.module), "token": LABEL, "pin_file": str(token.pin_file)}
    hub = HubProcess(dsn, tmp_path / "hub", {**token.environment, "KYUKYU_KEY_RING_TOKEN": json.dumps(named)}).enrol()
    assert hub.command("keys", "rotate").startswith("1 ")
    case = new_case()

    hub.start()
    try:
        assert hub.post(TABLET, submission("open-case", case, chief_complaint="胸痛")).status == 201
        hub.kill()
        hub.start()
        assert "胸痛" in hub.get(f"/cases/{case}", TABLET).raw.decode()
    finally:
        hub.kill()

    assert not (hub.folder / "keyring.json").exists()
