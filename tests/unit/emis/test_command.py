"""A file is tried from the command line, without a hub: progress, refused lines, figures, the map."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that the simulator wrote from its own command line."""
    path = tmp_path_factory.mktemp("emis") / "nation.csv"
    given = [str(path), "--hospitals", "1000", "--wrong", "3"]
    subprocess.run([sys.executable, "-m", "simulators", "emis-file", *given], check=True)
    return path


def tried(*given: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "adapters.emis", *map(str, given)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_a_file_is_tried_and_drawn(nation: Path) -> None:
    drawn, refused = nation.with_name("map.geojson"), nation.with_name("refused.csv")

    said = tried(nation, "--out", drawn, "--refused", refused)

    assert "500 lines" in said.stderr
    assert "1000 lines, 3 refused" in said.stderr
    assert said.stdout.splitlines()[-1].startswith("read 1000, new 997, changed 997, unchanged 0, older 0, refused 3;")
    assert refused.read_text(encoding="utf-8-sig").count("\n") == 4
    features = json.loads(drawn.read_bytes())["features"]
    assert {each["properties"]["colour"] for each in features} == {"red", "grey", "blue"}
    assert tried(drawn).returncode == 0


def test_a_file_of_another_kind_is_refused_with_its_reason(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("id,name\n1,x\n")

    said = tried(other)

    assert (said.returncode, said.stdout) == (2, "")
    assert "layout 2016-12" in said.stderr
