"""The modules of the screens without the screens, in the browser that runs them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.world import HubProcess, Json

pytestmark = pytest.mark.browser

FAKE_SOCKET = """
  class FakeSocket {
    static OPEN = 1; static all = [];
    readyState = 1; sent = [];
    constructor() { FakeSocket.all.push(this); setTimeout(() => this.onopen?.(), 0); }
    send(text) { this.sent.push(JSON.parse(text)); }
    close() { this.readyState = 3; }
    hear(...frames) { this.onmessage({ data: frames.map((frame) => JSON.stringify(frame)).join("\\n") }); }
    drops(code) { this.readyState = 3; this.onclose({ code }); }
  }
  window.WebSocket = FakeSocket;
  const { StreamClient, NoAnswerError } = await import("/static/stream-client.js");
  const { NotKnownError } = await import("/static/session.js");
  let tickets = () => "t";
  const client = new StreamClient({ url: "ws://x/stream", ticket: async () => tickets() });
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const open = async () => {
    const until = Date.now() + 3000;
    while (Date.now() < until && FakeSocket.all.at(-1)?.sent.length !== 1) await wait(10);
    const socket = FakeSocket.all.at(-1);
    const server_at = new Date().toISOString();
    socket.hear({ type: "bound", caller: "c", role: "hospital", streams: ["facility:h"], server_at, expires_in: 300 });
    return socket;
  };
  const event = (offset, body) => (
    { type: "event", stream: "facility:h", offset, subject: "a", version: offset, mode: "patch", body });
  const subscribed = (socket) => socket.sent.filter(({ type }) => type === "subscribe");
"""


@pytest.fixture(scope="module")
async def page(hub: HubProcess, chromium: Browser) -> AsyncIterator[Page]:
    context = await chromium.new_context()
    page = await context.new_page()
    await page.goto(f"{hub.url}/static/icon.svg")
    yield page
    await context.close()


async def run(page: Page, body: str) -> Json:
    found: Json = await page.evaluate(f"async () => {{ {body} }}")
    return found


@pytest.mark.parametrize(
    ("target", "patch", "merged"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
async def test_merging_follows_the_examples_of_rfc_7396(page: Page, target: Json, patch: Json, merged: Json) -> None:
    result = await page.evaluate(
        "async ([target, patch]) => (await import('/static/stream-state.js')).merge(target, patch)", [target, patch]
    )

    assert result == merged


async def test_offsets_are_dense_or_the_reader_says_so(page: Page) -> None:
    result = await run(
        page,
        """
        const { HeldStream } = await import("/static/stream-state.js");
        const held = new HeldStream("facility:h");
        const event = (offset, mode, body) => ({ type: "event", offset, subject: "a", version: offset, mode, body });
        const outcomes = [
          held.apply(event(1, "document", { n: 0 })),
          held.apply({ type: "snapshot", epoch: "e", offset: 4, documents: { a: { n: 1 } } }),
          held.apply(event(4, "patch", { n: 9 })),
          held.apply(event(5, "patch", { n: 2 })),
          held.apply(event(7, "patch", { n: 9 })),
          held.apply({ type: "transient", subject: "a", body: { eta: 3 } }),
          held.apply(event(6, "patch", { eta: null })),
        ];
        const before = held.documents;
        outcomes.push(held.apply(event(7, "gone", { reason: "closed" })));
        return { outcomes, before, after: held.documents, position: held.position };
        """,
    )

    assert result == {
        "outcomes": ["unread", "applied", "repeated", "applied", "hole", "applied", "applied", "applied"],
        "before": {"a": {"n": 2}},
        "after": {},
        "position": {"epoch": "e", "offset": 7},
    }


async def test_a_hole_is_asked_for_again_from_the_position(page: Page) -> None:
    result = await run(
        page,
        FAKE_SOCKET
        + """
        client.start();
        const socket = await open();
        socket.hear({ type: "snapshot", stream: "facility:h", epoch: "e", offset: 3, documents: { a: { n: 3 } } });
        socket.hear(event(4, { n: 4 }), event(6, { n: 6 }));
        socket.hear(event(5, { n: 5 }), event(6, { n: 6 }));
        client.stop();
        const said = socket.sent.filter(({ type }) => type === "subscribe" || type === "ack");
        return { said, documents: client.documents("facility:") };
        """,
    )

    assert result["documents"] == {"a": {"n": 6}}
    assert result["said"] == [
        {"type": "subscribe", "stream": "facility:h"},
        {"type": "ack", "stream": "facility:h", "offset": 3},
        {"type": "subscribe", "stream": "facility:h", "epoch": "e", "offset": 4},
        {"type": "ack", "stream": "facility:h", "offset": 4},
        {"type": "ack", "stream": "facility:h", "offset": 6},
    ]


async def test_a_client_goes_on_from_its_position_and_gives_back_what_had_no_receipt(page: Page) -> None:
    result = await run(
        page,
        FAKE_SOCKET
        + """
        client.start();
        const first = await open();
        first.hear({ type: "snapshot", stream: "facility:h", epoch: "e", offset: 3, documents: {} });
        const lost = client.submit({ key: "k" }).catch((error) => error instanceof NoAnswerError);
        first.drops(1006);
        const second = await open();
        const answers = [client.submit({ key: "k" }), client.submit({ key: "l" })];
        const refused = { type: "refused", key: "l", status: 409, error: { code: "x" } };
        second.hear({ type: "receipt", key: "k", version: 1 }, refused);
        const result = { lost: await lost, answers: await Promise.all(answers), again: subscribed(second)[0] };
        tickets = () => { throw new NotKnownError(); };
        second.drops(4401);
        await wait(1500);
        const { state } = client;
        client.stop();
        return { ...result, state, sockets: FakeSocket.all.length };
        """,
    )

    assert result["lost"] is True
    assert result["answers"] == [
        {"receipt": {"type": "receipt", "key": "k", "version": 1}},
        {"status": 409, "error": {"code": "x"}},
    ]
    assert result["again"] == {"type": "subscribe", "stream": "facility:h", "epoch": "e", "offset": 3}
    assert result["state"] == "refused"
    assert result["sockets"] == 2, "who is refused does not try again"


async def test_a_top_that_stays_ahead_is_asked_for(page: Page) -> None:
    said = await run(
        page,
        FAKE_SOCKET
        + """
        client.start();
        const socket = await open();
        socket.hear({ type: "snapshot", stream: "facility:h", epoch: "e", offset: 3, documents: {} });
        const beat = { type: "heartbeat", at: new Date().toISOString(), tops: { "facility:h": 5 } };
        socket.hear(beat);
        const early = subscribed(socket).length;
        socket.hear(beat);
        client.stop();
        return { early, late: subscribed(socket).length };
        """,
    )

    assert said == {"early": 1, "late": 2}


async def test_keys_rise_even_within_a_millisecond_and_when_the_clock_falls_back(page: Page) -> None:
    made = await run(
        page,
        """
        const { uuid7 } = await import("/static/uuid7.js");
        const now = Date.now() + 60000;
        return { keys: [...Array.from({ length: 9000 }, () => uuid7(now)), uuid7(now - 5000)] };
        """,
    )

    keys = made["keys"]
    assert keys == sorted(set(keys))
    assert all(key[14] == "7" and key[19] in "89ab" for key in keys)


async def test_an_outbox_keeps_the_order_of_a_case_and_says_a_thing_again_under_its_key(page: Page) -> None:
    result = await run(
        page,
        """
        const { Outbox, MemoryStore } = await import("/static/outbox.js");
        const said = [];
        const trouble = [new Error("cut"), { status: 503, error: { retry_after_s: 0.05 } }];
        const send = async (submission) => {
          said.push([submission.case, submission.kind, submission.key]);
          if (submission.case === "a" && trouble.length) {
            const next = trouble.shift();
            if (next instanceof Error) throw next;
            return next;
          }
          if (submission.kind === "bad") return { status: 422, error: { ja: "だめ" } };
          return { receipt: { version: said.length } };
        };
        const outbox = new Outbox({ store: new MemoryStore(), send });
        await outbox.open();
        const first = outbox.put("open-case", "a");
        outbox.put("bad", "a");
        outbox.put("stamp-time", "a");
        outbox.put("open-case", "b");
        await new Promise((resolve) => setTimeout(resolve, 1500));
        const ofA = said.filter(([id]) => id === "a");
        return {
          kinds: ofA.map(([, kind]) => kind),
          keys: new Set(ofA.slice(0, 3).map(([, , key]) => key)).size,
          b: said.findIndex(([id]) => id === "b"),
          states: outbox.items.map(({ state }) => state),
          tries: first.tries,
        };
        """,
    )

    assert result == {
        "kinds": ["open-case", "open-case", "open-case", "bad", "stamp-time"],
        "keys": 1,
        "b": 1,
        "states": ["acknowledged", "refused", "acknowledged", "acknowledged"],
        "tries": 3,
    }


async def test_what_is_not_sent_lies_over_what_the_hub_holds(page: Page) -> None:
    result = await run(
        page,
        """
        const { overlay, uncovered } = await import("/static/optimistic.js");
        const at = "2026-11-23T01:00:00Z";
        const item = (kind, data, state = "queued", version = 0) =>
          ({ key: kind, case: "a", kind, data, state, occurred_at: at, receipt: { version } });
        const items = [
          item("open-case", { incident_type: "traffic" }, "acknowledged", 1),
          item("stamp-time", { mark: "on-scene" }, "acknowledged", 3),
          item("request-acceptance", { facilities: ["h"] }),
          item("describe-patient", { sex: "male", medications: "x", urgency: "red" }),
          item("record-observation", { spo2: 90 }, "refused"),
        ];
        const seen = overlay({ a: { case: "a", status: "open", times: {} } }, uncovered(items, () => 2));
        return { ...seen.a, unsent: [...seen.a.unsent].sort() };
        """,
    )

    assert result == {
        "case": "a",
        "status": "open",
        "times": {"on-scene": "2026-11-23T01:00:00Z"},
        "requests": {"h": {"state": "unsent", "requested_at": "2026-11-23T01:00:00Z"}},
        "patient": {"sex": "male"},
        "history": {"medications": "x"},
        "complaint": {"urgency": "red"},
        "unsent": ["complaint/urgency", "history/medications", "patient/sex", "requests/h", "times/on-scene"],
    }


async def test_waiting_stands_by_urgency_then_by_age_and_arrivals_by_time(page: Page) -> None:
    result = await run(
        page,
        """
        const { arrange } = await import("/static/er-view.js");
        const now = Date.parse("2026-11-23T01:00:00Z");
        const at = (minutes) => new Date(now + minutes * 60000).toISOString();
        const asked = (urgency, minutes, state = "displayed") =>
          ({ complaint: { urgency }, requests: { h: { state, requested_at: at(minutes) } } });
        const accepted = { h: { state: "accepted", requested_at: at(-30) } };
        const coming = (minutes, eta_minutes, more = {}) =>
          ({ requests: accepted, position: { at: at(minutes), eta_minutes }, ...more });
        const documents = {
          green: asked("green", -9),
          late: asked("red", -1),
          early: asked("red", -5),
          unknown: asked(undefined, -2, "acknowledged"),
          yellow: asked("yellow", -1),
          far: coming(-2, 20),
          near: coming(-1, 8),
          here: coming(-1, 0, { times: { "arrived-hospital": at(-1) } }),
        };
        const board = arrange(documents, "h", now);
        return {
          waiting: board.waiting.map(({ id }) => id),
          coming: board.coming.map(({ id, eta, phase }) => [id, eta.minutes, phase]),
          quiet: board.waiting.filter(({ needsSound }) => !needsSound).map(({ id }) => id),
        };
        """,
    )

    assert result == {
        "waiting": ["early", "late", "yellow", "unknown", "green"],
        "coming": [["near", 7, "coming"], ["far", 18, "coming"], ["here", 0, "arrived"]],
        "quiet": ["unknown"],
    }


async def test_hospitals_stand_by_match_capacity_screen_and_distance_and_a_refusal_last(page: Page) -> None:
    result = await run(
        page,
        """
        const { candidates, suggestedSpecialty } = await import("/static/hospital-order.js");
        const now = Date.parse("2026-11-23T01:00:00Z");
        const hospital = (id, latitude, ...specialties) => ({ id, latitude, longitude: 132, specialties });
        const said = (valid_until) =>
          ({ capacity: { cardiology: { level: "good", at: "2026-11-23T00:50:00Z", valid_until } } });
        const [fresh, over] = [said("2026-11-23T05:00:00Z"), said("2026-11-23T00:00:00Z")];
        const hospitals = [
          hospital("no-match", 34, "surgery"),
          hospital("declined", 34, "cardiology"),
          hospital("old", 34, "cardiology"),
          hospital("silent", 34, "cardiology"),
          hospital("far", 35, "cardiology"),
          hospital("near", 34.1, "cardiology"),
        ];
        const capacities = { near: fresh, far: fresh, silent: fresh, old: over, declined: fresh, "no-match": fresh };
        const requests = { declined: { state: "declined" } };
        const silent = new Set(["silent"]);
        const known = { specialty: "cardiology", capacities, silent, here: [34, 132], requests, now };
        const order = candidates(hospitals, known);
        return {
          order: order.map((each) => each.hospital.id),
          km: Math.round(order[0].distanceKm),
          stale: order.filter(({ isStale }) => isStale).length,
          wants: suggestedSpecialty({ complaint: { dangers: ["anticoagulant", "stemi-suspected"] } }),
        };
        """,
    )

    assert result == {
        "order": ["near", "far", "silent", "old", "no-match", "declined"],
        "km": 11,
        "stale": 1,
        "wants": "cardiology",
    }


async def test_of_equal_offers_the_fresher_stands_first_and_travel_is_an_estimate_by_distance(page: Page) -> None:
    result = await run(
        page,
        """
        const { candidates, travelMinutes } = await import("/static/hospital-order.js");
        const now = Date.parse("2026-11-23T03:00:00Z");
        const hospital = (id, latitude) => ({ id, latitude, longitude: 132, specialties: ["stroke"] });
        const said = (at, level = "good") => ({ capacity: { stroke: { level, at } } });
        const capacities = {
          aged: said("2026-11-23T01:00:00Z"), fresh: said("2026-11-23T02:50:00Z"),
          less: said("2026-11-23T02:50:00Z", "possible"),
        };
        const hospitals = [hospital("less", 34), hospital("aged", 34), hospital("fresh", 34.2)];
        const known = { specialty: "stroke", capacities, silent: new Set(), here: [34, 132], now };
        const order = candidates(hospitals, known);
        const elsewhere = candidates(hospitals, { ...known, here: null });
        return {
          order: order.map(({ hospital: { id } }) => id),
          minutes: [travelMinutes(0.1), travelMinutes(10), order[0].minutes, elsewhere[0].minutes],
        };
        """,
    )

    assert result == {"order": ["fresh", "aged", "less"], "minutes": [1, 21, 47, None]}


async def test_silence_climbs_to_the_crew_and_to_others_where_a_region_has_no_rules_too(page: Page) -> None:
    result = await run(
        page,
        """
        const { silentHospitals, mayAskOthers } = await import("/static/crew-silent.js");
        const began = Date.parse("2026-11-23T01:00:00Z");
        const at = (seconds) => new Date(began + seconds * 1000).toISOString();
        const asked = (more) => ({ requests: { h: { state: "delivered", requested_at: at(0), ...more } } });
        const climbed = (document, seconds) =>
          [silentHospitals(document, began + seconds * 1000).length, mayAskOthers(document, began + seconds * 1000)];
        const escalated = { crew: at(5), "next-ring": at(9) };
        return {
          plain: [29, 30, 119, 120].map((seconds) => climbed(asked({}), seconds)),
          displayed: climbed(asked({ state: "displayed", displayed_at: at(20) }), 45),
          ruled: [climbed(asked({ rules: "r 1" }), 600), climbed(asked({ rules: "r 1", escalated }), 10)],
          acknowledged: [59, 60].map((s) => climbed(asked({ state: "acknowledged", answer_by: at(60) }), s)),
          answered: climbed(asked({ state: "declined" }), 600),
        };
        """,
    )

    assert result == {
        "plain": [[0, False], [1, False], [1, False], [1, True]],
        "displayed": [0, False],
        "ruled": [[0, False], [1, True]],
        "acknowledged": [[0, False], [0, True]],
        "answered": [0, False],
    }


async def test_where_a_hospital_lies_is_said_by_direction_and_drawn_with_north_up(page: Page) -> None:
    result = await run(
        page,
        """
        const { direction, onPlan, range } = await import("/static/bearing.js");
        const here = [34.4, 132.45];
        const [east, south] = onPlan(here, [34.5, 132.45]);
        return {
          directions: [[34.5, 132.45], [34.5, 132.58], [34.4, 132.6], [34.3, 132.45], [34.4, 132.3]]
            .map((there) => direction(here, there)),
          plan: [Math.round(east), Math.round(south)],
          ranges: [range([]), range([1.2, 9]), range([11]), range([9000])],
        };
        """,
    )

    assert result == {"directions": ["北", "北東", "東", "南", "西"], "plan": [0, -11], "ranges": [2, 10, 20, 500]}


async def test_the_coast_is_drawn_where_it_is_near_and_nowhere_else(page: Page) -> None:
    """Inland of Hiroshima Bay there is a coast within 20 km, in the middle of Gifu there is none."""
    result = await run(
        page,
        """
        const { coastPath } = await import("/static/coastline.js");
        const { RINGS } = await import("/static/vendor/japan-coast.js");
        const drawn = (here, km) => coastPath(here, km).split("M").length - 1;
        const within = RINGS.every(([x, y]) => x >= 122000 && x <= 154000 && y >= 20000 && y <= 46200);
        const near = coastPath([34.39, 132.46], 20).match(/-?[0-9.]+/g).map(Number);
        return {
          bay: drawn([34.39, 132.46], 20) > 0, inland: drawn([36.1, 137.2], 20), islands: RINGS.length, within,
          farthest: Math.max(...near.map(Math.abs)) < 400,
        };
        """,
    )

    assert result == {"bay": True, "inland": 0, "islands": 181, "within": True, "farthest": True}


async def test_the_browsers_back_leads_through_the_parts_of_one_case_and_not_out_of_it(page: Page) -> None:
    result = await run(
        page,
        """
        const { PartHistory } = await import("/static/crew-history.js");
        const shown = [];
        const parts = new PartHistory((part) => shown.push(part));
        const popped = (go) => new Promise((resolve) => {
          addEventListener("popstate", () => setTimeout(resolve, 0), { once: true });
          go();
        });
        parts.begin("patient");
        parts.go("vitals");
        parts.begin("patient");
        parts.go("hospitals");
        parts.go("hospitals");
        await popped(() => history.back());
        await popped(() => history.back());
        parts.go("talk");
        await popped(() => history.back());
        return { shown, state: JSON.stringify(history.state) };
        """,
    )

    assert result == {"shown": ["patient", "patient"], "state": '{"visit":2,"part":"patient"}'}


async def test_a_dangerous_value_is_marked_and_a_child_is_not_judged_as_an_adult(page: Page) -> None:
    result = await run(
        page,
        """
        const { danger } = await import("/static/vital-signs.js");
        const child = { age_band: "infant" };
        return {
          low: [danger("spo2", 89), danger("systolic", 89), danger("spo2", 80, child)],
          high: [danger("heart_rate", 120), danger("jcs", "100")],
          none: [danger("spo2", 90), danger("heart_rate", 140, child), danger("jcs", "30")],
        };
        """,
    )

    assert result == {"low": ["low"] * 3, "high": ["high"] * 2, "none": [""] * 3}


async def test_a_client_shows_another_ticket_before_the_time_of_the_last_is_over(page: Page) -> None:
    sent = await run(
        page,
        FAKE_SOCKET
        + """
        client.start();
        const socket = await open();
        tickets = () => "another";
        socket.hear({ type: "renewed", expires_in: 0.1 });
        const bound = () => socket.sent.filter(({ type }) => type === "bind").map(({ ticket }) => ticket);
        const until = Date.now() + 10_000;
        while (Date.now() < until && bound().length < 2) await wait(10);
        client.stop();
        return { bound: bound(), sockets: FakeSocket.all.length };
        """,
    )

    assert sent == {"bound": ["t", "another"], "sockets": 1}


async def test_the_key_of_a_screen_does_not_leave_the_browser_and_two_screens_stand_side_by_side(
    hub: HubProcess, page: Page
) -> None:
    """Each is enrolled by its code, asks without a nonce and with one, and is known until it is revoked."""
    codes = [hub.code(caller) for caller in ("screen-h-002", "screen-h-003")]
    await page.evaluate(f"window.__codes = {codes}")
    found = await run(
        page,
        """
        const { DeviceKey } = await import("/static/device-key.js");
        const { Session, NotKnownError } = await import("/static/session.js");
        const sessions = [];
        for (const code of window.__codes) {
          const key = await DeviceKey.make();
          const who = await Session.enrol(code, key);
          await key.keep(who.caller);
          sessions.push(new Session(who, await DeviceKey.find(who.caller)));
        }
        window.__sessions = sessions;
        window.__isKnown = (session) => session.ticket().then(
          () => true, (error) => { if (error instanceof NotKnownError) return false; throw error; });
        const kept = await DeviceKey.find("screen-h-002");
        const exported = await crypto.subtle.exportKey("jwk", kept.pair.privateKey).then(() => true, () => false);
        const whoami = (session) => session.fetch("/whoami").then((answer) => answer.json());
        const asked = await Promise.all([...sessions, ...sessions].map(whoami));
        const strange = new Session({ caller: "screen-h-002" }, await DeviceKey.make());
        return {
          exported,
          callers: asked.map(({ caller }) => caller),
          known: [await window.__isKnown(sessions[0]), await window.__isKnown(strange)],
        };
        """,
    )
    hub.command("revoke", "screen-h-003")
    until = asyncio.get_running_loop().time() + 30
    while await page.evaluate("window.__isKnown(window.__sessions[1])"):
        assert asyncio.get_running_loop().time() < until
    still = await page.evaluate("window.__isKnown(window.__sessions[0])")

    assert found == {
        "exported": False,
        "callers": ["screen-h-002", "screen-h-003"] * 2,
        "known": [True, False],
    }
    assert still


async def test_a_term_follows_the_language_and_grades_and_signs_are_the_same_in_both(page: Page) -> None:
    result = await run(
        page,
        r"""
        const { term, fieldName, person } = await import("/static/words.js");
        const { CODES } = await import("/static/codes.js");
        const said = () => [
          term("danger", "stemi-suspected"), term("decline-reason", "beds-full"),
          term("jcs", 10), term("level", "good"),
          term("sex", undefined), fieldName("record-observation", "spo2"), person({ age_years: 76, sex: "male" }),
        ];
        const ja = said();
        localStorage.setItem("kyukyu.language", "en");
        const en = said();
        const every = Object.entries(CODES).filter(([list]) => list !== "level")
          .flatMap(([list, codes]) => Object.keys(codes).map((code) => term(list, code)));
        localStorage.removeItem("kyukyu.language");
        return { ja, en, japanese: every.filter((each) => /[^\x20-\x7e]/.test(each)) };
        """,
    )

    assert result["ja"] == ["急性冠症候群疑い", "ベッド満床", "II-10", "◎", "", "SpO₂", "76歳 男"]
    assert result["en"] == ["ACS suspected", "beds full", "II-10", "◎", "", "SpO₂", "76 y male"]
    assert result["japanese"] == []


async def test_a_mean_of_a_week_has_seven_days_and_none_that_is_withheld(page: Page) -> None:
    """The mean of the days that may be told is not that of the week: where one is withheld, there is no line."""
    found = await page.evaluate(
        "async (days) => (await import('/static/statistics-plot.js')).overAWeek(days)",
        [7, 0, 0, 0, 0, 0, 0, 0, None, 7, 7, 7, 7, 7, 7, 7],
    )

    assert found[6:8] == [1, 0], "seven cases on one day of seven are one a day"
    assert found[8:15] == [None] * 7
    assert found[15] == 7
