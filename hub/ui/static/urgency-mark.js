/** The urgency of a case: letter, shape and colour, so that no one of them is needed to read it. */
import { LitElement, css, html, svg } from "./vendor/lit.js";
import { term } from "./words.js";

const SHAPES = {
  red: svg`<path d="M15 2h18l13 13v18L33 46H15L2 33V15z"/>`,
  yellow: svg`<path d="M24 2 47 45H1z"/>`,
  green: svg`<circle cx="24" cy="24" r="22"/>`,
  white: svg`<rect x="3" y="3" width="42" height="42" rx="4"/>`,
};
const LETTERS = { red: "赤", yellow: "黄", green: "緑", white: "白" };

export class UrgencyMark extends LitElement {
  static properties = { level: { type: String, reflect: true } };
  static styles = css`
    :host {
      display: inline-block;
      width: var(--mark, 56px);
      height: var(--mark, 56px);
      flex: none;
    }
    svg {
      width: 100%;
      height: 100%;
      display: block;
    }
    text {
      font:
        700 25px "Noto Sans JP",
        "Noto Sans CJK JP",
        sans-serif;
      text-anchor: middle;
      fill: #fff;
      stroke: none;
    }
    g {
      stroke: none;
    }
    :host([level="red"]) g {
      fill: var(--triage-red);
    }
    :host([level="yellow"]) g {
      fill: var(--triage-yellow);
    }
    :host([level="green"]) g {
      fill: var(--triage-green);
    }
    :host([level="yellow"]) text,
    :host([level="white"]) text {
      fill: var(--color-neutral-solid-gray-900);
    }
    :host([level="white"]) g {
      fill: #fff;
      stroke: var(--color-neutral-solid-gray-700);
      stroke-width: 3;
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
    const shape = SHAPES[this.level];
    return html`<svg viewBox="0 0 48 48" role="img" aria-label=${`緊急度 ${term("urgency", this.level) || "未判定"}`}>
      ${shape ? svg`<g>${shape}</g>` : svg`<rect class="none" x="3" y="3" width="42" height="42" rx="4"/>`}
      <text class=${shape ? "" : "unknown"} x="24" y=${this.level === "yellow" ? 39 : 33}>
        ${LETTERS[this.level] ?? "?"}
      </text>
    </svg>`;
  }
}
customElements.define("urgency-mark", UrgencyMark);
