"""Text for people inside a resource: XHTML that is made here, of nothing but escaped text.

A sender's own narrative is never shown: it may hold markup that acts. What was written as free text is escaped.
"""

from collections.abc import Iterable
from html import escape
from typing import Final

from hub.fhir.codes import Content

_DIVISION: Final = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'

Block = tuple[str, Iterable[str]]
"""A heading and the lines below it."""


def paragraphs(text: str) -> str:
    """Returns free text as a division with a paragraph for each line."""
    return _DIVISION.format("".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip()))


def generated(title: str, blocks: Iterable[Block]) -> Content:
    """Returns the Narrative of a resource: its title, and each block that holds anything as a list."""
    parts = [f"<h1>{escape(title)}</h1>"]
    for heading, lines in blocks:
        items = "".join(f"<li>{escape(line)}</li>" for line in lines if line.strip())
        if items:
            parts.append(f"<h2>{escape(heading)}</h2><ul>{items}</ul>")
    return {"status": "generated", "div": _DIVISION.format("".join(parts))}


def sentence(text: str) -> Content:
    """Returns the Narrative of a resource that one sentence says it all about."""
    return {"status": "generated", "div": _DIVISION.format(f"<p>{escape(text)}</p>")}
