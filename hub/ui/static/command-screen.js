/**
 * 指令センターの画面: which case is stuck, who has not answered, what the hospitals of the area can take; and 災害, who of
 * many casualties goes where.
 *
 * Documents live in the page and nowhere else, and so does what is said until the hub has taken it down.
 */
import { LitElement, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { enter, read, streamUrl } from "./session.js";
import { StreamClient } from "./stream-client.js";
import { MemoryStore, Outbox, route } from "./outbox.js";
import { capacityList } from "./command-capacity.js";
import { Alarm } from "./alarm.js";
import { commandRows } from "./command-cases.js";
import { STANDINGS } from "./difficult.js";
import { commandStyles } from "./command-screen-styles.js";
import { deadBanner, linkBadge } from "./link-state.js";
import { phase } from "./crew-phase.js";
import { displayButtons } from "./display.js";
import { door, notEnrolled } from "./door.js";
import { frameStyles } from "./frame-styles.js";
import { incidents } from "./triage.js";
import { faultName, clock, duration, kindName, person, term } from "./words.js";
import "./command-acts.js";
import "./command-casualties.js";
import "./urgency-mark.js";

const VIEWS = [
  ["cases", "全事案"],
  ["casualties", "災害"],
];
export class CommandScreen extends LitElement {
  static properties = {
    _problem: { state: true },
    _view: { state: true },
    _refused: { state: true },
    _acting: { state: true },
  };
  static styles = [shared, frameStyles, commandStyles];

  constructor() {
    super();
    this.organisations = [];
    this.alarm = new Alarm();
  }

  async connectedCallback() {
    super.connectedCallback();
    try {
      const session = await enter("command");
      if (session) this.#begin(session);
      else this._problem = notEnrolled();
    } catch (error) {
      this._problem = error.message;
    }
  }

  #begin(session) {
    this.session = session;
    this.client = new StreamClient({ url: streamUrl(), ticket: () => session.ticket() });
    this.client.addEventListener("change", () => this.requestUpdate());
    this.client.addEventListener("open", () => this.#opened(session));
    this.alarm.addEventListener("change", () => this.requestUpdate());
    this.outbox = new Outbox({ store: new MemoryStore(), send: route(this.client, session) });
    this.outbox.addEventListener("change", () => this.requestUpdate());
    this.outbox.addEventListener("settled", ({ detail }) => this.#settled(detail.item));
    this.outbox.open();
    setInterval(() => this.#tick(), 1000);
    this.client.start();
    this.requestUpdate();
  }

  /** However much is heard, the screen is drawn once a frame; what nobody sees is drawn at once. */
  async scheduleUpdate() {
    if (this.client && document.visibilityState === "visible") await new Promise(requestAnimationFrame);
    return super.scheduleUpdate();
  }

  #settled({ state, kind, error }) {
    if (state === "refused") this._refused = `${kindName(kind)}: ${faultName(error)}`;
  }

  #opened(session) {
    this.outbox.kick();
    navigator.wakeLock?.request("screen").catch(() => {});
    read(session, "/directory").then(
      ({ organisations }) => {
        this.organisations = organisations;
        this.requestUpdate();
      },
      () => {},
    );
  }

  get #rows() {
    return commandRows(this.client.documents("department:"), this.client.now());
  }

  /** Sounds what nobody at a hospital has noticed; a case of an exercise has its own pitch, a red one is loud. */
  #tick() {
    const unnoticed = this.#rows.flatMap(({ id, document, waiting }) =>
      waiting.filter(({ isUnnoticed }) => isUnnoticed).map(({ facility }) => ({ id: `${id} ${facility}`, document })),
    );
    this.alarm.attend(
      unnoticed.map(({ id, document }) => ({
        id,
        isRed: document.complaint?.urgency === "red",
        isExercise: document.is_exercise,
      })),
    );
    this.requestUpdate();
  }

  render() {
    if (!this.client) return door(["指令センター", "Command centre"], this._problem);
    const [now, silent] = [this.client.now(), this.client.silent];
    const rows = this.#rows;
    const hospitals = this.organisations.filter(({ kind }) => kind === "hospital");
    const many = incidents(this.client.documents("department:"));
    return html`
      ${this.#header(rows, many)} ${deadBanner(this.client)} ${this.#soundGate()}
      ${this._refused ? html`<div class="banner" role="alert" data-banner="refused">${this._refused}</div>` : nothing}
      ${this._view === "casualties" ? this.#casualties(hospitals, silent, now) : this.#overview(rows, hospitals, silent, now)}
    `;
  }

  #casualties(hospitals, silent, now) {
    return html`<command-casualties
      .documents=${this.client.documents("department:")}
      .hospitals=${hospitals}
      .capacities=${this.client.documents("area:")}
      .silent=${silent}
      .now=${now}
      .pending=${new Set(this.outbox.unsent.map((item) => item.case))}
      @say=${({ detail }) => this.#say(detail)}
      @tags=${() => this.#tags()}
    ></command-casualties>`;
  }

  async #tags() {
    const answer = await this.session.fetch("/triage-tags.pdf");
    if (!answer.ok) {
      this._refused = "印刷の機能が入っていません（pdf）。";
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = "triage-tags.pdf";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  #say({ kind, case: id, data }) {
    this._refused = undefined;
    this.outbox.put(kind, id, data);
  }

  #overview(rows, hospitals, silent, now) {
    return html`<div class="frame">
        <main tabindex="0" aria-label="事案">
          <h2>事案 <span class="en">Cases</span></h2>
          ${rows.length ? this.#cases(rows) : html`<p class="empty">進行中の事案はありません。</p>`}
        </main>
        <aside tabindex="0" aria-label="応需状況">
          <h2>応需状況 <span class="en">Capacity</span></h2>
          ${capacityList(hospitals, this.client.documents("area:"), { silent, now })}
        </aside>
      </div>`;
  }

  /** A browser stays mute until a person has touched the page. */
  #soundGate() {
    if (this.alarm.armed) return nothing;
    return html`<div class="banner" role="alert" data-banner="silent">
      <span>無音: 病院が照会に気付かなくても、この画面は音が出ません。</span>
      <button data-act="arm" @click=${() => this.alarm.arm()}>音声有効化 <span class="en">Enable sound</span></button>
    </div>`;
  }

  #mute(rows) {
    const unnoticed = rows.flatMap(({ id, waiting }) => waiting.map(({ facility }) => `${id} ${facility}`));
    this.alarm.mute(unnoticed);
  }

  #header(rows, many) {
    const unnoticed = rows.flatMap(({ waiting }) => waiting).filter(({ isUnnoticed }) => isUnnoticed).length;
    const late = rows.flatMap(({ waiting }) => waiting).filter(({ isLate }) => isLate).length;
    const difficult = rows.filter(({ standing }) => standing === "difficult").length;
    return html`<header>
      <h1>指令センター <span class="en">Command centre</span></h1>
      <b class="place">${this.client.bound?.organisation.name ?? ""}</b>
      <span class="figures">
        <span>事案 <b class="num" data-figure="cases">${rows.length}</b></span>
        <span class=${late ? "warned" : ""}>60秒以上未回答 <b class="num" data-figure="late">${late}</b></span>
        <span class=${unnoticed ? "warned" : ""}>未確認 <b class="num" data-figure="unnoticed">${unnoticed}</b></span>
        <span class=${difficult ? "warned" : ""}>搬送困難 <b class="num" data-figure="difficult">${difficult}</b></span>
      </span>
      <nav aria-label="表示">
        ${VIEWS.map(
          ([view, ja]) =>
            html`<button
              data-view=${view}
              aria-pressed=${(this._view ?? "cases") === view}
              @click=${() => (this._view = view)}
            >
              ${ja} ${view === "casualties" && many.length ? html`<b class="num">${many.length}</b>` : nothing}
            </button>`,
        )}
      </nav>
      <span class="spring"></span>
      <a class="button" href="/statistics">統計</a>
      ${linkBadge(this.client)}
      ${
        this.alarm.armed && unnoticed
          ? html`<button data-act="mute" @click=${() => this.#mute(rows)}>
              ${this.alarm.mutedSeconds ? `消音中 ${this.alarm.mutedSeconds}秒` : "60秒 消音"}
            </button>`
          : nothing
      }
      ${displayButtons()}
      <time class="now num">${clock(this.client.now(), { withSeconds: true })}</time>
    </header>`;
  }

  #cases(rows) {
    return html`<table>
      <thead>
        <tr>
          <th>隊</th>
          <th>傷病者</th>
          <th>段階</th>
          <th>照会</th>
          <th>現場滞在</th>
          <th>未回答</th>
          <th>対応</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          rows,
          ({ id }) => id,
          (row) => this.#case(row),
        )}
      </tbody>
    </table>`;
  }

  #case({ id, document, inquiries, sceneS, standing, waiting }) {
    const { complaint = {}, is_exercise: isExercise } = document;
    const isUnnoticed = waiting.some((each) => each.isUnnoticed);
    return html`<tr class="${standing} ${isUnnoticed ? "unnoticed" : ""}" data-case=${id} data-standing=${standing || nothing}>
      <th scope="row">
        ${this.#unit(document.unit)} ${isExercise ? html`<span class="drill">訓練</span>` : nothing}
        ${standing ? html`<span class="mark">${STANDINGS[standing]}</span>` : nothing}
      </th>
      <td class="patient">
        <urgency-mark level=${complaint.urgency ?? nothing}></urgency-mark>
        <span><b>${complaint.chief_complaint ?? "主訴未入力"}</b><small>${person(document.patient)}</small></span>
      </td>
      <td>${phase(document)}</td>
      <td class="num">${inquiries}回</td>
      <td class="num">${sceneS === null ? "–" : duration(sceneS)}</td>
      <td>${waiting.map((each) => this.#waiting(each))}</td>
      <td>
        <button
          data-act="act"
          aria-expanded=${this._acting === id}
          aria-label="対応 ${complaint.chief_complaint ?? ""}"
          @click=${() => (this._acting = this._acting === id ? null : id)}
        >
          対応
        </button>
      </td>
    </tr>
    ${this._acting === id ? this.#acts(id, document) : nothing}`;
  }

  #acts(id, document) {
    return html`<tr data-acts=${id}>
      <td colspan="7">
        <command-acts
          .case=${id}
          .document=${document}
          .hospitals=${this.organisations.filter(({ kind }) => kind === "hospital")}
          .capacities=${this.client.documents("area:")}
          .silent=${this.client.silent}
          .now=${this.client.now()}
          @say=${({ detail }) => this.#say(detail)}
        ></command-acts>
      </td>
    </tr>`;
  }

  #waiting({ facility, state, seconds, isLate, isUnnoticed }) {
    return html`<span class="wait ${isLate ? "late" : ""}" data-waiting=${facility}>
      ${isUnnoticed ? html`<span class="mark" data-unnoticed=${facility}>未確認</span>` : nothing}
      <b class="num">${duration(seconds)}</b> ${this.#name(facility)} <small>${term("request-state", state)}</small>
    </span>`;
  }

  #name(id) {
    return this.organisations.find((organisation) => organisation.id === id)?.name ?? id;
  }

  #unit(id) {
    if (!id) return "隊未定";
    return this.organisations.flatMap(({ units }) => units ?? []).find((unit) => unit.id === id)?.name ?? id;
  }
}

customElements.define("command-screen", CommandScreen);
