/** One request that waits for this hospital's answer, with everything an answer needs and the answer itself. */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { dangerTags } from "./chips.js";
import { waitingStyles } from "./er-waiting-styles.js";
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
  static styles = [shared, waitingStyles];

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
            ${document.is_exercise ? html`<span class="tag exercise">訓練</span>` : nothing} ${dangerTags(document)}
            ${request.specialty ? html`<span class="tag">${term("specialty", request.specialty)}</span>` : nothing}
            ${
              request.escalated?.["command-center"] && request.state !== "acknowledged"
                ? html`<span class="tag danger" data-escalated>未確認: 指令センターに通知済</span>`
                : nothing
            }
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
    const deadline =
      left === null
        ? nothing
        : html`<dl class=${left <= 60 ? "late" : ""}>
            <dt>${left >= 0 ? "期限まで" : "期限超過"}</dt>
            <dd>${duration(Math.abs(left))}</dd>
          </dl>`;
    return html`<div class="clocks">
      <dl>
        <dt>到着まで</dt>
        <dd>${this.row.eta ? html`${this.row.eta.minutes}<small>分</small>` : "–"}</dd>
      </dl>
      ${deadline}
      <dl class="main">
        <dt>待ち</dt>
        <dd data-waited>${duration(waited)}</dd>
      </dl>
    </div>`;
  }

  #vitals(document) {
    const readings = latest(document);
    return html`<dl class="vitals">
      ${VITALS.filter(({ field }) => CORE.has(field)).map(
        ({ field, ja, unit }) =>
          html`<div>
            <dt>${ja}</dt>
            <dd>
              ${readings.has(field) ? vitalValue(readings.get(field), unit) : html`<span class="absent">–</span>`}
            </dd>
          </div>`,
      )}
    </dl>`;
  }

  #acknowledge(request) {
    if (request.state === "acknowledged") return nothing;
    const sending = this.pending.has("acknowledge");
    return html`<div class="answers">
      <button class="primary" ?disabled=${sending} data-act="acknowledge" @click=${() => this.#say("acknowledge", {})}>
        <span>${sending ? "送信中" : "確認"}</span><span class="en">Acknowledge</span>
      </button>
    </div>`;
  }

  #answers(request) {
    if (this.pending.has("answer-request"))
      return html`<div class="answers unsent">回答を送信中… <span class="en">sending</span></div>`;
    return html`<div class="answers">
      ${request.state === "acknowledged" ? nothing : this.#acknowledge(request)}
      <button class="good" data-act="accept" @click=${() => this.#answer({ answer: "accept" })}>
        <span>応需</span><span class="en">Accept</span>
      </button>
      <button
        class=${this._asks === "conditional" ? "chosen" : ""}
        data-act="conditional"
        @click=${() => this.#toggle("conditional")}
      >
        <span>条件付</span><span class="en">If…</span>
      </button>
      <button
        class=${this._asks === "decline" ? "chosen" : ""}
        data-act="decline"
        @click=${() => this.#toggle("decline")}
      >
        <span>不応需</span><span class="en">Decline</span>
      </button>
    </div>`;
  }

  #reasons() {
    return html`<div class="ask" role="group" aria-label="不応需の理由">
      <p>不応需の理由を選ぶと回答します <span class="en">One tap declines with this reason</span></p>
      ${Object.entries(CODES["decline-reason"]).map(([reason, ja]) => this.#reason(reason, ja))}
    </div>`;
  }

  #reason(reason, ja) {
    const decline = () => this.#answer({ answer: "decline", reason });
    return html`<button data-reason=${reason} title=${english(reason)} @click=${decline}>${ja}</button>`;
  }

  #conditionForm() {
    const ready = this._conditions.trim() !== "";
    return html`<form class="ask" @submit=${(event) => this.#sendConditions(event)}>
      <p>条件 <span class="en">Conditions</span></p>
      ${["診察のみ・入院は不可", "10分後から可", "専門医到着後"].map(
        (text) =>
          html`<button
            type="button"
            @click=${() => {
              this._conditions = text;
            }}
          >
            ${text}
          </button>`,
      )}
      <input
        aria-label="条件"
        maxlength="500"
        .value=${this._conditions}
        @input=${({ target }) => {
          this._conditions = target.value;
        }}
      />
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
