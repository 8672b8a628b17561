"""Photos and electrocardiograms: a DocumentReference that says where the bytes are."""

from typing import Final

from hub.domain.codes import AttachmentKind
from hub.domain.events import AttachmentAdded
from hub.fhir import profiles
from hub.fhir.codes import Content, coded, concept, loinc, own_coding
from hub.fhir.resource import Page, Resource, words

OPEN: Final = "-attachment-open"
"""The end of the id of what shows nobody: a hospital that is only asked sees it too."""
_IDENTIFYING: Final = "-attachment"
_ECG: Final = concept(loinc("11524-6"), own_coding(AttachmentKind.ECG_12_LEAD), text=AttachmentKind.ECG_12_LEAD.ja)


def attachment(page: Page, event: AttachmentAdded) -> Resource:
    """Returns what was attached (写真・12誘導心電図); the URL is relative to the base of FHIR."""
    values = event.values
    is_ecg = values["what"] == AttachmentKind.ECG_12_LEAD
    file: Content = {
        "contentType": values["media_type"],
        "url": f"../cases/{page.subject}/attachments/{event.key}",
        "size": values["size"],
        "creation": event.at,
    }
    if title := words(values.get("title")):
        file["title"] = title
    content: Content = {
        "status": "current",
        "docStatus": "final",
        "type": _ECG if is_ecg else coded(AttachmentKind, values["what"]),
        "subject": page.patient,
        "date": page.recorded_at,
        "author": [page.performer],
        "content": [{"attachment": file}],
        "context": {"encounter": [page.encounter]},
    }
    suffix = _IDENTIFYING if values["is_identifying"] else OPEN
    return page.resource("DocumentReference", f"{page.prefix}{suffix}", profiles.ATTACHMENT, content)
