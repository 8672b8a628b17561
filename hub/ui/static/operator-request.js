/** One request that may be claimed: what it needs, with which vehicle, and every answer in a tap or two. */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { cardStyles } from "./transport-styles.js";
import { CODES } from "./codes.js";
import { duration, english, secondsSince, term } from "./words.js";
import { able, crewNeeded, journeyLine, moment, needTags, purpose } from "./transport-words.js";

const LATER_MINUTES = [30, 60, 120, 180];

/** Event: `say` ({kind, transport, data}). */
export class OperatorRequest extends LitElement {
  static properties = {
    row: { attribute: false },
    desk: { attribute: false },
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
    const vehicle = vehicles.find(({ id }) => id === this._vehicle) ?? vehicles[0];
    return html`
      <div class="top">
        <h3>${purpose(document)}</h3>
        <span class="soft num">依頼から ${duration(secondsSince(document.requested_at, this.now))}</span>
      </div>
      <div class="tags">
        ${document.is_exercise ? html`<span class="tag exercise">訓練</span>` : nothing}${needTags(document)}
      </div>
      ${journeyLine(document)} ${this.#said()}
      ${this.desk.isSaying(this.row.id) ? html`<p class="unsent">送信中… <span class="en">sending</span></p>` : this.#answers(vehicles, vehicle)}
      ${this._asks === "later" ? this.#times(vehicle) : this._asks === "decline" ? this.#reasons() : nothing}
    `;
  }

  #said() {
    const { state, conditions, pickup_at: at } = this.#standing;
    if (!state || state === "asked") return nothing;
    return html`<p class="tag good-tag" data-standing=${state}>
      ${term("operator-state", state)} と回答済 ${conditions ?? ""} ${at ? moment(at) : ""}
    </p>`;
  }

  #answers(vehicles, vehicle) {
    return html`${
        vehicles.length > 1
          ? html`<div class="chips" role="group" aria-label="車両">
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
                    ${name}
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
          時刻変更 <span class="en">Later</span>
        </button>
        <button class=${this._asks === "decline" ? "chosen" : ""} data-act="decline" @click=${() => this.#toggle("decline")}>
          引受不可 <span class="en">Decline</span>
        </button>
      </div>`;
  }

  /** What the vehicle lacks makes of a claim a partial offer, which the requester has to agree to. */
  #take(vehicle) {
    if (!vehicle) return html`<p class="soft">この移動形態で搬送できる車両がありません</p>`;
    const crew = crewNeeded(this.desk.organisation?.certification, this.row.document);
    if (vehicle.lacks.length) {
      const conditions = `${vehicle.lacks.join("・")}なし`;
      const data = { offer: "partial", conditions, vehicle: vehicle.id, crew };
      return html`<button class="primary wide" data-act="partial" @click=${() => this.#say("offer", data)}>
        ${conditions}で引受を申し出る <span class="en">Offer in part</span>
      </button>`;
    }
    const { state } = this.#standing;
    if (state === "partial" || state === "later") return nothing; // only the requester gives it now
    return html`<button class="good wide" data-act="claim" @click=${() => this.#say("claim", { vehicle: vehicle.id, crew })}>
      受託する <small>${vehicle.name} 乗務員${crew}名</small> <span class="en">Claim</span>
    </button>`;
  }

  #times(vehicle) {
    const { crew, from } = {
      crew: crewNeeded(this.desk.organisation?.certification, this.row.document),
      from: Date.parse(this.row.document.journey.pickup_at),
    };
    return html`<div class="ask" role="group" aria-label="お迎え可能時刻">
      <p>この時刻なら可能 <span class="en">We can come at</span></p>
      ${LATER_MINUTES.map((minutes) => {
        const at = new Date(from + minutes * 60_000).toISOString();
        const data = { offer: "later", pickup_at: at, vehicle: vehicle.id, crew };
        return html`<button data-later=${minutes} @click=${() => this.#say("offer", data)}>${moment(at)}</button>`;
      })}
    </div>`;
  }

  #reasons() {
    return html`<div class="ask" role="group" aria-label="引受不可の理由">
      <p>理由を選ぶと回答します <span class="en">One tap declines</span></p>
      ${Object.entries(CODES["offer-reason"]).map(
        ([reason, ja]) =>
          html`<button
            data-reason=${reason}
            title=${english(reason)}
            @click=${() => this.#say("offer", { offer: "decline", reason })}
          >
            ${ja}
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
