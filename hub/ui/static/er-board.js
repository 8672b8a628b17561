/**
 * 受入ボード: what waits for this hospital's answer, who arrives next, and whether this screen is alive and audible.
 *
 * The board keeps nothing on disk: documents live in the page, answers wait in memory until the hub has taken them down.
 */
import { LitElement, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { enter, read, streamUrl } from "./session.js";
import { StreamClient } from "./stream-client.js";
import { MemoryStore, Outbox, route } from "./outbox.js";
import { Alarm } from "./alarm.js";
import { arrange, isForSecond, soundId } from "./er-view.js";
import { faultName, gone, clock, kindName, person } from "./words.js";
import { deadBanner } from "./link-state.js";
import { door, notEnrolled } from "./door.js";
import { exerciseBanner } from "./exercise.js";
import { frameStyles } from "./frame-styles.js";
import { boardHeader, silentBanner } from "./er-header.js";
import { SightWatch } from "./sight-watch.js";
import { boardStyles } from "./er-board-styles.js";
import { casualtiesStrip } from "./er-casualties.js";
import "./er-waiting.js";
import "./er-coming.js";
import "./er-detail.js";
import "./er-capacity.js";
import "./er-glass.js";

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
    this.said = new Set();
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
    this.client.addEventListener("open", () => this.#opened(session));
    this.client.addEventListener("gone", ({ detail }) => this.#left(detail));
    this.outbox.addEventListener("change", renew);
    this.outbox.addEventListener("settled", ({ detail }) => this.#settled(detail.item));
    this.alarm.addEventListener("change", () => this.#present());
    document.addEventListener("visibilitychange", () => this.#present());
    addEventListener("keydown", (event) => this.#key(event));
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

  #tick() {
    const { waiting } = this.#rows();
    this.alarm.attend(
      waiting
        .filter((row) => row.needsSound && (!this.isSecond || isForSecond(row, this.client.now())))
        .map((row) => ({
          id: soundId(row),
          isRed: row.urgency === "red" || Boolean(row.request.escalated?.["command-center"]),
          isExercise: row.document.is_exercise,
        })),
    );
    this.notices = this.notices.filter(({ until }) => until > Date.now());
    this.requestUpdate();
  }

  #rows() {
    if (!this.facility) return { waiting: [], coming: [] };
    return arrange(this.client.documents("facility:"), this.facility, this.client.now());
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
    if (!isNew || this.said.has(once)) return;
    this.said.add(once);
    this.outbox.put("mark-displayed", id, {});
  }

  #pending(id) {
    const kinds = this.outbox.unsent.filter((item) => item.case === id).map((item) => item.kind);
    return kinds.length ? new Set(kinds) : NONE;
  }

  #settled(item) {
    if (item.state !== "refused" || item.kind === "mark-displayed") return;
    this.#notice(`${kindName(item.kind)}: ${faultName(item.error)}`, true);
  }

  #left({ reason, document }) {
    if (!document || document.journey) return; // a private transport has its own screen
    this.#notice(
      `${document.complaint?.chief_complaint ?? ""} ${person(document.patient)} — ${gone(reason)}`,
    );
  }

  #notice(text, isBad = false) {
    this.notices = [...this.notices.slice(-3), { text, isBad, at: this.client.now(), until: Date.now() + NOTICE_MS }];
  }

  #key(event) {
    if (
      event.key !== " " ||
      event.composedPath().some((node) => /^(BUTTON|INPUT|TEXTAREA|SELECT|A)$/.test(node.tagName ?? ""))
    )
      return;
    event.preventDefault();
    const { waiting } = this.#rows();
    const open = waiting.filter((row) => row.request.state !== "acknowledged");
    const row = open.find(({ id }) => id === this._picked) ?? open[0];
    if (row && !this.#pending(row.id).has("acknowledge")) this.outbox.put("acknowledge", row.id, {});
  }

  #say({ detail }) {
    this.outbox.put(detail.kind, detail.case, detail.data);
  }

  updated() {
    this.sight?.follow(this.renderRoot.querySelectorAll("er-waiting"));
  }

  render() {
    if (!this.client) return door(["受入ボード", "ER board"], this._problem);
    const { waiting, coming } = this.#rows();
    const hasExercise = [...waiting, ...coming].some((row) => row.document.is_exercise);
    return html`
      ${this.#header(waiting)} ${deadBanner(this.client)} ${silentBanner(this.alarm)}
      ${hasExercise ? exerciseBanner() : nothing} ${casualtiesStrip([...waiting, ...coming])}
      <main
        @say=${this.#say}
        @pick=${({ detail }) => {
          this._picked = detail;
          this._panel = "detail";
        }}
      >
        <section class="lists">${this.#waiting(waiting)} ${this.#coming(coming)}</section>
        ${this.wall ? nothing : this.#side([...waiting, ...coming])}
      </main>
      ${this.#notices()}
    `;
  }

  #header(waiting) {
    const { client, alarm, wall, _panel: panel } = this;
    return boardHeader(
      { client, session: this._session, alarm, wall, panel, hasWaiting: waiting.length > 0 },
      {
        mute: () => this.#mute(waiting),
        capacity: () => {
          this._panel = panel === "capacity" ? "detail" : "capacity";
        },
        glass: () => {
          this._panel = panel === "glass" ? "detail" : "glass";
        },
        wall: () => {
          this.wall = !wall;
        },
      },
    );
  }

  #mute(waiting) {
    this.alarm.mute(waiting.map(soundId));
  }

  #waiting(rows) {
    return html`<div class="list waiting">
      <h2>
        回答待ち <b class=${rows.length ? "count hot" : "count"}>${rows.length}</b>
        <span class="en">Waiting for our answer</span>
      </h2>
      ${rows.length === 0 ? html`<p class="empty">回答を待っている照会はありません</p>` : nothing}
      ${repeat(
        rows,
        ({ id }) => id,
        (row) =>
          html`<er-waiting
            .row=${row}
            .now=${this.client.now()}
            .pending=${this.#pending(row.id)}
            ?wall=${this.wall}
            ?picked=${!this.wall && row.id === this._picked}
          ></er-waiting>`,
      )}
    </div>`;
  }

  #coming(rows) {
    return html`<div class="list coming">
      <h2>受入・搬送中 <b class="count">${rows.length}</b> <span class="en">Accepted and on the way</span></h2>
      ${rows.length === 0 ? html`<p class="empty">受け入れる傷病者はいません</p>` : nothing}
      ${repeat(
        rows,
        ({ id }) => id,
        (row) =>
          html`<er-coming
            .row=${row}
            .now=${this.client.now()}
            ?wall=${this.wall}
            ?picked=${!this.wall && row.id === this._picked}
          ></er-coming>`,
      )}
    </div>`;
  }

  #side(rows) {
    if (this._panel === "capacity") {
      return html`<er-capacity
        class="side"
        .capacity=${this.client.documents("area:")[this.facility]?.capacity}
        .specialties=${this.specialties}
        .now=${this.client.now()}
      ></er-capacity>`;
    }
    if (this._panel === "glass") {
      return html`<er-glass
        class="side"
        .session=${this._session}
        .departments=${this.departments}
        .now=${this.client.now()}
      ></er-glass>`;
    }
    const row = rows.find(({ id }) => id === this._picked) ?? rows[0];
    return html`<er-detail
      class="side"
      .row=${row}
      .now=${this.client.now()}
      .pending=${row ? this.#pending(row.id) : NONE}
      .departments=${this.departments}
    ></er-detail>`;
  }

  #notices() {
    if (this.notices.length === 0) return nothing;
    return html`<div role="status">
      <ul class="notices">
        ${this.notices.map(notice)}
      </ul>
    </div>`;
  }
}

function notice({ text, at, isBad }) {
  return html`<li class=${isBad ? "bad" : ""}><time class="num">${clock(at)}</time> ${text}</li>`;
}
customElements.define("er-board", ErBoard);
