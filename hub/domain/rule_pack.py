"""The rules by which a region asks its hospitals (実施基準, 消防法35条の5), as data: they differ from region to region.

A pack says nothing of patients. What it forbids and calls for is decided in `hub.domain.rules.regional`; how silence
climbs, in `hub.domain.ladder`. Rules are looked through from the top: the first whose condition holds applies.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

from hub.domain.codes import AgeBand, Code, Danger, Specialty, Urgency
from hub.domain.fields import Label, Many, Quantity, Text

Conflict = tuple[str, str, str, str]
"""Field, code, Japanese and English sentence of rules that do not go together."""


class EmergencyClass(Code):
    """救急医療体制: at which level a hospital takes part."""

    PRIMARY = "primary", "初期"
    SECONDARY = "secondary", "二次"
    TERTIARY = "tertiary", "三次"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a rule applies (条件): all that is given has to hold, of a list one entry; nothing given always holds."""

    urgencies: Annotated[tuple[Urgency, ...] | None, Many("緊急度", 1)] = None
    dangers: Annotated[tuple[Danger, ...] | None, Many("注意情報", 1)] = None
    age_bands: Annotated[tuple[AgeBand, ...] | None, Many("年齢区分", 1)] = None
    refusals: Annotated[int | None, Quantity("不応需の病院数(以上)", 1, 50, "{hospital}")] = None
    minutes_on_scene: Annotated[int | None, Quantity("現場滞在(以上)", 1, 240, "min")] = None

    @property
    def is_always(self) -> bool:
        """Tells whether nothing has to hold."""
        return self == Condition()


ALWAYS = Condition()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How many hospitals may be asked at once (同時照会)."""

    name: Annotated[str, Text("名称", 60)]
    name_en: Annotated[str, Text("名称(英語)", 80)]
    at_once: Annotated[int, Quantity("同時に照会できる病院数", 1, 20, "{hospital}")]
    phone_confirmation: Annotated[bool, Label("搬送先決定前の電話確認")] = False
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Which hospitals a condition calls for (医療機関リスト)."""

    name: Annotated[str, Text("名称", 60)]
    name_en: Annotated[str, Text("名称(英語)", 80)]
    specialties: Annotated[tuple[Specialty, ...] | None, Many("診療科", 1)] = None
    classes: Annotated[tuple[EmergencyClass, ...] | None, Many("救急医療体制", 1)] = None
    hospitals: Annotated[tuple[str, ...] | None, Many("医療機関", 1, 200)] = None
    open_after_refusals: Annotated[
        int | None, Quantity("この数の不応需のあとはほかの病院も可", 1, 50, "{hospital}")
    ] = None
    when: Condition = ALWAYS

    def conflicts(self) -> Iterator[Conflict]:
        """Yields: no hospital is called for."""
        if not (self.specialties or self.classes or self.hospitals):
            yield (
                "hospitals",
                "required",
                "診療科・救急医療体制・医療機関のいずれかが必要です",
                "specialties, classes or hospitals are needed",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """After how many seconds without notice silence climbs to whom (未確認時の段階通知)."""

    second_device_s: Annotated[int | None, Quantity("病院の第二端末", 1, 3600, "s")] = None
    crew_s: Annotated[int | None, Quantity("救急隊", 1, 3600, "s")] = None
    command_center_s: Annotated[int | None, Quantity("指令センター", 1, 3600, "s")] = None
    next_ring_s: Annotated[int | None, Quantity("次の照会が可能", 1, 3600, "s")] = None

    def conflicts(self) -> Iterator[Conflict]:
        """Yields: a later step comes before an earlier one."""
        given = [each for each in (self.second_device_s, self.crew_s, self.command_center_s, self.next_ring_s) if each]
        if given != sorted(given):
            yield (
                "",
                "out-of-order",
                "段階は下から順に長くしてください",
                "each step must not come before the one below it",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """The rules of one region, for its fire departments (実施基準)."""

    region: Annotated[str, Text("地域のID", 40)]
    version: Annotated[str, Text("版", 40)]
    name: Annotated[str, Text("名称", 80)]
    name_en: Annotated[str, Text("名称(英語)", 120)]
    departments: Annotated[tuple[str, ...], Many("消防本部", 1, 100)]
    asking: tuple[Asking, ...]
    calls: tuple[Call, ...] = ()
    escalation: Escalation = field(default_factory=Escalation)

    def conflicts(self) -> Iterator[Conflict]:
        """Yields: cases for which no rule says how many may be asked, rules that nothing ever reaches."""
        if not self.asking[-1].when.is_always:
            yield (
                f"asking[{len(self.asking) - 1}].when",
                "not-for-every-case",
                "最後の規則は条件なしにしてください",
                "the last rule must be without a condition",
            )
        yield from _unreachable("asking", [each.when for each in self.asking])
        yield from _unreachable("calls", [each.when for each in self.calls])


def _unreachable(name: str, conditions: list[Condition]) -> Iterator[Conflict]:
    for index, condition in enumerate(conditions[:-1]):
        if condition.is_always:
            yield (
                f"{name}[{index + 1}]",
                "unreachable",
                "条件のない規則より後は適用されません",
                "nothing after a rule without a condition applies",
            )
            return
