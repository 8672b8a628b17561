"""What a crew attaches: a photo, an electrocardiogram."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from hub.domain.codes import AttachmentKind
from hub.domain.commands.command import Command, Conflict
from hub.domain.fields import Base64, Label, Text
from hub.domain.media import PDF, BrokenMediaError, TooManyPixelsError, cleaned, media_type

LARGEST = 180_000
"""Bytes of one attachment: a photo of 1280 pixels. As text in a submission it stays within the bound of every body."""

_PHOTOS: Final = {AttachmentKind.INJURY, AttachmentKind.SCENE}
"""What only a camera shows: no PDF is taken for it."""
_NOT_CALM: Final = (
    "途中で切れているか、スクリプト・添付ファイル・暗号化などを含むPDFです",
    "is cut off, or a PDF with a script, a file inside, encryption or the like",
)


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
        return cleaned(self.content, keeps_position=self.keeps_position)

    def conflicts(self) -> Iterator[Conflict]:
        """Yields: content that is not taken by its own bytes, or is not whole, or is no photo where one is meant."""
        kind = media_type(self.content)
        if kind is None:
            yield "content", "unknown-media", "JPEG・PNG・PDFのいずれでもありません", "is neither JPEG, PNG nor PDF"
            return
        if kind == PDF and self.what in _PHOTOS:
            yield "content", "not-a-photo", "写真(JPEG・PNG)を添付してください", "is no photo"
            return
        try:
            cleaned(self.content)
        except TooManyPixelsError:
            yield "content", "too-many-pixels", "画像が大きすぎます(1600万画素まで)", "has more than 16 million pixels"
        except BrokenMediaError:
            if kind == PDF:
                yield "content", "not-only-a-document", *_NOT_CALM
            else:
                yield "content", "broken-media", "ファイルが途中で切れているか壊れています", "is cut off or broken"
