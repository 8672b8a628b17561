"""A crew looks at the record behind a patient's card (マイナ救急), most often in vain, and passes on what it saw."""

from collections.abc import Awaitable, Callable
from random import Random
from typing import Final

from simulators import national
from simulators.cases import Patient, pick
from simulators.wire import Outcome

Say = Callable[..., Awaitable[Outcome]]
"""Posts a submission about the case."""

_SHARED: Final = 0.7
"""Share of the looks after which a crew passes something on; ours."""


async def look(patient: Patient, urgency: str, say: Say, rng: Random) -> None:
    """Records the look, and shares what was seen where there was something."""
    result = pick(rng, national.MYNA_RESULTS)
    told: dict[str, object] = {"result": result}
    if result in {"viewed", "no-records"}:
        told |= {"method": "card", "basis": "vital-interest-no-consent" if urgency == "red" else "consent"}
    elif result == "captain-decided-no":
        told["reason"] = pick(rng, national.CAPTAIN_REASONS)
    seen = await say("view-myna-record", **told)
    if result != "viewed" or not seen.is_ok or rng.random() >= _SHARED:
        return
    await say(
        "share-myna-record",
        view=seen.key,
        medications=_entries(patient.medications),
        conditions=_entries(patient.medical_history) or ["特記なし"],
    )


def _entries(listed: str) -> list[str]:
    return [] if listed in {"なし", "特記なし"} else listed.split("、")
