"""Resources with holes: what is the same in each of them is encoded once, when the module is loaded.

A shape is plain content in which `HOLE` marks what changes. As a value it takes any JSON, inside a text it takes ready
characters, and as name and value of a member it takes one or more members.

    pattern = compiled({"id": f"{HOLE}-hr", HOLE: HOLE, "value": HOLE})
    pattern % (b"17", b'"status":"final"', b"36.50")
"""

from typing import Final

import msgspec

from hub.fhir.codes import Content

HOLE: Final = "\x1a"

_MEMBER: Final = rb'"\u001a":"\u001a"'
_VALUE: Final = rb'"\u001a"'
_INSIDE: Final = rb"\u001a"


def compiled(shape: Content) -> bytes:
    """Returns the shape as a pattern for the ``%`` operator, with one ``%b`` for each hole in order of appearance."""
    pattern = msgspec.json.encode(shape).replace(b"%", b"%%")
    for hole in (_MEMBER, _VALUE, _INSIDE):
        pattern = pattern.replace(hole, b"%b")
    return pattern
