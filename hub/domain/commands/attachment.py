"""What a crew attaches: a photo, an electrocardiogram."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from hub.domain.codes import AttachmentKind
from hub.domain.commands.command import Command, Conflict
from hub.domain.fields import Base64, Label, Text
from hub.domain.media import BrokenMediaError, media_type, without_position

LARGEST = 180_000
"""Bytes of one attachment: a photo of 1280 pixels. As text in a submission it stays within the bound of every body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach(Command):
    """Attaches a photo or an electrocardiogram to the case: JPEG, PNG or PDF (写真・12誘導心電図の添付)."""

    kind = "attach"

    what: Annotated[AttachmentKind, Label("種類")]
    content: Annotated[bytes, Base64("内容", LARGEST)]
    title: Annotated[str | None, Text("説明", 200)] = None
    is_identifying: Annotated[bool, Label("個人が分かる内容")] = True
    keeps_position: Annotated[bool, Label("位置情報を残す")] = False

    @property
    def shown(self) -> bytes:
        """The content as receivers get it: without what the camera wrote beside it, unless that is wanted."""
        return self.content if self.keeps_position else without_position(self.content)

    def conflicts(self) -> Iterator[Conflict]:
        """Yields: content that is neither JPEG, PNG nor PDF by its own bytes, or that is not whole."""
        if media_type(self.content) is None:
            yield "content", "unknown-media", "JPEG・PNG・PDFのいずれでもありません", "is neither JPEG, PNG nor PDF"
            return
        try:
            without_position(self.content)
        except BrokenMediaError:
            yield "content", "broken-media", "ファイルが途中で切れているか壊れています", "is cut off or broken"
