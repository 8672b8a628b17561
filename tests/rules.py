"""What the rules of a region allow, by examples: the hub that decides and the screen that shows it before say the same.

Each example is a case as its document says it, at one moment, and what stands against asking these hospitals then.
"""

from typing import Any, Final, NamedTuple

from hub.domain.codes import OrganisationKind, Specialty
from hub.domain.people import Organisation
from hub.domain.rule_pack import Asking, Call, Condition, Escalation, RulePack
from tests.factories import AREA, example_pack

Json = dict[str, Any]
NOW: Final = "2026-11-23T01:30:00.000Z"
SOON: Final = "2026-11-23T01:33:00.000Z"


def hospital(id_: str, emergency_class: str, *specialties: Specialty) -> Organisation:
    return Organisation(
        id=id_,
        kind=OrganisationKind.HOSPITAL,
        name=id_,
        name_en=id_,
        area=AREA,
        emergency_class=emergency_class,
        specialties=(Specialty.EMERGENCY, *specialties),
    )


HOSPITALS: Final = (
    hospital("h-heart", "secondary", Specialty.CARDIOLOGY),
    hospital("h-center", "tertiary", Specialty.CARDIOLOGY, Specialty.STROKE),
    hospital("h-small", "primary"),
    hospital("h-mind", "primary", Specialty.PSYCHIATRY),
    hospital("h-002", "secondary"),
)
WEST: Final = example_pack("one-by-one")
EAST: Final = example_pack("three-at-once")
CLOSED: Final = RulePack(
    region="kaku",
    version="1",
    name="次を待つ",
    name_en="Waits",
    departments=("fd-01",),
    asking=(Asking(name="一病院", name_en="One", at_once=1),),
    calls=(
        Call(
            name="小児", name_en="Children", hospitals=("h-small",), when=Condition(age_bands=None, minutes_on_scene=5)
        ),
    ),
    escalation=Escalation(),
)


def asked(state: str, at: str = "2026-11-23T01:29:00.000Z", **more: str) -> Json:
    return {"state": state, "requested_at": at, "answer_by": SOON, **more}


def declined(*facilities: str) -> Json:
    return {each: asked("declined") for each in facilities}


class Example(NamedTuple):
    """A case, whom its crew would ask, and what stands against it: `place code`."""

    name: str
    pack: RulePack
    document: Json
    asks: tuple[str, ...]
    against: tuple[str, ...] = ()


RED: Final[Json] = {"complaint": {"urgency": "red"}}
STEMI: Final[Json] = {"complaint": {"urgency": "yellow", "dangers": ["stemi-suspected"]}}
SILENT_SINCE: Final = "2026-11-23T01:27:59.000Z"
LONG_ON_SCENE: Final[Json] = {"times": {"on-scene": "2026-11-23T01:10:00.000Z"}}
TOO_MANY: Final = "data.facilities too-many-at-once"

EXAMPLES: Final = (
    Example("one hospital may always be asked", WEST, {}, ("h-small",)),
    Example("two at once may not", WEST, {}, ("h-small", "h-heart"), (TOO_MANY,)),
    Example(
        "nor one beside one that is waited for",
        WEST,
        {"requests": {"h-heart": asked("delivered")}},
        ("h-small",),
        (TOO_MANY,),
    ),
    Example(
        "nor beside one that has acknowledged",
        WEST,
        {"requests": {"h-heart": asked("acknowledged")}},
        ("h-small",),
        (TOO_MANY,),
    ),
    Example(
        "who has answered holds no place",
        WEST,
        {"requests": {"h-heart": asked("conditional"), "h-mind": asked("withdrawn")}},
        ("h-small",),
    ),
    Example(
        "who is silent too long holds none",
        WEST,
        {"requests": {"h-heart": asked("delivered", SILENT_SINCE)}},
        ("h-small",),
    ),
    Example(
        "a screen that shows it begins the time anew",
        WEST,
        {"requests": {"h-heart": asked("displayed", SILENT_SINCE, displayed_at="2026-11-23T01:29:30.000Z")}},
        ("h-small",),
        (TOO_MANY,),
    ),
    Example(
        "what came late is silent since it came",
        WEST,
        {"requests": {"h-heart": asked("delivered", SILENT_SINCE, arrived_at="2026-11-23T01:29:30.000Z")}},
        ("h-small",),
        (TOO_MANY,),
    ),
    Example(
        "who lets the deadline pass holds none",
        WEST,
        {"requests": {"h-heart": {**asked("acknowledged"), "answer_by": "2026-11-23T01:29:59.000Z"}}},
        ("h-small",),
    ),
    Example(
        "without a time for the next ring silence holds for ever",
        CLOSED,
        {"requests": {"h-heart": asked("requested", "2026-11-22T01:00:00.000Z")}},
        ("h-small",),
        (TOO_MANY,),
    ),
    Example(
        "without a next ring an acknowledgement holds beyond its deadline",
        CLOSED,
        {"requests": {"h-heart": {**asked("acknowledged"), "answer_by": "2026-11-23T01:00:00.000Z"}}},
        ("h-small",),
        (TOO_MANY,),
    ),
    Example(
        "asking the same one anew takes no second place",
        WEST,
        {"requests": {"h-heart": asked("requested")}},
        ("h-heart",),
    ),
    Example(
        "after two refusals three at once",
        WEST,
        {"requests": declined("h-mind", "h-002")},
        ("h-small", "h-heart", "h-center"),
    ),
    Example("after one refusal not", WEST, {"requests": declined("h-mind")}, ("h-small", "h-heart"), (TOO_MANY,)),
    Example(
        "red goes one by one, whatever was refused",
        WEST,
        {**RED, "requests": declined("h-mind", "h-002")},
        ("h-small", "h-heart"),
        (TOO_MANY,),
    ),
    Example("twenty minutes on scene let two be asked", WEST, LONG_ON_SCENE, ("h-small", "h-heart")),
    Example("but not three", WEST, LONG_ON_SCENE, ("h-small", "h-heart", "h-center"), (TOO_MANY,)),
    Example(
        "nineteen do not",
        WEST,
        {"times": {"on-scene": "2026-11-23T01:10:01.000Z"}},
        ("h-small", "h-heart"),
        (TOO_MANY,),
    ),
    Example("a heart goes to who treats hearts", WEST, STEMI, ("h-heart",)),
    Example("and to no other", WEST, STEMI, ("h-small",), ("data.facilities[0] not-called-for",)),
    Example(
        "until three have refused", WEST, {**STEMI, "requests": declined("h-heart", "h-center", "h-mind")}, ("h-small",)
    ),
    Example(
        "class and specialty both have to fit",
        WEST,
        {"complaint": {"dangers": ["psychiatric"]}},
        ("h-mind",),
        ("data.facilities[0] not-called-for",),
    ),
    Example(
        "the first call that applies is the one",
        WEST,
        {"complaint": {"dangers": ["stemi-suspected", "cardiac-arrest"]}},
        ("h-heart",),
        ("data.facilities[0] not-called-for",),
    ),
    Example("three at once from the beginning", EAST, RED, ("h-small", "h-heart", "h-center")),
    Example("but not four", EAST, RED, ("h-small", "h-heart", "h-center", "h-mind"), (TOO_MANY,)),
    Example("a hospital of the list is called for beside those of the class", EAST, STEMI, ("h-002", "h-center")),
    Example(
        "everything that stands against it is said",
        EAST,
        STEMI,
        ("h-small", "h-center", "h-heart", "h-mind"),
        (
            "data.facilities[0] not-called-for",
            "data.facilities[2] not-called-for",
            "data.facilities[3] not-called-for",
            TOO_MANY,
        ),
    ),
    Example("what is not known meets no condition", CLOSED, {}, ("h-heart",)),
    Example("what is known does", CLOSED, LONG_ON_SCENE, ("h-heart",), ("data.facilities[0] not-called-for",)),
)
