/** 乗務カード: whom to fetch where, one big button for what comes next, and 119 when the patient becomes worse. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { cardStyles } from "./transport-styles.js";
import { clock, fullName, person, term } from "./words.js";
import { TRIP, journeyLine, needTags, nextState, purpose } from "./transport-words.js";
import { telephone } from "./telephone.js";
import { both, say } from "./language.js";

/** What is recorded, and how it is said in English. */
const WORSE = [
  ["意識の低下", "less responsive"],
  ["呼吸が苦しい", "short of breath"],
  ["胸痛", "chest pain"],
  ["けいれん", "seizure"],
  ["出血", "bleeding"],
  ["嘔吐", "vomiting"],
];
const CANCELLED = [
  ["車両故障", "vehicle broke down"],
  ["乗務員の都合", "no crew"],
  ["依頼元の都合", "requester's wish"],
];

/** Event: `say` ({kind, transport, data}). */
export class OperatorTrip extends LitElement {
  static properties = {
    row: { attribute: false },
    desk: { attribute: false },
    now: { attribute: false },
    _asks: { state: true },
    _detail: { state: true },
  };
  static styles = [
    shared,
    cardStyles,
    css`
      .who {
        font-size: 1.25rem;
        font-weight: 700;
      }
      .handover {
        white-space: pre-wrap;
      }
      .times {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 14px;
        font-size: 0.9375rem;
      }
      .next {
        flex: 1 1 100%;
        min-height: 72px;
        font-size: 1.375rem;
      }
      .called {
        padding: 8px 12px;
        border-radius: var(--border-radius-8);
        background: var(--alarm);
        color: var(--on-alarm);
        font-weight: 700;
      }
      input {
        flex: 1 1 100%;
      }
    `,
  ];

  constructor() {
    super();
    this._asks = "";
    this._detail = "";
  }

  render() {
    const { document } = this.row;
    const { patient = {}, handover = {}, claim = {}, switched } = document;
    return html`
      ${switched ? html`<p class="called" role="alert" data-switched>${say("119番に切替済", "Handed to 119")} ${clock(switched.at)} <span translate="no">${this.#name(switched.department)}</span></p>` : nothing}
      <div class="top">
        <h3>${purpose(document)}</h3>
        <span class="tag" data-status=${document.status}>${term("transport-status", document.status)}</span>
      </div>
      <p class="who"><span translate="no">${fullName(patient)}</span> <span class="soft">${person(patient)}</span></p>
      <div class="tags">
        ${document.is_exercise ? html`<span class="tag exercise">${say("訓練", "Exercise")}</span>` : nothing}${needTags(document)}
      </div>
      ${journeyLine(document)}
      ${handover.condition ? html`<p><b>${say("状態", "Condition")}</b> <span translate="no">${handover.condition}</span></p>` : nothing}
      ${handover.notes ? html`<p class="handover"><b>${say("申送り", "Notes")}</b> <span translate="no">${handover.notes}</span></p>` : nothing}
      <p class="soft">${say("車両", "Vehicle")} <span translate="no">${this.#vehicle(claim.vehicle)}</span> ${say(`乗務員 ${claim.crew ?? "–"}名`, `crew of ${claim.crew ?? "–"}`)}</p>
      ${this.#times(document.trip ?? {})} ${this.#acts(document)}
      ${this._asks === "119" ? this.#call() : this._asks === "cancel" ? this.#cancel() : nothing}
    `;
  }

  #times(trip) {
    const known = TRIP.filter((state) => trip[state]);
    if (known.length === 0) return nothing;
    return html`<p class="times num">
      ${known.map((state) => html`<span>${term("trip-state", state)} <b>${clock(trip[state])}</b></span>`)}
    </p>`;
  }

  #acts(document) {
    const { contact = {} } = document;
    const next = nextState(document);
    const phone = { name: contact.contact_name ?? say("依頼元", "the requester"), phone: contact.contact_phone };
    if (this.desk.isSaying(this.row.id))
      return html`<p class="unsent" role="status">${say("送信中…", "Sending…")}</p>`;
    return html`<div class="acts">
      ${
        next
          ? html`<button class="primary next" data-act="next" data-next=${next} @click=${() => this.#say("update-trip", { state: next })}>
              ${term("trip-state", next)}
            </button>`
          : nothing
      }
      ${telephone(phone, () => {}, html`<span translate="no">${phone.name}</span>`)}
      ${
        document.switched
          ? nothing
          : html`<button class="alarm-line" data-act="worse" @click=${() => this.#toggle("119")}>${say("容態変化・119番", "Worse: 119")}</button>`
      }
      <button data-act="cancel" @click=${() => this.#toggle("cancel")}>${say("取消", "Cancel")}</button>
    </div>`;
  }

  #call() {
    const detail = this._detail.trim();
    return html`<form class="ask" aria-label=${say("119番への切替", "Switch to 119")} @submit=${(event) => this.#switch(event)}>
      <p>
        ${both("119番に電話し、下で消防へ情報を送ります", "Call 119; below sends everything to the fire department")}
      </p>
      ${WORSE.map(
        ([words, en]) =>
          html`<button
            type="button"
            class=${detail === words ? "chosen" : ""}
            aria-pressed=${detail === words}
            data-worse=${words}
            @click=${() => {
              this._detail = words;
            }}
          >
            ${say(words, en)}
          </button>`,
      )}
      <input
        aria-label=${say("状況", "What has happened")}
        translate="no"
        maxlength="500"
        .value=${this._detail}
        @input=${({ target }) => {
          this._detail = target.value;
        }}
      />
      <a class="button alarm-line" href="tel:119">☎ 119</a>
      <button class="alarm wide" data-act="switch" ?disabled=${!detail}>${say("119番へ切替", "Switch to 119")}</button>
    </form>`;
  }

  #cancel() {
    return html`<div class="ask" role="group" aria-label=${say("取消の理由", "Reasons")}>
      <p>${both("理由を選ぶと取り消します", "One tap cancels the trip")}</p>
      ${CANCELLED.map(
        ([reason, en]) =>
          html`<button class="alarm-line" @click=${() => this.#say("update-trip", { state: "cancelled", reason })}>
            ${say(reason, en)}
          </button>`,
      )}
    </div>`;
  }

  #switch(event) {
    event.preventDefault();
    const detail = this._detail.trim();
    if (detail) this.#say("switch-to-119", { detail });
  }

  #vehicle(id) {
    const vehicles = this.desk.organisation?.certification?.vehicles ?? [];
    return vehicles.find((each) => each.id === id)?.name ?? id ?? "–";
  }

  #name(id) {
    return this.desk.organisations.get(id)?.name ?? id ?? "";
  }

  #toggle(what) {
    this._asks = this._asks === what ? "" : what;
  }

  #say(kind, data) {
    this._asks = "";
    const detail = { kind, transport: this.row.id, data };
    this.dispatchEvent(new CustomEvent("say", { detail, bubbles: true, composed: true }));
  }
}
customElements.define("operator-trip", OperatorTrip);
