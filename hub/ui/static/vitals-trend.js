/**
 * Vital signs over time: for each sign the newest value, how it differs from the one before, its age, and a small plain
 * line of the last hour. All lines have one axis of time, so that what happened together stands together; the pale band
 * is what is usual, the broken line where danger begins.
 */
import { LitElement, css, html, nothing, svg } from "./vendor/lit.js";
import { both, say } from "./language.js";
import { VITALS, change, danger, latest, series, signName, timeline, unitName, usual } from "./vital-signs.js";
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
      padding: 2px 6px;
      border-bottom: var(--hair) solid var(--line-soft);
      height: 37px;
      white-space: nowrap;
    }
    th {
      font-weight: 700;
      width: 1%;
    }
    td.by {
      width: 1%;
      font-variant-numeric: tabular-nums;
      color: var(--ink-soft);
      font-size: 0.9375rem;
    }
    td.v {
      width: 1%;
    }
    td.line {
      width: 40%;
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
    .usual {
      fill: var(--good-soft);
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
      return html`<p class="none">${both("観察値はまだありません。", "No vital signs yet")}</p>`;
    const times = timeline(this.document).map(({ at }) => Date.parse(at));
    const end = Math.max(this.now ?? 0, times.at(-1));
    const start = Math.max(end - SPAN_MS, times[0]);
    return html`<table>
      ${VITALS.filter(({ field }) => readings.has(field)).map((vital) => {
        const value = readings.get(vital.field);
        return html`<tr data-sign=${vital.field}>
          <th scope="row">${signName(vital)}</th>
          <td class="v">${vitalValue(value, unitName(vital))}</td>
          <td class="by">${this.#change(vital)}</td>
          <td class="line">${DRAWN.has(vital.field) ? this.#line(vital, start, end) : nothing}</td>
          <td class="age">${ago(value.at, this.now)}</td>
        </tr>`;
      })}
    </table>`;
  }

  #change({ field }) {
    const found = change(this.document, field);
    if (!found) return nothing;
    const { by, minutes } = found;
    const sign = by > 0 ? "↗" : by < 0 ? "↘" : "→";
    const said = say(`${minutes}分前から`, `since ${minutes} min before`);
    return html`<span title=${said}>${sign}${by === 0 ? "" : `${by > 0 ? "+" : "−"}${Math.abs(by)}`}</span>`;
  }

  #line(vital, start, end) {
    const { field, below, from } = vital;
    const shown = series(this.document, field).filter(([at]) => at >= start);
    if (shown.length < 2) return nothing;
    const also = field === "systolic" ? series(this.document, "diastolic") : [];
    const second = also.filter(([at]) => at >= start);
    const values = [...shown, ...second].map(([, value]) => value);
    const [middle, least] = [(Math.max(...values) + Math.min(...values)) / 2, LEAST_RANGE[field] ?? 20];
    const half = Math.max(Math.max(...values) - Math.min(...values), least) / 2;
    const x = (at) => PAD + ((at - start) / Math.max(1, end - start)) * (WIDTH - 2 * PAD);
    const y = (value) => PAD + ((middle + half - value) / (2 * half)) * (HEIGHT - 2 * PAD);
    const within = (value) => Math.min(HEIGHT, Math.max(0, y(value)));
    const path = (line) => line.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    const patient = this.document.patient;
    const limits = [below, from].filter((limit) => limit !== undefined && Math.abs(limit - middle) <= half);
    const band = usual(vital, patient);
    const dot = ([at, value]) => {
      const look = danger(field, value, patient) ? "bad" : "";
      return svg`<path class=${look} d="M${x(at).toFixed(1)},${y(value).toFixed(1)}h0"/>`;
    };
    const minutes = Math.round((end - start) / 60_000);
    const name = say(`${signName(vital)} ${minutes}分間の推移`, `${signName(vital)} over ${minutes} min`);
    return svg`<svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label=${name}>
      ${band ? svg`<rect class="usual" aria-hidden="true" width=${WIDTH} y=${within(band[1])} height=${within(band[0]) - within(band[1])}/>` : nothing}
      ${limits.map((limit) => svg`<line class="limit" x1="0" x2=${WIDTH} y1=${y(limit)} y2=${y(limit)}/>`)}
      <polyline points=${path(shown)}/>
      ${second.length > 1 ? svg`<polyline class="second" points=${path(second)}/>` : nothing}
      ${shown.length <= 24 ? shown.map(dot) : nothing}
    </svg>`;
  }
}
customElements.define("vitals-trend", VitalsTrend);
