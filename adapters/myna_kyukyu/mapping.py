"""A question in the words of マイナ救急, and its answer in those of the hub: pure."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from pydantic import AwareDatetime, Field, ValidationError

from adapters.myna_kyukyu.criteria import Card, Criteria, FourItems
from adapters.myna_kyukyu.summary import Entry, Told, left_out, sections
from hub.sdk import (
    Found,
    LegalBasis,
    MynaResult,
    NotFound,
    Question,
    Refused,
    Reply,
    TryLater,
    Unknown,
    may_be_my_number,
)

LONGEST: Final = timedelta(hours=1)
"""For how long anything is shown at most, whatever the source says."""

REPLIES: Final[Mapping[str, Reply]] = {
    "not-registered": NotFound(MynaResult.CARD_NOT_REGISTERED),
    "refused": NotFound(MynaResult.CONSENT_REFUSED),
    "mismatch": NotFound(MynaResult.IDENTITY_MISMATCH),
    "expired": NotFound(MynaResult.CARD_EXPIRED),
    "unreadable": NotFound(MynaResult.CARD_UNREADABLE),
    "no-records": NotFound(MynaResult.NO_RECORDS),
    "several": Refused("not-unique", "more than one person is meant: say more of the address"),
    "unavailable": TryLater("source-unavailable"),
}
"""What each result comes to, but ``viewed``; a result that is not here is one that we do not know."""


class _Person(Told):
    """The four items of the card's face."""

    name: Annotated[str, Field(max_length=100)]
    birth_date: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
    sex: Annotated[str, Field(max_length=20)]
    address: Annotated[str, Field(max_length=200)]


class _Viewed(Told):
    """The record is shown."""

    expires_at: AwareDatetime
    person: _Person
    summary: dict[str, list[Entry]]


def asked(question: Question, criteria: Criteria) -> bytes:
    """Returns what the source is asked: who looks, on which ground, and for whom. Of the case it learns nothing."""
    is_oral = question.basis is LegalBasis.CONSENT
    said = {
        "id": question.id,
        "viewer": question.caller,
        "basis": question.basis.value,
        "consent": "oral" if is_oral else None,
        **criteria.model_dump(mode="json", exclude={"face_matches"}),
    }
    return json.dumps(said, ensure_ascii=False).encode()


def reply(criteria: Criteria, answer: bytes, now: datetime) -> Reply:
    """Returns what an answer comes to; one not understood whole is a doubt: nobody sees half a list of medicines."""
    try:
        said: Any = json.loads(answer)
        result = said["result"]
        if result != "viewed":
            return REPLIES[result]
        viewed = _Viewed.model_validate_json(answer)
    except (ValidationError, ValueError, KeyError, TypeError, RecursionError):
        return Unknown("answer-not-understood")
    if may_be_my_number(json.dumps(said, ensure_ascii=False)):
        return Unknown("answer-with-12-digit-number")
    if viewed.expires_at <= now:
        return TryLater("view-expired")
    if isinstance(criteria, FourItems) and not _is_of(viewed.person, criteria):
        return Unknown("answer-of-another-person")
    return Found(_shown(viewed), min(viewed.expires_at, now + LONGEST))


def without_asking(criteria: Criteria) -> NotFound | None:
    """Returns what is known before anybody is asked: a card with another face is not the patient's."""
    is_another = isinstance(criteria, Card) and not criteria.face_matches
    return NotFound(MynaResult.IDENTITY_MISMATCH) if is_another else None


def _is_of(person: _Person, looked_for: FourItems) -> bool:
    """Tells whether the source shows whom it was asked for; a name is not compared, for one has many spellings."""
    return (person.birth_date, person.sex) == (looked_for.birth_date.isoformat(), looked_for.sex)


def _shown(viewed: _Viewed) -> dict[str, Any]:
    return {
        "person": viewed.person.model_dump(),
        "sections": sections(viewed.summary),
        "left_out": left_out(viewed.summary),
    }
