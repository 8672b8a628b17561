"""What the sides of a case say to each other in FHIR (連絡・質問).

Words reach those whom the sender has named, or nobody: where sender or recipients are not plain, they are kept.
"""

from typing import Any, Final

from hub.fhir.codes import KEY_ID, TalkKind
from hub.fhir.reading.notebook import Notebook
from hub.fhir.reading.organisation import organisation_of
from hub.fhir.reading.source import Source, coded, first, members, moment

Json = Any

_AROUND: Final = (
    "identifier", "status", "category", "subject", "encounter", "sent", "recipient", "sender", "payload",
)  # fmt: skip


def is_talk(source: Source) -> bool:
    """Tells whether a resource is said between the sides of a case; with a topic it is a report."""
    return source.type == "Communication" and _kind(source) is not None and not source.each("topic")


def of_crew(book: Notebook, source: Source, own: str) -> None:
    """Reads a message of a crew or its command centre: to the hospitals that it names, else among themselves.

    A reply goes to whoever reads what it replies to. So one that names no hospital is read as no reply.
    """
    named = [organisation_of(book.parcel, each) for each in source.each("recipient")]
    text = _text(source)
    is_plain = _kind(source) == TalkKind.MESSAGE and text is not None and named and None not in named
    if not is_plain or not _is_of(book, source, own):
        book.keeps(source.path)
        return
    facilities = [each for each in dict.fromkeys(named) if each != own] or None
    replied = _replied(source) if facilities else None
    at = moment(source.text("sent"))
    book.says("message", [source], at, text=text, facilities=facilities, reply_to=replied, by=_by(source))
    _leave(book, source, is_reply=replied is not None)


def of_hospital(book: Notebook, source: Source, own: str) -> None:
    """Reads a hospital's message or question, which the crew receives; one to anybody else is kept."""
    named = [organisation_of(book.parcel, each) for each in source.each("recipient")]
    text = _text(source)
    is_to_the_crew = all(each is not None and each == _crew_of(book, source) for each in named)
    if text is None or not is_to_the_crew or not _is_of(book, source, own):
        book.keeps(source.path)
        return
    at, by = moment(source.text("sent")), _by(source)
    if _kind(source) == TalkKind.QUESTION:
        book.says("ask", [source], at, question=text, by=by)
        _leave(book, source, is_reply=False)
    else:
        replied = _replied(source)
        book.says("message", [source], at, text=text, reply_to=replied, by=by)
        _leave(book, source, is_reply=replied is not None)


def _leave(book: Notebook, source: Source, *, is_reply: bool) -> None:
    book.keeps(*source.left(*_AROUND, *(["inResponseTo"] if is_reply else [])))


def _kind(source: Source) -> str | None:
    return first(coded(kind, TalkKind) for kind in source.each("category"))  # type: ignore[no-any-return]  # a code


def _is_of(book: Notebook, source: Source, own: str) -> bool:
    """Tells whether something was said, by the sender's own organisation."""
    sender = first(source.each("sender"))
    is_own = sender is None or organisation_of(book.parcel, sender) == own
    return is_own and source.text("status") == "completed"


def _crew_of(book: Notebook, source: Source) -> str | None:
    """Returns the fire department of the case, where its Encounter stands in the Bundle."""
    case = book.parcel.case(source)
    missions = (each for each in book.parcel.sources if each.type == "Encounter" and book.parcel.case(each) == case)
    provider = first(first(each.each("serviceProvider")) for each in missions)
    return organisation_of(book.parcel, provider)


def _text(source: Source) -> str | None:
    """Returns what was said, where it is one text and nothing else."""
    said = [each.get("contentString") for each in source.each("payload")]
    return said[0] if len(said) == 1 and isinstance(said[0], str) else None


def _by(source: Source) -> Json:
    return first(each.get("display") for each in source.each("sender"))


def _replied(source: Source) -> Json:
    """Returns the key of the one message that is replied to."""
    replied = source.each("inResponseTo")
    named = [each for reply in replied for each in members(reply, "identifier") if each.get("system") == KEY_ID]
    return named[0].get("value") if len(replied) == len(named) == 1 else None
