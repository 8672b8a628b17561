"""Whether somebody's narrative is the still text that FHIR allows: known elements, nothing that acts.

The hub shows no foreign narrative and keeps the sender's bytes; this says only whether they are FHIR (txt-1, txt-2).
"""

import re
from typing import Final

_ELEMENTS: Final = frozenset((
    "a", "abbr", "acronym", "b", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col",
    "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "ins", "kbd", "li", "map", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "area",
))  # fmt: skip
_ATTRIBUTES: Final = frozenset((
    "abbr", "accesskey", "align", "alt", "axis", "bgcolor", "border", "cellhalign", "cellpadding", "cellspacing",
    "cellvalign", "char", "charoff", "charset", "cite", "class", "clear", "color", "colspan", "compact", "coords",
    "datetime", "dir", "face", "frame", "headers", "height", "href", "hreflang", "hspace", "id", "lang", "longdesc",
    "name", "nowrap", "rel", "rev", "rowspan", "rules", "scope", "shape", "size", "span", "src", "start", "style",
    "summary", "tabindex", "title", "type", "usemap", "valign", "value", "vspace", "width", "xml:lang", "xmlns",
    "xml:space",
))  # fmt: skip
_ACTS: Final = re.compile(r"\s*(?:javascript|vbscript|data\s*:\s*text)", re.IGNORECASE)
_TOKEN: Final = re.compile(
    r"<(?P<ends>/?)(?P<element>[a-z][a-z0-9]*)(?P<attributes>(?:\s+[a-z:]+\s*=\s*(?:\"[^<\"]*\"|'[^<']*'))*)\s*(?P<empty>/?)>"
    r"|<!--(?:[^-]|-(?!->))*-->"
    r"|&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{2,8}\d?);"
    r"|(?P<text>[^<&]+)"
)
_ATTRIBUTE: Final = re.compile(r"([a-z:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def is_safe(division: str) -> bool:
    """Tells whether a division of XHTML is well formed, says something and does nothing; takes linear time."""
    text, place = division.strip(), 0
    open_elements: list[str] = []
    says_something = False
    while place < len(text):
        token = _TOKEN.match(text, place)
        element = token["element"] if token else None
        if token is None or (not open_elements and (place or element != "div")):
            return False
        place = token.end()
        if element is None:
            says_something |= bool((token["text"] or "").strip())
        elif token["ends"]:
            if token["attributes"] or not open_elements or open_elements.pop() != element:
                return False
        elif not _is_known(element, token["attributes"]):
            return False
        else:
            says_something |= element == "img"
            if not token["empty"]:
                open_elements.append(element)
    return says_something and not open_elements


def _is_known(element: str, attributes: str) -> bool:
    stated = _ATTRIBUTE.findall(attributes)
    return element in _ELEMENTS and all(
        name in _ATTRIBUTES and not _ACTS.match(double or single) for name, double, single in stated
    )
