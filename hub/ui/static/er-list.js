/**
 * A list of the board: its heading, its rows (slotted), and how many of them are out of sight.
 *
 * At a desk it scrolls. A wall has no hand: there a row stands whole or not at all, the most urgent first, and the rest is
 * counted. A row that is not shown is not said to be displayed, and silence climbs for it as if nobody had seen it.
 */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { frameStyles } from "./frame-styles.js";
import { say } from "./language.js";
import { term } from "./words.js";

const URGENCIES = ["red", "yellow", "", "green", "white"];

export class ErList extends LitElement {
  static properties = {
    heading: { attribute: false },
    count: { attribute: false },
    none: { attribute: false },
    hot: { type: Boolean },
    wall: { type: Boolean, reflect: true },
    _beyond: { state: true },
  };
  static styles = [
    shared,
    frameStyles,
    css`
      :host {
        display: flex;
        height: auto;
        background: none;
        min-height: 0;
        gap: 6px;
      }
      h2 {
        font-size: 1.0625rem;
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .count.hot {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
      }
      .rows {
        flex: 1;
        min-height: 0;
        display: flex;
        flex-direction: column;
        gap: 8px;
        overflow-y: auto;
        scrollbar-width: thin;
        padding: 3px;
      }
      ::slotted(*) {
        flex: none;
      }
      .beyond {
        min-height: 36px;
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 0.8em;
        font-weight: 700;
        background: var(--sunken);
        border: var(--hair) solid var(--line);
        border-radius: var(--border-radius-8);
      }
      .beyond .red {
        color: var(--alarm);
      }
      :host([wall]) {
        gap: 4px;
      }
      :host([wall]) h2,
      :host([wall]) .beyond {
        font-size: 1.75rem;
      }
      :host([wall]) .rows {
        flex-wrap: wrap;
        overflow: hidden;
        gap: 10px;
      }
      :host([wall]) ::slotted(*) {
        width: 100%;
      }
      :host([wall]) .empty {
        width: 100%;
        font-size: 1.5rem;
      }
      @media (max-width: 1000px) {
        .rows {
          overflow: visible;
        }
      }
    `,
  ];

  constructor() {
    super();
    this._beyond = [];
    this.observer = new ResizeObserver(() => this.#measure());
  }

  firstUpdated() {
    this.observer.observe(this.renderRoot.querySelector(".rows"));
  }

  render() {
    return html`<h2>
        ${this.heading} <b class=${this.hot && this.count ? "count hot" : "count"}>${this.count}</b>
      </h2>
      <div class="rows" @scroll=${() => this.#measure()}>
        ${this.count ? nothing : html`<p class="empty">${this.none}</p>`}
        <slot @slotchange=${() => this.#follow()}></slot>
      </div>
      ${this._beyond.length ? this.#rest() : nothing}`;
  }

  #rest() {
    const tallies = URGENCIES.map((urgency) => [urgency, this._beyond.filter((each) => each === urgency).length]);
    return html`<p class="beyond" data-beyond=${this._beyond.length}>
      <span>${say(`ほか ${this._beyond.length} 件`, `${this._beyond.length} more`)}${this.wall ? "" : " ↓"}</span>
      ${tallies
        .filter(([, number]) => number)
        .map(([urgency, number]) => html`<span class=${urgency}>${tally(urgency)} ${number}</span>`)}
    </p>`;
  }

  get #rows() {
    return this.renderRoot.querySelector("slot").assignedElements();
  }

  #follow() {
    this.observer.disconnect();
    for (const each of [this.renderRoot.querySelector(".rows"), ...this.#rows]) this.observer.observe(each);
    this.#measure();
  }

  #measure() {
    const box = this.renderRoot.querySelector(".rows").getBoundingClientRect();
    const isScrolled = getComputedStyle(this.renderRoot.querySelector(".rows")).overflowY !== "visible";
    const beyond = this.#rows.filter((row) => {
      const { left, top, height } = row.getBoundingClientRect();
      const isBeyond = isScrolled && (left >= box.right || top + height / 2 > box.bottom);
      row.inert = this.wall && isBeyond; // a key never leads to what nobody sees
      return isBeyond;
    });
    const found = beyond.map((row) => row.dataset.urgency);
    if (found.join() !== this._beyond.join()) this._beyond = found;
  }
}

function tally(urgency) {
  return urgency ? say(term("urgency", urgency).slice(0, 1), urgency) : say("未判定", "not judged");
}
customElements.define("er-list", ErList);
