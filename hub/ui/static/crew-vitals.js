/** 観察: a number pad with units; each field shows what was measured before, and marks what is dangerous. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { chip } from "./chips.js";
import { crewStyles } from "./crew-styles.js";
import { CODES, QUANTITIES } from "./codes.js";
import { danger, timeline } from "./vital-signs.js";
import { ago } from "./words.js";
import "./vitals-trend.js";

const FIELDS = [
  { field: "respiratory_rate", ja: "呼吸数", unit: "/分", digits: 2 },
  { field: "spo2", ja: "SpO₂", unit: "%", digits: 3 },
  { field: "heart_rate", ja: "脈拍", unit: "/分", digits: 3 },
  { field: "systolic", ja: "血圧 上", unit: "mmHg", digits: 3 },
  { field: "diastolic", ja: "血圧 下", unit: "mmHg", digits: 3 },
  { field: "temperature", ja: "体温", unit: "℃", digits: 4 },
  { field: "glucose", ja: "血糖", unit: "mg/dL", digits: 4 },
  { field: "gcs_eye", ja: "GCS E", unit: "", digits: 1 },
  { field: "gcs_verbal", ja: "GCS V", unit: "", digits: 1 },
  { field: "gcs_motor", ja: "GCS M", unit: "", digits: 1 },
];
const GCS = ["gcs_eye", "gcs_verbal", "gcs_motor"];

/** Event: `say` ({kind: "record-observation", data}). */
export class CrewVitals extends LitElement {
  static properties = {
    document: { attribute: false },
    now: { attribute: false },
    _typed: { state: true },
    _at: { state: true },
    _jcs: { state: true },
  };
  static styles = [
    shared,
    crewStyles,
    css`
      :host {
        display: block;
      }
      .split {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 264px;
        gap: 16px;
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(5, minmax(0, 1fr));
        gap: 8px;
        align-content: start;
      }
      .fields button {
        height: 92px;
        justify-content: stretch;
        white-space: nowrap;
        display: grid;
        grid-template-rows: auto 1fr auto;
        justify-items: start;
        padding: 6px 8px;
        text-align: left;
        gap: 0;
        overflow: hidden;
      }
      .fields .name {
        font-size: 0.875rem;
        color: var(--ink-soft);
      }
      .fields .value {
        font-size: 1.625rem;
        line-height: 1.1;
        font-variant-numeric: tabular-nums;
        min-height: 1.1em;
      }
      .fields .value small {
        font-size: 0.8125rem;
        margin-left: 4px;
        font-weight: var(--weight);
        color: var(--ink-soft);
      }
      .fields .before {
        font-size: 0.8125rem;
        color: var(--ink-soft);
        font-weight: var(--weight);
      }
      .bad {
        color: var(--alarm);
      }
      .fields .here {
        border-color: var(--accent);
        box-shadow: 0 0 0 2px var(--accent);
        background: var(--accent-soft);
      }
      .fields .dangerous {
        border-color: var(--alarm);
        background: var(--alarm-soft);
      }
      .fields .dangerous .value {
        color: var(--alarm);
      }
      .fields .wrong {
        border-style: dashed;
        border-color: var(--alarm);
      }
      .pad {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: 8px;
        align-content: start;
      }
      .pad button {
        font-size: 1.5rem;
        padding: 0;
        height: 72px;
      }
      .pad .wide {
        grid-column: span 3;
        font-size: 1.125rem;
      }
      .why {
        color: var(--alarm);
        font-weight: 700;
        grid-column: 1 / -1;
      }
      .jcs {
        margin: 12px 0;
      }
      vitals-trend {
        margin-top: 12px;
      }
      .jcs .chips.even {
        grid-auto-flow: row;
        grid-template-columns: repeat(5, minmax(0, 1fr));
      }
      @media (max-width: 900px) {
        .fields {
          grid-template-columns: repeat(4, minmax(0, 1fr));
        }
      }
    `,
  ];

  constructor() {
    super();
    this._typed = {};
    this._at = FIELDS[0].field;
    this._jcs = null;
  }

  render() {
    const problem = this.#problem();
    const isEmpty = Object.keys(this._typed).length === 0 && this._jcs === null;
    return html`
      <div class="split">
        <div>
          <div class="fields">
            ${FIELDS.map((entry) => this.#field(entry))}
            ${problem ? html`<p class="why" role="alert">${problem}</p>` : nothing}
          </div>
          <div class="row jcs">
            <span class="label">意識<span class="en">JCS</span></span>
            <div class="chips even" role="group">${this.#consciousness()}</div>
          </div>
        </div>
        <div class="pad" role="group" aria-label="数字">
          ${[..."789456123"].map((digit) => this.#digit(digit))}
          <button data-key="." ?disabled=${!QUANTITIES[this._at].decimals} @click=${() => this.#type(".")}>.</button>
          ${this.#digit("0")}
          <button data-key="back" aria-label="一字消す" @click=${() => this.#erase()}>⌫</button>
          <button class="wide" data-key="next" @click=${() => this.#next()}>
            次の項目 <span class="en">Next</span>
          </button>
        </div>
      </div>
      <div class="foot">
        <button
          class="primary go"
          data-act="save-vitals"
          ?disabled=${isEmpty || Boolean(problem)}
          @click=${() => this.#save()}
        >
          観察を記録 <span class="en">Record</span>
        </button>
      </div>
      <vitals-trend .document=${this.document} .now=${this.now}></vitals-trend>
    `;
  }

  #field({ field, ja, unit }) {
    const typed = this._typed[field];
    const before = timeline(this.document).findLast((observation) => observation[field] !== undefined);
    const marks = [
      field === this._at ? "here" : "",
      this.#wrong(field) ? "wrong" : "",
      typed && danger(field, Number(typed), this.document.patient) ? "dangerous" : "",
    ];
    return html`<button
      data-vital=${field}
      class=${marks.join(" ")}
      @click=${() => {
        this._at = field;
      }}
    >
      <span class="name">${ja}</span><span class="value">${typed ?? ""}<small>${unit}</small></span>
      <span class="before">${before ? this.#before(field, before) : "未測定"}</span>
    </button>`;
  }

  #before(field, { [field]: value, at }) {
    const look = danger(field, value, this.document.patient) ? "bad" : "";
    return html`<b class=${look}>${value}</b> ${ago(at, this.now)}`;
  }

  #digit(digit) {
    return html`<button data-key=${digit} @click=${() => this.#type(digit)}>${digit}</button>`;
  }

  #consciousness() {
    return Object.entries(CODES.jcs).map(([code, text]) => {
      const isChosen = this._jcs === code;
      return chip({ field: "jcs", code, text, isChosen, tap: () => (this._jcs = isChosen ? null : code) });
    });
  }

  #wrong(field) {
    const typed = this._typed[field];
    if (typed === undefined) return false;
    const { low, high } = QUANTITIES[field];
    const value = Number(typed);
    return !Number.isFinite(value) || value < low || value > high;
  }

  #problem() {
    const wrong = FIELDS.find(({ field }) => this.#wrong(field));
    if (wrong)
      return `${wrong.ja}: ${QUANTITIES[wrong.field].low}〜${QUANTITIES[wrong.field].high} の範囲で入力してください`;
    const { systolic, diastolic } = this._typed;
    if (systolic && diastolic && Number(systolic) < Number(diastolic)) return "血圧の上が下より低い値です";
    const count = GCS.filter((field) => this._typed[field]).length;
    return count > 0 && count < 3 ? "GCSはE・V・Mの三つが必要です" : "";
  }

  #type(sign) {
    const entry = FIELDS.find(({ field }) => field === this._at);
    const text = (this._typed[this._at] ?? "") + sign;
    if (text.length > entry.digits + (text.includes(".") ? 1 : 0) || text.split(".").length > 2) return;
    this._typed = { ...this._typed, [this._at]: text };
    if (entry.digits === 1) this.#next();
  }

  #erase() {
    const { [this._at]: text = "", ...others } = this._typed;
    this._typed = text.length > 1 ? { ...others, [this._at]: text.slice(0, -1) } : others;
  }

  #next() {
    const index = FIELDS.findIndex(({ field }) => field === this._at);
    this._at = FIELDS[(index + 1) % FIELDS.length].field;
  }

  #save() {
    const data = Object.fromEntries(Object.entries(this._typed).map(([field, text]) => [field, Number(text)]));
    if (this._jcs !== null) data.jcs = this._jcs;
    this._typed = {};
    this._jcs = null;
    this._at = FIELDS[0].field;
    this.dispatchEvent(
      new CustomEvent("say", { detail: { kind: "record-observation", data }, bubbles: true, composed: true }),
    );
  }
}
customElements.define("crew-vitals", CrewVitals);
