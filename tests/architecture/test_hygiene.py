"""What must not stand in any file, and what every file that names another one must keep."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = Path(__file__).name

HOSTS = re.compile(
    r"\b(?:pypi\.(?:org|python\.org)|pythonhosted\.org|(?:npmjs|yarnpkg|jsdelivr|unpkg|anaconda)\.(?:org|com|net)|"
    r"(?:ghcr|docker|quay|gcr)\.io|crates\.io|jfrog\.io)\b|--(?:extra-)?index-url|--find-links",
)
MACHINE_PATHS = re.compile(r"(?<![\w.])(?:/work/|/home/\w|/Users/\w|/root/\w|[A-Z]:\\\\?Users)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


def files() -> list[Path]:
    """Every file of the project: what git holds, and what it would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],  # noqa: S607  git is where the path says
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    found = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in found if path.is_file()]


def texts() -> Iterator[tuple[Path, str]]:
    for path in files():
        try:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts()
        if path.name != OURS
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_the_host_of_a_registry() -> None:
    assert places(HOSTS) == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    assert places(MACHINE_PATHS) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (HOSTS, "--index-url https://mirror/simple"),
        (HOSTS, "see https://pypi." + "org/project/x"),
        (MACHINE_PATHS, "cd /ho" + "me/somebody/hub"),
        (MACHINE_PATHS, '"/wo' + 'rk/main"'),
    ],
)
def test_what_must_not_be_is_found(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


def pages() -> list[Path]:
    return [path for path in files() if path.suffix == ".md"]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the common renderers make them."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    heads = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        target, _, anchor = "".join(link).partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        aim = (page.parent / target).resolve() if target else page
        assert aim.exists(), f"{page.relative_to(ROOT)}: {target}"
        if anchor and aim.suffix == ".md":
            assert anchor in anchors(aim), f"{page.relative_to(ROOT)}: {target}#{anchor}"


def test_every_page_of_the_documentation_is_reached_from_its_index() -> None:
    docs = ROOT / "docs"
    reached = {docs / "README.md"}
    queue = [docs / "README.md"]
    while queue:
        page = queue.pop()
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            aim = (page.parent / "".join(link).partition("#")[0]).resolve()
            if aim.suffix == ".md" and aim.exists() and aim not in reached:
                reached.add(aim)
                queue.append(aim)

    assert {
        path.relative_to(ROOT).as_posix() for path in pages() if docs in path.parents and path not in reached
    } == set()


def test_every_test_that_a_page_cites_exists() -> None:
    """A promise that names its test has it."""
    cited = 0
    for page in pages():
        for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page.read_text(encoding="utf-8")):
            cited += 1
            assert (ROOT / path).is_file(), f"{page.relative_to(ROOT)}: {path}"
            if name:
                assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{page.name}: {path}::{name}"
    assert cited > 10


def test_every_command_of_make_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    for page in pages():
        named = set(re.findall(r"(?:`|^)make ([a-z]+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE))
        assert named <= targets, page


def test_decisions_have_a_number_of_their_own_and_their_three_parts() -> None:
    """A hole is a number that is set aside for what is not landed yet."""
    decisions = sorted(path for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))

    numbers = [path.name[:4] for path in decisions]
    assert len(numbers) == len(set(numbers))
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert re.match(rf"# {path.name[:4]} \S", text), path
        assert re.search(r"^\d{4}-\d{2}-\d{2} · ", text, flags=re.MULTILINE), path
        assert re.findall(r"^## (.+)$", text, flags=re.MULTILINE) == ["Context", "Decision", "Consequences"], path
