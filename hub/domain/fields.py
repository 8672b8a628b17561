"""What a field of a submission may hold: the marks that commands carry in their annotations.

One description serves the reader of the wire, the published JSON schema and the forms of the screens.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Label:
    """The Japanese name of a field, as a form or an error shows it."""

    ja: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured number: inclusive limits of what is physically possible, and its UCUM unit.

    The limits refuse slips of the finger, not sick patients.
    """

    ja: str
    low: int | Decimal
    high: int | Decimal
    unit: str
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """Free text of at most ``longest`` characters."""

    ja: str
    longest: int = 200


@dataclass(frozen=True, slots=True)
class Many:
    """A list without repetition of ``fewest`` to ``most`` entries: codes, or texts up to ``longest`` characters."""

    ja: str
    fewest: int = 0
    most: int = 20
    longest: int = 64


@dataclass(frozen=True, slots=True)
class Base64:
    """A file as base64 text (RFC 4648) of at most ``largest`` bytes."""

    ja: str
    largest: int


Mark = Label | Quantity | Text | Many | Base64
