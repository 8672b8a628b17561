/** One request of this hospital: how each operator stands, what it offers, and how far the trip has come. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { cardStyles } from "./transport-styles.js";
import { ago, clock, duration, fullName, person, secondsSince, term } from "./words.js";
import { NEGOTIABLE, TRIP, journeyLine, moment, needTags, purpose } from "./transport-words.js";
import { telephone } from "./telephone.js";

const REASONS = ["容態安定せず延期", "搬送不要", "送り先の変更", "入力誤り"];

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
              119番に切替 ${clock(switched.at)} ${this.#name(switched.department)} — ${switched.detail}
            </p>`
          : nothing
      }
      <div class="top">
        <h3>${purpose(document)} <small>${fullName(patient)} ${person(patient)}</small></h3>
        <span class="tag" data-status=${document.status}>${term("transport-status", document.status)}</span>
      </div>
      <div class="tags">
        ${document.is_exercise ? html`<span class="tag exercise">訓練</span>` : nothing}${needTags(document)}
      </div>
      ${journeyLine(document)} ${document.claim ? this.#trip(document) : this.#operators(document)}
      <div class="acts">
        ${
          this.desk.isSaying(this.row.id)
            ? html`<p class="unsent" role="status">送信中… <span class="en">sending</span></p>`
            : html`<button
                data-act="cancel"
                @click=${() => {
                  this._isCancelling = !this._isCancelling;
                }}
              >
                依頼を取消 <span class="en">Cancel</span>
              </button>`
        }
      </div>
      ${this._isCancelling ? this.#reasons() : nothing}
    `;
  }

  #operators(document) {
    const asked = Object.entries(document.operators ?? {});
    return html`<p class="soft num">依頼から ${duration(secondsSince(document.requested_at, this.now))}</p>
      <ul class="operators">
        ${asked.map(([id, standing]) => this.#operator(id, standing))}
      </ul>`;
  }

  #operator(id, { state, reason, conditions, pickup_at: at, offered_at: since }) {
    const organisation = this.desk.organisations.get(id) ?? { name: id };
    const look = { declined: "warn-tag", accepted: "good-tag", partial: "good-tag", later: "good-tag" }[state] ?? "";
    return html`<li data-operator=${id} data-state=${state}>
      <b>${organisation.name}</b>
      <span class="tag ${look}">${term("operator-state", state)}</span>
      ${reason ? term("offer-reason", reason) : nothing} ${conditions ?? ""}
      ${at ? html`<b class="num">${moment(at)}</b>` : nothing}
      ${since ? html`<span class="soft num">${ago(since, this.now)}</span>` : nothing}
      ${
        NEGOTIABLE.has(state)
          ? html`<button class="good" data-act="give" @click=${() => this.#say("claim", { operator: id })}>
              この事業者に依頼 <span class="en">Agree</span>
            </button>`
          : nothing
      }
      ${telephone(organisation, () => {}, "電話")}
    </li>`;
  }

  #trip({ claim, trip = {}, position }) {
    const operator = this.desk.organisations.get(claim.operator) ?? { name: claim.operator };
    return html`<div class="top" data-claimed=${claim.operator}>
        <b>${operator.name} が受託 ${clock(claim.claimed_at)}</b> ${telephone(operator, () => {}, "電話")}
      </div>
      <p class="times num">
        ${TRIP.filter((state) => trip[state]).map(
          (state) => html`<span>${term("trip-state", state)} <b>${clock(trip[state])}</b></span>`,
        )}
        ${position?.eta_minutes === undefined ? nothing : html`<span>到着まで ${position.eta_minutes}分</span>`}
      </p>`;
  }

  #reasons() {
    return html`<div class="ask" role="group" aria-label="取消の理由">
      <p>理由を選ぶと取り消します <span class="en">One tap cancels</span></p>
      ${REASONS.map(
        (reason) =>
          html`<button
            class="alarm-line"
            data-reason=${reason}
            @click=${() => this.#say("update-trip", { state: "cancelled", reason })}
          >
            ${reason}
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
