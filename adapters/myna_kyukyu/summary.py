"""The summary for emergencies (救急用サマリー): its sections, each with the time that it goes back.

The sections and their periods are those that the Fire and Disaster Management Agency has published; how they travel is
ours.
"""

from typing import Annotated, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field


class Section(NamedTuple):
    """One section.

    Attributes:
        name: In the hub.
        ja: In the summary.
        period: How far it goes back, as ISO 8601 writes a duration; empty where only dates are shown.
        shared_as: The field of `share-myna-record` in which a crew passes an entry on; none where it has no place.
    """

    name: str
    ja: str
    period: str
    shared_as: str | None = None


SECTIONS: Final = (
    Section("medications", "薬剤情報", "P3M", "medications"),
    Section("prescriptions", "電子処方箋情報", "P45D", "medications"),
    Section("care", "診療情報", "P3M", "conditions"),
    Section("operations", "手術情報", "P5Y", "procedures"),
    Section("dialysis", "透析情報", "P3M", "procedures"),
    Section("visits", "受診歴", "P3M"),
    Section("checkups", "健診", ""),
)


class Told(BaseModel):
    """What the source tells; a field that is not ours is left out, one that is not right spoils the whole."""

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)


class Entry(Told):
    """One entry: when, what, by whom. A claim of an insurer knows the month only."""

    date: Annotated[str, Field(pattern=r"^\d{4}-\d\d(-\d\d)?$")]
    text: Annotated[str, Field(max_length=500)] = ""
    facility: Annotated[str, Field(max_length=200)] = ""


Sections = dict[str, list[Entry]]


def sections(told: Sections) -> list[dict[str, object]]:
    """Returns every section in its order, newest entry first.

    Three things stay apart: a section with entries, one that is empty, and one that the source did not show (None).
    """
    return [_section(each, told.get(each.ja)) for each in SECTIONS]


def left_out(told: Sections) -> int:
    """Returns how many sections the source showed that have no place here."""
    return len(told.keys() - {each.ja for each in SECTIONS})


def _section(section: Section, entries: list[Entry] | None) -> dict[str, object]:
    newest_first = None if entries is None else sorted(entries, key=lambda each: each.date, reverse=True)
    shown = None if newest_first is None else [_entry(each, has_words=bool(section.period)) for each in newest_first]
    return {**section._asdict(), "entries": shown}


def _entry(entry: Entry, *, has_words: bool) -> dict[str, str]:
    return entry.model_dump(exclude_defaults=True) if has_words else {"date": entry.date}
