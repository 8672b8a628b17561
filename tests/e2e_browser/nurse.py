"""What comes to a hospital's board from outside, said by a crew over HTTP, and what a nurse's hands and ears need."""

from base64 import b64encode
from typing import Any, Final

from playwright.async_api import Page

from tests.world import HubProcess, Json, new_case, submission

CREW: Final = "tablet-u-001"
COUNT_PULSES: Final = """
  window.__pulses = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    window.__pulses.push(Date.now());
    return start.apply(this, when);
  };
"""
"""Hears when a page begins each of its tones."""
_FOCUSED: Final = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const row = (each) => each && (each.dataset?.case ?? row(each.parentElement ?? each.getRootNode().host));
  return { row: row(at) ?? null, tag: at.localName, act: at.dataset?.act ?? null };
}"""


def says(hub: HubProcess, kind: str, case: str, caller: str = CREW, /, **data: object) -> str:
    """Posts, for a crew unless another caller is named; returns the key."""
    body = submission(kind, case, **data)
    answer = hub.post(caller, body)
    assert answer.status == 201, answer
    return str(body["key"])


def asked(hub: HubProcess, facility: str, complaint: str = "胸痛", urgency: str = "red", **request: object) -> str:
    """Opens a case of somebody with a name, and asks a hospital; returns the case."""
    case = new_case()
    says(hub, "open-case", case, chief_complaint=complaint, urgency=urgency)
    says(hub, "describe-patient", case, age_years=76, sex="male", family_name="架空", given_name="太郎")
    says(hub, "record-observation", case, heart_rate=118, spo2=91, systolic=92, diastolic=60, jcs="1")
    says(hub, "request-acceptance", case, facilities=[facility], **{"eta_minutes": 8, **request})
    return case


def on_the_way(hub: HubProcess, facility: str, screen: str, complaint: str = "胸痛") -> str:
    """Asks, is accepted, and departs; returns the case."""
    case = asked(hub, facility, complaint)
    says(hub, "answer-request", case, screen, answer="accept")
    says(hub, "confirm-destination", case, facility=facility)
    says(hub, "stamp-time", case, mark="departed-scene")
    return case


def attaches(hub: HubProcess, case: str, what: str, content: bytes, **more: object) -> str:
    """Attaches a picture or a PDF; returns its key."""
    return says(hub, "attach", case, what=what, content=b64encode(content).decode(), **more)


def request_of(hub: HubProcess, case: str, facility: str) -> Json:
    """Returns how the request stands at a hospital."""
    request: Json = hub.get(f"/cases/{case}", "console-fd-01").body["document"]["requests"][facility]
    return request


async def focus(page: Page) -> dict[str, Any]:
    """Returns where the focus is: the case of its row, its element, and its act."""
    found: dict[str, Any] = await page.evaluate(_FOCUSED)
    return found


async def tabs_to(page: Page, act: str) -> None:
    """Presses Tab until a button has the focus, as a hand without a mouse does."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if (await focus(page))["act"] == act:
            return
    raise AssertionError(f"{act} is not reached by Tab")
