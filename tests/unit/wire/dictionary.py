"""The dictionary that projections are shrunk against: a resource of each shape the hub writes, then whole projections.

``python -m tests.unit.wire.dictionary 3`` writes the third. A dictionary that was released never changes; the next one
gets its number in `hub.wire.envelope` as well. What comes most often stands last, where it costs least to reach.
"""

import json
import sys
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Final

from hub.domain import commands as say
from hub.domain.codes import Jcs
from hub.domain.events import ObservationRecorded, instant
from hub.wire.frames import event_tail
from tests.referees.emitted import shape
from tests.referees.examples import capacity, mode, ride, shift
from tests.unit.fhir.histories import CASE, OPENED_AT, History

_FOLDER: Final = Path(__file__).parents[3] / "hub" / "wire"
VITALS: Final = say.RecordObservation(
    heart_rate=118,
    respiratory_rate=26,
    spo2=91,
    systolic=148,
    diastolic=86,
    temperature=Decimal("36.51"),
    jcs=Jcs.I_1,
)


def dictionary() -> bytes:
    """Returns what projections look like."""
    written = chain(capacity(), mode(), *shift().written)
    shapes = {shape(json.loads(body)): body for body in (*ride(), *(each.body for each in written))}
    return b"\n".join([*shapes.values(), *(_plain(*vitals(minute)) for minute in (3, 14))])


def vitals(minute: int, *, said: say.RecordObservation = VITALS) -> tuple[dict[str, bytes], list[bytes]]:
    """Returns the views and the resources that one set of vital signs becomes, so many minutes into a case."""
    history = History()
    history.says(say.OpenCase(chief_complaint="胸痛"))
    for later in range(minute):
        history.says(replace(said, heart_rate=100 + later), after=-timedelta(milliseconds=713))
    event, resources = history.happened[-1], history.written[-1]
    assert isinstance(event, ObservationRecorded)
    tail = event_tail(
        subject=str(CASE),
        version=history.case.version,
        kind=said.kind,
        recorded_at=instant(OPENED_AT + timedelta(minutes=minute)),
        mode="patch",
        body={"observations": {event.key: {"at": event.at, **event.values}}},
    )
    return {"patch": b"{" + tail}, [each.body for each in resources]


def _plain(views: dict[str, bytes], resources: list[bytes]) -> bytes:
    shown = b",".join(b'"%b":%b' % (view.encode(), body) for view, body in views.items())
    return b'{"views":{%b},"resources":[%b]}' % (shown, b",".join(resources))


if __name__ == "__main__":
    (_FOLDER / f"projection-{int(sys.argv[1])}.dictionary").write_bytes(dictionary())
