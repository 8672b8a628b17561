"""How a case ends: handed over, signed for, diagnosed, closed."""

from dataclasses import dataclass
from typing import Annotated

from hub.domain.codes import Closing, Severity
from hub.domain.commands.command import Command
from hub.domain.fields import Label, Text
from hub.domain.outcome_codes import Disposition, LaterState


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Command):
    """Hands the patient over to the physician at the confirmed destination (引継ぎ)."""

    kind = "hand-over"

    summary: Annotated[str | None, Text("申送り", 2000)] = None
    received_by: Annotated[str | None, Text("引継医師", 60)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveHandOver(Command):
    """Signs for the patient at the hospital (引継受領)."""

    kind = "receive-hand-over"

    by: Annotated[str | None, Text("受領者", 60)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOutcome(Command):
    """Records what the physician found at the first examination, and later what became of it (初診結果)."""

    kind = "record-outcome"

    severity: Annotated[Severity, Label("傷病程度")]
    diagnosis: Annotated[str | None, Text("傷病名", 500)] = None
    disposition: Annotated[Disposition | None, Label("初診後の転帰")] = None
    after_21_days: Annotated[LaterState | None, Label("21日後の状況")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCase(Command):
    """Ends the case for the crew; what arrives later is still taken down (活動終了).

    A command centre may only cancel, and only while the crew is not with the patient.
    """

    kind = "close-case"

    closing: Annotated[Closing, Label("搬送・不搬送")]
    detail: Annotated[str | None, Text("詳細", 500)] = None
