/** 推移: lines over days, each told from the others by its dashes as well as by its colour. Drawn by uPlot. */
import { LitElement, css, html } from "./vendor/lit.js";
import uPlot from "./vendor/uplot.js";

const HEIGHT = 220;
const DASHES = [[], [6, 4], [2, 3]];
const INKS = ["--accent", "--alarm", "--good"];
const WEEK = 7;

/**
 * The mean of a day and the six before it, of those that are told.
 * @param {(number | null)[]} values
 */
export function overAWeek(values) {
  return values.map((_, at) => {
    const told = values.slice(Math.max(0, at + 1 - WEEK), at + 1).filter((value) => value !== null);
    return told.length ? told.reduce((sum, value) => sum + value, 0) / told.length : null;
  });
}

const inUtc = (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC");
const date = (seconds) => new Date(seconds * 1000).toLocaleDateString("ja-JP", { timeZone: "UTC" });

export class StatisticsPlot extends LitElement {
  static properties = {
    label: {},
    unit: {},
    starts: { attribute: false },
    lines: { attribute: false },
  };

  static styles = css`
    :host {
      display: block;
      min-width: 0;
    }
    figure {
      margin: 0;
    }
    figcaption {
      font-weight: 700;
      margin-bottom: 4px;
    }
    small {
      font-weight: var(--weight);
      color: var(--ink-soft);
    }
    .canvas {
      min-height: 250px;
    }
    .u-legend {
      color: var(--ink);
      font-family: inherit;
    }
  `;

  connectedCallback() {
    super.connectedCallback();
    this._sizes = new ResizeObserver(() => this.#fit());
    this._sizes.observe(this);
    this._themes = new MutationObserver(() => this.#draw());
    this._themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._sizes.disconnect();
    this._themes.disconnect();
    this._plot?.destroy();
  }

  render() {
    return html`<link rel="stylesheet" href="/static/vendor/uplot.css" />
      <figure>
        <figcaption>${this.label} <small>${this.unit}</small></figcaption>
        <div class="canvas" role="img" aria-label=${this.#spoken()}></div>
      </figure>`;
  }

  updated() {
    this.#draw();
  }

  /** What who does not see the lines is told: the first and the last of each. */
  #spoken() {
    const ends = this.lines.map(({ label, values }) => {
      const told = values.filter((value) => value !== null);
      return told.length ? `${label} ${told[0].toFixed(1)}から${told.at(-1).toFixed(1)}` : `${label} なし`;
    });
    return `${this.label}(${this.unit}): ${ends.join("、")}`;
  }

  #draw() {
    const place = this.renderRoot.querySelector(".canvas");
    if (!place || !this.starts?.length) return;
    this._plot?.destroy();
    const style = getComputedStyle(this);
    const ink = (name) => style.getPropertyValue(name).trim();
    const axis = { stroke: ink("--ink-soft"), grid: { stroke: ink("--line-soft"), width: 1 }, font: "13px sans-serif" };
    const options = {
      width: this.clientWidth,
      height: HEIGHT,
      tzDate: inUtc,
      cursor: { drag: { x: false, y: false } },
      scales: { y: { range: (_, least, most) => [0, Math.max(most, 1) * 1.1] } },
      axes: [
        { ...axis, values: (_, at) => at.map((seconds) => inUtc(seconds).toLocaleDateString("ja-JP", { month: "numeric", day: "numeric" })), space: 70 },
        { ...axis, size: 46 },
      ],
      series: [
        { label: "日付", value: (_, seconds) => (seconds === null ? "–" : date(seconds)) },
        ...this.lines.map(({ label }, at) => ({
          label,
          stroke: ink(INKS[at]),
          dash: DASHES[at],
          width: 2,
          points: { show: false },
          value: (_, value) => (value === null || value === undefined ? "–" : value.toFixed(1)),
        })),
      ],
    };
    const seconds = this.starts.map((start) => Date.parse(`${start}T00:00:00Z`) / 1000);
    this._plot = new uPlot(options, [seconds, ...this.lines.map(({ values }) => values)], place);
  }

  #fit() {
    if (this._plot && this.clientWidth) this._plot.setSize({ width: this.clientWidth, height: HEIGHT });
  }
}
customElements.define("statistics-plot", StatisticsPlot);
