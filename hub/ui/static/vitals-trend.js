/** Vital signs over time: for each sign the newest value, its age, and a small plain SVG line of the last hour. */
import { LitElement, css, html, nothing, svg } from "./vendor/lit.js";
import { VITALS, danger, latest, series } from "./vital-signs.js";
import { ago } from "./words.js";

const SPAN_MS = 60 * 60_000;
const [WIDTH, HEIGHT, PAD] = [180, 34, 5];
const DRAWN = new Set(["respiratory_rate", "spo2", "heart_rate", "systolic", "temperature"]);
const LEAST_RANGE = { spo2: 8, temperature: 1.5 };

/** One value, marked with an arrow and a box when it is dangerous. */
export function vitalValue({ text, danger: side }, unit) {
  return html`<span class=${side ? "value dangerous" : "value"}
    >${side === "high" ? "▲" : side === "low" ? "▼" : ""}${text}<small>${unit ?? ""}</small></span
  >`;
}

export class VitalsTrend extends LitElement {
  static properties = { document: { attribute: false }, now: { attribute: false } };
  static styles = css`
    :host {
      display: block;
    }
    table {
      border-collapse: collapse;
      width: 100%;
      font-size: 1rem;
    }
    th,
    td {
      text-align: left;
      padding: 3px 6px;
      border-bottom: var(--hair) solid var(--line-soft);
      height: 42px;
      white-space: nowrap;
    }
    th {
      font-weight: 700;
      width: 4.6em;
    }
    th small {
      color: var(--ink-faint);
      font-weight: var(--weight);
      margin-left: 4px;
      font-size: 0.75em;
    }
    td.v {
      width: 1%;
    }
    td.line {
      width: 45%;
    }
    .value {
      font-weight: 700;
      font-size: 1.25rem;
      font-variant-numeric: tabular-nums;
    }
    .value small {
      font-weight: var(--weight);
      font-size: 0.75rem;
      margin-left: 3px;
      color: var(--ink-soft);
    }
    .dangerous {
      color: var(--alarm);
      background: var(--alarm-soft);
      outline: 2px solid var(--alarm);
      border-radius: 4px;
      padding: 0 5px;
    }
    .dangerous small {
      color: inherit;
    }
    td.age {
      color: var(--ink-soft);
      font-size: 0.8125rem;
      width: 1%;
      text-align: right;
    }
    svg {
      width: 100%;
      height: ${HEIGHT}px;
      display: block;
      overflow: visible;
    }
    polyline {
      fill: none;
      stroke: var(--accent);
      stroke-width: 2;
      vector-effect: non-scaling-stroke;
    }
    polyline.second {
      stroke-dasharray: 3 3;
    }
    path {
      stroke: var(--accent);
      stroke-width: 5;
      stroke-linecap: round;
      vector-effect: non-scaling-stroke;
    }
    path.bad {
      stroke: var(--alarm);
      stroke-width: 8;
    }
    line.limit {
      stroke: var(--alarm);
      stroke-width: 1;
      stroke-dasharray: 2 4;
      opacity: 0.7;
      vector-effect: non-scaling-stroke;
    }
    .none {
      color: var(--ink-soft);
      padding: 12px 0;
    }
  `;

  render() {
    const readings = latest(this.document);
    if (readings.size === 0)
      return html`<p class="none">観察値はまだありません。 <small>No vital signs yet</small></p>`;
    return html`<table>
      ${VITALS.filter(({ field }) => readings.has(field)).map((vital) => {
        const value = readings.get(vital.field);
        return html`<tr>
          <th>${vital.ja}${vital.en === vital.ja ? nothing : html`<small>${vital.en}</small>`}</th>
          <td class="v">${vitalValue(value, vital.unit)}</td>
          <td class="line">${DRAWN.has(vital.field) ? this.#line(vital) : nothing}</td>
          <td class="age">${ago(value.at, this.now)}</td>
        </tr>`;
      })}
    </table>`;
  }

  #line({ field, below, from }) {
    const points = series(this.document, field);
    if (points.length < 2) return nothing;
    const also = field === "systolic" ? series(this.document, "diastolic") : [];
    const end = points.at(-1)[0];
    const start = Math.max(end - SPAN_MS, points[0][0]);
    const shown = points.filter(([at]) => at >= start);
    const second = also.filter(([at]) => at >= start);
    const values = [...shown, ...second].map(([, value]) => value);
    const [middle, least] = [(Math.max(...values) + Math.min(...values)) / 2, LEAST_RANGE[field] ?? 20];
    const half = Math.max(Math.max(...values) - Math.min(...values), least) / 2;
    const x = (at) => PAD + ((at - start) / Math.max(1, end - start)) * (WIDTH - 2 * PAD);
    const y = (value) => PAD + ((middle + half - value) / (2 * half)) * (HEIGHT - 2 * PAD);
    const path = (line) => line.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    const limits = [below, from].filter((limit) => limit !== undefined && Math.abs(limit - middle) <= half);
    const dot = ([at, value]) => {
      const look = danger(field, value, this.document.patient) ? "bad" : "";
      return svg`<path class=${look} d="M${x(at).toFixed(1)},${y(value).toFixed(1)}h0"/>`;
    };
    const minutes = Math.round((end - start) / 60_000);
    const box = `0 0 ${WIDTH} ${HEIGHT}`;
    return svg`<svg viewBox=${box} preserveAspectRatio="none" role="img" aria-label=${`${minutes}分間の推移`}>
      ${limits.map((limit) => svg`<line class="limit" x1="0" x2=${WIDTH} y1=${y(limit)} y2=${y(limit)}/>`)}
      <polyline points=${path(shown)}/>
      ${second.length > 1 ? svg`<polyline class="second" points=${path(second)}/>` : nothing}
      ${shown.length <= 24 ? shown.map(dot) : nothing}
    </svg>`;
  }
}
customElements.define("vitals-trend", VitalsTrend);
