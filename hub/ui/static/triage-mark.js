/** The category of a triage tag: letter, Roman numeral, shape and colour, so that no one of them is needed to read it. */
import { LitElement, css, html, svg } from "./vendor/lit.js";
import { CATEGORIES, SIGNS } from "./triage.js";
import { term } from "./words.js";

const SHAPES = {
  red: svg`<path d="M15 2h18l13 13v18L33 46H15L2 33V15z"/>`,
  yellow: svg`<path d="M24 1 47 46H1z"/>`,
  green: svg`<circle cx="24" cy="24" r="22"/>`,
  black: svg`<rect x="3" y="3" width="42" height="42"/>`,
};

export class TriageMark extends LitElement {
  static properties = { category: { type: String, reflect: true } };
  static styles = css`
    :host {
      display: inline-block;
      width: var(--mark, 48px);
      height: var(--mark, 48px);
      flex: none;
    }
    svg {
      width: 100%;
      height: 100%;
      display: block;
    }
    text {
      font:
        700 20px "Noto Sans JP",
        "Noto Sans CJK JP",
        sans-serif;
      text-anchor: middle;
      fill: #fff;
    }
    .numeral {
      font-size: 13px;
    }
    :host([category="red"]) g {
      fill: var(--triage-red);
    }
    :host([category="yellow"]) g {
      fill: var(--triage-yellow);
    }
    :host([category="yellow"]) text {
      fill: var(--color-neutral-solid-gray-900);
    }
    :host([category="green"]) g {
      fill: var(--triage-green);
    }
    :host([category="black"]) g {
      fill: var(--color-neutral-solid-gray-900);
      stroke: var(--color-neutral-white);
      stroke-width: 2;
    }
    .none {
      fill: none;
      stroke: var(--control-line);
      stroke-width: 3;
      stroke-dasharray: 6 5;
    }
    .unknown {
      fill: var(--ink-soft);
    }
  `;

  render() {
    const [letter, numeral] = SIGNS[this.category] ?? ["?", ""];
    const isLow = this.category === "yellow";
    return html`<svg viewBox="0 0 48 48" role="img" aria-label=${`トリアージ ${term("triage-category", this.category) || "未実施"}`}>
      ${SHAPES[this.category] ? svg`<g>${SHAPES[this.category]}</g>` : svg`<rect class="none" x="3" y="3" width="42" height="42"/>`}
      <text class=${this.category ? "" : "unknown"} x="24" y=${isLow ? 33 : 26}>${letter}</text>
      <text class="numeral" x="24" y=${isLow ? 45 : 41}>${numeral}</text>
    </svg>`;
  }
}
customElements.define("triage-mark", TriageMark);

/** How many there are of each category, always in the same places. */
export function triageTallies(counts) {
  return html`<ol class="tallies" aria-label="トリアージ区分別の人数">
    ${CATEGORIES.map(
      (category) =>
        html`<li data-tally=${category}>
          <triage-mark category=${category}></triage-mark>
          <b class="num">${counts[category]}</b>
        </li>`,
    )}
  </ol>`;
}
