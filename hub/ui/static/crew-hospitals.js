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
  static styles = [shared, crewStyles, hospitalsStyles];

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

  #say(kind, data) {
    this.dispatchEvent(new CustomEvent("say", { detail: { kind, data }, bubbles: true, composed: true }));
  }
}
customElements.define("crew-hospitals", CrewHospitals);
