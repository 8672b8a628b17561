"""Four stories of an emergency, played on the glass: by the tests, which look closer at each step, and by the films.

Each is a shift log: taps of fingers, and what then stands on a screen. What does not come to its next step fails.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from playwright.async_api import Locator, Page, expect

from tests.e2e_browser.screens import CrewScreen, ErBoard, opened_again
from tests.world import HubProcess, new_case, submission

PATIENCE_MS: Final = 60_000
TAPS_TO_THE_REQUEST: Final = 10
FOUND: Final = ("red", "red", "red", *["yellow"] * 4, *["green"] * 4, "black")
"""Twelve casualties as they are met, by the category that is tapped."""
MARKS: Final = ("on-scene", "patient-contact", "loaded", "departed-scene")
DECLINES: Final = (
    ("h-001", "busy"),
    ("h-002", "beds-full"),
    ("h-003", "out-of-specialty"),
    ("h-004", "no-physician"),
    ("h-005", "beds-full"),
)
"""Five hospitals and why each of them cannot."""


class Teller(Protocol):
    """Is told what has just come about, in both languages."""

    async def __call__(self, ja: str, en: str, /) -> None:
        """Looks at the screens as they stand."""
        ...


async def passes(_ja: str, _en: str) -> None:
    """Goes on."""


async def chest_pain(crew: CrewScreen, er: ErBoard, hospital: str, step: Teller = passes) -> str:
    """胸痛: from the first tap to the outcome that the crew learns; returns the case."""
    began = await crew.taps()
    case = await crew.reports_chest_pain()
    await step("年齢・性別・主訴・意識・緊急度・危険徴候を入力", "What a hospital must know is tapped in")
    await crew.asks(hospital)
    assert await crew.taps() - began <= TAPS_TO_THE_REQUEST
    await er.sees(case)
    await crew.sees(hospital, "displayed")
    await step(
        "受入照会が受入ボードに表示され、隊にも「画面表示」と届く", "The request is on the board, and the crew knows it"
    )
    await er.accepts(case)
    await crew.sees(hospital, "accepted")
    await step("病院が1タップで応需", "One tap accepts")
    await crew.tap("[data-act=confirm]")
    await er.coming(case).click()
    await er.page.locator("[data-call=stemi]").click()
    await er.page.locator("[data-item=catheter-lab]").click()
    await crew.part("hospitals")
    await expect(crew.page.locator("[data-ready=catheter-lab]")).to_be_visible(timeout=PATIENCE_MS)
    await step(
        "搬送先を決定。病院はSTEMIチームを招集しカテ室を準備、隊に届く",
        "The team is called, the crew sees what is ready",
    )
    await carried(crew)
    await expect(er.coming(case)).to_contain_text("搬送中", timeout=PATIENCE_MS)
    await expect(er.coming(case)).to_contain_text("悪化", timeout=PATIENCE_MS)
    await step(
        "搬送中に容態が悪化。危険な値と変化が病院の画面に出る", "On the way the patient gets worse: the board shows it"
    )
    await crew.stamps("arrived-hospital")
    await crew.tap("[data-act=stamp]")
    await crew.tap("[data-act=hand-over]")
    await er.page.locator("[data-act=receive]").click()
    await expect(crew.page.locator("crew-handover")).to_contain_text("受領しました", timeout=PATIENCE_MS)
    await step("病院到着・引継ぎ。病院が受領し、隊の画面に受領が出る", "Handed over, and signed for")
    await er.page.locator("[data-severity=moderate]").click()
    await er.page.locator("[data-disposition=admitted]").click()
    await er.page.locator("[data-act=outcome]").click()
    await expect(er.coming(case)).to_be_hidden(timeout=PATIENCE_MS)
    await crew.tap("[data-closing=transported]")
    await crew.tap("[data-act=close]")
    await expect(crew.page.locator(f"[data-case='{case}']")).to_be_hidden(timeout=PATIENCE_MS)
    await crew.has_sent_everything()
    await crew.learns(case, "中等症", "入院")
    await step("初診結果(中等症・入院)が隊に返る", "The outcome comes back to the crew")
    return case


async def carried(crew: CrewScreen, marks: Sequence[str] = MARKS) -> None:
    """The crew names the patient, marks the times, measures, treats, and says that it gets worse."""
    await crew.part("patient")
    await crew.tap("[data-act=identity]")
    await crew.page.locator("[name=family_name]").fill("架空")
    await crew.page.locator("[name=given_name]").fill("太郎")
    await crew.page.locator("[name=given_name]").blur()
    for mark in marks:
        await crew.stamps(mark)
    await crew.measures(heart_rate=124, spo2=88)
    await crew.part("treatments")
    await crew.tap("[data-treatment=oxygen]")
    await crew.tap("[data-amount='6']")
    await crew.tap("[data-act=change]")
    await crew.tap("[data-change=deteriorated]")


async def refused_by_five(hub: HubProcess, crew: CrewScreen, er: ErBoard, center: Page, step: Teller = passes) -> str:
    """五件不応需: half an hour at the scene, five say no, and the command centre finds the sixth; returns the case.

    One board shows each hospital in turn. The call and the arrival of half an hour ago come from the systems of the
    command centre and the fire department.
    """
    case = new_case()
    call = {"incident_number": "0417", "unit": "u-001", "chief_complaint": "腹痛", "age_years": 82}
    at = (datetime.now(UTC) - timedelta(minutes=31)).isoformat()
    said = submission("open-incident", case, call_received_at=at, scene_address="架空市番地町4-17", **call)
    assert hub.post("console-fd-01", said).status == 201
    assert hub.post("tablet-u-001b", submission("stamp-time", case, at, mark="on-scene")).status == 201
    row = center.locator(f"tr[data-case='{case}']")
    await crew.tap(f"[data-case='{case}']")
    await expect(crew.page.locator("[data-call]")).to_contain_text("番地町", timeout=PATIENCE_MS)
    for chip in ("female", "3", "yellow"):
        await crew.tap(f"crew-patient [data-code='{chip}']")
    await crew.tap("[data-act=to-hospitals]")
    await step(
        "現場到着から31分。指令からの事案が隊の画面に開いている",
        "31 minutes at the scene; the call has opened the case",
    )
    for number, (hospital, reason) in enumerate(DECLINES, 1):
        await opened_again(er.page, hub, "er", f"screen-{hospital}")
        await er.arms()
        await crew.asks(hospital)
        await er.sees(case)
        await er.declines(case, reason)
        await crew.sees(hospital, "declined")
        await step(f"{number}件目の病院が理由を付けて不応需", f"Hospital {number} declines with a reason")
    await expect(row).to_have_attribute("data-standing", "difficult", timeout=PATIENCE_MS)
    await row.locator("[data-act=act]").click()
    await step("4件・30分を超え「搬送困難」。指令センターが対応を開く", "A difficult case: the command centre steps in")
    await opened_again(er.page, hub, "er", "screen-h-006")
    await er.arms()
    await center.locator(f"[data-acts='{case}'] [data-ask='h-006']").click()
    await er.sees(case)
    await step("指令センターが6件目の病院へ代行照会", "It asks a sixth hospital for the crew")
    await er.accepts(case)
    await crew.sees("h-006", "accepted")
    await crew.tap("[data-act=confirm]")
    await crew.has_sent_everything()
    await expect(row.locator("[data-waiting]")).to_have_count(0, timeout=PATIENCE_MS)
    await step("応需。隊が搬送先を決定し、指令センターの画面から未回答が消える", "Accepted, and the crew goes there")
    return case


async def tallies(place: Page | Locator, expected: dict[str, int]) -> None:
    """Waits until a tally stands so."""
    for category, number in expected.items():
        await expect(place.locator(f"[data-tally={category}] b").first).to_have_text(str(number), timeout=PATIENCE_MS)


async def mass_casualty(crew: CrewScreen, er: ErBoard, center: Page, step: Teller = passes) -> None:
    """災害: twelve are tagged, one is judged again, three are allotted, and the hospital sees who comes."""
    scene = crew.page.locator("crew-casualties")
    await crew.tap("[data-act=casualties]")
    before = await crew.taps()
    for category in FOUND:
        await scene.locator(f"[data-new] [data-category={category}]").click()
    assert await crew.taps() - before == len(FOUND), "one tap for each casualty: its number is proposed"
    await tallies(scene, {"red": 3, "yellow": 4, "green": 4, "black": 1})
    await step("12人にタグ。1人1タップ、番号は自動で提案", "Twelve tags, one tap each")
    await (
        scene.locator("[data-casualty]", has_text=re.compile("タグ 4(?!\\d)"))
        .first.locator("[data-act=retriage]")
        .click()
    )
    judge = scene.locator("[data-casualty] triage-judge")
    await judge.locator("[data-way=start]").click()
    for answer in ("no", "yes", "no"):
        await judge.locator(f"[data-answer={answer}]").click()
    await tallies(scene, {"red": 4, "yellow": 3})
    await crew.has_sent_everything()
    await step("STARTの質問で再判定。黄から赤へ", "Judged again by START: yellow becomes red")
    await center.locator("[data-view=casualties]").click()
    board = center.locator("command-casualties")
    await tallies(board.locator(".head"), {"red": 4, "yellow": 3, "green": 4, "black": 1})
    await expect(board.locator("[data-open]")).to_contain_text("12")
    await step("指令センターに集計。搬送先未定12人", "The command centre counts: twelve without a hospital")
    await allots(board, (1, 2, 5))
    await tallies(er.page.locator(".casualties"), {"red": 2, "yellow": 1, "green": 0, "black": 0})
    await expect(scene.locator("[data-casualty]", has_text="搬送先 架空中央病院")).to_have_count(3, timeout=PATIENCE_MS)
    await step(
        "赤2人・黄1人を割当。病院は人数と到着見込み、隊は搬送先を見る", "Three are allotted: hospital and crew see it"
    )


async def allots(board: Locator, tags: Sequence[int]) -> None:
    """Gives casualties to the first hospital, twenty minutes away."""
    for tag in tags:
        await board.get_by_role("button", name=f"タグ {tag} ", exact=False).first.click()
    await board.locator("[data-eta='20']").click()
    await board.locator("[data-hospital=h-001] [data-act=allot]").click()
    await expect(board.locator("[data-open]")).to_contain_text("9", timeout=PATIENCE_MS)
