/** 観察: a number pad with units; each field shows what was measured before, and marks what is dangerous. */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { chip } from "./chips.js";
import { crewStyles } from "./crew-styles.js";
import { vitalsStyles } from "./crew-vitals-styles.js";
import { QUANTITIES } from "./codes.js";
import { both, say } from "./language.js";
import { danger, latest, timeline } from "./vital-signs.js";
import { ago, terms } from "./words.js";
import "./vitals-trend.js";

const FIELDS = [
  { field: "respiratory_rate", words: ["呼吸数", "Resp. rate"], unit: ["/分", "/min"], digits: 2 },
  { field: "spo2", words: ["SpO₂", "SpO₂"], unit: ["%", "%"], digits: 3 },
  { field: "heart_rate", words: ["脈拍", "Pulse"], unit: ["/分", "/min"], digits: 3 },
  { field: "systolic", words: ["血圧 上", "Systolic"], unit: ["mmHg", "mmHg"], digits: 3 },
  { field: "diastolic", words: ["血圧 下", "Diastolic"], unit: ["mmHg", "mmHg"], digits: 3 },
  { field: "temperature", words: ["体温", "Temp."], unit: ["℃", "°C"], digits: 4 },
  { field: "glucose", words: ["血糖", "Glucose"], unit: ["mg/dL", "mg/dL"], digits: 4 },
  { field: "gcs_eye", words: ["GCS E", "GCS E"], unit: ["", ""], digits: 1 },
  { field: "gcs_verbal", words: ["GCS V", "GCS V"], unit: ["", ""], digits: 1 },
  { field: "gcs_motor", words: ["GCS M", "GCS M"], unit: ["", ""], digits: 1 },
];
/** What every hospital asks for; a value of before is measured anew about so often. */
const WANTED = ["respiratory_rate", "spo2", "heart_rate", "systolic", "temperature"];
const OLD_MS = 10 * 60_000;
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
  static styles = [shared, crewStyles, vitalsStyles];

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
          ${this.#missing()}
          <div class="fields">
            ${FIELDS.map((entry) => this.#field(entry))}
            ${problem ? html`<p class="why" role="alert">${problem}</p>` : nothing}
          </div>
          <div class="row jcs">
            <span class="label">${both("意識", "JCS")}</span>
            <div class="chips even" role="group">${this.#consciousness()}</div>
          </div>
        </div>
        <div class="pad" role="group" aria-label=${say("数字", "Number pad")}>
          ${[..."789"].map((digit) => this.#digit(digit))}
          <button data-key="back" aria-label=${say("一字消す", "Delete a digit")} @click=${() => this.#erase()}>⌫</button>
          ${[..."456"].map((digit) => this.#digit(digit))}
          <button
            data-key="."
            aria-label=${say("小数点", "Decimal point")}
            ?disabled=${!QUANTITIES[this._at].decimals}
            @click=${() => this.#type(".")}
          >
            .
          </button>
          ${[..."1230"].map((digit) => this.#digit(digit))}
        </div>
      </div>
      <div class="foot">
        <button data-key="next" @click=${() => this.#next()}>${both("次の項目", "Next")}</button>
        <button
          class="primary go"
          data-act="save-vitals"
          ?disabled=${isEmpty || Boolean(problem)}
          @click=${() => this.#save()}
        >
          ${both("観察を記録", "Record")}
        </button>
      </div>
      <slot></slot>
      <vitals-trend .document=${this.document} .now=${this.now}></vitals-trend>
    `;
  }

  #missing() {
    const known = latest(this.document);
    const missing = WANTED.filter((field) => !known.has(field) && this._typed[field] === undefined);
    const names = missing.map((field) => say(...FIELDS.find((each) => each.field === field).words));
    const consciousness = known.has("jcs") || this._jcs !== null ? [] : [say("意識", "JCS")];
    const all = [...names, ...consciousness];
    return all.length
      ? html`<p class="missing" data-missing>${say("未測定", "Not taken")}: ${all.join(say("・", ", "))}</p>`
      : nothing;
  }

  #field({ field, words, unit }) {
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
      <span class="name">${say(...words)}</span><span class="value">${typed ?? ""}<small>${say(...unit)}</small></span>
      <span class="before">${before ? this.#before(field, before) : say("未測定", "not taken")}</span>
    </button>`;
  }

  #before(field, { [field]: value, at }) {
    const look = danger(field, value, this.document.patient) ? "bad" : "";
    const isOld = this.now - Date.parse(at) > OLD_MS;
    return html`<b class=${look}>${value}</b> <span class=${isOld ? "old" : ""}>${ago(at, this.now)}</span>`;
  }

  #digit(digit) {
    const { high } = QUANTITIES[this._at];
    const isOff = GCS.includes(this._at) && (digit === "0" || Number(digit) > high);
    return html`<button data-key=${digit} ?disabled=${isOff} @click=${() => this.#type(digit)}>${digit}</button>`;
  }

  #consciousness() {
    return terms("jcs").map(([code, text]) => {
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
      return this.#range(wrong);
    const { systolic, diastolic } = this._typed;
    if (systolic && diastolic && Number(systolic) < Number(diastolic)) return say("血圧の上が下より低い値です", "Systolic is below diastolic");
    const count = GCS.filter((field) => this._typed[field]).length;
    return count > 0 && count < 3 ? say("GCSはE・V・Mの三つが必要です", "GCS takes E, V and M") : "";
  }

  #range({ field, words }) {
    const { low, high } = QUANTITIES[field];
    return say(`${words[0]}: ${low}〜${high} の範囲で入力してください`, `${words[1]}: between ${low} and ${high}`);
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
