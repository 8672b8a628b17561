"""What a reader of the documentation copies works against a real hub."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.keys import key_of
from tests.world import HubProcess, submission

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"


def test_the_client_of_the_how_to_opens_a_case_and_hears_the_answer(hub: HubProcess, tmp_path: Path) -> None:
    text = (HOW_TO / "post-from-a-tablet.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    (tmp_path / "client.py").write_text(program, encoding="utf-8")
    environment = os.environ | {"HUB": hub.url, "CALLER": "tablet-u-001", "HOSPITAL": "h-001"}
    environment["KEY"] = json.dumps(key_of("tablet-u-001").secret_jwk)

    with subprocess.Popen(
        [sys.executable, str(tmp_path / "client.py")], env=environment, stdout=subprocess.PIPE, text=True
    ) as client:
        assert client.stdout is not None
        case, hospital, state = client.stdout.readline().split()
        answered = hub.post("screen-h-001", submission("answer-request", case, answer="accept"))
        last = client.stdout.read().splitlines()[-1]

    assert (hospital, state) == ("h-001", "requested")
    assert answered.status == 201
    assert last == f"{case} h-001 accepted"
    assert client.returncode == 0
