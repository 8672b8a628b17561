/**
 * 方位図: what lies around a place, by bearing and distance, with the coast; beneath it the same as a list.
 *
 * It knows no roads and says so. Whatever it shows stands in the list as well, in words, nearest first.
 */
import { LitElement, css, html, nothing, svg } from "./vendor/lit.js";
import { direction, kilometres, onPlan, range } from "./bearing.js";
import { coastPath } from "./coastline.js";
import { CODES } from "./codes.js";
import { say } from "./language.js";
import { shared } from "./styles.js";
import { term } from "./words.js";

const [SIZE, RADIUS, MARK] = [400, 180, 11];
const CORNERS = [
  ["北", "N", 0, -1],
  ["東", "E", 1, 0],
  ["南", "S", 0, 1],
  ["西", "W", -1, 0],
];
const SHAPES = {
  good: svg`<circle r=${MARK}/><circle r=${MARK / 2}/>`,
  possible: svg`<circle r=${MARK}/>`,
  limited: svg`<path d="M0 ${-MARK} ${MARK} ${MARK * 0.8}H${-MARK}z"/>`,
  none: svg`<path d="M${-MARK} ${-MARK} ${MARK} ${MARK}M${MARK} ${-MARK} ${-MARK} ${MARK}"/>`,
};

/**
 * @typedef {{id: string, name: string, latitude: number, longitude: number, level?: string, minutes?: number,
 *   isChosen?: boolean, isFaint?: boolean}} Point `level` is a code of the list `level`
 */

/** Event: `point` (id of what was tapped in the list). */
export class BearingRadar extends LitElement {
  static properties = { here: { attribute: false }, points: { attribute: false }, words: {} };
  static styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(200px, 330px) minmax(0, 1fr);
        gap: 12px;
        align-items: start;
      }
      svg {
        position: sticky;
        top: 0;
        width: 100%;
        max-height: 60vh;
        background: var(--surface);
        border: var(--edge) solid var(--line);
        border-radius: var(--border-radius-8);
      }
      .ring {
        fill: none;
        stroke: var(--line);
      }
      .coast {
        fill: none;
        stroke: var(--accent);
        stroke-width: 1.5;
        vector-effect: non-scaling-stroke;
      }
      text {
        font-size: 15px;
        font-weight: 700;
        fill: var(--ink);
        stroke: var(--surface);
        stroke-width: 4px;
        paint-order: stroke;
        text-anchor: middle;
      }
      .km {
        font-size: 12px;
        font-weight: var(--weight);
        fill: var(--ink-soft);
      }
      .mark {
        fill: var(--surface);
        stroke: var(--ink);
        stroke-width: 3;
      }
      .mark.faint {
        stroke: var(--ink-faint);
      }
      .mark.chosen {
        fill: var(--accent-soft);
        stroke: var(--accent);
        stroke-width: 5;
      }
      .here {
        fill: var(--alarm);
        stroke: var(--surface);
        stroke-width: 2;
      }
      ol {
        display: grid;
        gap: 4px;
      }
      li button {
        width: 100%;
        display: grid;
        grid-template-columns: 1.6em 1.6em minmax(0, 1fr) auto;
        gap: 8px;
        justify-content: stretch;
        text-align: left;
        font-weight: var(--weight);
      }
      li .far {
        text-align: right;
        white-space: nowrap;
      }
      .faint {
        color: var(--ink-soft);
      }
      @media (max-width: 700px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
        svg {
          position: static;
        }
        li button {
          padding: 0 0.5em;
        }
        li .far {
          white-space: normal;
        }
      }
    `,
  ];

  render() {
    if (!this.here) return html`<p class="soft">${say("位置がわかりません。", "The place is not known.")}</p>`;
    const seen = this.points
      .map((point) => ({ ...point, km: kilometres(this.here, [point.latitude, point.longitude]) }))
      .filter(({ km }) => km !== null)
      .sort((a, b) => a.km - b.km);
    const radiusKm = range(seen.map(({ km }) => km));
    return html`${this.#plan(seen, radiusKm)}
      <div>
        <ol>
          ${seen.map((point, index) => this.#line(point, index + 1))}
        </ol>
        <small class="soft">
          ${say("直線の方位と距離です。道路は考慮していません。海岸線: Natural Earth", "Straight lines, no roads. Coast: Natural Earth")}
        </small>
      </div>`;
  }

  #plan(seen, radiusKm) {
    const scale = RADIUS / radiusKm;
    const words = this.words ?? say("周辺の方位図", "What lies around");
    return html`<svg viewBox="${-SIZE / 2} ${-SIZE / 2} ${SIZE} ${SIZE}" role="img" aria-label=${`${words}: ${radiusKm} km`}>
      <path class="coast" transform="scale(${scale})" d=${this.#coast(radiusKm)} />
      ${[0.5, 1].map((part) => svg`<circle class="ring" r=${RADIUS * part}/>`)}
      ${CORNERS.map(([ja, en, x, y]) => svg`<text x=${x * (RADIUS + 9)} y=${y * (RADIUS + 9) + 5}>${say(ja, en)}</text>`)}
      ${[0.5, 1].map((part) => svg`<text class="km" x=${RADIUS * part * 0.71} y=${RADIUS * part * 0.71}>${radiusKm * part} km</text>`)}
      <path class="here" d="M0-13 9 10 0 5-9 10z" />
      ${seen.map((point, index) => this.#mark(point, index + 1, scale))}
    </svg>`;
  }

  /** The coast is the same until the place or the range is another. */
  #coast(radiusKm) {
    const place = [...this.here, radiusKm].join();
    if (this.place !== place) [this.place, this.path] = [place, coastPath(this.here, radiusKm)];
    return this.path;
  }

  #mark({ latitude, longitude, level, isChosen, isFaint }, number, scale) {
    const [x, y] = onPlan(this.here, [latitude, longitude]).map((km) => km * scale);
    return svg`<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)})">
      <g class="mark ${isChosen ? "chosen" : isFaint ? "faint" : ""}">${SHAPES[level] ?? svg`<circle r=${MARK / 2}/>`}</g>
      <text y=${-MARK - 5}>${number}</text>
    </g>`;
  }

  #line({ id, name, latitude, longitude, level, minutes, km, isChosen, isFaint }, number) {
    return html`<li>
      <button
        class="${isChosen ? "chosen" : ""} ${isFaint ? "faint" : ""}"
        data-point=${id}
        @click=${() => this.dispatchEvent(new CustomEvent("point", { detail: id }))}
      >
        <b>${number}</b>
        <span role="img" aria-label=${level ? term("level", level) : say("情報なし", "no word")}>${CODES.level[level] ?? "–"}</span>
        <span translate="no">${name}</span>
        <span class="far num">
          ${direction(this.here, [latitude, longitude])} <b>${km.toFixed(1)} km</b>
          ${minutes === undefined || minutes === null ? nothing : say(`約${minutes}分`, `~${minutes} min`)}
        </span>
      </button>
    </li>`;
  }
}
customElements.define("bearing-radar", BearingRadar);
