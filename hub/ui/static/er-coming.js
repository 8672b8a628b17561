/** One patient who was accepted: when, how bad, better or worse. No name: a list may hang on a wall. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { atLeisure } from "./er-leisure.js";
import { shared } from "./styles.js";
import { dangerTags } from "./chips.js";
import { say } from "./language.js";
import { ago, clock, person, term } from "./words.js";
import { VITALS, latest, signName } from "./vital-signs.js";
import { vitalValue } from "./vitals-trend.js";
import "./urgency-mark.js";

const LATE_MS = 60_000;
const WORSE = new Set(["cardiac-arrest", "deteriorated"]);
const SHOWN = new Set(["jcs", "respiratory_rate", "spo2", "heart_rate", "systolic"]);

/** Event: `pick` (case id). */
export class ErComing extends atLeisure(LitElement) {
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
        content-visibility: auto; /* of two hundred rows only those in sight are laid out and painted */
        contain-intrinsic-size: auto 66px;
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
        grid-template-columns: 88px auto 1fr;
        gap: 2px 12px;
        align-items: center;
        padding: 5px 12px;
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
        }
      .vitals {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
        margin-top: 3px;
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
        margin-left: auto;
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      :host([wall]) {
        contain-intrinsic-size: auto 96px;
        font-size: 1.5rem;
        --mark: 68px;
      }
      :host([wall]) .grid {
        grid-template-columns: 116px auto 1fr;
        column-gap: 8px;
      }
      :host([wall]) .complaint {
        font-size: 2.125rem;
      }
      :host([wall]) .line b {
        font-size: 1.75rem;
      }
      :host([wall]) .eta b {
        font-size: 2.75rem;
      }
      :host([wall]) .eta b small {
        font-size: 1.75rem;
      }
      :host([wall]) .eta b.word {
        font-size: 1.75rem;
      }
      :host([wall]) .eta > small {
        font-size: 1.25rem;
      }
      :host([wall]) .value {
        font-size: 1.75rem;
      }
      :host([wall]) .vitals dt {
        font-size: 1rem;
      }
      :host([wall]) .vitals {
        column-gap: 7px;
      }
      :host([wall]) .dangerous {
        padding: 0 2px;
      }
    `,
  ];

  constructor() {
    super();
    this.tabIndex = 0;
    this.role = "group";
  }

  willUpdate() {
    const { document, urgency } = this.row;
    this.ariaLabel = `${term("urgency", urgency)} ${document.complaint?.chief_complaint ?? ""} ${person(document.patient)}`;
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
        <div class="line">
          <h3 class="complaint" translate="no">${document.complaint?.chief_complaint ?? say("主訴未入力", "no complaint yet")}</h3>
          <b>${person(document.patient)}</b>
          ${document.is_exercise ? html`<span class="tag exercise">${say("訓練", "Exercise")}</span>` : nothing}
          ${dangerTags(document)}
          <span class="state">${this.#change(document)} ${this.#state()}</span>
        </div>
        <dl class="vitals">
          ${VITALS.filter(({ field }) => SHOWN.has(field) && readings.has(field)).map(
            (vital) =>
              html`<div>
                <dt>${signName(vital)}</dt>
                <dd>${vitalValue(readings.get(vital.field), "")}</dd>
              </div>`,
          )}
        </dl>
      </div>
    </div>`;
  }

  #eta() {
    const { phase, eta, document } = this.row;
    if (phase === "arrived")
      return html`<div class="eta"><b class="word">${say("到着", "Here")}</b><small>${clock(document.times["arrived-hospital"])}</small></div>`;
    if (phase === "handed-over")
      return html`<div class="eta"><b class="word">${say("引継", "Handed over")}</b><small>${clock(document.handover.handed_over_at)}</small></div>`;
    if (!eta) return html`<div class="eta"><b>–</b><small>${say("到着時刻 未定", "no ETA")}</small></div>`;
    const isLate = eta.at < this.now - LATE_MS;
    return html`<div class="eta">
      <b class=${isLate ? "word" : ""}
        >${isLate ? say("間もなく", "any moment") : html`${eta.minutes}<small>${say("分", "min")}</small>`}</b
      ><small
        >${
          isLate
            ? say(`予定 ${clock(eta.at)}`, `due ${clock(eta.at)}`)
            : say(`${clock(eta.at)} 着`, `at ${clock(eta.at)}`)
        }</small
      >
    </div>`;
  }

  #state() {
    const { phase, document, request } = this.row;
    if (phase === "undecided")
      return html`<span class="tag warn-tag"
        >${term("request-state", request.state)}${say("・決定待ち", ", crew decides")}</span
      >`;
    if (phase === "arrived") return html`<span class="tag good-tag">${say("病院到着", "At the hospital")}</span>`;
    if (phase === "handed-over")
      return document.handover.receipt_at
        ? html`<span class="tag good-tag">${say("引継受領済", "Signed for")}</span>`
        : html`<span class="tag warn-tag">${say("受領待ち", "To be signed for")}</span>`;
    if (document.times?.["departed-scene"]) return html`<span class="tag">${say("搬送中", "On the way")}</span>`;
    return html`<span class="tag">${document.destination ? say("搬送先決定", "Comes to us") : say("応需済", "Accepted")}</span>`;
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
