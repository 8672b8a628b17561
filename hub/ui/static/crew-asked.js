/** One hospital that was asked: how far the request has come, what it answered, and what the crew can do about it. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { ago, clock, duration, secondsSince, term } from "./words.js";
import { telephone } from "./telephone.js";
import "./phone-result.js";
import "./crew-readiness.js";
import "./request-steps.js";

const UNANSWERED = new Set(["unsent", "requested", "delivered", "displayed", "acknowledged"]);
const UNSEEN = new Set(["requested", "delivered"]);
const UNNOTICED = new Set(["requested", "delivered", "displayed"]);
const TAKES = new Set(["accepted", "conditional"]);
const UNSEEN_S = 30;

/** Event: `say` ({kind, data}). */
export class CrewAsked extends LitElement {
  static properties = {
    hospital: { attribute: false },
    request: { attribute: false },
    isDestination: { attribute: false },
    isUnsent: { attribute: false },
    eta: { attribute: false },
    now: { attribute: false },
    _called: { state: true },
  };
  static styles = [
    shared,
    css`
      :host {
        display: block;
        --touch: 64px;
        background: var(--surface);
        border: var(--edge) solid var(--line);
        border-radius: var(--border-radius-8);
        padding: 10px 12px;
        margin-bottom: 8px;
      }
      :host([data-state="accepted"]) {
        border-color: var(--good);
        background: var(--good-soft);
      }
      :host([data-state="conditional"]) {
        border-color: var(--warn);
      }
      :host([data-state="declined"]),
      :host([data-state="withdrawn"]) {
        background: transparent;
      }
      .head {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 10px;
        align-items: center;
      }
      h3 {
        font-size: 1.25rem;
        line-height: 1.2;
      }
      request-steps {
        margin: 6px 0 0;
        max-width: 620px;
      }
      .acts {
        display: flex;
        gap: 8px;
        flex-wrap: wrap;
        align-items: center;
        justify-content: flex-end;
      }
      .acts a,
      .acts button {
        padding: 0 0.8em;
      }
      .why {
        font-weight: 700;
        margin-top: 4px;
      }
      .call {
        color: var(--alarm);
        font-weight: 700;
      }
    `,
  ];

  willUpdate() {
    this.dataset.asked = this.hospital.id;
    this.dataset.state = this.request.state;
  }

  render() {
    const { state } = this.request;
    const isUnanswered = UNANSWERED.has(state);
    return html`
      <div class="head">
        <div>
          <h3>
            ${this.isDestination ? html`<span class="tag good-tag">搬送先</span>` : nothing} ${this.hospital.name}
            ${this.isUnsent ? html`<span class="unsent">未送信</span>` : nothing}
          </h3>
          ${isUnanswered ? this.#wait() : this.#outcome()}
        </div>
        <div class="acts">${this.#acts(state, isUnanswered)}</div>
      </div>
      ${
        isUnanswered || TAKES.has(state)
          ? html`<request-steps .request=${this.request} .now=${this.now}></request-steps>`
          : nothing
      }
      ${
        TAKES.has(state) && this.#needsCall && !this.isDestination
          ? html`<p class="call" data-needs-call>実施基準: 搬送先に決定する前に電話で確認してください</p>`
          : nothing
      }
      <crew-readiness .request=${this.request}></crew-readiness>
      ${isUnanswered && this._called ? this.#phoneResult() : nothing}
    `;
  }

  #wait() {
    const { state, requested_at: requestedAt, answer_by: answerBy } = this.request;
    const waited = secondsSince(requestedAt, this.now);
    const left = answerBy ? Math.ceil((Date.parse(answerBy) - this.now) / 1000) : null;
    return html`<p class="num">
      待ち <b>${duration(waited)}</b>
      ${left === null ? nothing : left < 0 ? html`<b class="call">期限超過</b>` : html`/ 期限まで ${duration(left)}`}
      ${this.request.escalated?.["command-center"] && UNNOTICED.has(state) ? html`<span class="tag">指令センターに通知済</span>` : nothing}
      ${
        UNSEEN.has(state) && waited >= UNSEEN_S
          ? html`<span class="call">画面に表示されていません。電話を</span>`
          : nothing
      }
    </p>`;
  }

  #outcome() {
    const { state, answered_at: at, by, conditions, reason, cause, is_by_phone: isByPhone } = this.request;
    const phone = isByPhone ? html`<span class="tag">電話</span>` : nothing;
    switch (state) {
      case "accepted":
        return html`<p class="why">応需 ${clock(at)} ${by ?? ""} ${phone}</p>`;
      case "conditional":
        return html`<p class="why">条件: ${conditions} ${phone}</p>`;
      case "declined":
        return html`<p class="why">
          ${this.request.taken_back_at ? html`<span class="call">応需取消</span>` : "不応需"}:
          ${term("decline-reason", reason)} ${phone} <span class="soft">${ago(at, this.now)}</span>
        </p>`;
      default:
        return html`<p class="soft">
          取下げ ${cause && cause !== "withdrawn" ? `(${term("withdrawal-cause", cause)})` : ""} ${reason ?? ""}
        </p>`;
    }
  }

  #acts(state, isUnanswered) {
    const id = this.hospital.id;
    const isLive = isUnanswered || TAKES.has(state);
    return html`
      ${
        TAKES.has(state) && !this.isDestination
          ? html`<button class="good" data-act="confirm" @click=${() => this.#confirm()}>
              ${this.#needsCall ? "電話確認済・" : ""}搬送先に決定 <span class="en">Confirm</span>
            </button>`
          : nothing
      }
      ${
        isLive
          ? html`<button data-act="withdraw" @click=${() => this.#say("withdraw-request", { facilities: [id] })}>
                取下げ
              </button>
              ${telephone(this.hospital, () => (this._called = true), "電話")}`
          : nothing
      }
    `;
  }

  #phoneResult() {
    const id = this.hospital.id;
    return html`<phone-result
      @accepted=${() => this.#say("confirm-destination", { facility: id, is_by_phone: true, ...minutes(this.eta) })}
      @declined=${({ detail }) => this.#say("record-phone-answer", { facility: id, answer: "decline", reason: detail })}
    ></phone-result>`;
  }

  /** The rules of the region want a call before this hospital becomes the destination. */
  get #needsCall() {
    return Boolean(this.request.needs_phone_call) && !this.request.is_by_phone;
  }

  #confirm() {
    const eta = this.eta ?? this.request.eta_minutes;
    const phoned = this.#needsCall ? { is_by_phone: true } : {};
    this.#say("confirm-destination", { facility: this.hospital.id, ...phoned, ...minutes(eta) });
  }

  #say(kind, data) {
    this.dispatchEvent(new CustomEvent("say", { detail: { kind, data }, bubbles: true, composed: true }));
  }
}

function minutes(eta) {
  return eta === null || eta === undefined ? {} : { eta_minutes: eta };
}
customElements.define("crew-asked", CrewAsked);
