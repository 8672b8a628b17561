/** 到着準備: the teams that are called for this patient, and what else stands ready; one tap each. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { CODES } from "./codes.js";
import { clock } from "./words.js";

const TAKES = new Set(["accepted", "conditional"]);
const SUGGESTED = { "stroke-suspected": "stroke", "stemi-suspected": "stemi", "major-trauma": "trauma" };

/** Event: `ready` ({kind, data}). */
export class ErReady extends LitElement {
  static properties = {
    row: { attribute: false },
    isSending: { attribute: false },
  };
  static styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .row {
        display: flex;
        gap: 6px;
        align-items: center;
        flex-wrap: wrap;
      }
      h3 {
        font-size: 0.9375rem;
        margin: 14px 0 0;
        padding-bottom: 2px;
        border-bottom: var(--edge) solid var(--line);
      }
      h3,
      .row[data-team],
      .chips {
        flex-basis: 100%;
      }
      .suggested {
        border-color: var(--accent);
        border-width: 3px;
      }
    `,
  ];

  /** From the answer until the patient is handed over. */
  get #isExpected() {
    const { request, document, phase } = this.row;
    return phase !== "handed-over" && (TAKES.has(request.state) || document.destination);
  }

  render() {
    if (!this.#isExpected) return nothing;
    return html`
      <h3>到着準備 <span class="en">Getting ready</span></h3>
      ${Object.entries(CODES.team).map(([team, ja]) => this.#team(team, ja))}
      <div class="chips" role="group" aria-label="準備項目">
        ${Object.entries(CODES.preparation).map(([item, ja]) => this.#item(item, ja))}
      </div>
    `;
  }

  /** A call is one tap, and so is every step after it. */
  #team(team, ja) {
    const { called_at: called, arrived_at: arrived, stood_down_at: gone } = this.row.request.teams?.[team] ?? {};
    if (!called || gone) {
      const isSuggested = this.row.document.complaint?.dangers?.some((danger) => SUGGESTED[danger] === team);
      return html`<div class="row">
        <button
          class=${isSuggested ? "suggested" : ""}
          data-call=${team}
          ?disabled=${this.isSending}
          @click=${() => this.#activate(team, "called")}
        >
          ${ja} 招集 <span class="en">Call</span>
        </button>
      </div>`;
    }
    return html`<div class="row" data-team=${team}>
      <b>${ja}</b>
      <span class="tag ${arrived ? "good-tag" : "warn-tag"}">
        ${arrived ? `集合 ${clock(arrived)}` : `招集 ${clock(called)}`}
      </span>
      ${
        arrived
          ? nothing
          : html`<button data-arrived=${team} ?disabled=${this.isSending} @click=${() => this.#activate(team, "arrived")}>
              集合
            </button>`
      }
      <button data-stand-down=${team} ?disabled=${this.isSending} @click=${() => this.#activate(team, "stood-down")}>
        解除
      </button>
    </div>`;
  }

  #item(item, ja) {
    const isReady = Boolean(this.row.request.ready?.[item]);
    return html`<button
      class=${isReady ? "chosen" : ""}
      aria-pressed=${isReady}
      data-item=${item}
      ?disabled=${this.isSending}
      @click=${() => this.#tell("prepare", { item, is_ready: !isReady })}
    >
      ${isReady ? "✓ " : ""}${ja}
    </button>`;
  }

  #activate(team, state) {
    this.#tell("activate-team", { team, state });
  }

  #tell(kind, data) {
    this.dispatchEvent(new CustomEvent("ready", { detail: { kind, data } }));
  }
}
customElements.define("er-ready", ErReady);
