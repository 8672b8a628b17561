/** 病院選定・照会状況: who was asked and how far that has come, and who else can take this patient. */
import { LitElement, css, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { crewStyles } from "./crew-styles.js";
import { CODES } from "./codes.js";
import { ago, clock, duration, secondsSince, term } from "./words.js";
import { candidates, suggestedSpecialty } from "./hospital-order.js";
import "./request-steps.js";

const ETAS = [5, 10, 15, 20, 30];
const UNANSWERED = new Set(["unsent", "requested", "delivered", "displayed", "acknowledged"]);
const UNSEEN = new Set(["requested", "delivered"]);
const UNSEEN_S = 30;
const CLASSES = { primary: "初期", secondary: "二次", tertiary: "三次" };
const ORDER = { accepted: 0, conditional: 1, unsent: 2, requested: 2, delivered: 2, displayed: 2, acknowledged: 2, declined: 3, withdrawn: 4 };

/** Event: `say` ({kind, data}). */
export class CrewHospitals extends LitElement {
  static properties = {
    document: { attribute: false }, hospitals: { attribute: false }, capacities: { attribute: false }, silent: { attribute: false }, now: { attribute: false },
    _picked: { state: true }, _eta: { state: true }, _specialty: { state: true }, _called: { state: true },
  };
  static styles = [shared, crewStyles, css`
    :host { display: block; }
    .card { background: var(--surface); border: 2px solid var(--line); border-radius: var(--border-radius-8); padding: 10px 12px; margin-bottom: 8px; }
    .card.accepted { border-color: var(--good); background: var(--good-soft); }
    .card.conditional { border-color: var(--warn); }
    .card.declined, .card.withdrawn { background: transparent; }
    .card .head { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 10px; align-items: center; }
    .card h3 { font-size: 1.25rem; line-height: 1.2; }
    .card request-steps { margin: 6px 0 0; max-width: 620px; }
    .acts { display: flex; gap: 8px; flex-wrap: wrap; justify-content: flex-end; }
    .acts a, .acts button { padding: 0 0.8em; }
    .why { font-weight: 700; margin-top: 4px; }
    .call { color: var(--alarm); font-weight: 700; }
    .tools h2 { margin: 0; }
    .tools { display: grid; grid-template-columns: auto minmax(140px, 220px) 1fr; gap: 8px 14px; align-items: center; margin: 4px 0 10px; }
    .etas { display: flex; gap: 6px; align-items: center; justify-content: flex-end; white-space: nowrap; }
    .etas button { padding: 0; width: 64px; }
    .candidate { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 8px; margin-bottom: 8px; }
    .pick { display: grid; grid-template-columns: 40px 52px minmax(0, 1fr) auto; gap: 10px; justify-content: stretch; justify-items: start; text-align: left; padding: 6px 12px; font-weight: 400; min-height: 72px; }
    .pick .box { width: 34px; height: 34px; border: 3px solid var(--control-line); border-radius: 6px; display: grid; place-items: center; font-weight: 700; font-size: 1.375rem; line-height: 1; }
    .pick.chosen { background: var(--accent-soft); color: var(--ink); border-color: var(--accent); }
    .pick.chosen .box { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
    .pick .level { font-size: 1.75rem; font-weight: 700; line-height: 1; text-align: center; justify-self: center; }
    .pick .level small { display: block; font-size: 0.6875rem; font-weight: 400; white-space: nowrap; margin-top: 3px; }
    .pick b { font-size: 1.1875rem; display: block; }
    .pick .more { font-size: 0.875rem; color: var(--ink-soft); }
    .pick .side { text-align: right; justify-self: end; display: grid; gap: 4px; justify-items: end; }
    .pick.mute { background: var(--sunken); color: var(--ink-soft); border-style: dashed; }
    .pick.mute.chosen { border-style: solid; }
    .stale { color: var(--warn); }
    .km { font-weight: 700; font-variant-numeric: tabular-nums; }
    .tel { min-width: 72px; padding: 0; font-size: 2rem; }
    @media (max-width: 900px) { .tools { grid-template-columns: minmax(120px, 190px) 1fr; } .tools h2 { display: none; } }
  `];

  constructor() {
    super();
    this._picked = new Set();
    this._called = new Set();
    this._eta = null;
    this._specialty = null;
  }

  willUpdate(changed) {
    if (!changed.has("document") || changed.get("document")?.case === this.document.case) return;
    this._picked = new Set();
    this._called = new Set();
    this._eta = null;
    this._specialty = null;
  }

  render() {
    const specialty = this._specialty ?? suggestedSpecialty(this.document);
    const requests = this.document.requests ?? {};
    const asked = Object.entries(requests).sort(([, a], [, b]) => (ORDER[a.state] ?? 9) - (ORDER[b.state] ?? 9));
    const decided = this.document.destination?.facility;
    return html`
      ${asked.length ? html`<h2>照会状況 <span class="en">Asked</span></h2>` : nothing}
      ${repeat(asked, ([id]) => id, ([id, request]) => this.#asked(id, request, decided))}
      ${decided && !requests[decided] ? this.#decided(decided) : nothing}
      ${this.#others(specialty, requests, decided || asked.some(([, { state }]) => state === "accepted"))}
    `;
  }

  /** The hub refuses a second request while one is accepted: the way to another hospital is to withdraw first. */
  #others(specialty, requests, hasPlace) {
    if (!hasPlace) return this.#choose(specialty, requests);
    return html`<p class="soft">ほかの病院に照会するときは、先に「取下げ」を押してください。 <span class="en">Withdraw first to ask another hospital.</span></p>`;
  }

  #name(id) {
    return this.hospitals.find((hospital) => hospital.id === id) ?? { id, name: id };
  }

  #tel({ id, phone }, words = "") {
    if (!phone) return nothing;
    return html`<a class="button ${words ? "" : "tel"}" href="tel:${phone}" aria-label="${this.#name(id).name}に電話" @click=${() => { this._called = new Set([...this._called, id]); }}>☎ ${words}</a>`;
  }

  #decided(id) {
    return html`<div class="card accepted"><div class="head"><h3>搬送先 ${this.#name(id).name}</h3><div class="acts">${this.#tel(this.#name(id))}</div></div></div>`;
  }

  #asked(id, request, decided) {
    const hospital = this.#name(id);
    const isUnanswered = UNANSWERED.has(request.state);
    const isUnsent = request.state === "unsent" || this.document.unsent?.has(`requests/${id}`);
    return html`<div class="card ${request.state}" data-asked=${id} data-state=${request.state}>
      <div class="head">
        <div><h3>${decided === id ? html`<span class="tag good-tag">搬送先</span> ` : nothing}${hospital.name}${isUnsent ? html` <span class="unsent">未送信</span>` : nothing}</h3>${this.#why(request)}</div>
        <div class="acts">${this.#acts(id, request, hospital, decided)}</div>
      </div>
      ${isUnanswered || request.state === "accepted" || request.state === "conditional" ? html`<request-steps .request=${request} .now=${this.now}></request-steps>` : nothing}
      ${isUnanswered && this._called.has(id) ? this.#phoneResult(id) : nothing}
    </div>`;
  }

  #why(request) {
    const waited = secondsSince(request.requested_at, this.now);
    if (request.state === "accepted") return html`<p class="why">応需${request.answered_at ? ` ${clock(request.answered_at)}` : ""}${request.by ? `(${request.by})` : ""}</p>`;
    if (request.state === "conditional") return html`<p class="why">条件: ${request.conditions}</p>`;
    if (request.state === "declined") return html`<p class="why">不応需: ${term("decline-reason", request.reason)} <span class="soft">${ago(request.answered_at, this.now)}</span></p>`;
    if (request.state === "withdrawn") return html`<p class="soft">取下げ ${request.reason === "other-accepted" ? "(他院が応需)" : request.reason ?? ""}</p>`;
    const left = request.answer_by ? Math.ceil((Date.parse(request.answer_by) - this.now) / 1000) : null;
    return html`<p class="num">待ち <b>${duration(waited)}</b>${left === null ? nothing : left >= 0 ? ` / 期限まで ${duration(left)}` : html` / <b class="call">期限超過</b>`}
      ${UNSEEN.has(request.state) && waited >= UNSEEN_S ? html` <span class="call">画面に表示されていません。電話を</span>` : nothing}</p>`;
  }

  #acts(id, request, hospital, decided) {
    const mayConfirm = (request.state === "accepted" || request.state === "conditional") && decided !== id;
    return html`
      ${mayConfirm ? html`<button class="good" data-act="confirm" @click=${() => this.#confirm(id, request)}>搬送先に決定 <span class="en">Confirm</span></button>` : nothing}
      ${UNANSWERED.has(request.state) || request.state === "accepted" || request.state === "conditional" ? html`<button data-act="withdraw" @click=${() => this.#say("withdraw-request", { facilities: [id] })}>取下げ</button>` : nothing}
      ${request.state === "declined" || request.state === "withdrawn" ? nothing : this.#tel(hospital, "電話")}`;
  }

  #phoneResult(id) {
    return html`<div class="acts"><span>電話の結果</span>
      <button class="good" data-act="phone-yes" @click=${() => this.#say("confirm-destination", { facility: id, is_by_phone: true, ...this.#etaData() })}>受入</button>
      <button data-act="phone-no" @click=${() => this.#say("withdraw-request", { facilities: [id], reason: "電話で不応需" })}>不可</button></div>`;
  }

  #choose(specialty, requests) {
    const { position, incident } = this.document;
    const here = position?.latitude !== undefined ? [position.latitude, position.longitude] : incident?.scene_latitude !== undefined ? [incident.scene_latitude, incident.scene_longitude] : null;
    const open = candidates(this.hospitals, { specialty, capacities: this.capacities, silent: this.silent, here, requests, now: this.now }).filter(({ request }) => !request || request.state === "declined" || request.state === "withdrawn");
    const count = this._picked.size;
    return html`
      <div class="tools"><h2>候補 <span class="en">Hospitals</span></h2>
        <select aria-label="必要な診療科" @change=${({ target }) => { this._specialty = target.value; }}>${Object.entries(CODES.specialty).map(([code, ja]) => html`<option value=${code} ?selected=${code === specialty}>${ja}</option>`)}</select>
        <div class="etas"><span>到着まで</span>${ETAS.map((minutes) => html`<button data-eta=${minutes} class=${this._eta === minutes ? "chosen" : ""} @click=${() => { this._eta = this._eta === minutes ? null : minutes; }}>${minutes}<small>分</small></button>`)}</div></div>
      ${repeat(open, ({ hospital }) => hospital.id, (candidate) => this.#candidate(candidate))}
      <div class="foot"><button class="primary go" data-act="ask" ?disabled=${count === 0} @click=${() => this.#ask(specialty, requests)}>${count ? `${count} 病院に照会を送信` : "病院を選んでください"} <span class="en">Ask</span></button></div>
    `;
  }

  #candidate({ hospital, capacity, level, isStale, isSilent, treats, distanceKm, request }) {
    const isPicked = this._picked.has(hospital.id);
    return html`<div class="candidate">
      <button class="pick ${isPicked ? "chosen" : ""} ${isSilent ? "mute" : ""}" data-hospital=${hospital.id} aria-pressed=${isPicked} @click=${() => this.#toggle(hospital.id)}>
        <span class="box">${isPicked ? "✓" : ""}</span>
        <span class="level">${level ? CODES.level[level] : "–"}<small class=${isStale ? "stale" : ""}>${capacity ? (isStale ? "期限切れ" : ago(capacity.at, this.now)) : "情報なし"}</small></span>
        <span><b>${hospital.name}</b><span class="more">${CLASSES[hospital.emergency_class] ?? ""}${treats ? "" : " ・ この診療科の届出なし"}${capacity?.beds !== undefined ? ` ・ 空床 ${capacity.beds}` : ""}${capacity?.comment ? ` ・ ${capacity.comment}` : ""}</span></span>
        <span class="side">${distanceKm === null ? nothing : html`<span class="km">${distanceKm.toFixed(1)} km</span>`}
          ${isSilent ? html`<span class="tag" data-silent>画面なし・電話</span>` : nothing}
          ${request?.state === "declined" ? html`<span class="tag warn-tag">不応需 ${term("decline-reason", request.reason)}</span>` : nothing}</span>
      </button>${this.#tel(hospital)}
      ${this._called.has(hospital.id) ? this.#phoneYes(hospital.id) : nothing}
    </div>`;
  }

  #phoneYes(id) {
    return html`<div class="acts"><span>電話の結果</span><button class="good" data-act="phone-yes" @click=${() => this.#say("confirm-destination", { facility: id, is_by_phone: true, ...this.#etaData() })}>電話で受入 → 搬送先に決定</button>
      <button @click=${() => { this._called = new Set([...this._called].filter((other) => other !== id)); }}>不可</button></div>`;
  }

  #toggle(id) {
    const picked = new Set(this._picked);
    if (!picked.delete(id)) picked.add(id);
    this._picked = picked;
  }

  #etaData() {
    return this._eta === null ? {} : { eta_minutes: this._eta };
  }

  #ask(specialty, requests) {
    const facilities = [...this._picked];
    const again = facilities.some((id) => requests[id]) ? { ask_again: true } : {};
    this._picked = new Set();
    this.#say("request-acceptance", { facilities, specialty, ...this.#etaData(), ...again });
  }

  #confirm(id, request) {
    const eta = this._eta ?? request.eta_minutes;
    this.#say("confirm-destination", { facility: id, ...(eta === undefined || eta === null ? {} : { eta_minutes: eta }) });
  }

  #say(kind, data) {
    this.dispatchEvent(new CustomEvent("say", { detail: { kind, data }, bubbles: true, composed: true }));
  }
}
customElements.define("crew-hospitals", CrewHospitals);
