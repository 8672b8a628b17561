/**
 * 119番通報: a call taken down by hand, where no command system of the fire department says it.
 *
 * One case for each unit that is sent, all under the call's number; whatever else is known the crew finds out.
 */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { chip } from "./chips.js";
import { uuid7 } from "./uuid7.js";
import { fieldName, terms } from "./words.js";
import { both, say } from "./language.js";

const KIND = "open-incident";

/** Events: `say` ({kind, case, data}) for each unit, `done`. */
export class CommandCall extends LitElement {
  static properties = { units: { attribute: false }, now: { attribute: false }, _said: { state: true }, _units: { state: true } };
  static styles = [
    shared,
    css`
      form {
        display: grid;
        gap: 12px;
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr));
        gap: 12px;
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
      textarea {
        min-height: 4em;
      }
      .exercise {
        display: flex;
        gap: 8px;
        align-items: center;
      }
      .exercise input {
        width: 24px;
        min-height: 24px;
      }
      .acts {
        display: flex;
        gap: 12px;
      }
      .acts .primary {
        flex: 1;
        min-height: 56px;
        font-size: 1.125rem;
      }
    `,
  ];

  constructor() {
    super();
    this._units = new Set();
    this._said = { incident_type: "sudden-illness", incident_number: proposed(new Date()) };
  }

  render() {
    return html`<form @submit=${(event) => this.#send(event)}>
      <div class="group" role="group" aria-label=${fieldName(KIND, "unit")}>
        <b>${fieldName(KIND, "unit")}</b>
        <div class="chips">
          ${this.units.map(({ id, name }) =>
            chip({
              field: "unit",
              code: id,
              text: html`<span translate="no">${name}</span>`,
              isChosen: this._units.has(id),
              tap: () => this.#toggle(id),
            }),
          )}
        </div>
      </div>
      ${this.#text("scene_address", { isFirst: true })} ${this.#text("chief_complaint")}
      ${this.#one("urgency", "urgency")} ${this.#one("incident_type", "incident-type")}
      <div class="pair">
        ${this.#text("age_years", { type: "number", min: 0, max: 130 })} ${this.#one("sex", "sex")} ${this.#text("incident_number")}
      </div>
      <label
        ><b>${fieldName(KIND, "call_report")}</b
        ><textarea
          name="call_report"
          maxlength="1000"
          .value=${this._said.call_report ?? ""}
          @input=${({ target }) => this.#set("call_report", target.value)}
        ></textarea>
      </label>
      <label class="exercise">
        <input
          type="checkbox"
          name="is_exercise"
          .checked=${this._said.is_exercise ?? false}
          @change=${({ target }) => this.#set("is_exercise", target.checked || undefined)}
        />
        ${both("訓練", "Exercise")}
      </label>
      <div class="acts">
        <button class="primary" data-act="send-call" ?disabled=${this._units.size === 0}>
          ${this._units.size ? say(`出動させる(${this._units.size}隊)`, `Dispatch ${this._units.size}`) : say("出動隊を選ぶ", "Choose a unit")}
        </button>
        <button type="button" data-act="close" @click=${() => this.#tell("done")}>${say("閉じる", "Close")}</button>
      </div>
    </form>`;
  }

  #one(field, list) {
    const title = fieldName(KIND, field);
    return html`<div class="group" role="group" aria-label=${title}>
      <b>${title}</b>
      <div class="chips">
        ${terms(list).map(([code, text]) => {
          const isChosen = this._said[field] === code;
          return chip({ field, code, text, isChosen, tap: () => this.#set(field, isChosen ? undefined : code) });
        })}
      </div>
    </div>`;
  }

  #text(field, { type = "text", min, max, isFirst = false } = {}) {
    return html`<label
      ><b>${fieldName(KIND, field)}</b
      ><input
        name=${field}
        type=${type}
        min=${min ?? nothing}
        max=${max ?? nothing}
        ?autofocus=${isFirst}
        autocomplete="off"
        .value=${this._said[field] ?? ""}
        @input=${({ target }) => this.#set(field, target.value || undefined)}
    /></label>`;
  }

  #toggle(id) {
    const units = new Set(this._units);
    if (!units.delete(id)) units.add(id);
    this._units = units;
  }

  #set(field, value) {
    this._said = { ...this._said, [field]: value };
  }

  #send(event) {
    event.preventDefault();
    const said = Object.entries(this._said).filter(([, value]) => value !== undefined && value !== "");
    const data = { ...Object.fromEntries(said), call_received_at: new Date(this.now).toISOString() };
    if (data.age_years) data.age_years = Number(data.age_years);
    data.incident_number ??= proposed(new Date());
    for (const unit of this._units) this.#tell("say", { kind: KIND, case: uuid7(), data: { ...data, unit } });
    this.#tell("done");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A number by the day and the minute, until somebody says another. */
function proposed(at) {
  const options = { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Tokyo" };
  return at.toLocaleString("ja-JP", options).replace(/\D+/g, "").replace(/^(\d{4})/, "$1-");
}
customElements.define("command-call", CommandCall);
