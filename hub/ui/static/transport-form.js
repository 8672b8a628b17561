/**
 * A request for private transport: taps where there is a list, words where there is none.
 *
 * Without a choice of operators every certified one of the area is asked. Who the patient is comes to the operator that
 * claims, and to no other; the form says so where it asks.
 */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { chip } from "./chips.js";
import { fieldName, terms } from "./words.js";
import { both, say } from "./language.js";

const name = (field) => fieldName("request-transport", field);
const TRANSFERS = new Set(["transfer", "step-down"]);
const MANY = { equipment: "equipment", attendants: "attendant", precautions: "precaution" };
const HOUR_MS = 3600_000;

/** Property `contact`: who was named last as to be telephoned. Event: `send` (the data of a `request-transport`). */
export class TransportForm extends LitElement {
  static properties = {
    hospital: { attribute: false },
    operators: { attribute: false },
    contact: { attribute: false },
    _data: { state: true },
  };
  static styles = [
    shared,
    css`
      form {
        display: grid;
        gap: 10px;
        padding: 12px 14px;
        background: var(--surface);
        border: var(--edge) solid var(--line);
        border-radius: var(--border-radius-8);
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(11em, 1fr));
        gap: 10px;
      }
      .group > b,
      label > b {
        display: block;
        margin-bottom: 4px;
        font-size: 0.9375rem;
      }
      .chips > button {
        padding: 0 0.8em;
      }
      fieldset {
        display: grid;
        gap: 10px;
        margin: 0;
        padding: 8px 12px 12px;
        border: var(--edge) solid var(--line);
        border-radius: var(--border-radius-8);
      }
      legend {
        font-weight: 700;
        padding: 0 6px;
      }
      summary {
        min-height: 44px;
        display: flex;
        align-items: center;
        gap: 0.4em;
        cursor: pointer;
      }
      summary::before {
        content: "▸";
      }
      details[open] summary::before {
        content: "▾";
      }
      .last {
        position: sticky;
        bottom: -12px;
        display: grid;
        gap: 4px;
        padding: 8px 0;
        background: var(--surface);
        border-top: var(--hair) solid var(--line);
      }
      .send {
        font-size: 1.25rem;
        min-height: 56px;
      }
    `,
  ];

  constructor() {
    super();
    this._data = blank();
  }

  /** What keeps the request from being sent, by the names of its fields. */
  get #missing() {
    const wanted = ["purpose", "pickup_place", "dropoff_place", "pickup_at", "mobility"];
    if (this._data.purpose === "transfer") wanted.push("transfer_reason");
    return wanted.filter((field) => !this.#value(field)).map(name);
  }

  /** A value, or what it is until somebody says otherwise: the pick-up is here, who answers is who did last. */
  #value(field) {
    return this._data[field] ?? (field === "pickup_place" ? this.hospital?.name : this.contact?.[field]);
  }

  render() {
    const missing = this.#missing;
    const { purpose, equipment = [] } = this._data;
    return html`<form @submit=${(event) => this.#send(event)}>
      ${this.#one("purpose", "transport-purpose")}
      ${TRANSFERS.has(purpose) ? this.#one("transfer_reason", "transfer-reason") : nothing}
      <div class="pair">${this.#text("pickup_place")}${this.#text("dropoff_place")}</div>
      <div class="pair">
        ${this.#text("pickup_at", { type: "datetime-local" })}${this.#text("arrive_by", { type: "datetime-local" })}
      </div>
      ${this.#one("mobility", "mobility")} ${this.#many("equipment")}
      ${equipment.includes("oxygen") ? this.#text("oxygen_l_min", { type: "number", min: 0, max: 60, step: 0.1 }) : nothing}
      ${this.#many("attendants")} ${this.#many("precautions")}
      <fieldset>
        <legend>${both("受託した事業者だけに伝わる情報", "Only for who claims")}</legend>
        <div class="pair">${this.#text("family_name")}${this.#text("given_name")}</div>
        <div class="pair">
          ${this.#text("age_years", { type: "number", min: 0, max: 130, step: 1 })}${this.#one("sex", "sex")}
        </div>
        <div class="pair">${this.#text("pickup_detail")}${this.#text("dropoff_detail")}</div>
        ${this.#text("condition")} ${this.#text("notes")}
        <div class="pair">${this.#text("contact_name")}${this.#text("contact_phone", { type: "tel" })}</div>
      </fieldset>
      ${this.operators?.length ? html`<details ?open=${this._data.operators?.length}><summary>${this.#asked()}</summary>${this.#who()}</details>` : nothing}
      <div class="last">
        ${missing.length ? html`<p class="unsent" data-missing>${say("未入力", "Missing")}: ${missing.join(say("、", ", "))}</p>` : nothing}
        <button class="primary send" data-act="send" ?disabled=${missing.length > 0}>${both("依頼を送信", "Ask operators")}</button>
      </div>
    </form>`;
  }

  #one(field, list) {
    return this.#group(field, name(field), terms(list), (code) => ({
      isChosen: this._data[field] === code,
      tap: () => this.#set(field, this._data[field] === code ? undefined : code),
    }));
  }

  #many(field) {
    return this.#several(field, name(field), terms(MANY[field]));
  }

  #asked() {
    const chosen = this._data.operators?.length;
    const words = chosen ? say(`${chosen}社`, `${chosen}`) : say(`全事業者 ${this.operators.length}社`, `all ${this.operators.length}`);
    return html`<b>${name("operators")}</b>: ${words}`;
  }

  #who() {
    const known = this.operators.map((each) => [each.id, html`<span translate="no">${each.name}</span>`]);
    return this.#several("operators", name("operators"), known);
  }

  #several(field, title, entries) {
    const chosen = this._data[field] ?? [];
    return this.#group(field, title, entries, (code) => {
      const isChosen = chosen.includes(code);
      return {
        isChosen,
        tap: () => this.#set(field, isChosen ? chosen.filter((each) => each !== code) : [...chosen, code]),
      };
    });
  }

  #group(field, title, entries, choice) {
    return html`<div class="group" role="group" aria-label=${title}>
      <b>${title}</b>
      <div class="chips">
        ${entries.map(([code, text]) => chip({ field, code, text, ...choice(code) }))}
      </div>
    </div>`;
  }

  #text(field, { type = "text", ...limits } = {}) {
    return html`<label
      ><b>${name(field)}</b
      ><input
        name=${field}
        translate="no"
        type=${type}
        min=${limits.min ?? nothing}
        max=${limits.max ?? nothing}
        step=${limits.step ?? nothing}
        .value=${this.#value(field) ?? ""}
        @input=${({ target }) => this.#set(field, target.value === "" ? undefined : target.value)}
    /></label>`;
  }

  #set(field, value) {
    const data = { ...this._data, [field]: value };
    if (!TRANSFERS.has(data.purpose)) delete data.transfer_reason;
    if (!data.equipment?.includes("oxygen")) delete data.oxygen_l_min;
    this._data = data;
  }

  #send(event) {
    event.preventDefault();
    if (this.#missing.length) return;
    const data = { ...this._data };
    for (const field of ["pickup_place", "contact_name", "contact_phone"]) data[field] = this.#value(field);
    for (const field of ["pickup_at", "arrive_by"]) if (data[field]) data[field] = `${data[field]}:00+09:00`;
    for (const field of ["age_years", "oxygen_l_min"]) if (data[field]) data[field] = Number(data[field]);
    const isSaid = ([, value]) => value !== undefined && value.length !== 0;
    this.dispatchEvent(new CustomEvent("send", { detail: Object.fromEntries(Object.entries(data).filter(isSaid)) }));
    this._data = blank();
  }
}

/** The next full hour of Japan, as an input of a browser writes it. */
function blank() {
  const at = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + HOUR_MS);
  const japan = new Date(at.getTime() + 9 * HOUR_MS);
  return { pickup_at: japan.toISOString().slice(0, 16) };
}
customElements.define("transport-form", TransportForm);
