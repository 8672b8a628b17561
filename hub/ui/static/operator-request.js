/** One request that may be claimed: what it needs, with which vehicle, and every answer in a tap or two. */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { cardStyles } from "./transport-styles.js";
import { duration, secondsSince, term, terms } from "./words.js";
import { able, crewNeeded, journeyLine, moment, needTags, purpose, underWay, without } from "./transport-words.js";
import { both, say } from "./language.js";

const LATER_MINUTES = [30, 60, 120, 180];

/** Event: `say` ({kind, transport, data}). */
export class OperatorRequest extends LitElement {
  static properties = {
    row: { attribute: false },
    desk: { attribute: false },
    trips: { attribute: false },
    now: { attribute: false },
    _asks: { state: true },
    _vehicle: { state: true },
  };
  static styles = [shared, cardStyles];

  constructor() {
    super();
    this._asks = "";
  }

  get #standing() {
    return this.row.document.operators?.[this.desk.organisation?.id] ?? {};
  }

  render() {
    const { document } = this.row;
    const vehicles = able(this.desk.organisation?.certification?.vehicles, document);
    const vehicle = vehicles.find(({ id }) => id === this._vehicle) ?? this.#proposed(vehicles);
    return html`
      <div class="top">
        <h3>${purpose(document)}</h3>
        <span class="soft num">${say("依頼から", "open for")} ${duration(secondsSince(document.requested_at, this.now))}</span>
      </div>
      <div class="tags">
        ${document.is_exercise ? html`<span class="tag exercise">${say("訓練", "Exercise")}</span>` : nothing}${needTags(document)}
      </div>
      ${journeyLine(document)} ${this.#said()}
      ${this.desk.isSaying(this.row.id) ? html`<p class="unsent" role="status">${say("送信中…", "Sending…")}</p>` : this.#answers(vehicles, vehicle)}
      ${this._asks === "later" ? this.#times(vehicle) : this._asks === "decline" ? this.#reasons() : nothing}
    `;
  }

  /** The vehicle that lacks least, a free one before one on the road. */
  #proposed(vehicles) {
    const best = vehicles.filter(({ lacks }) => lacks.length === vehicles[0].lacks.length);
    return best.find(({ id }) => !underWay(this.trips, id)) ?? best[0];
  }

  #said() {
    const { state, conditions, pickup_at: at } = this.#standing;
    if (!state || state === "asked") return nothing;
    return html`<p class="standing" data-standing=${state}>
      <span class="tag good-tag">${term("operator-state", state)}</span>
      <span translate="no">${conditions ?? ""}</span> <b class="num">${at ? moment(at) : ""}</b>
      <span class="soft">${state === "declined" ? say("と回答済", "answered") : say("依頼元の返事待ち", "waiting for the requester")}</span>
    </p>`;
  }

  #answers(vehicles, vehicle) {
    return html`${
        vehicles.length > 1
          ? html`<div class="chips" role="group" aria-label=${say("車両", "Vehicle")}>
              ${vehicles.map(
                ({ id, name }) =>
                  html`<button
                    class=${id === vehicle.id ? "chosen" : ""}
                    aria-pressed=${id === vehicle.id}
                    data-vehicle=${id}
                    @click=${() => {
                      this._vehicle = id;
                    }}
                  >
                    <span translate="no">${name}</span>
                    ${underWay(this.trips, id) ? html`<small>${say("運行中", "on the road")}</small>` : nothing}
                  </button>`,
              )}
            </div>`
          : nothing
      }
      <div class="acts">
        ${this.#take(vehicle)}
        <button
          class=${this._asks === "later" ? "chosen" : ""}
          data-act="later"
          ?disabled=${!vehicle}
          @click=${() => this.#toggle("later")}
        >
          ${both("時刻変更", "Later")}
        </button>
        <button class=${this._asks === "decline" ? "chosen" : ""} data-act="decline" @click=${() => this.#toggle("decline")}>
          ${both("引受不可", "Decline")}
        </button>
      </div>`;
  }

  /** What the vehicle lacks makes of a claim a partial offer, which the requester has to agree to. */
  #take(vehicle) {
    if (!vehicle) return html`<p class="soft">${say("この移動形態で搬送できる車両がありません", "No vehicle of yours can carry the patient so")}</p>`;
    const crew = crewNeeded(this.desk.organisation?.certification, this.row.document);
    if (vehicle.lacks.length) {
      if (this.#standing.state === "partial") return nothing; // it is said: the requester decides
      const { recorded, shown } = without(vehicle.lacks);
      const data = { offer: "partial", conditions: recorded, vehicle: vehicle.id, crew };
      return html`<button class="primary wide" data-act="partial" @click=${() => this.#say("offer", data)}>
        ${say(`${shown}で引受を申し出る`, `Offer ${shown}`)}
      </button>`;
    }
    const { state } = this.#standing;
    if (state === "partial" || state === "later") return nothing; // only the requester gives it now
    return html`<button class="good wide" data-act="claim" @click=${() => this.#say("claim", { vehicle: vehicle.id, crew })}>
      ${both("受託する", "Claim")} <small><span translate="no">${vehicle.name}</span> ${say(`乗務員${crew}名`, `crew of ${crew}`)}</small>
    </button>`;
  }

  #times(vehicle) {
    const { crew, from } = {
      crew: crewNeeded(this.desk.organisation?.certification, this.row.document),
      from: Date.parse(this.row.document.journey.pickup_at),
    };
    return html`<div class="ask" role="group" aria-label=${say("お迎え可能時刻", "Possible times")}>
      <p>${both("この時刻なら可能", "We can come at")}</p>
      ${LATER_MINUTES.map((minutes) => {
        const at = new Date(from + minutes * 60_000).toISOString();
        const data = { offer: "later", pickup_at: at, vehicle: vehicle.id, crew };
        return html`<button data-later=${minutes} @click=${() => this.#say("offer", data)}>${moment(at)}</button>`;
      })}
    </div>`;
  }

  #reasons() {
    return html`<div class="ask" role="group" aria-label=${say("引受不可の理由", "Reasons")}>
      <p>${both("理由を選ぶと回答します", "One tap declines")}</p>
      ${terms("offer-reason").map(
        ([reason, words]) =>
          html`<button
            data-reason=${reason}
            @click=${() => this.#say("offer", { offer: "decline", reason })}
          >
            ${words}
          </button>`,
      )}
    </div>`;
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
customElements.define("operator-request", OperatorRequest);
