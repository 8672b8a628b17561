"""How a patient is looked for: by a card on the reader, or by the four items of its face. Nothing half is asked."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from hub.sdk import Refused, may_be_my_number

_PREFECTURE: Final = re.compile(r"(北海道|東京都|京都府|大阪府|.{2,3}県).")
_ITEMS: Final = ("name", "birth_date", "sex", "address")


class _Looked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, strict=True)


class Card(_Looked):
    """By the card (カード).

    Attributes:
        reading: What the reader says of the card: good once, and nothing of the card itself.
        face_matches: The crew has compared the face with the photo on the card; no PIN is asked for.
    """

    method: Literal["card"]
    reading: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,200}$")]
    face_matches: bool


class FourItems(_Looked):
    """By the four items (4情報検索): all of them, of which only the address below the prefecture may be fuzzy."""

    method: Literal["four-items"]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    birth_date: date
    sex: Literal["male", "female", "other", "unknown"]
    address: Annotated[str, Field(max_length=200)]


Criteria: TypeAlias = Card | FourItems
_CRITERIA: Final = TypeAdapter[Criteria](Annotated[Criteria, Field(discriminator="method")])


def read(criteria: Mapping[str, Any]) -> Criteria | Refused:
    """Reads how a patient is looked for; a 12-digit number goes nowhere, wherever it stands."""
    text = json.dumps(dict(criteria), ensure_ascii=False, default=str)
    if may_be_my_number(text):
        return Refused("my-number", "a 12-digit number may be an Individual Number")
    missing = [each for each in _ITEMS if not criteria.get(each)]
    if missing and criteria.get("method") == "four-items":
        return Refused("four-items-required", ", ".join(missing))
    try:
        looked = _CRITERIA.validate_json(text)
    except ValidationError:
        return Refused("criteria-not-valid", "see the adapter's page")
    if isinstance(looked, FourItems) and not _PREFECTURE.match(looked.address):
        return Refused("prefecture-required", "the address begins with the prefecture")
    return looked
