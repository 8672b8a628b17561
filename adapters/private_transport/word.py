"""What an operator's dispatch system says, in the hub's words: pure.

Whether it may be said, and whether its values can be, is the hub's to decide. A call to 119 is read as far as it can
be: what stands beside it may be wrong, and must not be in its way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hub.sdk import Rejected, Urgency
from hub.sdk.transport import Avpu, Offer, OfferReason, TripState

_KINDS: Final = {
    "offer": ("offer", {"offer", "reason", "conditions", "pickup_at", "vehicle", "crew", "by"}),
    "claim": ("claim", {"vehicle", "crew", "pickup_at", "by"}),
    "trip": ("update-trip", {"state", "eta_minutes", "latitude", "longitude", "reason"}),
    "119": (
        "switch-to-119",
        {
            *("detail", "urgency", "place", "latitude", "longitude", "department", "avpu"),
            *("heart_rate", "respiratory_rate", "spo2", "systolic"),
        },
    ),
}
"""What it can say, and what may stand with it; the names are the hub's."""
_LISTS: Final = {"offer": Offer, "state": TripState, "urgency": Urgency, "avpu": Avpu}
_CALL: Final = "119"
_WITHOUT_DETAIL: Final = "容態変化(内容の記載なし)"
_LONGEST: Final = 64
_GREATEST: Final = 1e9
_YEARS: Final = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that an operator's system says, ready to be posted.

    Attributes:
        origin: What its key is made of, beside its time.
        ignored: Fields that could not be taken, with the reason.
    """

    kind: str
    transport: UUID
    origin: str
    said_at: datetime
    data: Mapping[str, Any]
    ignored: tuple[str, ...] = ()

    def without(self, refusal: Rejected) -> "Word | None":
        """Returns the same call to 119 without the values that the hub refused; None where it would not help."""
        wrong = {issue.partition(" ")[0].removeprefix("data."): issue for issue in refusal.issues}
        dropped = wrong.keys() & (self.data.keys() - {"detail"})
        if self.kind != "switch-to-119" or not dropped:
            return None
        return replace(
            self,
            origin=f"{self.origin}/without {' '.join(sorted(dropped))}",
            data={name: value for name, value in self.data.items() if name not in dropped},
            ignored=(*self.ignored, *(wrong[name].removeprefix("data.") for name in sorted(dropped))),
        )


def number_of(event: object) -> str | None:
    """Returns the number under which an event is answered; None where it has none."""
    number = event.get("number") if isinstance(event, Mapping) else None
    return number if isinstance(number, str) and 0 < len(number) <= _LONGEST and _is_plain(number) else None


def read(number: str, event: Mapping[str, Any], vehicles: Mapping[str, str]) -> Word | Rejected:
    """Reads one event.

    Args:
        number: Its own.
        event: As it came.
        vehicles: The operator's own numbers, each with the vehicle of the certificate.

    Returns:
        The word, or every reason why it is none.
    """
    says = str(event.get("says"))
    said_at, transport = _time(event.get("at")), _identity(event.get("transport"))
    wrong = [f"{name} unreadable" for name, value in (("at", said_at), ("transport", transport)) if value is None]
    wrong += [] if says in _KINDS else ["says not-in-list"]
    if said_at is None or transport is None or wrong:
        return Rejected("unreadable", tuple(wrong))
    kind, names = _KINDS[says]
    given = {name: value for name, value in event.items() if name not in {"number", "at", "transport", "says"}}
    data, faults = _coded({name: value for name, value in given.items() if name in names and value is not None}, says)
    if faults and says != _CALL:
        return Rejected("unreadable", tuple(faults))
    if "vehicle" in data:
        data["vehicle"] = vehicles.get(str(data["vehicle"]), data["vehicle"])
    if says == _CALL and not data.get("detail"):
        data["detail"] = _WITHOUT_DETAIL
    ignored = (*faults, *(f"{name} unknown-field" for name in sorted(given.keys() - names)))
    return Word(kind, transport, f"private-transport/{number}", said_at, data, ignored)


def _coded(said: Mapping[str, Any], says: str) -> tuple[dict[str, Any], list[str]]:
    """Returns what was said with the hub's codes, a Japanese term counting as its code; and what is wrong."""
    lists = {**_LISTS, "reason": OfferReason} if says == "offer" else _LISTS
    data, faults = dict[str, Any](), []
    for name, value in said.items():
        known = {word: each.value for each in lists.get(name, ()) for word in (each.value, each.ja)}
        if not _is_plain(value):
            faults.append(f"{name} unreadable")
        elif known and value not in known:
            faults.append(f"{name} not-in-list")
        else:
            data[name] = known.get(value, value)
    return data, faults


def _is_plain(value: object) -> bool:
    """Tells whether a value can be handed on: a text that can be written, or a number that means something."""
    if isinstance(value, str):
        return not any("\ud800" <= sign <= "\udfff" for sign in value)
    return isinstance(value, int | float) and abs(value) < _GREATEST


def _time(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at if at.tzinfo and at.year in _YEARS else None


def _identity(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
