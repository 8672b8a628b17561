"""What the sides of a case say to each other: one Communication for each hospital it goes to.

The id names the hospital by a digest, so that it may be told by the id alone who may read it, and no hospital learns
whom else the crew writes to.
"""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2s

from hub.domain.events import MessageSent
from hub.fhir import profiles
from hub.fhir.codes import KEY_ID, Content, TalkKind, coded
from hub.fhir.resource import Page, Resource, organisation, words

_AMONG_OURSELVES = "-message"
_WITH = "-message."


def messages(page: Page, department: str, event: MessageSent) -> Iterator[Resource]:
    """Yields the Communications of what was said (連絡・質問)."""
    if not event.facilities:
        yield _message(page, event, f"{page.prefix}{_AMONG_OURSELVES}", department)
    for facility in event.facilities:
        recipient = department if facility == event.organisation else facility
        yield _message(page, event, f"{page.prefix}{talk_suffix(facility)}", recipient)


@lru_cache(maxsize=8192)
def talk_suffix(facility: str) -> str:
    """Returns the end of the id of what is said to a hospital, or by it."""
    return f"{_WITH}{blake2s(facility.encode(), digest_size=5).hexdigest()}"


def is_read_by(identity: str, facility: str) -> bool:
    """Tells whether a Communication is open to a hospital: it is no talk, or talk with this hospital."""
    if identity.endswith(_AMONG_OURSELVES):
        return False
    return _WITH not in identity or identity.endswith(talk_suffix(facility))


def _message(page: Page, event: MessageSent, identity: str, recipient: str) -> Resource:
    values = event.values
    sender = organisation(event.organisation)
    if by := words(values.get("by")):
        sender = {**sender, "display": by}
    kind = TalkKind.QUESTION if "is_question" in values else TalkKind.MESSAGE
    replied = {"identifier": {"system": KEY_ID, "value": values.get("reply_to")}}
    content: Content = {
        "identifier": [{"system": KEY_ID, "value": event.key}],
        "inResponseTo": [replied] if "reply_to" in values else None,
        "status": "completed",
        "category": [coded(TalkKind, kind)],
        "subject": page.patient,
        "encounter": page.encounter,
        "sent": event.at,
        "recipient": [organisation(recipient)],
        "sender": sender,
        "payload": [{"contentString": words(values["text"]) or "–"}],
    }
    return page.resource("Communication", identity, profiles.MESSAGE, content)
