"""Puts an adapter through its contract."""

import asyncio
import tempfile
from pathlib import Path
from typing import Final

from hub.adapter_kit.asking import Asking
from hub.adapter_kit.bringing import Bringing
from hub.adapter_kit.delivering import Delivering
from hub.adapter_kit.description import Description
from hub.adapter_kit.quality import RULES, Claim, Finding, Report, Tier, Verdict, read_claim
from hub.adapter_kit.trial import BrokenRuleError, Subject, Trial

_TRIALS: Final[tuple[type[Trial], ...]] = (Description, Delivering, Asking, Bringing)
"""A rule may stand in several: it is tried in each that is about what the adapter does."""


async def examine(subject: Subject) -> Report:
    """Runs the whole contract and reports on every rule."""
    claim = read_claim(subject.folder)
    findings = [await _found(subject, claim, tier, rule) for tier, rules in RULES.items() for rule in rules]
    return Report(claim.tier, findings)


async def _found(subject: Subject, claim: Claim, tier: Tier, rule: str) -> Finding:
    trials = [each for each in _TRIALS if issubclass(subject.adapter, each.of) and hasattr(each, rule)]
    if not trials:
        return Finding(rule, tier, Verdict.EXEMPT, "it is not about what this adapter does")
    if rule in claim.exempt and tier is not Tier.BRONZE:
        return Finding(rule, tier, Verdict.EXEMPT, claim.exempt[rule])
    for each in trials:
        broken = await _broken(each, rule, subject, claim)
        if broken:
            return Finding(rule, tier, Verdict.BROKEN, broken)
    return Finding(rule, tier, Verdict.KEPT)


async def _broken(trial: type[Trial], rule: str, subject: Subject, claim: Claim) -> str:
    """Tries one rule and says in what it is broken, nothing where it is kept."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            async with asyncio.timeout(30):
                await getattr(trial(subject, claim, Path(folder)), rule)()
        except BrokenRuleError as broken:
            return str(broken)
        except Exception as error:  # noqa: BLE001  whatever an adapter raises is a finding
            return f"{type(error).__name__}: {error}"
    return ""
