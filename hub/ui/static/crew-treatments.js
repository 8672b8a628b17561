/** 処置: one tap for what, one for how much; the list of what was done stands beside it. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { crewStyles } from "./crew-styles.js";
import { say } from "./language.js";
import { clock, term, terms } from "./words.js";

const AMOUNTS = {
  oxygen: [
    [2, "L/min"],
    [6, "L/min"],
    [10, "L/min"],
    [15, "L/min"],
  ],
  defibrillation: [[1, "回"]],
  adrenaline: [[1, "mg"]],
  glucose: [[20, "g"]],
};

/** A unit is recorded in Japanese, and read in the language of the screen. */
const unitName = (unit) => (unit === "回" ? say("回", "times") : (unit ?? ""));

/** Event: `say` ({kind: "record-treatment", data}). */
export class CrewTreatments extends LitElement {
  static properties = { document: { attribute: false }, _chosen: { state: true } };
  static styles = [
    shared,
    crewStyles,
    css`
      :host {
        display: block;
      }
      .what {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(168px, 1fr));
        gap: 8px;
      }
      .what button {
        padding: 0 0.3em;
      }
      .how {
        display: flex;
        gap: 8px;
        flex-wrap: wrap;
        align-items: center;
        background: var(--sunken);
        border-radius: var(--border-radius-8);
        padding: 12px;
        margin: 12px 0;
      }
      .how button {
        flex: 1;
      }
      table {
        border-collapse: collapse;
        width: 100%;
        margin-top: 16px;
      }
      td {
        padding: 10px 8px;
        border-bottom: var(--hair) solid var(--line);
      }
      td:first-child {
        width: 5em;
        font-variant-numeric: tabular-nums;
        color: var(--ink-soft);
      }
    `,
  ];

  render() {
    const done = Object.entries(this.document.treatments ?? {}).sort(
      ([, a], [, b]) => Date.parse(b.at) - Date.parse(a.at),
    );
    return html`
      <div class="what" role="group" aria-label=${say("処置", "Treatments")}>
        ${terms("treatment").map(
          ([code, word]) =>
            html`<button
              data-treatment=${code}
              class=${this._chosen === code ? "chosen" : ""}
              aria-pressed=${this._chosen === code}
              @click=${() => {
                this._chosen = this._chosen === code ? null : code;
              }}
            >
              ${word}
            </button>`,
        )}
      </div>
      ${this._chosen ? this.#how(this._chosen) : nothing}
      <table>
        ${done.map(
          ([key, { at, treatment, amount, unit, detail }]) =>
            html`<tr>
              <td>${clock(at)}</td>
              <td><b>${term("treatment", treatment)}</b> ${amount ?? ""} ${unitName(unit)} <span translate="no">${detail ?? ""}</span></td>
              <td>
                ${this.document.unsent?.has(`treatments/${key}`) ? html`<span class="unsent">${say("未送信", "unsent")}</span>` : nothing}
              </td>
            </tr>`,
        )}
      </table>
    `;
  }

  #how(treatment) {
    return html`<div class="how">
      <b>${say(`${term("treatment", treatment)}を記録`, `Record ${term("treatment", treatment)}`)}</b>
      ${(AMOUNTS[treatment] ?? []).map(([amount, unit]) => this.#amount(treatment, amount, unit))}
      <button
        class=${AMOUNTS[treatment] ? "" : "primary"}
        data-act="record-treatment"
        @click=${() => this.#record({ treatment })}
      >
        ${AMOUNTS[treatment] ? say("量なし", "No amount") : say("今の時刻で記録", "Record now")}
      </button>
    </div>`;
  }

  #amount(treatment, amount, unit) {
    const record = () => this.#record({ treatment, amount, unit });
    return html`<button class="primary" data-amount=${amount} @click=${record}>${amount} ${unitName(unit)}</button>`;
  }

  #record(data) {
    this._chosen = null;
    this.dispatchEvent(
      new CustomEvent("say", { detail: { kind: "record-treatment", data }, bubbles: true, composed: true }),
    );
  }
}
customElements.define("crew-treatments", CrewTreatments);
