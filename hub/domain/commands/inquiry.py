"""How hospitals are asked, and what they answer (受入照会)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from hub.domain.codes import Answer, DeclineReason, EscalationStep, Specialty
from hub.domain.commands.command import Command, Conflict
from hub.domain.fields import Label, Many, Quantity, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAcceptance(Command):
    """Asks one or many hospitals to accept the patient (受入照会)."""

    kind = "request-acceptance"

    facilities: Annotated[tuple[str, ...], Many("照会先", 1, 20)]
    specialty: Annotated[Specialty | None, Label("必要な診療科")] = None
    message: Annotated[str | None, Text("伝達事項", 500)] = None
    eta_minutes: Annotated[int | None, Quantity("到着見込み", 0, 600, "min")] = None
    answer_within_s: Annotated[int, Quantity("回答期限", 30, 3600, "s")] = 300
    ask_again: Annotated[bool, Label("再照会")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOnBehalf(RequestAcceptance):
    """Asks hospitals for a crew that has no hand free, or no network (指令センターによる代行照会)."""

    kind = "request-on-behalf"


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRequest(Command):
    """Takes a request back from hospitals (照会の取下げ)."""

    kind = "withdraw-request"

    facilities: Annotated[tuple[str, ...], Many("取下げ先", 1, 20)]
    reason: Annotated[str | None, Text("理由")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireRequest(Command):
    """Ends a request that a hospital leaves without an answer, so that the case can go on (照会の失効)."""

    kind = "expire-request"

    facilities: Annotated[tuple[str, ...], Many("失効させる照会先", 1, 20)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmDestination(Command):
    """Confirms where the patient is taken; every other request is withdrawn (搬送先決定)."""

    kind = "confirm-destination"

    facility: Annotated[str, Text("搬送先", 64)]
    is_by_phone: Annotated[bool, Label("電話で受入確認")] = False
    eta_minutes: Annotated[int | None, Quantity("到着見込み", 0, 600, "min")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDelivered(Command):
    """States that a hospital's terminal holds the request; the hub's own word for its acknowledgement (端末到達)."""

    kind = "mark-delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDisplayed(Command):
    """States that the request is visible on a hospital's screen (画面表示)."""

    kind = "mark-displayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Command):
    """States that a person at the hospital has seen the request (確認)."""

    kind = "acknowledge"

    by: Annotated[str | None, Text("確認者", 60)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate(Command):
    """States that a hospital's silence has climbed a step; the hub's own word, said for a department (段階通知).

    ``requested_at`` is the asking that is meant: a hospital may be asked anew meanwhile.
    """

    kind = "escalate"

    facility: Annotated[str, Text("医療機関", 64)]
    step: Annotated[EscalationStep, Label("段階")]
    requested_at: Annotated[str, Text("照会時刻", 40)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRequest(Command):
    """Answers an acceptance request (受入可否回答)."""

    kind = "answer-request"

    answer: Annotated[Answer, Label("回答")]
    reason: Annotated[DeclineReason | None, Label("不応需理由")] = None
    conditions: Annotated[str | None, Text("条件", 500)] = None
    specialty: Annotated[Specialty | None, Label("受入診療科")] = None
    by: Annotated[str | None, Text("回答者", 60)] = None

    def conflicts(self) -> Iterator[Conflict]:
        """Yields: a decline without its reason, a reason without a decline, conditions that are not stated."""
        return _conflicts(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPhoneAnswer(Command):
    """Records what a hospital answered on the telephone; it counts like its own answer (電話での受入可否の記録)."""

    kind = "record-phone-answer"

    facility: Annotated[str, Text("医療機関", 64)]
    answer: Annotated[Answer, Label("回答")]
    reason: Annotated[DeclineReason | None, Label("不応需理由")] = None
    conditions: Annotated[str | None, Text("条件", 500)] = None
    specialty: Annotated[Specialty | None, Label("受入診療科")] = None
    by: Annotated[str | None, Text("回答者", 60)] = None

    def conflicts(self) -> Iterator[Conflict]:
        """Yields: a decline without its reason, a reason without a decline, conditions that are not stated."""
        return _conflicts(self)


def _conflicts(said: AnswerRequest | RecordPhoneAnswer) -> Iterator[Conflict]:
    if said.answer is Answer.DECLINE and said.reason is None:
        yield "reason", "required", "不応需には理由が必要です", "a decline needs its reason"
    if said.answer is not Answer.DECLINE and said.reason is not None:
        yield "reason", "not-allowed", "理由は不応需のときだけ指定できます", "a reason belongs to a decline only"
    if said.answer is Answer.CONDITIONAL and not said.conditions:
        yield "conditions", "required", "条件付応需には条件が必要です", "a conditional answer needs its conditions"
