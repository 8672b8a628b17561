"""The tiers of quality, what each asks for, and what an adapter claims of itself."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict


class Tier(StrEnum):
    """How good an adapter is; each asks for everything below it."""

    NONE = "none"
    BRONZE = "bronze"
    """It says what it is, delivers, and is right about what went wrong."""
    SILVER = "silver"
    """It is safe to run: doubt, cancelling, repetition, credentials, secrets."""
    GOLD = "gold"
    """It is good to run: patience, exercises kept apart, fixtures of every kind, a page for operators."""
    PLATINUM = "platinum"
    """It is good to live with: a pure mapping, a simulator of its counterpart, pages in both languages."""


RULES: Final[Mapping[Tier, Mapping[str, str]]] = {
    Tier.BRONZE: {
        "manifest": "its manifest says what it is, in both languages, and is true of it",
        "options": "its options are typed, refuse what they do not know, and hold no secret",
        "accepted": "each accepted fixture is delivered",
        "refused": "what the counterpart will never take is refused, with a code",
        "answered": "each question of its fixtures gets the reply that stands beside it",
        "brought": "what its counterpart says becomes the submissions that stand beside it",
        "away": "a counterpart that is not there is not ready; messages wait, and no question is answered",
        "error": "a failure of the counterpart is neither a receipt nor a refusal, no reply, and costs no word of it",
    },
    Tier.SILVER: {
        "half": "half an answer is a doubt",
        "nonsense": "an answer to a question that it does not understand is a doubt",
        "slow": "it can be cancelled while it waits, and works afterwards",
        "duplicate": "a repetition carries the same id",
        "once": "what comes in twice, also after a restart, has its effect once",
        "disorder": "what comes in out of order ends with the same last words",
        "bad_rows": "what is wrong in what comes in is reported, and the rest is taken",
        "door_refuses": "what the hub refuses is reported, said once, and stops nothing else",
        "door_later": "what the hub has no room for is said again, not before it asked, under the same key",
        "credentials": "refused credentials are told apart, and cost no message",
        "expired": "what may be shown no longer is not shown",
        "my_number": "a 12-digit number goes neither out with a question nor in with its answer",
        "secrecy": "no secret and no value of a message, a question or an answer in logs, reasons, receipts or what is "
        "printed",
    },
    Tier.GOLD: {
        "patience": "it hands on how long the counterpart asks to be left alone",
        "exercises": "an exercise is marked as one on the other side, or never gets there",
        "kinds": "its fixtures show every kind it names, a case that is gone, and an exercise where it takes them",
        "codes": "its fixtures show every code with which it answers that there is nothing to show",
        "page": "its page says what it reaches, sees, needs and cannot do",
    },
    Tier.PLATINUM: {
        "pure": "its mapping does no input and output",
        "simulator": "its counterpart has a simulator that is a real server",
        "bilingual": "its page is in Japanese and in English",
    },
}
ORDER: Final = (Tier.NONE, *RULES)


class Verdict(StrEnum):
    """What an examination found of a rule."""

    KEPT = "kept"
    BROKEN = "broken"
    EXEMPT = "exempt"
    """The adapter says why it does not apply; not possible for bronze."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one rule."""

    rule: str
    tier: Tier
    verdict: Verdict
    reason: str = ""


class Claim(BaseModel):
    """What an adapter claims in its ``quality.toml``.

    Attributes:
        tier: The tier it claims.
        simulator: The module of its counterpart's simulator.
        exempt: Rules that do not apply, each with the reason.
    """

    model_config = ConfigDict(extra="forbid")

    tier: Tier
    simulator: str | None = None
    exempt: dict[str, str] = {}


def read_claim(folder: Path) -> Claim:
    """Reads ``quality.toml``.

    Raises:
        ValueError: It is not what it should be.
    """
    return Claim.model_validate(tomllib.loads((folder / "quality.toml").read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Report:
    """What an examination found."""

    claimed: Tier
    findings: Sequence[Finding] = field(default=())

    @property
    def reached(self) -> Tier:
        """The tier that the findings show."""
        reached = Tier.NONE
        for tier in RULES:
            if any(each.tier is tier and each.verdict is Verdict.BROKEN for each in self.findings):
                return reached
            reached = tier
        return reached

    @property
    def holds(self) -> bool:
        """Tells whether the adapter is what it claims to be."""
        return ORDER.index(self.reached) >= ORDER.index(self.claimed)
