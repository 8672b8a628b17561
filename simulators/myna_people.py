"""Invented people as マイナ救急 knows them: the card, the four items of its face, and the summary for emergencies.

The same seed gives the same people. How often a card cannot be used follows what the trials of 2022 and 2024 reported.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from string import ascii_lowercase
from typing import Final

from simulators import names

Entries = dict[str, list[dict[str, str]]]


class Card(StrEnum):
    """What comes of a card on the reader."""

    GOOD = "viewed"
    NOT_REGISTERED = "not-registered"
    """It was never registered as a health insurance card."""
    REFUSED = "refused"
    """Its holder has refused at the source that anybody looks."""
    MISMATCH = "mismatch"
    EXPIRED = "expired"
    UNREADABLE = "unreadable"
    NO_RECORDS = "no-records"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a card.

    Attributes:
        reading: What the reader says when this card lies on it.
        face: Name, birth date, sex, address.
        card: What comes of it.
        summary: By the Japanese name of each section.
    """

    reading: str
    face: dict[str, str]
    card: Card = Card.GOOD
    summary: Entries = field(default_factory=dict)


_CARDS: Final = {
    Card.GOOD: 60,
    Card.NOT_REGISTERED: 20,
    Card.REFUSED: 4,
    Card.MISMATCH: 1,
    Card.EXPIRED: 4,
    Card.UNREADABLE: 3,
    Card.NO_RECORDS: 8,
}
_DRUGS: Final = ("架空降圧錠5mg", "架空抗凝固カプセル110mg", "架空血糖降下錠50mg", "架空利尿錠20mg", "架空吸入粉末剤")
_ILLNESSES: Final = ("高血圧症", "心房細動", "2型糖尿病", "慢性腎臓病", "気管支喘息", "脂質異常症")
_OPERATIONS: Final = ("経皮的冠動脈形成術", "人工股関節置換術", "白内障手術", "虫垂切除術")
_DAYS: Final = {"受診歴": 90, "電子処方箋情報": 45, "薬剤情報": 90, "診療情報": 90, "透析情報": 90, "手術情報": 1826}
"""How many days each section goes back; what is older is not shown."""


def people(number: int, today: date, seed: int = 34) -> Sequence[Person]:
    """Returns so many invented people as they are known on a day."""
    chance = Random(seed)  # noqa: S311 - what is simulated must repeat
    return [_person(each, today, chance) for each in range(number)]


def _person(number: int, today: date, chance: Random) -> Person:
    sex = chance.choice(("male", "female"))
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(34_000))
    city, street = chance.choice(names.CITIES)[0], chance.choice(names.STREETS)
    face = {
        "name": f"{chance.choice(names.FAMILIES)[0]} {chance.choice(names.GIVEN[sex])[0]}",
        "birth_date": born.isoformat(),
        "sex": sex,
        "address": f"{names.PREFECTURE[0]}{city}市{street}{number + 1}",
    }
    (card,) = chance.choices(list(_CARDS), list(_CARDS.values()))
    reading = f"invented-card-{number}-{''.join(chance.choices(ascii_lowercase, k=12))}"
    return Person(reading, face, card, _summary(today, chance))


def _summary(today: date, chance: Random) -> Entries:
    words = {"薬剤情報": _DRUGS, "電子処方箋情報": _DRUGS, "診療情報": _ILLNESSES, "手術情報": _OPERATIONS}

    def entry(section: str) -> dict[str, str]:
        at = today - timedelta(days=chance.randrange(_DAYS[section]))
        facility = f"{chance.choice(names.HOSPITAL_THEMES)[0]}総合病院"
        day = at.isoformat() if section in {"電子処方箋情報", "手術情報"} else f"{at:%Y-%m}"
        text = {"text": chance.choice(words[section])} if section in words else {}
        return {"date": day, **text, "facility": facility}

    shown = {section: [entry(section) for _ in range(chance.randrange(4))] for section in _DAYS}
    return {**shown, "健診": [{"date": (today - timedelta(days=chance.randrange(1, 365))).isoformat()}]}
