"""A crew looks at the record behind a patient's card (マイナ救急), most often in vain, and passes on what it saw.

Where its fire department has a connection with マイナ救急, the crew asks over the hub; elsewhere it says what came of a
look on a device of its own.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import msgspec

from simulators import national
from simulators.cases import Patient, pick
from simulators.posting import Outcome
from simulators.wire import Terminal

Say = Callable[..., Awaitable[Outcome]]
"""Posts a submission about the case."""

_SHARED: Final = 0.7
"""Share of the looks after which a crew passes something on; ours."""

_NOT_ASKED: Final = frozenset({"card-not-carried", "captain-decided-no", "consent-refused"})
_LOOKED: Final = frozenset({"viewed", "no-records", "identity-mismatch"})
_OK: Final = 200


@dataclass(slots=True)
class Reader:
    """The connection of one fire department with マイナ救急.

    Attributes:
        readings: What card readers say of the cards that people carry.
        answered: Questions to which an answer came.
    """

    connection: str
    department: str
    readings: Sequence[str]
    answered: int = 0

    async def look(self, terminal: Terminal, case: str, key: str, basis: str, rng: Random) -> tuple[str, Any]:
        """Asks over the hub; returns what came of it, and what was shown."""
        criteria = {"method": "card", "reading": rng.choice(self.readings), "face_matches": True}
        path, credential = f"/cases/{case}/lookups/{self.connection}", terminal.device.credential
        body = {"key": key, "basis": basis, "criteria": criteria}
        try:
            answer = await credential.ask("POST", path, body)
        except OSError:
            return "network-error", None
        if answer.status != _OK:
            return "network-error", None
        self.answered += 1
        told = msgspec.json.decode(answer.body)
        return ("viewed", told["found"]) if told["found"] is not None else (str(told["code"]), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One crew before one patient's card."""

    terminal: Terminal
    case: str
    patient: Patient
    urgency: str
    reader: Reader | None
    rng: Random

    async def happens(self) -> None:
        """Records the look, and shares what was seen where there was something."""
        result, found = pick(self.rng, national.MYNA_RESULTS), None
        key = self.terminal.new_id()
        basis = "vital-interest-no-consent" if self.urgency == "red" else "consent"
        if self.reader is not None and result not in _NOT_ASKED:
            result, found = await self.reader.look(self.terminal, self.case, key, basis, self.rng)
        told: dict[str, object] = {"result": result}
        if result in _LOOKED:
            told |= {"method": "card", "basis": basis}
        elif result == "captain-decided-no":
            told["reason"] = pick(self.rng, national.CAPTAIN_REASONS)
        seen = await self.terminal.submit("view-myna-record", self.case, told, key=key)
        if result == "viewed" and seen.is_ok and self.rng.random() < _SHARED:
            await self._share(key, found)

    async def _share(self, key: str, found: Any) -> None:  # noqa: ANN401 - what a source showed
        if found is None:
            medications, conditions = _entries(self.patient.medications), _entries(self.patient.medical_history)
        else:
            medications, conditions = (_texts(found, section) for section in ("medications", "care"))
        told = {"view": key, "medications": medications, "conditions": conditions or ["特記なし"]}
        await self.terminal.submit("share-myna-record", self.case, told)


def _entries(listed: str) -> list[str]:
    return [] if listed in {"なし", "特記なし"} else listed.split("、")


def _texts(found: Any, name: str) -> list[str]:  # noqa: ANN401 - the same
    shown = next(section["entries"] or () for section in found["sections"] if section["name"] == name)
    return list(dict.fromkeys(entry["text"] for entry in shown))
