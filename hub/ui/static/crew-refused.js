/** 受付不可: one item in quarantine, why it was refused, and a form in which it is corrected and sent again. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { CODES } from "./codes.js";
import { fieldName } from "./words.js";

/** Events: `correct` (data), `dismiss`. */
export class CrewRefused extends LitElement {
  static properties = { item: { attribute: false }, _corrects: { state: true } };
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
        gap: 12px;
        margin-top: 8px;
      }
      label {
        display: grid;
        grid-template-columns: 8em 1fr;
        gap: 12px;
        align-items: center;
        margin-top: 8px;
      }
      label.faulted {
        color: var(--alarm);
        font-weight: 700;
      }
      input {
        min-height: var(--touch);
        min-width: 0;
      }
    `,
  ];

  render() {
    const { error } = this.item;
    const issues = (error?.issues ?? []).map(({ path, ja }) => html`<br />${this.#name(path)} ${ja}`);
    return html`
      <p class="why">${error?.ja ?? "受け付けられませんでした"}${issues}</p>
      ${this._corrects ? this.#form() : nothing}
      <div class="acts">
        ${
          this._corrects
            ? html`<button class="primary" data-act="resend" @click=${() => this.#correct()}>直して再送</button>`
            : html`<button data-act="correct" @click=${() => (this._corrects = true)}>訂正する</button>`
        }
        <button data-act="dismiss" @click=${() => this.#tell("dismiss")}>送らずに消す</button>
      </div>
    `;
  }

  #form() {
    const { data, error } = this.item;
    const faulted = (field) => error?.issues?.some(({ path }) => path === `data.${field}`);
    return Object.entries(data).map(
      ([field, value]) => html`<label class=${faulted(field) ? "faulted" : ""}
        >${fieldName(this.item.kind, field)}
        ${
          isTyped(value)
            ? html`<input
                name=${field}
                .value=${String(value)}
                inputmode=${typeof value === "number" ? "decimal" : "text"}
                aria-invalid=${Boolean(faulted(field))}
                autocomplete="off"
              />`
            : html`<span>${said(value)}</span>`
        }
      </label>`,
    );
  }

  #name(path) {
    return path.startsWith("data.") ? fieldName(this.item.kind, path.slice(5)) : path;
  }

  /** What was emptied is left out; what cannot be typed stays as it was. */
  #correct() {
    const typed = [...this.renderRoot.querySelectorAll("input")].map(({ name, value }) => [name, value.trim()]);
    const data = { ...this.item.data };
    for (const [field, text] of typed) {
      if (text === "") delete data[field];
      else data[field] = typeof data[field] === "number" ? Number(text) : text;
    }
    this.#tell("correct", data);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function isTyped(value) {
  return typeof value === "number" || (typeof value === "string" && term(value) === undefined);
}

function term(code) {
  return Object.values(CODES).find((list) => code in list)?.[code];
}

function said(value) {
  if (value === true) return "はい";
  if (value === false) return "いいえ";
  return [value].flat().map((each) => term(each) ?? String(each)).join("・");
}
customElements.define("crew-refused", CrewRefused);
