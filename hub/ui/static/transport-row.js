/** One request of this hospital: how each operator stands, what it offers, and how far the trip has come. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { cardStyles } from "./transport-styles.js";
import { ago, clock, duration, fullName, person, secondsSince, term } from "./words.js";
import { NEGOTIABLE, TRIP, journeyLine, moment, needTags, purpose } from "./transport-words.js";
import { telephone } from "./telephone.js";
import { both, say } from "./language.js";

/** What is recorded, and how it is said in English. */
const REASONS = [
  ["容態安定せず延期", "patient not stable"],
  ["搬送不要", "no longer needed"],
  ["送り先の変更", "other destination"],
  ["入力誤り", "entered wrongly"],
];

/** Event: `say` ({kind, transport, data}). */
export class TransportRow extends LitElement {
  static properties = {
    row: { attribute: false },
    desk: { attribute: false },
    now: { attribute: false },
    _isCancelling: { state: true },
  };
  static styles = [
    shared,
    cardStyles,
    css`
      .operators {
        display: grid;
        gap: 6px;
      }
      .operators li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 10px;
        padding-top: 6px;
        border-top: var(--hair) solid var(--line-soft);
      }
      .operators b {
        min-width: 8em;
      }
      .called {
        padding: 8px 12px;
        border-radius: var(--border-radius-8);
        background: var(--alarm);
        color: var(--on-alarm);
        font-weight: 700;
      }
      .times {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 14px;
      }
    `,
  ];

  render() {
    const { document } = this.row;
    const { patient = {}, switched } = document;
    return html`
      ${
        switched
          ? html`<p class="called" role="alert" data-switched>
              ${say("119番に切替", "Handed to 119")} ${clock(switched.at)} <span translate="no">${this.#name(switched.department)} — ${switched.detail}</span>
            </p>`
          : nothing
      }
      <div class="top">
        <h3>${purpose(document)} <small><span translate="no">${fullName(patient)}</span> ${person(patient)}</small></h3>
        <span class="tag" data-status=${document.status}>${term("transport-status", document.status)}</span>
      </div>
      <div class="tags">
        ${document.is_exercise ? html`<span class="tag exercise">${say("訓練", "Exercise")}</span>` : nothing}${needTags(document)}
      </div>
      ${journeyLine(document)} ${document.claim ? this.#trip(document) : this.#operators(document)}
      <div class="acts">
        ${
          this.desk.isSaying(this.row.id)
            ? html`<p class="unsent" role="status">${say("送信中…", "Sending…")}</p>`
            : html`<button
                data-act="cancel"
                @click=${() => {
                  this._isCancelling = !this._isCancelling;
                }}
              >
                ${both("依頼を取消", "Cancel")}
              </button>`
        }
      </div>
      ${this._isCancelling ? this.#reasons() : nothing}
    `;
  }

  #operators(document) {
    const asked = Object.entries(document.operators ?? {});
    return html`<p class="num standing">
        <span class="soft">${say("依頼から", "open for")} ${duration(secondsSince(document.requested_at, this.now))}</span> ${this.#summary(asked)}
      </p>
      <ul class="operators">
        ${asked.map(([id, standing]) => this.#operator(id, standing))}
      </ul>`;
  }

  /** What has to be done, where anything has: choose an offer, or look elsewhere. */
  #summary(asked) {
    const offers = asked.filter(([, { state }]) => NEGOTIABLE.has(state)).length;
    if (offers) return html`<b class="tag good-tag">${say(`申し出 ${offers}件: 選ぶと依頼が決まります`, `${offers} offer(s): choose one`)}</b>`;
    if (asked.length && asked.every(([, { state }]) => state === "declined"))
      return html`<b class="tag danger" role="status">${say("全事業者が引受不可: 条件を変えて依頼し直してください", "All declined: ask again on other terms")}</b>`;
    return nothing;
  }

  #operator(id, { state, reason, conditions, pickup_at: at, offered_at: since }) {
    const organisation = this.desk.organisations.get(id) ?? { name: id };
    const look = { declined: "warn-tag", accepted: "good-tag", partial: "good-tag", later: "good-tag" }[state] ?? "";
    return html`<li data-operator=${id} data-state=${state}>
      <b translate="no">${organisation.name}</b>
      <span class="tag ${look}">${term("operator-state", state)}</span>
      ${reason ? term("offer-reason", reason) : nothing} <span translate="no">${conditions ?? ""}</span>
      ${at ? html`<b class="num">${moment(at)}</b>` : nothing}
      ${since ? html`<span class="soft num">${ago(since, this.now)}</span>` : nothing}
      ${
        NEGOTIABLE.has(state)
          ? html`<button class="good" data-act="give" @click=${() => this.#say("claim", { operator: id })}>
              ${both("この事業者に依頼", "Agree")}
            </button>`
          : nothing
      }
      ${telephone(organisation, () => {}, say("電話", "Phone"))}
    </li>`;
  }

  #trip({ claim, trip = {}, position }) {
    const operator = this.desk.organisations.get(claim.operator) ?? { name: claim.operator };
    return html`<div class="top" data-claimed=${claim.operator}>
        <b><span translate="no">${operator.name}</span> ${say("が受託", "has claimed")} ${clock(claim.claimed_at)}</b>
        ${telephone(operator, () => {}, say("電話", "Phone"))}
      </div>
      <p class="times num">
        ${TRIP.filter((state) => trip[state]).map(
          (state) => html`<span>${term("trip-state", state)} <b>${clock(trip[state])}</b></span>`,
        )}
        ${position?.eta_minutes === undefined ? nothing : html`<span>${say(`到着まで ${position.eta_minutes}分`, `arrives in ${position.eta_minutes} min`)}</span>`}
      </p>`;
  }

  #reasons() {
    return html`<div class="ask" role="group" aria-label=${say("取消の理由", "Reasons")}>
      <p>${both("理由を選ぶと取り消します", "One tap cancels")}</p>
      ${REASONS.map(
        ([reason, en]) =>
          html`<button
            class="alarm-line"
            data-reason=${reason}
            @click=${() => this.#say("update-trip", { state: "cancelled", reason })}
          >
            ${say(reason, en)}
          </button>`,
      )}
    </div>`;
  }

  #name(id) {
    return this.desk.organisations.get(id)?.name ?? id ?? "";
  }

  #say(kind, data) {
    this._isCancelling = false;
    const detail = { kind, transport: this.row.id, data };
    this.dispatchEvent(new CustomEvent("say", { detail, bubbles: true, composed: true }));
  }
}
customElements.define("transport-row", TransportRow);
