"""Who wrote what, when, and under which submission: one Provenance for each accepted write."""

from base64 import b64encode
from collections.abc import Iterable
from typing import Final

from hub.fhir import profiles
from hub.fhir.codes import KEY_ID, PERSON_ID, SubmissionKind, coded, coding, concept, hl7
from hub.fhir.narrative import sentence
from hub.fhir.resource import Page, Resource, encode
from hub.fhir.template import HOLE, compiled

_SUFFIX: Final = "provenance"
_TERMS: Final = {kind.value: encode(kind.ja)[1:-1] for kind in SubmissionKind}
_PROVENANCE: Final = compiled(
    {
        "resourceType": "Provenance",
        "id": f"{HOLE}-{_SUFFIX}",
        "meta": {"profile": [profiles.PROVENANCE], HOLE: HOLE},
        "text": sentence(f"{HOLE} {HOLE}"),
        "target": HOLE,
        "occurredDateTime": HOLE,
        "recorded": HOLE,
        "activity": HOLE,
        "agent": HOLE,
        "entity": HOLE,
    }
)
_AUTHOR: Final = compiled({"type": concept(hl7("provenance-participant-type", "author", "Author")), "who": HOLE})
_ENTERER: Final = compiled(
    {
        "type": concept(hl7("provenance-participant-type", "enterer", "Enterer")),
        "who": {"identifier": {"system": PERSON_ID, "value": HOLE}},
    }
)
_SIGNATURE: Final = compiled(
    {
        "type": [coding("urn:iso-astm:E1762-95:2013", "1.2.840.10065.1.12.1.14", "Source Signature")],
        "when": HOLE,
        "who": {"reference": HOLE},
        "targetFormat": "application/json",
        "sigFormat": "application/jose",
        "data": HOLE,
    }
)
_KEY: Final = compiled({"role": HOLE, "what": {"identifier": {"system": KEY_ID, "value": HOLE}}})
_SOURCE: Final = encode("source")
QUOTATION: Final = "quotation"
"""The role of the look of which something is passed on."""


def provenance(page: Page, at: str, written: Iterable[Resource], quoted: str | None = None) -> Resource:
    """Returns the Provenance of the versions that this entry wrote; ``at`` is when it happened by its own time.

    Its text says what was done and when, and not by whom: an asked hospital reads it too. ``quoted`` is the key of the
    submission of which something is passed on.
    """
    entry = page.entry
    version = entry.version
    targets = ",".join([f'{{"reference":"{each.type}/{each.id}/_history/{version}"}}' for each in written])
    body = _PROVENANCE % (
        page.prefix.encode(),
        page.stamps,
        _TERMS[entry.kind],
        at.encode(),
        f"[{targets}]".encode(),
        encode(at),
        encode(page.recorded_at),
        coded(SubmissionKind, entry.kind),
        _agents(page),
        _entity(entry.key, quoted),
    )
    if entry.signature is not None:
        body = b'%b,"signature":[%b]}' % (body[:-1], _signature(page, entry.signature))
    return Resource("Provenance", f"{page.prefix}-{_SUFFIX}", body)


def _signature(page: Page, statement: str) -> bytes:
    """Returns the signature of the sender's device over the bytes that it has sent."""
    device = f"Device/{page.entry.principal.caller}"
    return _SIGNATURE % (encode(page.recorded_at), encode(device), encode(b64encode(statement.encode()).decode()))


def _agents(page: Page) -> bytes:
    """Returns the organisation that says it, and who was signed in at the sender; else the device alone spoke."""
    person = page.entry.principal.person
    author = _AUTHOR % (page.performer,)
    return b"[%b]" % author if person is None else b"[%b,%b]" % (author, _ENTERER % (encode(person),))


def _entity(key: str, quoted: str | None) -> bytes:
    """Returns the submissions that stand behind what was written."""
    own = _KEY % (_SOURCE, encode(key))
    return b"[%b]" % own if quoted is None else b"[%b,%b]" % (own, _KEY % (encode(QUOTATION), encode(quoted)))
