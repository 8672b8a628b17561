"""Every adapter is what it claims to be, and the contract notices one that is not."""

import logging
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

import adapters
from hub.adapter_kit import Subject, Tier, Verdict, examine
from hub.adapter_kit.quality import RULES, Finding, Report
from hub.adapter_kit.sketch import NotANameError, write_template
from hub.sdk import Delivered, Message, Outcome, Readiness, Ready, Refused, TryLater

ROOT = Path(adapters.__file__).parent
OURS = sorted(path.parent.name for path in ROOT.glob("*/quality.toml"))


def broken(report: Report) -> dict[str, str]:
    return {each.rule: each.reason for each in report.findings if each.verdict is Verdict.BROKEN}


@pytest.mark.parametrize("name", OURS)
async def test_an_adapter_is_what_it_claims_to_be(name: str) -> None:
    report = await examine(import_module(f"adapters.{name}.contract").SUBJECT)

    assert report.holds, broken(report)


def test_every_adapter_of_ours_makes_a_claim() -> None:
    assert sorted(path.name for path in ROOT.iterdir() if (path / "__init__.py").is_file()) == OURS


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    """The adapter of a fresh template."""
    root = write_template("mycity", tmp_path_factory.mktemp("template"))
    sys.path.insert(0, str(root))
    subject: Subject = import_module("hub_adapter_mycity.contract").SUBJECT
    sys.path.remove(str(root))
    return subject


async def test_a_fresh_template_passes_bronze_and_silver(template: Subject) -> None:
    report = await examine(template)

    assert report.claimed is Tier.BRONZE
    assert report.holds
    assert report.reached is Tier.SILVER, broken(report)


@pytest.mark.parametrize("name", ["MyCity", "my-city", "1st", "", "a/b", ".."])
def test_what_can_be_no_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotANameError):
        write_template(name, tmp_path)


def test_a_template_never_writes_over_anything(tmp_path: Path) -> None:
    write_template("mycity", tmp_path)

    with pytest.raises(FileExistsError):
        write_template("mycity", tmp_path)


Deliver = Callable[[Any, Message], Any]


async def _thinks_all_is_well(_adapter: Any, _message: Message) -> Outcome:  # noqa: ANN401
    return Delivered("")


async def _refuses_whatever_fails(adapter: Any, _message: Message) -> Outcome:  # noqa: ANN401
    try:
        await adapter._http.post(adapter.config.url, content=_message.id)
    except httpx.HTTPError as error:
        return Refused(type(error).__name__)
    return Refused("http-500")


async def _raises(_adapter: Any, _message: Message) -> Outcome:  # noqa: ANN401
    raise RuntimeError("an adapter's own fault")


async def _forgets_the_id(adapter: Any, _message: Message) -> Outcome:  # noqa: ANN401
    await adapter._http.post(adapter.config.url, json={})
    return Delivered("")


async def _quotes(adapter: Any, message: Message) -> Outcome:  # noqa: ANN401
    await adapter._http.post(adapter.config.url, json={})
    return TryLater(f"cannot send {message.document}")


async def _logs_its_token(adapter: Any, message: Message) -> Outcome:  # noqa: ANN401
    logging.getLogger("mycity").warning("sending %s with %s", message.id, adapter._headers())
    return Delivered("")


async def _gives_up_too_soon(adapter: Any, message: Message) -> Outcome:  # noqa: ANN401
    try:
        await adapter._http.post(adapter.config.url, json={"id": message.id})
    except httpx.HTTPError:
        return TryLater("some fault")
    return Delivered("")


@pytest.mark.parametrize(
    ("deliver", "rules"),
    [
        (_thinks_all_is_well, {"accepted", "refused", "away", "error", "half", "duplicate", "credentials"}),
        (_refuses_whatever_fails, {"accepted", "away", "error", "half", "slow", "credentials"}),
        (_raises, {"accepted", "refused", "away", "error", "half", "slow", "duplicate", "credentials", "secrecy"}),
        (_forgets_the_id, {"duplicate"}),
        (_quotes, {"secrecy"}),
        (_logs_its_token, {"secrecy"}),
        (_gives_up_too_soon, {"half"}),
    ],
)
async def test_control_an_adapter_with_a_planted_fault_is_found(
    template: Subject, monkeypatch: pytest.MonkeyPatch, deliver: Deliver, rules: set[str]
) -> None:
    monkeypatch.setattr(template.adapter, "deliver", deliver)

    report = await examine(template)

    assert broken(report).keys() >= rules


async def test_control_one_that_never_asks_its_counterpart_is_found(
    template: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def check(_adapter: object) -> Readiness:
        return Ready()

    monkeypatch.setattr(template.adapter, "check", check)

    assert broken(await examine(template)).keys() >= {"away", "credentials"}


def test_a_tier_asks_for_everything_below_it() -> None:
    findings = [
        Finding(rule, tier, Verdict.BROKEN if rule == "half" else Verdict.KEPT)
        for tier, rules in RULES.items()
        for rule in rules
    ]

    assert Report(Tier.GOLD, findings).reached is Tier.BRONZE
    assert not Report(Tier.GOLD, findings).holds
