"""The files of the screens: what they load, what they may not hold, and that none is older than its source."""

import json
import re
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hub.ui import CONTENT_SECURITY_POLICY, PAGES, STATIC, WORKER, codes

MODULES = sorted(STATIC.glob("*.js"))
OURS = [path for path in MODULES if path.name != "codes.js"]
IMPORT = re.compile(r'^import (?:[^"]*? from )?"(\./[^"]+)";$', re.MULTILINE)


def vendored() -> list[dict[str, str]]:
    files: list[dict[str, str]] = json.loads((STATIC / "vendor" / "manifest.json").read_text())["files"]
    return files


def reached_from(page: Path) -> set[Path]:
    """Every module that a page comes to load."""
    found: set[Path] = set()
    entry = re.search(r'src="/static/([^"]+)"', page.read_text())
    assert entry
    ahead = [STATIC / entry[1]]
    while ahead:
        module = ahead.pop()
        if module not in found:
            found.add(module)
            ahead += [(module.parent / name).resolve() for name in IMPORT.findall(module.read_text())]
    return found


def test_the_words_of_the_screens_are_those_of_the_domain() -> None:
    assert codes.TARGET.read_text() == codes.render(), "run python -m hub.ui.codes"


@pytest.mark.parametrize("entry", vendored(), ids=lambda entry: entry["file"])
def test_a_vendored_file_is_the_one_in_the_manifest_with_its_licence(entry: dict[str, str]) -> None:
    folder = STATIC / "vendor"

    assert sha256((folder / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert (folder / entry["licence_file"]).read_text().strip()
    assert {"name", "version", "licence", "source", "integrity"} <= entry.keys()


def test_nothing_is_vendored_without_the_manifest() -> None:
    held = {path.name for path in (STATIC / "vendor").iterdir() if path.is_file()} - {"manifest.json"}

    assert held == {entry["file"] for entry in vendored()}


def test_every_module_is_used_by_a_page() -> None:
    used = set().union(*(reached_from(page) for page in PAGES.values()))

    assert {path for path in MODULES if path != WORKER} == {path for path in used if path.parent == STATIC}


def test_the_worker_keeps_exactly_what_the_crew_needs_without_a_network() -> None:
    listed = set(re.findall(r'^  "(/[^"]+)",$', WORKER.read_text(), re.MULTILINE))
    modules = {f"/static/{path.relative_to(STATIC)}" for path in reached_from(PAGES["/crew"])}
    linked = set(re.findall(r'href="(/static/[^"]+)"', PAGES["/crew"].read_text()))

    assert listed == {"/crew"} | modules | linked


class Shell(HTMLParser):
    """Collects what a strict content security policy would forbid."""

    def __init__(self) -> None:
        super().__init__()
        self.forbidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.forbidden.append(tag)
        self.forbidden += [name for name in given if name == "style" or name.startswith("on")]
        loaded = [given[name] or "" for name in ("src", "href") if name in given]
        self.forbidden += [address for address in loaded if not address.startswith("/static/")]


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.name)
def test_a_page_holds_nothing_inline_and_nothing_from_elsewhere(page: Path) -> None:
    shell = Shell()
    shell.feed(page.read_text())

    assert shell.forbidden == []
    assert "unsafe" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("module", OURS, ids=lambda module: module.name)
def test_a_module_names_no_host_sets_no_inline_style_and_stays_small(module: Path) -> None:
    text = module.read_text()

    assert not re.search(r"https?://", text)
    assert not re.search(r"<[^>]*\sstyle=", text)
    assert len(text.splitlines()) <= 320
    assert text.startswith(("/**", "/* "))


def test_tokens_that_are_named_exist() -> None:
    meanings, values = STATIC / "tokens.css", STATIC / "vendor" / "design-tokens.css"
    ours = "".join(path.read_text() for path in [*OURS, meanings])
    named = set(re.findall(r"var\((--[a-z0-9-]+)", ours))
    defined = set(re.findall(r"(--[a-z0-9-]+):", ours + values.read_text()))

    assert named <= defined


def fastest_flash(text: str) -> float:
    """Returns how often in a second the fastest animation of a stylesheet comes round: one flash at the most."""
    said = re.findall(r"\banimation(?:-duration)?:([^;]+);", text)
    durations = [
        float(number) / (1000 if unit == "ms" else 1)
        for each in said
        for number, unit in re.findall(r"([\d.]+)(m?s)\b", each)[:1]
    ]
    return max((1 / each for each in durations if each), default=0.0)


def test_nothing_flashes_three_times_a_second() -> None:
    sheets = [path.read_text() for path in [*OURS, *STATIC.glob("*.css")]]

    assert max(map(fastest_flash, sheets)) < 3
    assert fastest_flash("b { animation: blink 250ms steps(2) infinite; }") == 4
    assert fastest_flash("b { animation-duration: 0.5s; }") == 2
