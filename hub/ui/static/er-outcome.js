/** 初診結果: what the first examination found, for the crew and the statistics. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { keepsFocus } from "./er-focus.js";
import { both, say } from "./language.js";
import { terms } from "./words.js";

/** Event: `outcome` ({severity, disposition, diagnosis}). */
export class ErOutcome extends keepsFocus(LitElement) {
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
    return html`<b>${both("初診結果(救急隊へ返信)", "First result, back to the crew")}</b>
      ${this.#chips("severity", say("傷病程度", "Severity"), this._severity, (code) => (this._severity = code))}
      ${this.#chips("disposition", say("転帰", "Where to"), this._disposition, (code) => (this._disposition = code))}
      <input
        aria-label=${say("傷病名", "Diagnosis")}
        placeholder=${say("傷病名", "Diagnosis")}
        maxlength="500"
        .value=${this._diagnosis}
        @input=${({ target }) => {
          this._diagnosis = target.value;
        }}
      />
      <button class="primary" data-act="outcome" ?disabled=${!this._severity || this.isSending} @click=${() => this.#tell()}>
        ${say("初診結果を登録", "Record the result")}
      </button>`;
  }

  #chips(list, label, chosen, choose) {
    return html`<div class="chips" role="group" aria-label=${label}>
      ${terms(list).map(
        ([code, name]) =>
          html`<button
            data-severity=${list === "severity" ? code : nothing}
            data-disposition=${list === "disposition" ? code : nothing}
            class=${chosen === code ? "chosen" : ""}
            aria-pressed=${chosen === code}
            @click=${() => choose(chosen === code ? "" : code)}
          >
            ${name}
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
