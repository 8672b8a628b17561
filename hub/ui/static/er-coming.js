/** One patient who was accepted: when, how bad, better or worse. No name: a list may hang on a wall. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { dangerTags } from "./chips.js";
import { ago, clock, person, term } from "./words.js";
import { VITALS, latest } from "./vital-signs.js";
import { vitalValue } from "./vitals-trend.js";
import "./urgency-mark.js";

const LATE_MS = 60_000;
const WORSE = new Set(["cardiac-arrest", "deteriorated"]);
const SHOWN = new Set(["jcs", "respiratory_rate", "spo2", "heart_rate", "systolic"]);

/** Event: `pick` (case id). */
export class ErComing extends LitElement {
  static properties = {
    row: { attribute: false },
    now: { attribute: false },
    wall: { type: Boolean, reflect: true },
    picked: { type: Boolean, reflect: true },
  };
  static styles = [
    shared,
    css`
      :host {
        display: block;
        background: var(--surface);
        border: var(--edge) solid var(--line);
        border-left: 10px solid var(--control-line);
        border-radius: var(--border-radius-8);
        cursor: pointer;
        --mark: 44px;
      }
      :host([picked]) {
        border-color: var(--accent);
      }
      :host([data-urgency="red"]) {
        border-left-color: var(--triage-red);
      }
      :host([data-urgency="yellow"]) {
        border-left-color: var(--triage-yellow);
      }
      :host([data-urgency="green"]) {
        border-left-color: var(--triage-green);
      }
      .grid {
        display: grid;
        grid-template-columns: 92px auto 1fr auto;
        gap: 2px 14px;
        align-items: center;
        padding: 8px 14px;
      }
      .eta {
        text-align: center;
        font-variant-numeric: tabular-nums;
        line-height: 1.1;
      }
      .eta b {
        font-size: 1.75rem;
      }
      .eta b small {
        font-size: 0.875rem;
      }
      .eta b.word {
        font-size: 1.25rem;
      }
      .eta > small {
        display: block;
        color: var(--ink-soft);
        font-size: 0.8125rem;
      }
      .complaint {
        font-size: 1.25rem;
        font-weight: 700;
        line-height: 1.2;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 3px 8px;
        margin-top: 2px;
      }
      .vitals {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        margin-top: 5px;
      }
      .vitals div {
        white-space: nowrap;
      }
      .vitals dt,
      .vitals dd {
        display: inline;
      }
      .vitals dt {
        color: var(--ink-soft);
        font-size: 0.75rem;
        margin-right: 3px;
      }
      .value {
        font-weight: 700;
        font-variant-numeric: tabular-nums;
      }
      .value small {
        display: none;
      }
      .dangerous {
        color: var(--alarm);
        background: var(--alarm-soft);
        outline: 2px solid var(--alarm);
        border-radius: 4px;
        padding: 0 4px;
      }
      .state {
        text-align: right;
        display: grid;
        gap: 4px;
        justify-items: end;
      }
      :host([wall]) {
        font-size: 1.125rem;
        --mark: 60px;
      }
      :host([wall]) .grid {
        grid-template-columns: 120px auto 1fr auto;
      }
      :host([wall]) .complaint {
        font-size: 1.625rem;
      }
      :host([wall]) .eta b {
        font-size: 2.25rem;
      }
      :host([wall]) .value {
        font-size: 1.375rem;
      }
    `,
  ];

  willUpdate() {
    this.dataset.urgency = this.row.urgency ?? "";
    this.dataset.case = this.row.id;
    this.dataset.phase = this.row.phase;
  }

  render() {
    const { document, urgency } = this.row;
    const readings = latest(document);
    return html`<div
      class="grid"
      @click=${() => this.dispatchEvent(new CustomEvent("pick", { detail: this.row.id, bubbles: true, composed: true }))}
    >
      ${this.#eta()}
      <urgency-mark level=${urgency ?? nothing}></urgency-mark>
      <div>
        <h3 class="complaint">${document.complaint?.chief_complaint ?? "主訴未入力"}</h3>
        <div class="line">
          <b>${person(document.patient)}</b>
          ${document.is_exercise ? html`<span class="tag exercise">訓練</span>` : nothing} ${dangerTags(document)}
        </div>
        <dl class="vitals">
          ${VITALS.filter(({ field }) => SHOWN.has(field) && readings.has(field)).map(
            ({ field, ja, unit }) =>
              html`<div>
                <dt>${ja}</dt>
                <dd>${vitalValue(readings.get(field), unit)}</dd>
              </div>`,
          )}
        </dl>
      </div>
      <div class="state">${this.#state()}${this.#change(document)}</div>
    </div>`;
  }

  #eta() {
    const { phase, eta, document } = this.row;
    if (phase === "arrived")
      return html`<div class="eta"><b>到着</b><small>${clock(document.times["arrived-hospital"])}</small></div>`;
    if (phase === "handed-over")
      return html`<div class="eta"><b>引継</b><small>${clock(document.handover.handed_over_at)}</small></div>`;
    if (!eta) return html`<div class="eta"><b>–</b><small>到着時刻 未定</small></div>`;
    const isLate = eta.at < this.now - LATE_MS;
    return html`<div class="eta">
      <b class=${isLate ? "word" : ""}>${isLate ? "間もなく" : html`${eta.minutes}<small>分</small>`}</b
      ><small>${isLate ? html`予定 ${clock(eta.at)} 超過` : html`${clock(eta.at)} 着`}</small>
    </div>`;
  }

  #state() {
    const { phase, document, request } = this.row;
    if (phase === "undecided")
      return html`<span class="tag warn-tag">${term("request-state", request.state)}・決定待ち</span>`;
    if (phase === "arrived") return html`<span class="tag good-tag">病院到着</span>`;
    if (phase === "handed-over")
      return document.handover.receipt_at
        ? html`<span class="tag good-tag">引継受領済</span>`
        : html`<span class="tag warn-tag">受領待ち</span>`;
    return html`<span class="tag"
      >${document.times?.["departed-scene"] ? "搬送中" : document.destination ? "搬送先決定" : "応需済"}</span
    >`;
  }

  #change(document) {
    const newest = Object.values(document.changes ?? {}).sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
    if (!newest) return nothing;
    return html`<span class=${WORSE.has(newest.change) ? "tag danger" : "tag"}
      >${term("change", newest.change)} ${ago(newest.at, this.now)}</span
    >`;
  }
}
customElements.define("er-coming", ErComing);
