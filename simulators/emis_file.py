"""Files of EMIS as it writes them: invented hospitals of all prefectures, and lines that are wrong on purpose."""

import csv
import io
from collections.abc import Iterable, Mapping
from random import Random
from typing import Final

_HEAD: Final = """
hcode ecode name1 name2 pref_code marea_code city_code pref_name marea_name city_name post_code address lat lon
saigai kyukyu hibaku dmat assist mds team rd atd
e001 e002 e003 e004 e005 e006 e007 e008 e009 e010 e011 e012
d_f001 d_f002 d_f003 d_f004 d_f005 d_l001 d_l002 d_l003 d_l004 d_l005 d_l006 d_l007 d_c001 d_c002
d_p001 d_p002 d_p003 d_p004 d_p005
d_k001 d_k002 d_k003 d_k004 d_k005 d_k006 d_k007 d_k008 d_k009 d_k010 d_k011 d_k012 d_k013
d_g001 d_g002 d_g003 d_g004 d_g005 d_g006 d_g007 d_s001 d_s002 d_s003 d_s004 d_s005 d_s006 d_o d_i d_date
aid head
"""
NAMES: Final = tuple(_HEAD.split())
Row = dict[str, str]

_ENTERED: Final = "2026/11/25 9:30"
_WRONG: Final = {
    "e002": "2",
    "d_date": "2026/13/45 9:30",
    "d_k008": "たくさん",
    "lat": "135.1E",
    "pref_code": "48",
}


def hospital(prefecture: str, code: str, **cells: str) -> Row:
    """Returns the row of a hospital that has entered nothing but what is given."""
    named = {
        "hcode": prefecture + code,
        "ecode": code,
        "pref_code": prefecture,
        "name1": f"架空第{int(code[1:])}病院",
        "assist": "未",
        "mds": "未入力",
    }
    return dict.fromkeys(NAMES, "") | named | cells


def nationwide(hospitals: int = 10_000, wrong: int = 0, seed: int = 34) -> list[Row]:
    """Returns a row for each hospital; so many of them are wrong."""
    rng = Random(seed)  # noqa: S311 - what is simulated must repeat
    rows = [_drawn(number, rng) for number in range(hospitals)]
    for row in rng.sample(rows, wrong):
        name = rng.choice(list(_WRONG))
        row[name] = _WRONG[name]
    return rows


def _drawn(number: int, rng: Random) -> Row:
    row = hospital(f"{number % 47 + 1:02}", f"1{number:09}", lat=f"{rng.uniform(31, 43):.6f}", lon="135.000000")
    has_entered = rng.choice((True, False))
    if not has_entered:
        return row | dict.fromkeys([name for name in NAMES if name.startswith("d_")], "設定しない")
    urgent = {f"e{item:03}": rng.choice("0001") for item in range(1, 8)}
    is_in_need = "1" in urgent.values()
    row |= urgent | {"e009": "--：--", "e010": "000-0000-0000", "e012": _ENTERED, "rd": _ENTERED}
    row |= {"assist": "要" if is_in_need else "不要", "mds": "要手配" if is_in_need else "-"}
    row |= {"d_l001": rng.choice("123"), "d_k008": str(rng.choice((0, 1, 2, 999))), "d_k009": str(rng.randrange(20))}
    return row | {"d_g001": rng.choice(("01", "02", "03")), "d_g002": "08:30", "d_g003": "--：--", "d_date": _ENTERED}


def written(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Returns the file, in the Shift_JIS of Windows."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, NAMES, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("cp932")


def read(content: bytes) -> list[Row]:
    """Reads a file back.

    Raises:
        ValueError: It is none.
    """
    reader = csv.DictReader(io.StringIO(content.decode("cp932"), newline=""))
    rows = list(reader)
    if tuple(reader.fieldnames or ()) != NAMES or any(None in row.values() or None in row for row in rows):
        raise ValueError("no file of hospitals")
    return rows
