"""The record as files: Shift_JIS CSV and GeoJSON, both ways. A line that is wrong is reported, the rest is read."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from adapters.emis.columns import LAYOUT, NAMES
from adapters.emis.record import Fault, Record, parse
from adapters.emis.support import colour

_LONGEST_ROW: Final = 20
"""Lines that a row may take: text may have line breaks."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LOOK_ALIKES: Final = str.maketrans("〜−—‖¢£¬", "～－―∥￠￡￢")
"""What Shift_JIS of Windows writes with another character of Unicode."""
_CRS: Final = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4612"}}

Read = tuple[int, Record | list[Fault]]
"""The line of a file or the number of a feature, and what stands there: a record, or what is wrong with it."""


class FileRefusedError(ValueError):
    """Says why nothing of a file can be read."""


def from_csv(content: bytes) -> Iterator[Read]:
    """Reads a file line by line: a record, or the faults of its line.

    Raises:
        FileRefusedError: Its head is not that of this layout.
    """
    lines = content.decode("cp932", errors="surrogateescape").splitlines(keepends=True)
    head = next(csv.reader(lines[:1]), [])
    if tuple(head) != NAMES:
        missing = [name for name in NAMES if name not in head]
        raise FileRefusedError(f"the head is not that of layout {LAYOUT}; missing: {', '.join(missing) or 'none'}")
    at = 1
    while at < len(lines):
        taken, cells = _row(lines, at)
        if cells:
            broken = any(map(_SURROGATE.search, cells))
            yield at + 1, [Fault(at + 1, "", "encoding")] if broken else parse(at + 1, cells)
        at += taken


def _row(lines: Sequence[str], at: int) -> tuple[int, Sequence[str]]:
    """Returns how many lines a row takes, and its cells.

    A quotation mark that is never closed costs its own line, and not the rest of the file.
    """
    row = ""
    for taken, line in enumerate(lines[at : at + _LONGEST_ROW], 1):
        row += line
        if row.count('"') % 2 == 0:
            cells = next(csv.reader(io.StringIO(row, newline="")), [])
            if taken == 1 or len(cells) == len(NAMES):
                return taken, cells
            break
    return 1, [lines[at]]


def to_csv(records: Iterable[Record]) -> bytes:
    """Writes a file; what Shift_JIS does not have becomes 〓."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(NAMES)
    writer.writerows(record.cells() for record in records)
    return shift_jis(text.getvalue())


def shift_jis(text: str) -> bytes:
    """Writes text in the Shift_JIS of Windows, with 〓 for what it does not have."""
    text = text.translate(_LOOK_ALIKES)
    try:
        return text.encode("cp932")
    except UnicodeEncodeError:
        return "".join(each if _is_writable(each) else "〓" for each in text).encode("cp932")


def _is_writable(character: str) -> bool:
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def from_geojson(content: bytes) -> Iterator[Read]:
    """Reads a collection feature by feature: a record, or the faults of the feature.

    Raises:
        FileRefusedError: It is no collection of features.
    """
    try:
        collection = json.loads(content)
    except ValueError:
        raise FileRefusedError("it is no JSON in UTF-8") from None
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise FileRefusedError("it is no collection of features")
    for number, feature in enumerate(features, 1):
        yield number, _feature(number, feature)


def _feature(number: int, feature: object) -> Record | list[Fault]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return [Fault(number, "", "not-a-feature")]
    if any(name not in properties for name in NAMES):
        return [Fault(number, "", "columns")]
    cells = [properties[name] for name in NAMES]
    wrong = [Fault(number, name, "not-text") for name, cell in zip(NAMES, cells, strict=True) if type(cell) is not str]
    return wrong or parse(number, cells)


def to_geojson(records: Iterable[Record]) -> bytes:
    """Writes a collection of points with the 85 cells and the colour of the map."""
    features = [_shown(record) for record in records]
    collection = {"type": "FeatureCollection", "crs": _CRS, "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def _shown(record: Record) -> Mapping[str, Any]:
    lon, lat = record.said("lon"), record.said("lat")
    is_placed = lon is not None and lat is not None
    point = {"type": "Point", "coordinates": [float(str(lon)), float(str(lat))]} if is_placed else None
    properties = {**dict(zip(NAMES, record.cells(), strict=True)), "colour": colour(record).value}
    return {"type": "Feature", "geometry": point, "properties": properties}
