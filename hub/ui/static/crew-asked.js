/** One hospital that was asked: how far the request has come, what it answered, and what the crew can do about it. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
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
export const ETAS = [5, 10, 15, 20, 30];

/** Event: `say` ({kind, data}). */
export class CrewAsked extends LitElement {
  static properties = {
    hospital: { attribute: false },
    request: { attribute: false },
    destination: { attribute: false },
    isOnTheWay: { attribute: false },
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
      @media (max-width: 700px) {
        .head {
          grid-template-columns: minmax(0, 1fr);
        }
        .acts > * {
          flex: 1;
        }
        .acts .good {
          flex: 1 1 100%;
        }
      }
      .etas {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        align-items: center;
        margin-top: 8px;
      }
      .etas button {
        flex: 1;
        max-width: 110px;
        padding: 0;
        min-width: 64px;
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
            ${this.destination ? html`<span class="tag good-tag">${say("搬送先", "Destination")}</span>` : nothing} <span translate="no">${this.hospital.name}</span>
            ${this.isUnsent ? html`<span class="unsent">${say("未送信", "unsent")}</span>` : nothing}
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
        TAKES.has(state) && this.#needsCall && !this.destination
          ? html`<p class="call" data-needs-call>${say("実施基準: 搬送先に決定する前に電話で確認してください", "By the region’s rules: call before you confirm")}</p>`
          : nothing
      }
      ${this.destination && this.isOnTheWay ? this.#etas() : nothing}
      <crew-readiness .request=${this.request}></crew-readiness>
      ${isUnanswered && this._called ? this.#phoneResult() : nothing}
    `;
  }

  #wait() {
    const { state, requested_at: requestedAt, answer_by: answerBy } = this.request;
    const waited = secondsSince(requestedAt, this.now);
    const left = answerBy ? Math.ceil((Date.parse(answerBy) - this.now) / 1000) : null;
    return html`<p class="num">
      ${say("待ち", "Waiting")} <b>${duration(waited)}</b>
      ${left === null ? nothing : left < 0 ? html`<b class="call">${say("期限超過", "overdue")}</b>` : html`/ ${say("期限まで", "time left")} ${duration(left)}`}
      ${this.request.escalated?.["command-center"] && UNNOTICED.has(state) ? html`<span class="tag">${say("指令センターに通知済", "Command centre told")}</span>` : nothing}
      ${
        UNSEEN.has(state) && waited >= UNSEEN_S
          ? html`<span class="call">${say("画面に表示されていません。電話を", "Not on their screen. Call")}</span>`
          : nothing
      }
    </p>`;
  }

  #outcome() {
    const { state, answered_at: at, by, conditions, reason, cause, is_by_phone: isByPhone } = this.request;
    const phone = isByPhone ? html`<span class="tag">${say("電話", "phone")}</span>` : nothing;
    switch (state) {
      case "accepted":
        return html`<p class="why">${say("応需", "Accepted")} ${clock(at)} <span translate="no">${by ?? ""}</span> ${phone}</p>`;
      case "conditional":
        return html`<p class="why">${say("条件", "On condition")}: <span translate="no">${conditions}</span> ${phone}</p>`;
      case "declined":
        return html`<p class="why">
          ${this.request.taken_back_at ? html`<span class="call">${say("応需取消", "Accept taken back")}</span>` : say("不応需", "Declined")}:
          ${term("decline-reason", reason)} ${phone} <span class="soft">${ago(at, this.now)}</span>
        </p>`;
      default:
        return html`<p class="soft">
          ${say("取下げ", "Withdrawn")} ${cause && cause !== "withdrawn" ? `(${term("withdrawal-cause", cause)})` : ""} <span translate="no">${reason ?? ""}</span>
        </p>`;
    }
  }

  /** The hospital waits by this time; one tap puts it right. */
  #etas() {
    const { eta_minutes: told, is_by_phone: isByPhone } = this.destination;
    return html`<div class="etas" role="group" aria-label=${say("到着まで", "Minutes to arrival")}>
      <span>${say("到着まで", "Arrival in")}</span>
      ${ETAS.map(
        (each) =>
          html`<button
            data-arrival=${each}
            class=${told === each ? "chosen" : ""}
            aria-pressed=${told === each}
            @click=${() =>
              this.#say("confirm-destination", {
                facility: this.hospital.id,
                eta_minutes: each,
                ...(isByPhone ? { is_by_phone: true } : {}),
              })}
          >
            ${each}<small>${say("分", "min")}</small>
          </button>`,
      )}
    </div>`;
  }

  #acts(state, isUnanswered) {
    const id = this.hospital.id;
    const isLive = isUnanswered || TAKES.has(state);
    return html`
      ${
        TAKES.has(state) && !this.destination
          ? html`<button class="good" data-act="confirm" @click=${() => this.#confirm()}>
              ${this.#needsCall ? both("電話確認済・搬送先に決定", "Called: go there") : both("搬送先に決定", "Go there")}
            </button>`
          : nothing
      }
      ${
        isLive
          ? html`<button data-act="withdraw" @click=${() => this.#say("withdraw-request", { facilities: [id] })}>
                ${say("取下げ", "Withdraw")}
              </button>
              ${telephone(this.hospital, () => (this._called = true), say("電話", "Call"))}`
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
