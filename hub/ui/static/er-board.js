/**
 * 受入ボード: what waits for this hospital's answer, who arrives next, and whether this screen is alive and audible.
 *
 * The board keeps nothing on disk: documents live in the page, answers wait in memory until the hub has taken them down.
 */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { enter, read, streamUrl } from "./session.js";
import { StreamClient } from "./stream-client.js";
import { MemoryStore, Outbox, route } from "./outbox.js";
import { Alarm } from "./alarm.js";
import { arrange, inSteps, sounding, worsened } from "./er-view.js";
import { comingList, waitingList } from "./er-lists.js";
import { clock, faultName, gone, kindName, person } from "./words.js";
import { deadBanner } from "./link-state.js";
import { modeBanner } from "./mode-banner.js";
import { door, notEnrolled } from "./door.js";
import { exerciseBanner } from "./exercise.js";
import { frameStyles } from "./frame-styles.js";
import { boardHeader, silentBanner } from "./er-header.js";
import { sidePanel } from "./er-side.js";
import { BoardKeys, keyLegend } from "./er-keys.js";
import { Said } from "./er-said.js";
import { worsenedBanner } from "./er-worsened.js";
import { SightWatch } from "./sight-watch.js";
import { boardStyles } from "./er-board-styles.js";
import { casualtiesStrip } from "./er-casualties.js";

const NOTICE_MS = 60_000;
const NONE = new Set();

export class ErBoard extends LitElement {
  static properties = {
    wall: { type: Boolean, reflect: true },
    _panel: { state: true },
    _picked: { state: true },
    _problem: { state: true },
  };
  static styles = [shared, frameStyles, boardStyles];

  constructor() {
    super();
    this.wall = new URLSearchParams(location.search).has("wall");
    this.isSecond = new URLSearchParams(location.search).has("second");
    this.alarm = new Alarm();
    this.notices = [];
    this.displayed = new Set();
    this.seenChanges = new Set();
    this.said = new Said();
    this.departments = new Map();
    this.specialties = [];
    this._panel = "detail";
  }

  async connectedCallback() {
    super.connectedCallback();
    try {
      const session = await enter("er");
      if (session) this.#begin(session);
      else this._problem = notEnrolled();
    } catch (error) {
      this._problem = error.message;
    }
  }

  #begin(session) {
    this._session = session;
    this.client = new StreamClient({ url: streamUrl(), ticket: () => session.ticket() });
    this.outbox = new Outbox({ store: new MemoryStore(), send: route(this.client, session) });
    this.sight = new SightWatch((id) => this.#displayed(id));
    const renew = () => this.requestUpdate();
    this.client.addEventListener("change", renew);
    this.client.addEventListener("snapshot", ({ detail }) => {
      this.hasSnapshot ||= detail.stream.startsWith("facility:");
    });
    this.client.addEventListener("open", () => this.#opened(session));
    this.client.addEventListener("gone", ({ detail }) => this.#left(detail));
    this.outbox.addEventListener("change", renew);
    this.outbox.addEventListener("settled", ({ detail }) => this.#settled(detail.item));
    this.alarm.addEventListener("change", () => this.#present());
    document.addEventListener("visibilitychange", () => this.#present());
    this.keys = new BoardKeys({
      rows: () => [...this.renderRoot.querySelectorAll("er-waiting, er-coming")].filter(({ inert }) => !inert),
      pick: (id) => this.#pick(id),
      acknowledge: (id) => this.#acknowledge(id),
      open: () => this.updateComplete.then(() => this.renderRoot.querySelector(".side")?.focus()),
    });
    setInterval(() => this.#tick(), 1000);
    this.outbox.open();
    this.client.start();
    this.#present();
    this.requestUpdate();
  }

  #opened(session) {
    this.outbox.kick();
    navigator.wakeLock?.request("screen").catch(() => {});
    read(session, "/directory").then(
      ({ organisations }) => {
        this.departments = new Map(organisations.map((organisation) => [organisation.id, organisation]));
        this.specialties = this.departments.get(this.facility)?.specialties ?? [];
        this.requestUpdate();
      },
      () => {},
    );
  }

  get facility() {
    return this.client?.bound?.organisation.id;
  }

  /** Everything on screen is late by no more than a frame; what nobody sees is not drawn for each word of the hub. */
  async scheduleUpdate() {
    if (this.client && document.visibilityState === "visible") await new Promise(requestAnimationFrame);
    return super.scheduleUpdate();
  }

  #tick() {
    this.alarm.attend(this.#sounding());
    this.notices = this.notices.filter(({ until }) => until > Date.now());
    this.requestUpdate();
  }

  #rows() {
    if (!this.facility) return { waiting: [], coming: [] };
    return arrange(this.client.documents("facility:"), this.facility, this.client.now());
  }

  #sounding({ waiting, coming } = this.#rows()) {
    const changes = this.#worsened([...waiting, ...coming]);
    return sounding(waiting, changes, this.client.now(), this.isSecond);
  }

  #worsened(rows) {
    return worsened(rows, this.client.now(), this.seenChanges);
  }

  #present() {
    this.client.present({ visible: document.visibilityState === "visible", sound_armed: this.alarm.armed });
    this.requestUpdate();
  }

  /** The row is on the glass: said once per request. */
  #displayed(id) {
    const request = this.client.documents("facility:")[id]?.requests?.[this.facility];
    const isNew = request && (request.state === "requested" || request.state === "delivered");
    const once = `${id} ${request?.requested_at}`;
    if (!isNew || this.displayed.has(once)) return;
    this.displayed.add(once);
    this.outbox.put("mark-displayed", id, {});
  }

  #pending(id) {
    const kinds = this.outbox.unsent.filter((item) => item.case === id).map((item) => item.kind);
    return kinds.length ? new Set(kinds) : NONE;
  }

  #settled(item) {
    if (item.state !== "refused" || item.kind === "mark-displayed") return;
    this.#notice(() => `${kindName(item.kind)}: ${faultName(item.error)}`, true);
  }

  #left({ reason, document }) {
    if (!document || document.journey) return; // a private transport has its own screen
    const what = document.complaint?.chief_complaint ?? "";
    this.#notice(() => html`<span translate="no">${what}</span> ${person(document.patient)} — ${gone(reason)}`);
  }

  #notice(text, isBad = false) {
    this.notices = [...this.notices.slice(-3), { text, isBad, at: this.client.now(), until: Date.now() + NOTICE_MS }];
  }

  #acknowledge(id) {
    const { waiting } = this.#rows();
    const open = waiting.filter((row) => row.request.state !== "acknowledged");
    const row = open.find((each) => each.id === (id ?? this._picked)) ?? (id ? null : open[0]);
    if (row && !this.#pending(row.id).has("acknowledge")) this.outbox.put("acknowledge", row.id, {});
  }

  #pick(id) {
    this._picked = id;
    this._panel = "detail";
  }

  #say({ detail }) {
    this.outbox.put(detail.kind, detail.case, detail.data);
  }

  update(changed) {
    const kept = this.keys?.remember();
    super.update(changed);
    this.keys?.restore(kept);
  }

  updated() {
    this.sight?.follow(this.renderRoot.querySelectorAll("er-waiting"));
  }

  render() {
    if (!this.client) return door(["受入ボード", "ER board"], this._problem);
    const { waiting, coming } = this.#rows();
    const rows = [...waiting, ...coming];
    const changes = this.#worsened(rows);
    const shown = {
      now: this.client.now(),
      wall: this.wall,
      picked: this._picked,
      pending: (id) => this.#pending(id),
      sees: (id) => this.sight.sees(id),
    };
    if (this.hasSnapshot) this.said.hear(waiting, changes);
    return html`
      ${this.#header({ waiting, coming })} ${deadBanner(this.client)}
      ${modeBanner(this.client, (id) => this.departments.get(id)?.name ?? id)} ${silentBanner(this.alarm)}
      ${rows.some((row) => row.document.is_exercise) ? exerciseBanner() : nothing}
      ${worsenedBanner(changes, this.client.now(), {
        open: (id) => this.#pick(id),
        seen: (key) => {
          this.seenChanges.add(key);
          this.requestUpdate();
        },
      })}
      ${casualtiesStrip(rows)}
      <main
        @say=${this.#say}
        @pick=${({ detail }) => this.#pick(detail)}
        @panel=${({ detail }) => (this._panel = detail)}
      >
        <section class="lists">${waitingList(waiting, shown)} ${comingList(coming, shown)}</section>
        ${this.wall ? nothing : sidePanel(this.#side(rows))}
      </main>
      ${this.wall ? nothing : keyLegend(this.keys, () => this.requestUpdate())}
      <div role="status">${this.#notices()}</div>
      ${this.said.regions()}
    `;
  }

  #header(rows) {
    const { client, alarm, wall } = this;
    const sounds = this.#sounding(rows);
    return boardHeader(
      { client, session: this._session, alarm, wall, hasSound: sounds.length > 0 },
      {
        mute: () => alarm.mute(sounds.map(({ id }) => id)),
        wall: () => {
          this.wall = !wall;
        },
      },
    );
  }

  #side(rows) {
    const row = rows.find(({ id }) => id === this._picked) ?? rows[0];
    return {
      panel: this._panel,
      row,
      now: inSteps(this.client.now()),
      pending: row ? this.#pending(row.id) : NONE,
      capacity: this.client.documents("area:")[this.facility]?.capacity,
      specialties: this.specialties,
      departments: this.departments,
      session: this._session,
    };
  }

  #notices() {
    if (this.notices.length === 0) return nothing;
    return html`<ul class="notices">
      ${this.notices.map(notice)}
    </ul>`;
  }
}

function notice({ text, at, isBad }) {
  return html`<li class=${isBad ? "bad" : ""}><time class="num">${clock(at)}</time> ${text()}</li>`;
}
customElements.define("er-board", ErBoard);
