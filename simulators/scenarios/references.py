"""``@name`` in a scenario: a party, the vehicle of one, the key of what was said earlier, or a time beside now."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

TIME: Final = re.compile(r"now(?:([+-]\d{1,4})([smh]))?")
"""``@now``, ``@now-2m``, ``@now+3h``: real time, for that is what a hub judges by."""

VEHICLE: Final = ".car"
"""``@op.car``: the vehicle of an operator."""

_REFERENCE: Final = re.compile(r"@(now[+-]\d{1,4}[smh]|[a-z0-9-]+(?:\.car)?)")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours"}


def named(value: object) -> Iterator[str]:
    """Yields the names that a value refers to, however deep."""
    if isinstance(value, str):
        yield from _REFERENCE.findall(value)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from named(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from named(each)


def resolved(value: object, known: Mapping[str, str]) -> object:
    """Returns the value with every reference replaced by what it stands for."""
    if isinstance(value, str):
        return _REFERENCE.sub(lambda found: _meaning(found[1], known), value)
    if isinstance(value, Mapping):
        return {str(resolved(name, known)): resolved(each, known) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [resolved(each, known) for each in value]
    return value


def _meaning(name: str, known: Mapping[str, str]) -> str:
    time = TIME.fullmatch(name)
    if time is None:
        return known[name]
    beside = timedelta(**{_UNITS[time[2]]: int(time[1])}) if time[1] else timedelta()
    return f"{(datetime.now(UTC) + beside).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
