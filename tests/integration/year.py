"""A year of a fictitious prefecture as statistics keep it: rows of cases, drawn from national figures."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from hub.domain.figures import CaseFigures, Inquiry
from hub.postgres.figures import Fresh, PostgresFigures, Uncounted
from hub.postgres.pool import Pool
from tests.keys import key_of
from tests.world import Json, enrolment, with_authority

AREA: Final = "98"
FIRST: Final = date(2017, 1, 1)
DEPARTMENTS: Final = 20
HOSPITALS: Final = 60
_PAGE: Final = 4_000
_TYPES: Final = ("sudden-illness", "general-injury", "interfacility-transfer", "traffic", "industrial", "other")
_TYPE_WEIGHTS: Final = (68, 16, 8, 5, 1, 2)
_AGES: Final = ("neonate", "infant", "child", "adult", "elderly")
_AGE_WEIGHTS: Final = (0.2, 5, 4, 30, 61)
_SEVERITIES: Final = ("death", "severe", "moderate", "mild")
_SEVERITY_WEIGHTS: Final = (1.5, 7.7, 43.5, 47.3)
_ASKED: Final = (1, 2, 3, 4, 5, 7, 11)
_ASKED_WEIGHTS: Final = (80, 9, 5, 3, 1.5, 1, 0.5)
_REASONS: Final = ("busy", "beds-full", "treatment-difficult", "out-of-specialty", "no-physician")


def prefecture() -> Json:
    """Returns the enrolment file of a second prefecture, of twenty departments and sixty hospitals."""
    file = with_authority({"organisations": [], "callers": []}, AREA)
    for number in range(DEPARTMENTS):
        name = f"fd-y{number:02}"
        file["organisations"].append(_organisation(name, "fire-department", f"架空第{number}消防本部"))
    for number in range(HOSPITALS):
        file["organisations"].append(_organisation(f"h-y{number:02}", "hospital", f"架空第{number}病院"))
    callers = {each["id"]: each for each in enrolment()["callers"]}
    for like, organisation in (("console-fd-01", "fd-y00"), ("screen-h-001", "h-y00")):
        name = f"desk-{organisation}"
        file["callers"].append({**callers[like], "id": name, "organisation": organisation, "key": key_of(name).jwk})
    return file


def _organisation(name: str, kind: str, ja: str) -> Json:
    return {"id": name, "kind": kind, "name": ja, "name_en": name, "area": AREA, "units": []}


async def fill(pool: Pool, number: int) -> None:
    """Keeps so many cases of one year, through the same door as the hub itself."""
    kept, page = PostgresFigures(pool), list[Fresh]()
    for at, row in enumerate(_rows(number)):
        page.append(Fresh(Uncounted(UUID(int=at + 1), 1, None, None), 1, row))
        if len(page) == _PAGE or at + 1 == number:
            async with pool.acquire() as connection:
                keys = [each.before.subject for each in page]
                await connection.execute("insert into data_key (subject, wrapped) select unnest($1::uuid[]), 'k'", keys)
            await kept.keep(page)
            page = []


def _rows(number: int) -> Iterator[CaseFigures]:
    draw = random.Random(17)  # noqa: S311  the same year every time
    for at in range(number):
        (asked,), (kind,) = draw.choices(_ASKED, _ASKED_WEIGHTS), draw.choices(_TYPES, _TYPE_WEIGHTS)
        (severity,), (age,) = draw.choices(_SEVERITIES, _SEVERITY_WEIGHTS), draw.choices(_AGES, _AGE_WEIGHTS)
        groups = ["all"] + ["severe"] * (severity in _SEVERITIES[:2]) + ["child"] * (age in _AGES[:3])
        stayed = min(int(draw.lognormvariate(2.9, 0.45)) + 3 * (asked - 1), 200)
        yield CaseFigures(
            department=f"fd-y{draw.randrange(DEPARTMENTS):02}",
            day=(FIRST + timedelta(days=at * 365 // number)).isoformat(),
            is_over=True,
            is_transported=True,
            incident_type=kind,
            age_band=age,
            severity=severity,
            closing="transported",
            groups=tuple(groups),
            minutes={
                "arrival": int(draw.lognormvariate(2.2, 0.35)),
                "scene": stayed,
                "transport": int(draw.lognormvariate(2.3, 0.5)),
                "handing-over": int(draw.lognormvariate(2.0, 0.5)),
                "hospital": stayed + int(draw.lognormvariate(3.2, 0.3)),
            },
            inquiries=tuple(_inquiries(draw, asked)),
        )


def _inquiries(draw: random.Random, asked: int) -> Sequence[Inquiry]:
    made = []
    for at in range(asked):
        begun, took = at * 200, int(draw.lognormvariate(4.2, 0.7))
        is_last = at + 1 == asked
        made.append(
            Inquiry(
                facility=f"h-y{min(int(draw.expovariate(0.08)), HOSPITALS - 1):02}",
                asked_s=begun,
                displayed_s=begun + min(took, draw.randrange(1, 45)),
                answered_s=begun + took,
                ended_s=begun + took,
                climbed="crew" if took > 150 else "second-device" if took > 90 else None,
                state="accepted" if is_last else "declined",
                reason=None if is_last else draw.choice(_REASONS),
            )
        )
    return made
