/** One request that waits for this hospital's answer, with everything an answer needs and the answer itself. */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { atLeisure } from "./er-leisure.js";
import { shared } from "./styles.js";
import { dangerTags } from "./chips.js";
import { waitingStyles } from "./er-waiting-styles.js";
import { keepsFocus } from "./er-focus.js";
import { both, say } from "./language.js";
import { duration, person, secondsSince, term, terms } from "./words.js";
import { VITALS, latest, signName } from "./vital-signs.js";
import { vitalValue } from "./vitals-trend.js";
import "./urgency-mark.js";

/** Always in the same place, so that a column of rows can be compared; what is missing is seen as missing. */
const CORE = new Set(["jcs", "respiratory_rate", "spo2", "heart_rate", "systolic", "temperature"]);

/** What a hospital often says; it is recorded in Japanese. */
const CONDITIONS = [
  ["診察のみ・入院は不可", "Examination only, no bed"],
  ["10分後から可", "In 10 minutes"],
  ["専門医到着後", "Once the specialist is here"],
];

/** Events: `say` ({kind, case, data}) for a submission, `pick` (case id) to open the case beside the list. */
export class ErWaiting extends atLeisure(keepsFocus(LitElement)) {
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
    this.tabIndex = 0;
    this.role = "group";
  }

  willUpdate() {
    const { document, request, urgency, eta } = this.row;
    this.dataset.urgency = urgency ?? "";
    this.dataset.case = this.row.id;
    this.dataset.state = request.state;
    const arrives = eta ? say(`到着まで${eta.minutes}分`, `arrives in ${eta.minutes} min`) : "";
    this.ariaLabel = `${term("urgency", urgency)} ${complaint(document)} ${person(document.patient)} ${arrives}`;
  }

  /** Leads to where an answer is given, and gives none: "accept", "conditional", "decline"; "" leads away. */
  async offer(act) {
    if (this.wall || this.pending.has("answer-request")) return;
    this._asks = act === "accept" ? "" : act;
    await this.updateComplete;
    const where = { accept: "[data-act=accept]", conditional: ".ask input", decline: ".ask button" }[act];
    if (where) this.renderRoot.querySelector(where)?.focus();
  }

  render() {
    const { document, request, urgency } = this.row;
    return html`
      <div class="top" @click=${() => this.#tell("pick", this.row.id)}>
        <urgency-mark level=${urgency ?? nothing}></urgency-mark>
        <div class="what">
          <h3 class="complaint" translate="no">${complaint(document)}</h3>
          <div class="line">
            <span class="who">${person(document.patient)}</span>
            ${document.is_exercise ? html`<span class="tag exercise">${say("訓練", "Exercise")}</span>` : nothing}
            ${dangerTags(document)}
            ${request.specialty ? html`<span class="tag">${term("specialty", request.specialty)}</span>` : nothing}
            ${
              request.escalated?.["command-center"] && request.state !== "acknowledged"
                ? html`<span class="tag danger" data-escalated
                    >${say("未確認: 指令センターに通知済", "Unnoticed: the command centre knows")}</span
                  >`
                : nothing
            }
            ${request.message && !this.wall ? html`<span class="message" translate="no">${request.message}</span>` : nothing}
          </div>
        </div>
        ${this.#clocks(request)}
      </div>
      <div class="foot">
        ${this.#vitals(document)} ${this.wall ? this.#acknowledge(request) : this.#answers(request)}
      </div>
      ${this._asks === "decline" ? this.#reasons() : this._asks === "conditional" ? this.#conditionForm() : nothing}
    `;
  }

  #clocks(request) {
    const waited = secondsSince(request.requested_at, this.now);
    const left = request.answer_by ? Math.ceil((Date.parse(request.answer_by) - this.now) / 1000) : null;
    const isSeen = request.state === "acknowledged";
    const deadline =
      left === null
        ? nothing
        : html`<dl class=${left <= 60 ? "late" : ""}>
            <dt>${left >= 0 ? say("回答期限", "answer in") : say("期限超過", "overdue")}</dt>
            <dd>${duration(Math.abs(left))}</dd>
          </dl>`;
    return html`<div class="clocks">
      <dl class=${isSeen ? "" : "late"}>
        <dt>${isSeen ? say("確認済・待ち", "seen, waits") : say("未確認・待ち", "unseen, waits")}</dt>
        <dd data-waited>${duration(waited)}</dd>
      </dl>
      ${deadline}
      <dl class="main">
        <dt>${say("到着まで", "arrives in")}</dt>
        <dd>${this.row.eta ? html`${this.row.eta.minutes}<small>${say("分", "min")}</small>` : "–"}</dd>
      </dl>
    </div>`;
  }

  #vitals(document) {
    const readings = latest(document);
    return html`<dl class="vitals">
      ${VITALS.filter(({ field }) => CORE.has(field)).map(
        (vital) =>
          html`<div>
            <dt>${signName(vital)}</dt>
            <dd>
              ${
                readings.has(vital.field)
                  ? vitalValue(readings.get(vital.field), "")
                  : html`<span class="absent">–</span>`
              }
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
        ${sending ? say("送信中", "Sending") : both("確認", "Acknowledge")}
      </button>
    </div>`;
  }

  #answers(request) {
    if (this.pending.has("answer-request"))
      return html`<div class="answers unsent">${say("回答を送信中…", "Sending the answer…")}</div>`;
    return html`<div class="answers">
      ${request.state === "acknowledged" ? nothing : this.#acknowledge(request)}
      <button class="good" data-act="accept" @click=${() => this.#answer({ answer: "accept" })}>
        ${both("応需", "Accept")}
      </button>
      <button
        class=${this._asks === "conditional" ? "chosen" : ""}
        data-act="conditional"
        aria-expanded=${this._asks === "conditional"}
        @click=${() => this.#toggle("conditional")}
      >
        ${both("条件付", "If…")}
      </button>
      <button
        class=${this._asks === "decline" ? "chosen" : ""}
        data-act="decline"
        aria-expanded=${this._asks === "decline"}
        @click=${() => this.#toggle("decline")}
      >
        ${both("不応需", "Decline")}
      </button>
    </div>`;
  }

  #reasons() {
    return html`<div class="ask" role="group" aria-label=${say("不応需の理由", "Why not")}>
      <p>${both("不応需の理由を選ぶと回答します", "One tap declines with this reason")}</p>
      ${terms("decline-reason").map(
        ([reason, name]) =>
          html`<button data-reason=${reason} @click=${() => this.#answer({ answer: "decline", reason })}>${name}</button>`,
      )}
    </div>`;
  }

  #conditionForm() {
    const ready = this._conditions.trim() !== "";
    return html`<form class="ask" @submit=${(event) => this.#sendConditions(event)}>
      <p>${both("条件", "Conditions")}</p>
      ${CONDITIONS.map(
        ([ja, en]) =>
          html`<button
            type="button"
            @click=${() => {
              this._conditions = ja;
            }}
          >
            ${say(ja, en)}
          </button>`,
      )}
      <input
        aria-label=${say("条件", "Conditions")}
        maxlength="500"
        .value=${this._conditions}
        @input=${({ target }) => {
          this._conditions = target.value;
        }}
      />
      <button class="primary" ?disabled=${!ready}>${say("条件付で回答", "Answer so")}</button>
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

function complaint({ complaint: said }) {
  return said?.chief_complaint ?? say("主訴未入力", "no complaint yet");
}
customElements.define("er-waiting", ErWaiting);
