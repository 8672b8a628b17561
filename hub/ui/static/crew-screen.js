/**
 * 救急隊の画面: one case at a time, everything in taps, and nothing that waits for the network.
 *
 * Whatever is tapped goes into the outbox on this tablet first; the page shows the hub's documents with the outbox laid
 * over them. Documents are kept on disk too, so that a reload without a network shows the case as it was.
 */
import { LitElement, html, nothing, repeat } from "./vendor/lit.js";
import "./theme.js";
import { toggleTheme } from "./theme.js";
import { shared } from "./styles.js";
import { crewStyles } from "./crew-styles.js";
import { screenStyles } from "./crew-screen-styles.js";
import { enter, read, streamUrl } from "./session.js";
import { StreamClient } from "./stream-client.js";
import { DiskStore, Outbox, route } from "./outbox.js";
import { overlay, uncovered } from "./optimistic.js";
import { uuid7 } from "./uuid7.js";
import { CODES } from "./codes.js";
import { clock, duration, person, secondsSince, term } from "./words.js";
import { deadBanner, linkBadge } from "./link-state.js";
import { clockError } from "./crew-outbox.js";
import "./urgency-mark.js";
import "./crew-patient.js";
import "./crew-vitals.js";
import "./crew-treatments.js";
import "./crew-times.js";
import "./crew-hospitals.js";
import "./crew-handover.js";

const PARTS = [["patient", "傷病者"], ["vitals", "観察"], ["treatments", "処置"], ["hospitals", "病院"], ["handover", "引継・終了"]];
const KEEP_MS = 400;
const EXERCISE = "kyukyu.crew.exercise";

export class CrewScreen extends LitElement {
  static properties = { _case: { state: true }, _part: { state: true }, _outbox: { state: true }, _changing: { state: true }, _exercise: { state: true }, _problem: { state: true } };
  static styles = [shared, crewStyles, screenStyles];

  constructor() {
    super();
    this.directory = { organisations: [] };
    this._part = "patient";
    this._exercise = localStorage.getItem(EXERCISE) === "1";
  }

  async connectedCallback() {
    super.connectedCallback();
    navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
    try {
      const session = await enter("crew");
      if (session) await this.#begin(session);
      else this._problem = "この端末は登録されていません。管理者から登録コード付きのアドレスを受け取って開いてください。";
    } catch (error) {
      this._problem = error.message;
    }
  }

  async #begin(session) {
    this.session = session;
    this.store = new DiskStore(session.caller);
    this.directory = (await this.store.recall("directory")) ?? this.directory;
    this.unit = await this.store.recall("unit");
    this._case = await this.store.recall("case");
    const client = new StreamClient({ url: streamUrl(), token: session.token, kept: (await this.store.recall("streams")) ?? {}, wants: (name) => !name.startsWith("department:") });
    this.outbox = new Outbox({ store: this.store, send: route(client, session) });
    client.addEventListener("change", () => this.#keep());
    client.addEventListener("snapshot", ({ detail }) => this.#covered(detail.stream));
    client.addEventListener("open", () => this.#opened(client));
    this.outbox.addEventListener("change", () => this.requestUpdate());
    addEventListener("online", () => this.outbox.kick());
    document.addEventListener("visibilitychange", () => client.present({ visible: document.visibilityState === "visible" }));
    setInterval(() => this.requestUpdate(), 1000);
    await this.outbox.open();
    this.client = client;
    client.present({ visible: document.visibilityState === "visible", sound_armed: false });
    client.start();
    this.requestUpdate();
  }

  #opened(client) {
    this.outbox.kick();
    this.unit = client.bound.unit;
    this.store.keep("unit", this.unit);
    read(this.session, "/directory").then((directory) => {
      this.directory = directory;
      this.store.keep("directory", directory);
      this.requestUpdate();
    }, () => {});
  }

  /** A snapshot contains every item that was acknowledged before it. */
  #covered(stream) {
    if (!stream.startsWith("unit:")) return;
    for (const item of this.outbox.items) if (item.state === "acknowledged") item.covered = true;
  }

  #keep() {
    this.requestUpdate();
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => {
      this.store.keep("streams", Object.fromEntries([...this.client.streams].map(([name, held]) => [name, held.kept])));
    }, KEEP_MS);
  }

  get #cases() {
    const held = this.client.documents("unit:");
    const documents = overlay(held, uncovered(this.outbox.items, (id) => this.client.version("unit:", id)));
    return Object.fromEntries(Object.entries(documents).filter(([, document]) => document.status !== "closed"));
  }

  get #unitName() {
    const units = this.directory.organisations.flatMap(({ units: all }) => all ?? []);
    return units.find(({ id }) => id === this.unit)?.name ?? this.unit ?? "";
  }

  #place(id) {
    return this.directory.organisations.find((organisation) => organisation.id === id)?.name ?? id ?? "";
  }

  #start() {
    const id = uuid7();
    this.outbox.put("open-case", id, this._exercise ? { is_exercise: true } : {});
    this.#open(id, "patient");
  }

  #open(id, part) {
    this._case = id;
    this._part = part;
    this._changing = false;
    this.store.keep("case", id);
  }

  #say({ detail }) {
    this.outbox.put(detail.kind, this._case, detail.data);
  }

  render() {
    if (!this.client) return html`<main class="door"><h1>救急隊 <span class="en">Crew</span></h1><p>${this._problem ?? "準備しています…"}</p></main>`;
    const cases = this.#cases;
    const document = cases[this._case];
    const isExercise = document?.is_exercise ?? this._exercise;
    return html`
      ${this.#header()} ${deadBanner(this.client)}
      ${isExercise ? html`<div class="banner exercise" role="status" data-banner="exercise">訓練 EXERCISE 訓練 EXERCISE 訓練</div>` : nothing}
      <div class="frame">
        ${this.#rail(cases)}
        ${document ? html`<crew-times .document=${document} @say=${this.#say} @go=${({ detail }) => { this._part = detail; }}></crew-times>` : nothing}
        <main @say=${this.#say} @go=${({ detail }) => { this._part = detail; }}>${document ? this.#case(document) : this.#nothing()}</main>
      </div>
      ${this._outbox ? html`<crew-outbox .items=${this.outbox.items} .offsetMs=${this.client.clockOffsetMs} @retry=${() => this.outbox.kick()} @dismiss=${({ detail }) => this.outbox.dismiss(detail)} @close=${() => { this._outbox = false; }}></crew-outbox>` : nothing}
    `;
  }

  #header() {
    const [unsent, refused] = [this.outbox.unsent.length, this.outbox.refused.length];
    const wrong = clockError(this.client.clockOffsetMs);
    return html`<header>
      <h1>${this.#unitName} <span class="en">Crew</span></h1><span class="spring"></span>
      ${wrong ? html`<b class="wrong" data-clock>${wrong}</b>` : nothing}
      ${linkBadge(this.client)}
      <button class=${refused ? "alarm" : unsent ? "waiting" : ""} data-act="outbox" @click=${() => { this._outbox = !this._outbox; }}>送信箱 ${refused ? `受付不可 ${refused}` : unsent ? `未送信 ${unsent}` : "✓"}</button>
      <button data-act="theme" aria-label="昼夜の切替" @click=${() => toggleTheme()}>昼／夜</button>
      <time class="num">${clock(this.client.now())}</time>
    </header>`;
  }

  #rail(cases) {
    const open = Object.entries(cases).sort(([, a], [, b]) => Date.parse(b.opened_at) - Date.parse(a.opened_at));
    return html`<nav aria-label="事案">
      <button class="primary" data-act="new-case" @click=${() => this.#start()}>＋ 新規事案 <span class="en">New</span></button>
      ${repeat(open, ([id]) => id, ([id, document]) => html`<button class="case ${id === this._case ? "here" : ""}" data-case=${id} @click=${() => this.#open(id, "patient")}>
        <urgency-mark level=${document.complaint?.urgency ?? nothing}></urgency-mark>
        <span><b>${document.complaint?.chief_complaint ?? "主訴未入力"}</b><small>${person(document.patient)}</small><small class="phase">${this.#phase(document)}</small></span></button>`)}
      <span class="spring"></span>
      <button class=${this._exercise ? "chosen" : "drill"} aria-pressed=${this._exercise} data-act="exercise" @click=${() => this.#toggleExercise()}>訓練モード${this._exercise ? " 中" : ""}</button>
    </nav>`;
  }

  #phase({ handover, destination, times = {}, requests = {} }) {
    if (handover?.handed_over_at) return "引継済";
    if (times["arrived-hospital"]) return "病院到着";
    if (times["departed-scene"]) return "搬送中";
    if (destination) return "搬送先決定";
    const states = Object.values(requests).map(({ state }) => state);
    if (states.includes("accepted")) return "応需あり";
    return states.length ? "照会中" : "未照会";
  }

  #toggleExercise() {
    this._exercise = !this._exercise;
    localStorage.setItem(EXERCISE, this._exercise ? "1" : "0");
  }

  #nothing() {
    return html`<div class="empty"><p>事案はありません。</p><p>「＋ 新規事案」を押すと始まります。<br /><span class="en">Start with “New”.</span></p></div>`;
  }

  #case(document) {
    return html`
      ${this.#title(document)} ${this.#answered(document)}
      <div class="tabs" role="tablist">${PARTS.map(([part, ja]) => html`<button role="tab" data-part=${part} aria-selected=${this._part === part} @click=${() => { this._part = part; }}>${ja}</button>`)}</div>
      <div class="part">${this.#partOf(document)}</div>`;
  }

  #title(document) {
    return html`<div class="title">
      <urgency-mark level=${document.complaint?.urgency ?? nothing}></urgency-mark>
      <div><h2>${document.complaint?.chief_complaint ?? "新しい事案"}</h2><span>${person(document.patient)} ・ 開始から ${duration(secondsSince(document.opened_at, this.client.now()))}</span></div>
      <div class="tags">${(document.complaint?.dangers ?? []).map((danger) => html`<span class="tag danger">${term("danger", danger)}</span>`)}</div>
      <button class="alarm-line" data-act="change" aria-expanded=${Boolean(this._changing)} @click=${() => { this._changing = !this._changing; }}>容態変化</button>
    </div>
    ${this._changing ? html`<div class="changes chips">${Object.entries(CODES.change).map(([change, ja]) => html`<button data-change=${change} @click=${() => this.#change(change)}>${ja}</button>`)}</div>` : nothing}`;
  }

  #change(change) {
    this._changing = false;
    this.outbox.put("report-change", this._case, { change });
  }

  /** An answer is seen from every part of the case. */
  #answered({ requests = {}, destination }) {
    if (destination || this._part === "hospitals") return nothing;
    const [id, request] = Object.entries(requests).find(([, { state }]) => state === "accepted" || state === "conditional") ?? [];
    if (!id) return nothing;
    return html`<button class="answered ${request.state === "accepted" ? "good" : "warn-line"}" data-act="see-answer" @click=${() => { this._part = "hospitals"; }}>${term("request-state", request.state)}: ${this.#place(id)} ▸</button>`;
  }

  #partOf(document) {
    const now = this.client.now();
    switch (this._part) {
      case "vitals":
        return html`<crew-vitals .document=${document} .now=${now}></crew-vitals>`;
      case "treatments":
        return html`<crew-treatments .document=${document}></crew-treatments>`;
      case "hospitals":
        return html`<crew-hospitals .document=${document} .now=${now} .hospitals=${this.directory.organisations.filter(({ kind }) => kind === "hospital")} .capacities=${this.client.documents("area:")} .silent=${this.client.silent}></crew-hospitals>`;
      case "handover":
        return html`<crew-handover .document=${document} .place=${this.#place(document.destination?.facility)}></crew-handover>`;
      default:
        return html`${repeat([document], ({ case: id }) => id, (held) => html`<crew-patient .document=${held} @say=${(event) => this.#sayFor(event, held.case)}></crew-patient>`)}`;
    }
  }

  /** The form may hand over its last words when another case is already open: they belong to its own case. */
  #sayFor(event, id) {
    event.stopPropagation();
    this.outbox.put(event.detail.kind, id, event.detail.data);
  }
}
customElements.define("crew-screen", CrewScreen);
