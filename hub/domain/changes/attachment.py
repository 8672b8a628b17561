"""What an attachment changes in a case: the document tells what there is, the bytes are fetched by its key."""

from hub.domain.case import Case, Evolved
from hub.domain.changes.change import Changes
from hub.domain.events import AttachmentAdded


def _attachment_added(event: AttachmentAdded, case: Case) -> Evolved:
    return case, {"attachments": {event.key: {"at": event.at, **event.values}}}


CHANGES: Changes = {
    AttachmentAdded: _attachment_added,
}
