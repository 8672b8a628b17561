"""マイナ救急: that the crew looked at the record behind a patient's card, and what of it the crew passes on.

At its source the record may be looked at for a while and not be kept. So a look says who, when, on what ground, with
what result and until when; what was seen is not in it. Only what the crew then shares, as an act of its own, is stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from hub.domain.commands.command import Command, Conflict
from hub.domain.fields import Label, Many, Quantity, Text
from hub.domain.myna_codes import CaptainReason, LegalBasis, MynaMethod, MynaResult

_GROUNDS = frozenset({LegalBasis.CONSENT, LegalBasis.VITAL_INTEREST})
_LOOKED = frozenset({MynaResult.VIEWED, MynaResult.IDENTITY_MISMATCH, MynaResult.NO_RECORDS})
"""Results of a look that reached the record's keeper: it had its ground and its method."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewMynaRecord(Command):
    """Records a look at the patient's record, or why there was none, and never what was seen (マイナ救急の閲覧)."""

    kind = "view-myna-record"

    result: Annotated[MynaResult, Label("閲覧結果")]
    basis: Annotated[LegalBasis | None, Label("閲覧の根拠")] = None
    method: Annotated[MynaMethod | None, Label("照会方法")] = None
    reason: Annotated[CaptainReason | None, Label("隊長判断の理由")] = None
    by: Annotated[str | None, Text("閲覧者", 60)] = None
    valid_for_s: Annotated[int, Quantity("閲覧可能時間", 60, 3600, "s")] = 900

    def conflicts(self) -> Iterator[Conflict]:
        """Yields: a look without its ground or its method, a ground that allows none, the captain's reason without the decision."""  # noqa: E501  one line of the reference
        if self.result in _LOOKED and self.basis is None:
            yield "basis", "required", "閲覧には根拠が必要です", "a look needs its ground"
        if self.result in _LOOKED and self.method is None:
            yield "method", "required", "閲覧には照会方法が必要です", "a look needs its method"
        if self.basis is not None and self.basis not in _GROUNDS:
            yield (
                "basis",
                "not-allowed",
                "同意、または生命・身体の保護だけが根拠になります",
                "only consent and vital interest allow a look",
            )
        if (self.result is MynaResult.CAPTAIN_DECIDED_NO) is not (self.reason is not None):
            yield (
                "reason",
                "only-when-captain-decided",
                "理由は隊長判断のときに必要です",
                "a reason belongs to the captain's decision",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareMynaRecord(Command):
    """Passes on what the crew saw in the patient's record, entry by entry, while the look is open (閲覧内容の共有)."""

    kind = "share-myna-record"

    view: Annotated[str, Text("閲覧の送信キー", 36)]
    medications: Annotated[tuple[str, ...] | None, Many("薬剤", 0, 50, 200)] = None
    allergies: Annotated[tuple[str, ...] | None, Many("アレルギー", 0, 50, 200)] = None
    conditions: Annotated[tuple[str, ...] | None, Many("既往症・診療", 0, 50, 200)] = None
    procedures: Annotated[tuple[str, ...] | None, Many("手術・透析", 0, 50, 200)] = None

    def conflicts(self) -> Iterator[Conflict]:
        """Yields: nothing shared."""
        if not (self.medications or self.allergies or self.conditions or self.procedures):
            yield "", "nothing-shared", "共有する内容がありません", "nothing is shared"
