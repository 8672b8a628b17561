/** 到着準備: the teams that are called for this patient, and what else stands ready; one tap each. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { keepsFocus } from "./er-focus.js";
import { both, say } from "./language.js";
import { clock, term, terms } from "./words.js";

const TAKES = new Set(["accepted", "conditional"]);
const SUGGESTED = { "stroke-suspected": "stroke", "stemi-suspected": "stemi", "major-trauma": "trauma" };

/** Event: `ready` ({kind, data}). */
export class ErReady extends keepsFocus(LitElement) {
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
      .chips {
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
      button {
        padding: 0 0.7em;
        font-size: 0.9375rem;
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
    const calls = terms("team").filter(([team]) => !this.#isCalled(team));
    return html`
      <h3>${both("到着準備", "Getting ready")}</h3>
      ${terms("team").filter(([team]) => this.#isCalled(team)).map(([team, name]) => this.#called(team, name))}
      <div class="chips" role="group" aria-label=${say("チーム招集", "Call a team")}>
        ${calls.map(([team, name]) => this.#call(team, name))}
      </div>
      <div class="chips" role="group" aria-label=${say("準備項目", "What stands ready")}>
        ${terms("preparation").map(([item, name]) => this.#item(item, name))}
      </div>
    `;
  }

  #isCalled(team) {
    const { called_at: called, stood_down_at: gone } = this.row.request.teams?.[team] ?? {};
    return called && !gone;
  }

  /** A call is one tap, and so is every step after it. */
  #call(team, name) {
    const isSuggested = this.row.document.complaint?.dangers?.some((danger) => SUGGESTED[danger] === team);
    return html`<button
      class=${isSuggested ? "suggested" : ""}
      data-call=${team}
      aria-disabled=${Boolean(this.isSending)}
      @click=${() => this.#activate(team, "called")}
    >
      ${say(`${name} 招集`, `Call ${name}`)}
    </button>`;
  }

  #called(team, name) {
    const { called_at: called, arrived_at: arrived } = this.row.request.teams[team];
    return html`<div class="row" data-team=${team}>
      <b>${name}</b>
      <span class="tag ${arrived ? "good-tag" : "warn-tag"}">
        ${term("team-state", arrived ? "arrived" : "called")} ${clock(arrived ?? called)}
      </span>
      ${
        arrived
          ? nothing
          : html`<button data-arrived=${team} aria-disabled=${Boolean(this.isSending)} @click=${() => this.#activate(team, "arrived")}>
              ${term("team-state", "arrived")}
            </button>`
      }
      <button data-stand-down=${team} aria-disabled=${Boolean(this.isSending)} @click=${() => this.#activate(team, "stood-down")}>
        ${term("team-state", "stood-down")}
      </button>
    </div>`;
  }

  #item(item, name) {
    const isReady = Boolean(this.row.request.ready?.[item]);
    return html`<button
      class=${isReady ? "chosen" : ""}
      aria-pressed=${isReady}
      data-item=${item}
      aria-disabled=${Boolean(this.isSending)}
      @click=${() => this.#tell("prepare", { item, is_ready: !isReady })}
    >
      ${isReady ? "✓ " : ""}${name}
    </button>`;
  }

  #activate(team, state) {
    this.#tell("activate-team", { team, state });
  }

  #tell(kind, data) {
    if (this.isSending) return; // a button that rests keeps its focus
    this.dispatchEvent(new CustomEvent("ready", { detail: { kind, data } }));
  }
}
customElements.define("er-ready", ErReady);
