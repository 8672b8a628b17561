/** 受付不可: one item in quarantine, why it was refused, and a form in which it is corrected and sent again. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { LISTS } from "./codes.js";
import { say } from "./language.js";
import { faultName, fieldName, terms } from "./words.js";

/** Events: `correct` (data), `dismiss`. */
export class CrewRefused extends LitElement {
  static properties = { item: { attribute: false }, _corrects: { state: true }, _codes: { state: true } };
  static styles = [
    shared,
    css`
      :host {
        display: block;
        --touch: 64px;
      }
      .why {
        color: var(--alarm);
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: 12px;
        margin-top: 8px;
      }
      .field {
        display: grid;
        grid-template-columns: 8em 1fr;
        gap: 12px;
        align-items: center;
        margin-top: 8px;
        font-weight: 700;
      }
      .faulted {
        color: var(--alarm);
      }
      .chips {
        font-weight: var(--weight);
      }
      input,
      select {
        min-width: 0;
      }
      @media (max-width: 600px) {
        .field {
          grid-template-columns: 1fr;
          gap: 2px;
        }
      }
    `,
  ];

  constructor() {
    super();
    this._codes = {};
  }

  render() {
    const { error } = this.item;
    const issues = (error?.issues ?? []).map((issue) => html`<br />${this.#name(issue.path)} ${faultName(issue)}`);
    return html`
      <p class="why">${faultName(error ?? {})}${issues}</p>
      ${this._corrects ? this.#form() : nothing}
      <div class="acts">
        ${
          this._corrects
            ? html`<button class="primary" data-act="resend" @click=${() => this.#correct()}>${say("直して再送", "Send corrected")}</button>`
            : html`<button data-act="correct" @click=${() => (this._corrects = true)}>${say("訂正する", "Correct")}</button>`
        }
        <button data-act="dismiss" @click=${() => this.#tell("dismiss")}>${say("送らずに消す", "Delete unsent")}</button>
      </div>
    `;
  }

  #form() {
    return Object.entries(this.#data).map(([field, value]) => {
      const isFaulted = this.#isFaulted(field);
      const name = fieldName(this.item.kind, field);
      const look = `field ${isFaulted ? "faulted" : ""}`;
      return Array.isArray(value) && this.#list(field)
        ? html`<div class=${look} role="group" aria-label=${name}>${name} ${this.#several(field, value)}</div>`
        : html`<label class=${look}>${name} ${this.#entry(field, value, isFaulted)}</label>`;
    });
  }

  /** A code is chosen among the terms of its list; what is neither code nor text nor number stays as it was. */
  #entry(field, value, isFaulted) {
    if (this.#list(field)) return this.#one(field, value);
    if (field === "content") return html`<span>${say("(写真)", "(picture)")}</span>`;
    if (typeof value !== "number" && typeof value !== "string") return html`<span>${said(value)}</span>`;
    return html`<input
      name=${field}
      .value=${String(value)}
      inputmode=${typeof value === "number" ? "decimal" : "text"}
      aria-invalid=${isFaulted}
      autocomplete="off"
    />`;
  }

  #one(field, value) {
    return html`<select name=${field}>
      <option value="" ?selected=${value === ""}>${say("(なし)", "(none)")}</option>
      ${terms(this.#list(field)).map(
        ([code, word]) => html`<option value=${code} ?selected=${code === value}>${word}</option>`,
      )}
    </select>`;
  }

  #several(field, chosen) {
    return html`<div class="chips">
      ${terms(this.#list(field)).map(
        ([code, word]) =>
          html`<button
            data-field=${field}
            data-code=${code}
            class=${chosen.includes(code) ? "chosen" : ""}
            aria-pressed=${chosen.includes(code)}
            @click=${() => this.#choose(field, toggled(chosen, code))}
          >
            ${word}
          </button>`,
      )}
    </div>`;
  }

  #choose(field, value) {
    this._codes = { ...this._codes, [field]: value };
  }

  get #data() {
    return { ...this.item.data, ...this._codes };
  }

  #list(field) {
    return LISTS[this.item.kind]?.[field];
  }

  #isFaulted(field) {
    const path = `data.${field}`;
    return Boolean(this.item.error?.issues?.some((issue) => issue.path === path || issue.path.startsWith(`${path}[`)));
  }

  #name(path) {
    const [, field] = /^data\.([a-z_0-9]+)/.exec(path) ?? [];
    return field ? fieldName(this.item.kind, field) : path;
  }

  /** What was emptied is left out; a code of no list is shown as none, and none is sent. */
  #correct() {
    const data = this.#data;
    for (const { name, value } of this.renderRoot.querySelectorAll("input, select")) {
      data[name] = typeof data[name] === "number" && value.trim() !== "" ? Number(value) : value.trim();
    }
    this.#tell("correct", Object.fromEntries(Object.entries(data).filter(([, value]) => value !== "")));
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function toggled(codes, code) {
  return codes.includes(code) ? codes.filter((each) => each !== code) : [...codes, code];
}

function said(value) {
  if (value === true) return say("はい", "yes");
  if (value === false) return say("いいえ", "no");
  return [value].flat().join(say("・", ", "));
}
customElements.define("crew-refused", CrewRefused);
