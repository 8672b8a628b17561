"""Shifts as Hypothesis draws them: what crews and hospitals say, in any order, legal or not.

A shift is a list of small numbers; what they mean is worked out here, so that a failing example shrinks to a short one.
Identity is spelt with canaries: whoever may not see it must never receive one.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from hypothesis import strategies as st

from hub.domain.commands import KINDS
from hub.domain.people import Principal
from hub.ports import Accepted, Arrival, Coalesced, Event, Outcome
from tests.factories import NOW, STREAMS, Json, Node, arrival, body, command_center, crew, hospital, new_key, reader_of
from tests.unit.domain.test_media import png

CREWS: Final = (
    (crew("u-001"), crew("u-001", "b"), crew("u-002"), crew("u-003")),
    (crew("u-003"), crew("u-003"), crew("u-003", "b"), crew("u-001")),
)
"""For each case its own crew, its second device, another crew; the last is of a foreign department."""
HOSPITALS: Final = ("h-001", "h-002", "h-003")
ASKED_FIRST: Final = (["h-001", "h-002"], ["h-002", "h-003"])
CASES: Final = len(CREWS)
CANARY: Final = "canary"
FILE: Final = b64encode(png()).decode()
PHONE: Final = (
    {"answer": "accept"},
    {"answer": "decline", "reason": "busy"},
    {"answer": "conditional", "conditions": "個室"},
)


class Move(NamedTuple):
    """One thing that is said: which action, by whom, to or at which hospital, about which case, and how late."""

    action: int
    crew: int
    facility: int
    case: int
    number: int
    late_s: int


def shifts(most: int = 40) -> st.SearchStrategy[list[Move]]:
    """Draws shifts."""
    move = st.builds(
        Move,
        st.integers(0, len(ACTIONS) - 1),
        st.integers(0, 3),
        st.integers(0, len(HOSPITALS) - 1),
        st.integers(0, CASES - 1),
        st.integers(0, 9),
        st.sampled_from([0, 0, 0, 90, 600]),
    )
    return st.lists(move, min_size=12, max_size=most)


Said = tuple[str, Json]
"""Kind and data."""


def _facilities(move: Move) -> list[str]:
    first = HOSPITALS[move.facility]
    second = HOSPITALS[(move.facility + 1) % len(HOSPITALS)]
    return [first, second] if move.number % 2 else [first]


_BY_CREW: Sequence[Callable[[Move], Said]] = (
    lambda m: ("open-case", {"chief_complaint": f"胸痛{m.number}", "scene_address": f"{CANARY}-scene"}),
    lambda m: ("describe-patient", {"family_name": f"{CANARY}-{m.number}", "age_years": 70 + m.number}),
    lambda m: ("describe-patient", {"medical_history": f"{CANARY}-history", "dangers": ["dialysis"][: m.number % 2]}),
    lambda m: ("record-observation", {"heart_rate": 60 + m.number, "temperature": 36.5}),
    lambda m: ("record-treatment", {"treatment": "oxygen", "amount": m.number}),
    lambda m: ("stamp-time", {"mark": ["on-scene", "loaded", "returned"][m.number % 3]}),
    lambda m: ("report-change", {"change": "deteriorated", "detail": f"変化{m.number}"}),
    lambda m: ("report-position", {"latitude": 34 + m.number / 10, "longitude": 132, "eta_minutes": m.number}),
    lambda m: ("request-acceptance", {"facilities": _facilities(m), "ask_again": m.number > 4}),
    lambda m: ("request-acceptance", {"facilities": _facilities(m), "message": f"伝達{m.number}", "eta_minutes": 9}),
    lambda m: ("withdraw-request", {"facilities": [HOSPITALS[m.facility]], "reason": f"{CANARY}-reason"}),
    lambda m: ("confirm-destination", {"facility": HOSPITALS[m.facility], "is_by_phone": m.number > 6}),
    lambda m: ("confirm-destination", {"facility": HOSPITALS[m.facility], "eta_minutes": m.number}),
    lambda _: ("hand-over", {"summary": f"{CANARY}-summary"}),
    lambda m: ("close-case", {"closing": "transported"}) if m.number > 5 else ("stamp-time", {"mark": "loaded"}),
    lambda m: ("record-triage", {"category": ["red", "yellow"][m.number % 2], "tag_number": f"架空-{m.number}"}),
    lambda m: (
        "message",
        {"text": f"連絡{m.number}", **({"facilities": [HOSPITALS[m.facility]]} if m.number % 3 else {})},
    ),
    lambda m: (
        "attach",
        {"what": "scene", "content": FILE, "title": "道路", "is_identifying": False}
        if m.number % 2
        else {"what": "injury", "content": FILE, "title": f"{CANARY}-face"},
    ),
    lambda m: ("record-phone-answer", {"facility": HOSPITALS[m.facility], **PHONE[m.number % 3]}),
)
_BY_CENTER: Sequence[Callable[[Move], Said]] = (
    lambda m: ("request-on-behalf", {"facilities": _facilities(m), "ask_again": m.number > 4}),
    lambda m: ("expire-request", {"facilities": _facilities(m)}),
    lambda m: ("allot", {"facility": HOSPITALS[m.facility], "ask_again": m.number > 4}),
    lambda m: ("declare-mode", {"mode": ["normal", "disaster"][m.number % 2], "reason": f"理由{m.number}"}),
    lambda m: ("message", {"text": f"指令{m.number}", "facilities": [HOSPITALS[m.facility]]}),
)
_BY_HOSPITAL: Sequence[Callable[[Move], Said]] = (
    lambda _: ("mark-displayed", {}),
    lambda _: ("mark-displayed", {}),
    lambda _: ("mark-displayed", {}),
    lambda m: ("ask", {"question": f"質問{m.number}"}),
    lambda m: ("message", {"text": f"返答{m.number}"}),
    lambda m: ("acknowledge", {"by": f"看護師{m.number}"}),
    lambda _: ("answer-request", {"answer": "accept"}),
    lambda m: ("answer-request", {"answer": "accept", "by": f"医師{m.number}"}),
    lambda _: ("answer-request", {"answer": "conditional", "conditions": "個室なし"}),
    lambda _: ("answer-request", {"answer": "decline", "reason": "beds-full"}),
    lambda _: ("receive-hand-over", {"by": "医師"}),
    lambda m: ("record-outcome", {"severity": "mild", "diagnosis": f"診断{m.number}"}),
    lambda m: ("publish-capacity", {"specialty": "stroke", "level": "good", "beds": m.number}),
)
ACTIONS: Final = (*_BY_CREW, *_BY_CENTER, *_BY_HOSPITAL)


def spoken_by(move: Move, case: int | None = None) -> Principal:
    """Returns who makes the move."""
    if move.action < len(_BY_CREW):
        return CREWS[move.case if case is None else case][move.crew]
    if move.action < len(_BY_CREW) + len(_BY_CENTER):
        return command_center(["fd-01", "fd-02"][move.case if case is None else case])
    return hospital(HOSPITALS[move.facility])


@dataclass
class Shift:
    """A shift on a node in memory, with what became of each move."""

    node: Node = field(default_factory=Node)
    cases: list[UUID] = field(default_factory=lambda: [new_key() for _ in range(CASES)])
    minute: int = 0
    pushed: list[Event] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    def begin(self) -> None:
        """Opens every case and asks the first hospitals, all in one batch."""
        arrivals = []
        for case, (by, *_), facilities in zip(self.cases, CREWS, ASKED_FIRST, strict=True):
            arrivals += [
                arrival(body("open-case", case, scene_address=f"{CANARY}-scene"), by, self.now),
                arrival(body("describe-patient", case, given_name=f"{CANARY}-given", sex="male"), by, self.now),
                arrival(body("request-acceptance", case, facilities=facilities), by, self.now),
            ]
        self.put(*arrivals)

    @property
    def now(self) -> datetime:
        """The hub's clock: a minute for each move."""
        return NOW + timedelta(minutes=self.minute)

    def hears(self, move: Move) -> None:
        """Takes one move in."""
        self.minute += 1
        kind, data = ACTIONS[move.action](move)
        by = spoken_by(move)
        at = self.now - timedelta(seconds=move.late_s)
        case = None if KINDS[kind].about.is_sender else self.cases[move.case]
        self.put(arrival(body(kind, case, occurred_at=at, **data), by, self.now))

    def put(self, *arrivals: Arrival) -> None:
        """Leads a batch through."""
        batch = self.node.processes(*arrivals)
        self.pushed += batch.events
        for outcome in batch.outcomes:
            assert outcome is not None
            self.outcomes.append(outcome)

    @property
    def taken(self) -> int:
        """How many moves were taken down or relayed."""
        return sum(isinstance(outcome, Accepted | Coalesced) for outcome in self.outcomes)

    def snapshots(self) -> dict[str, Json]:
        """Returns a fresh snapshot of every stream."""
        return {stream: self.node.snapshot(stream, reader_of(stream)) for stream in STREAMS}
