/**
 * A colour that means something: letter, shape and colour together, so that no one of them is needed to read it.
 *
 * Colours and shapes are the same in every theme: a crew and a nurse must speak of the same red.
 */
import { LitElement, css, html, nothing, svg } from "./vendor/lit.js";
import { say } from "./language.js";

const OCTAGON = svg`<path d="M15 2h18l13 13v18L33 46H15L2 33V15z"/>`;
const TRIANGLE = svg`<path d="M24 1 47.5 46H.5z"/>`;
const CIRCLE = svg`<circle cx="24" cy="24" r="22"/>`;
const SQUARE = svg`<rect x="3" y="3" width="42" height="42" rx="4"/>`;
const SHAPES = { red: OCTAGON, yellow: TRIANGLE, green: CIRCLE, white: SQUARE, black: SQUARE };
const LETTERS = { red: ["赤", "R"], yellow: ["黄", "Y"], green: ["緑", "G"], white: ["白", "W"], black: ["黒", "B"] };

/** The letter of a colour. */
export function letter(colour) {
  return LETTERS[colour] ? say(...LETTERS[colour]) : "?";
}

export class Mark extends LitElement {
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
      overflow: visible;
    }
    text {
      font:
        700 25px "Noto Sans JP",
        "Noto Sans CJK JP",
        sans-serif;
      text-anchor: middle;
      fill: var(--color-neutral-white);
    }
    .over {
      font-size: 20px;
    }
    .numeral {
      font-size: 13px;
    }
    g {
      stroke: var(--mark-line);
      stroke-width: 1.5;
    }
    .red {
      fill: var(--triage-red);
    }
    .yellow {
      fill: var(--triage-yellow);
    }
    .green {
      fill: var(--triage-green);
    }
    .black {
      fill: var(--color-neutral-solid-gray-900);
    }
    .white {
      fill: var(--color-neutral-white);
    }
    .yellow .over {
      font-size: 18px;
    }
    .yellow .numeral {
      font-size: 12px;
    }
    .yellow text,
    .white text {
      fill: var(--color-neutral-solid-gray-900);
    }
    text {
      stroke: none;
    }
    .none {
      fill: none;
      stroke: var(--control-line);
      stroke-width: 3;
      stroke-dasharray: 6 5;
    }
    .none text {
      fill: var(--ink-soft);
    }
  `;

  /** @param {string | undefined} colour @param {string} name for who cannot see it @param {string} [numeral] below it */
  drawn(colour, name, numeral) {
    const isPointed = colour === "yellow";
    const [high, low] = numeral ? [isPointed ? 32 : 26, isPointed ? 44 : 41] : [isPointed ? 40 : 33];
    return html`<svg viewBox="0 0 48 48" role="img" aria-label=${name}>
      <g class=${SHAPES[colour] ? colour : "none"}>
        ${SHAPES[colour] ?? SQUARE}
        <text class=${numeral ? "over" : ""} x="24" y=${high}>${letter(colour)}</text>
        ${numeral ? svg`<text class="numeral" x="24" y=${low}>${numeral}</text>` : nothing}
      </g>
    </svg>`;
  }
}
