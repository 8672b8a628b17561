/** 推移: lines over days, each told from the others by its dashes as well as by its colour. Drawn by uPlot. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { say } from "./language.js";
import uPlot from "./vendor/uplot.js";

const HEIGHT = 220;
const DASHES = [[], [6, 4], [2, 3]];
const INKS = ["--accent", "--alarm", "--good"];
const WEEK = 7;

/**
 * The mean of a day and the six before it; none where one of them is withheld, for the others alone are not their mean.
 * @param {(number | null)[]} values
 */
export function overAWeek(values) {
  return values.map((_, at) => {
    const week = values.slice(Math.max(0, at + 1 - WEEK), at + 1);
    return week.includes(null) ? null : week.reduce((sum, value) => sum + value, 0) / week.length;
  });
}

const inUtc = (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC");
const date = (seconds) => new Date(seconds * 1000).toLocaleDateString(say("ja-JP", "en-GB"), { timeZone: "UTC" });

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
    small,
    .soft {
      font-weight: var(--weight);
      color: var(--ink-soft);
    }
    .soft {
      margin: 0;
      font-size: 0.8125rem;
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
        ${this.#withheld()}
      </figure>`;
  }

  updated() {
    this.#draw();
  }

  /** What who does not see the lines is told: the first and the last of each. */
  #spoken() {
    const ends = this.lines.map(({ label, values }) => {
      const told = values.filter((value) => value !== null && value !== undefined);
      if (!told.length) return say(`${label} なし`, `${label} none`);
      const [first, last] = [told[0].toFixed(1), told.at(-1).toFixed(1)];
      return say(`${label} ${first}から${last}`, `${label} from ${first} to ${last}`);
    });
    return `${this.label} (${this.unit}): ${ends.join(say("、", ", "))}`;
  }

  /** A line with gaps says why. */
  #withheld() {
    const gone = this.lines.filter(({ values }) => values.includes(null)).map(({ label }) => label);
    if (!gone.length) return nothing;
    const said = say(
      `${gone.join("、")}: 10件未満の日がある週は表示しません(秘匿)。`,
      `${gone.join(", ")}: weeks with a day of fewer than ten are withheld.`,
    );
    return html`<p class="soft">${said}</p>`;
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
        { ...axis, values: (_, at) => at.map((seconds) => inUtc(seconds).toLocaleDateString(say("ja-JP", "en-GB"), { month: say("numeric", "short"), day: "numeric" })), space: 70 },
        { ...axis, size: 46 },
      ],
      series: [
        { label: say("日付", "Day"), value: (_, seconds) => (seconds === null ? "–" : date(seconds)) },
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
