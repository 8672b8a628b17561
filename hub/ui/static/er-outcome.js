/** 初診結果: what the first examination found, for the crew and the statistics. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { CODES } from "./codes.js";

/** Event: `outcome` ({severity, disposition, diagnosis}). */
export class ErOutcome extends LitElement {
  static properties = {
    isSending: { attribute: false },
    _severity: { state: true },
    _disposition: { state: true },
    _diagnosis: { state: true },
  };
  static styles = [
    shared,
    css`
      :host {
        background: var(--sunken);
        border-radius: var(--border-radius-8);
        padding: 10px 12px;
        margin-top: 10px;
        display: grid;
        gap: 8px;
      }
    `,
  ];

  constructor() {
    super();
    this._severity = "";
    this._disposition = "";
    this._diagnosis = "";
  }

  render() {
    return html`<label>初診結果 <span class="en">Outcome of the first examination</span></label>
      ${this.#chips("severity", this._severity, (code) => (this._severity = code))}
      ${this.#chips("disposition", this._disposition, (code) => (this._disposition = code))}
      <input
        aria-label="傷病名"
        placeholder="傷病名"
        maxlength="500"
        .value=${this._diagnosis}
        @input=${({ target }) => {
          this._diagnosis = target.value;
        }}
      />
      <button class="primary" data-act="outcome" ?disabled=${!this._severity || this.isSending} @click=${() => this.#tell()}>
        初診結果を登録
      </button>`;
  }

  #chips(list, chosen, choose) {
    return html`<div class="chips">
      ${Object.entries(CODES[list]).map(
        ([code, ja]) =>
          html`<button
            data-severity=${list === "severity" ? code : nothing}
            data-disposition=${list === "disposition" ? code : nothing}
            class=${chosen === code ? "chosen" : ""}
            @click=${() => choose(chosen === code ? "" : code)}
          >
            ${ja}
          </button>`,
      )}
    </div>`;
  }

  #tell() {
    const diagnosis = this._diagnosis.trim();
    const detail = {
      severity: this._severity,
      ...(this._disposition ? { disposition: this._disposition } : {}),
      ...(diagnosis ? { diagnosis } : {}),
    };
    this.dispatchEvent(new CustomEvent("outcome", { detail }));
  }
}
customElements.define("er-outcome", ErOutcome);
