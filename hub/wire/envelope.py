"""What stands inside a sealed body: the journal's record of a submission, and the projection made of it.

FHIR says much in many words: the projection of one set of vital signs is 9.5 kB. Against a dictionary of what such
bodies look like it shrinks to about 400 bytes before it is sealed. A dictionary is a file that never changes; a better
one gets the next number, and bodies name the one they were written with.
"""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final

import msgspec
import zstandard

from hub.domain.events import EVENTS, Event
from hub.wire.frames import encode
from hub.wire.submission import Signed, Submission


class Record(msgspec.Struct):
    """A journal entry: the sender's own bytes, the events they became, and its signature where there is one."""

    submission: msgspec.Raw
    events: list[tuple[str, msgspec.Raw]]
    signed: Signed | None = None


class Projection(msgspec.Struct):
    """What is derived from an entry: the event frames' common part by view, and the FHIR resources."""

    views: dict[str, msgspec.Raw]
    resources: list[msgspec.Raw]


_NUMBERS: Final = (b"1", b"2")
_NEWEST: Final = _NUMBERS[-1]
_LARGEST: Final = 16 * 1024 * 1024
_dictionaries = {
    number: zstandard.ZstdCompressionDict(
        files("hub.wire").joinpath(f"projection-{number.decode()}.dictionary").read_bytes(),
        zstandard.DICT_TYPE_RAWCONTENT,
    )
    for number in _NUMBERS
}
_compressor = zstandard.ZstdCompressor(level=-1, dict_data=_dictionaries[_NEWEST])
_decompressors = {number: zstandard.ZstdDecompressor(dict_data=each) for number, each in _dictionaries.items()}

_record = msgspec.json.Decoder(Record)
_projection = msgspec.json.Decoder(Projection)
_fields = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


def read_fields(body: bytes | msgspec.Raw) -> Mapping[str, Any]:
    """Reads the body of a view; numbers keep their digits."""
    return _fields.decode(body)


def write_record(said: Submission, events: Sequence[Event]) -> bytes:
    """Writes a journal entry's body."""
    record = {"submission": msgspec.Raw(said.raw), "events": [(event.name, event) for event in events]}
    return encode(record if said.signed is None else {**record, "signed": said.signed})


def read_signed(body: bytes) -> tuple[bytes, Signed | None]:
    """Reads the sender's very bytes of a journal entry's body, and its signature over them."""
    record = _record.decode(body)
    return bytes(record.submission), record.signed


def read_events(body: bytes) -> list[Event]:
    """Reads the events of a journal entry's body."""
    return [EVENTS[name](**_fields.decode(fields)) for name, fields in _record.decode(body).events]


def read_file(body: bytes) -> bytes:
    """Reads the file that was attached by the submission of a journal entry's body."""
    return b64decode(_fields.decode(_record.decode(body).submission)["data"]["content"])


def write_projection(views: Mapping[str, bytes], resources: Sequence[bytes]) -> bytes:
    """Writes a projection's body from parts that are JSON already."""
    shown = b",".join(b'"%s":%s' % (view.encode(), body) for view, body in views.items())
    return _NEWEST + _compressor.compress(b'{"views":{%s},"resources":[%s]}' % (shown, b",".join(resources)))


def read_projection(body: bytes) -> Projection:
    """Reads a projection's body; its parts stay JSON."""
    plain = _decompressors[body[:1]].decompress(body[1:], max_output_size=_LARGEST)
    return _projection.decode(plain)
