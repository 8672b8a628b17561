"""The judges of language, keyboard, names, zoom and motion: each looks at a page without the fault, and one with it."""

import pytest
from playwright.async_api import Page

from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.plain import left_in_japanese, lost_at_zoom, moving, unnamed, unreached_by_keyboard
from tests.e2e_browser.screens import DESK

pytestmark = pytest.mark.browser

_LOOK = "<style>:focus-visible { outline: 3px solid }</style>"


async def shows(page: Page, within: str, shadow: str = "") -> Page:
    """Puts a page together, with a shadow tree at its end; the part that is no fault stands in each of them."""
    await page.set_content(
        f'<html lang="en"><title>ER board</title><body>{_LOOK}{within}<div id="host"></div></body></html>'
    )
    await page.evaluate(
        "(inner) => { host.attachShadow({ mode: 'open' }).innerHTML = inner; }", f"{_LOOK}{shadow}<p>in the shadow</p>"
    )
    return page


async def test_words_left_in_japanese_are_found_and_data_and_the_second_language_are_not(new_page: NewPage) -> None:
    page = await new_page(DESK)
    plain = """<b translate="no">架空中央病院</b> <button aria-label="Ask 架空中央病院">Ask</button>
      <span lang="ja">受入ボード <i>照会</i></span> <input value="架空" aria-label="Name" />"""
    assert await left_in_japanese(await shows(page, plain, plain)) == []

    wrong = """<button aria-label="照会 架空中央病院">Ask</button><input placeholder="氏名" />
      <b translate="no">架空中央病院</b>      <span lang="ja">受入 <i lang="en">ボード</i></span>"""
    drawn = "<style>u::after { content: '済' }</style><u>done</u><p>OK。</p>"
    found = await left_in_japanese(await shows(page, wrong, drawn))

    assert [each.rsplit(": ", 1)[-1] for each in found] == [
        "aria-label=照会 ",
        "placeholder=氏名",
        "ボード",
        '"済"',
        "OK。",
    ]


async def test_what_the_keyboard_does_not_come_by_and_where_focus_is_not_seen_are_found(new_page: NewPage) -> None:
    page = await new_page(DESK)
    plain = """<button>One</button><button disabled>Not now</button><div inert><button>Under</button></div>
      <input type="radio" name="r" aria-label="a" /><input type="radio" name="r" aria-label="b" />
      <div role="tablist"><button role="tab">first</button><button role="tab" tabindex="-1">second</button></div>
      <h2 tabindex="-1">Where focus is put</h2><details><summary>More</summary><button>Folded away</button></details>"""
    assert await unreached_by_keyboard(await shows(page, plain, plain)) == []

    wrong = """<button tabindex="-1">Left out</button><button style="outline: none">Unmarked</button>
      <div style="position: relative"><button>Covered</button>
        <div style="position: absolute; inset: 0; background: #fff">lid</div></div>"""
    found = await unreached_by_keyboard(await shows(page, wrong, wrong))

    assert sorted(each.split(": ")[0] + each[each.rindex(":") :] for each in found) == sorted(
        ["not reached: Left out", "no mark of focus: Unmarked", "focus out of sight: Covered"] * 2
    )


async def test_controls_without_a_name_are_found(new_page: NewPage) -> None:
    page = await new_page(DESK)
    plain = '<button>Ask</button><label>Name <input /></label><a href="#x" aria-label="Call"></a>'
    assert await unnamed(await shows(page, plain, plain)) == []

    assert await unnamed(await shows(page, "<button><i></i></button>", '<input /><a href="#x"></a>')) == [
        "button",
        "textbox",
        "link",
    ]


async def test_what_no_scrolling_brings_into_sight_at_200_percent_is_found(new_page: NewPage) -> None:
    page = await new_page(DESK)
    plain = """<div style="overflow: auto; height: 200px"><div style="width: 2000px; height: 2000px">wide
      <button style="position: absolute; left: 30px">here</button><p style="margin-top: 900px">far</p></div></div>"""
    assert await lost_at_zoom(await shows(page, plain)) == []

    clipped = """<div style="overflow: hidden; width: 300px; height: 40px"><div style="width: 900px; text-align: right">
      <button>Aside</button></div><p style="margin-top: 50px">Below</p></div>"""
    found = await lost_at_zoom(await shows(page, f'<p style="width: 900px">spills</p>{clipped}', clipped))

    assert found[0].startswith("the page is 9")
    assert [each[: each.index(":")] + each[each.rindex(":") :] for each in found[1:]] == [
        "lost to the side: Aside",
        "lost below: Below",
    ] * 2
    assert page.viewport_size == DESK


async def test_what_moves_although_less_motion_was_asked_for_is_found(new_page: NewPage) -> None:
    page = await new_page(DESK)
    moves = """<style>@keyframes blink { to { opacity: 0 } }
      .a { animation: blink 1s infinite } .b { transition: color 1s }</style>"""
    still = "<style>@media (prefers-reduced-motion: reduce) { .a { animation: none } .b { transition: none } }</style>"
    parts = '<p class="a">alarm</p><p class="b">glides</p>'
    assert await moving(await shows(page, moves + still + parts, moves + still + parts)) == []

    assert len(await moving(await shows(page, moves + parts, moves + parts))) == 4
