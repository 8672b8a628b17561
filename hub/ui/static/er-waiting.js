/** One request that waits for this hospital's answer, with everything an answer needs and the answer itself. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { CODES } from "./codes.js";
import { english, duration, person, secondsSince, term } from "./words.js";
import { VITALS, latest } from "./vital-signs.js";
import { vitalValue } from "./vitals-trend.js";
import "./urgency-mark.js";
import "./request-steps.js";

/** Always in the same place, so that a column of rows can be compared; what is missing is seen as missing. */
const CORE = new Set(["jcs", "respiratory_rate", "spo2", "heart_rate", "systolic", "temperature"]);

/** Events: `say` ({kind, case, data}) for a submission, `pick` (case id) to open the case beside the list. */
export class ErWaiting extends LitElement {
  static properties = {
    row: { attribute: false },
    now: { attribute: false },
    pending: { attribute: false },
    wall: { type: Boolean, reflect: true },
    picked: { type: Boolean, reflect: true },
    _asks: { state: true },
    _conditions: { state: true },
  };
  static styles = [shared, css`
    :host { display: block; background: var(--surface); border: 2px solid var(--line); border-left: 10px solid var(--control-line); border-radius: var(--border-radius-8); --mark: 56px; }
    :host([picked]) { border-color: var(--accent); }
    :host([data-urgency="red"]) { border-left-color: var(--triage-red); }
    :host([data-urgency="yellow"]) { border-left-color: var(--triage-yellow); }
    :host([data-urgency="green"]) { border-left-color: var(--triage-green); }
    .top { display: grid; grid-template-columns: auto 1fr auto; gap: 4px 14px; padding: 8px 14px 4px; cursor: pointer; }
    .what { min-width: 0; }
    .complaint { font-size: 1.5rem; font-weight: 700; line-height: 1.2; overflow-wrap: anywhere; }
    .who { font-size: 1.125rem; margin-right: 6px; font-weight: 700; }
    .line { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; margin-top: 4px; }
    .clocks { display: flex; gap: 16px; text-align: right; align-items: flex-end; padding-bottom: 2px; }
    .clocks dt { font-size: 0.75rem; color: var(--ink-soft); white-space: nowrap; }
    .clocks dd { font-size: 1.25rem; font-weight: 700; line-height: 1.15; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .clocks .main dd { font-size: 1.75rem; }
    .clocks dd small { font-size: 0.875rem; }
    .late dd, .late dt { color: var(--alarm); font-weight: 700; }
    .vitals { display: grid; grid-template-columns: 1fr 0.8fr 0.95fr 0.95fr 1.4fr 0.9fr; gap: 0 6px; padding: 2px 14px 6px; align-items: baseline; }
    .vitals div { white-space: nowrap; }
    .vitals dt { display: inline; color: var(--ink-soft); font-size: 0.8125rem; margin-right: 5px; }
    .vitals dd { display: inline; }
    .vitals .absent { color: var(--ink-faint); }
    .value { font-weight: 700; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
    .value small { display: none; }
    .dangerous { color: var(--alarm); background: var(--alarm-soft); outline: 2px solid var(--alarm); border-radius: 4px; padding: 0 4px; }
    .message { color: var(--ink-soft); flex: 1; min-width: 6em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .foot { display: grid; grid-template-columns: minmax(200px, 1fr) auto; gap: 12px; align-items: center; padding: 5px 14px 7px 4px; border-top: 1px solid var(--line-soft); }
    .answers { display: flex; gap: 8px; }
    .answers button { min-width: 88px; min-height: 48px; flex-direction: column; gap: 0; font-size: 1.0625rem; padding: 0 0.8em; }
    .ask { display: flex; flex-wrap: wrap; gap: 8px; padding: 8px 14px 12px; align-items: center; border-top: 1px solid var(--line-soft); background: var(--sunken); border-radius: 0 0 6px 6px; }
    .ask p { width: 100%; font-weight: 700; }
    .ask input { flex: 1; min-width: 220px; width: auto; }
    :host([wall]) { font-size: 1.25rem; --mark: 88px; }
    :host([wall]) .complaint { font-size: 2.25rem; }
    :host([wall]) .who { font-size: 1.625rem; }
    :host([wall]) .clocks dd { font-size: 1.75rem; }
    :host([wall]) .clocks .main dd { font-size: 2.5rem; }
    :host([wall]) .clocks dt { font-size: 1rem; }
    :host([wall]) .value { font-size: 1.75rem; }
    :host([wall]) .vitals dt { font-size: 1rem; }
  `];

  constructor() {
    super();
    this._asks = "";
    this._conditions = "";
  }

  willUpdate() {
    this.dataset.urgency = this.row.urgency ?? "";
    this.dataset.case = this.row.id;
    this.dataset.state = this.row.request.state;
  }

  render() {
    const { document, request, urgency } = this.row;
    return html`
      <div class="top" @click=${() => this.#tell("pick", this.row.id)}>
        <urgency-mark level=${urgency ?? nothing}></urgency-mark>
        <div class="what">
          <h3 class="complaint">${document.complaint?.chief_complaint ?? "主訴未入力"}</h3>
          <div class="line">
            <span class="who">${person(document.patient)}</span>
            ${document.is_exercise ? html`<span class="tag exercise">訓練</span>` : nothing}
            ${(document.complaint?.dangers ?? []).map((danger) => html`<span class="tag danger">${term("danger", danger)}</span>`)}
            ${request.specialty ? html`<span class="tag">${term("specialty", request.specialty)}</span>` : nothing}
            ${request.message ? html`<span class="message">${request.message}</span>` : nothing}
          </div>
        </div>
        ${this.#clocks(request)}
      </div>
      ${this.#vitals(document)}
      <div class="foot">
        <request-steps .request=${request} .now=${this.now}></request-steps>
        ${this.wall ? this.#acknowledge(request) : this.#answers(request)}
      </div>
      ${this._asks === "decline" ? this.#reasons() : this._asks === "conditional" ? this.#conditionForm() : nothing}
    `;
  }

  #clocks(request) {
    const waited = secondsSince(request.requested_at, this.now);
    const left = request.answer_by ? Math.ceil((Date.parse(request.answer_by) - this.now) / 1000) : null;
    const deadline = left === null ? nothing : html`<dl class=${left <= 60 ? "late" : ""}><dt>${left >= 0 ? "期限まで" : "期限超過"}</dt><dd>${duration(Math.abs(left))}</dd></dl>`;
    return html`<div class="clocks">
      <dl><dt>到着まで</dt><dd>${this.row.eta ? html`${this.row.eta.minutes}<small>分</small>` : "–"}</dd></dl>
      ${deadline}
      <dl class="main"><dt>待ち</dt><dd data-waited>${duration(waited)}</dd></dl>
    </div>`;
  }

  #vitals(document) {
    const readings = latest(document);
    return html`<dl class="vitals">
      ${VITALS.filter(({ field }) => CORE.has(field)).map(({ field, ja, unit }) => html`<div><dt>${ja}</dt><dd>${readings.has(field) ? vitalValue(readings.get(field), unit) : html`<span class="absent">–</span>`}</dd></div>`)}
    </dl>`;
  }

  #acknowledge(request) {
    if (request.state === "acknowledged") return nothing;
    const sending = this.pending.has("acknowledge");
    return html`<div class="answers"><button class="primary" ?disabled=${sending} data-act="acknowledge" @click=${() => this.#say("acknowledge", {})}>
      <span>${sending ? "送信中" : "確認"}</span><span class="en">Acknowledge</span></button></div>`;
  }

  #answers(request) {
    if (this.pending.has("answer-request")) return html`<div class="answers unsent">回答を送信中… <span class="en">sending</span></div>`;
    return html`<div class="answers">
      ${request.state === "acknowledged" ? nothing : this.#acknowledge(request)}
      <button class="good" data-act="accept" @click=${() => this.#answer({ answer: "accept" })}><span>応需</span><span class="en">Accept</span></button>
      <button class=${this._asks === "conditional" ? "chosen" : ""} data-act="conditional" @click=${() => this.#toggle("conditional")}><span>条件付</span><span class="en">If…</span></button>
      <button class=${this._asks === "decline" ? "chosen" : ""} data-act="decline" @click=${() => this.#toggle("decline")}><span>不応需</span><span class="en">Decline</span></button>
    </div>`;
  }

  #reasons() {
    return html`<div class="ask" role="group" aria-label="不応需の理由">
      <p>不応需の理由を選ぶと回答します <span class="en">One tap declines with this reason</span></p>
      ${Object.entries(CODES["decline-reason"]).map(([reason, ja]) => html`<button data-reason=${reason} title=${english(reason)} @click=${() => this.#answer({ answer: "decline", reason })}>${ja}</button>`)}
    </div>`;
  }

  #conditionForm() {
    const ready = this._conditions.trim() !== "";
    return html`<form class="ask" @submit=${(event) => this.#sendConditions(event)}>
      <p>条件 <span class="en">Conditions</span></p>
      ${["診察のみ・入院は不可", "10分後から可", "専門医到着後"].map((text) => html`<button type="button" @click=${() => { this._conditions = text; }}>${text}</button>`)}
      <input aria-label="条件" maxlength="500" .value=${this._conditions} @input=${({ target }) => { this._conditions = target.value; }} />
      <button class="primary" ?disabled=${!ready}>条件付で回答</button>
    </form>`;
  }

  #toggle(what) {
    this._asks = this._asks === what ? "" : what;
  }

  #sendConditions(event) {
    event.preventDefault();
    const conditions = this._conditions.trim();
    if (conditions) this.#answer({ answer: "conditional", conditions });
  }

  #answer(data) {
    this._asks = "";
    this.#say("answer-request", data);
  }

  #say(kind, data) {
    this.#tell("say", { kind, case: this.row.id, data });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
customElements.define("er-waiting", ErWaiting);
