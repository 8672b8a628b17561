/**
 * 傷病者: what a hospital must know before it answers, by taps alone; names and history follow when there is time.
 *
 * Nothing has to be saved: what was tapped leaves a second later as one `describe-patient`, with only what changed.
 */
import { LitElement, css, html, live, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { crewStyles } from "./crew-styles.js";
import { CODES } from "./codes.js";
import { fieldName } from "./words.js";
import { timeline } from "./vital-signs.js";

const PAUSE_MS = 1200;
const COMPLAINTS = ["胸痛", "呼吸困難", "意識障害", "脱力・麻痺", "腹痛", "発熱", "めまい", "けいれん", "転倒・外傷", "交通外傷", "嘔吐"];
const JCS_SHORT = { 0: "清明" };
const FORM = ["family_name", "given_name", "family_kana", "given_kana", "birth_date", "age_years", "phone", "address", "suspected_condition", "medical_history", "medications", "allergies"];
const LONG = new Set(["address", "suspected_condition", "medical_history", "medications", "allergies"]);

/** Events: `say` ({kind, data}), `go` (name of the next part). */
export class CrewPatient extends LitElement {
  static properties = { document: { attribute: false }, _draft: { state: true }, _jcs: { state: true }, _writes: { state: true }, _names: { state: true } };
  static styles = [shared, crewStyles, css`
    :host { display: block; }
    .urgency button { border-bottom-width: 8px; }
    .urgency button[data-code="red"] { border-bottom-color: var(--triage-red); }
    .urgency button[data-code="yellow"] { border-bottom-color: var(--triage-yellow); }
    .urgency button[data-code="green"] { border-bottom-color: var(--triage-green); }
    .complaints { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); }
    .dangers { display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); }
    .complaints > button, .dangers > button { padding: 0 0.2em; min-width: 0; }
    .pair { display: grid; grid-template-columns: 5fr 4fr; gap: 20px; }
    .form { border-top: 2px solid var(--line); padding: 10px 0; display: grid; grid-template-columns: 1fr 1fr; gap: 10px 14px; }
    .form label { font-size: 0.9375rem; }
    .form .long { grid-column: 1 / -1; }
    @media (max-width: 900px) {
      .pair { gap: 12px; font-size: 1rem; }
      .dangers { grid-template-columns: repeat(4, minmax(0, 1fr)); }
      .chips.even.jcs { grid-auto-flow: row; grid-template-columns: repeat(5, minmax(0, 1fr)); }
    }
  `];

  constructor() {
    super();
    this._draft = {};
    this._jcs = null;
    this._writes = false;
    this._names = false;
    this.flush = this.flush.bind(this);
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.flush); // a tablet may be put to sleep at any moment
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.flush);
    this.flush();
  }

  /** Hands over at once what was tapped and has not left yet. */
  flush() {
    clearTimeout(this.timer);
    const [data, jcs] = [this._draft, this._jcs];
    this._draft = {};
    this._jcs = null;
    if (Object.keys(data).length > 0) this.#tell("say", { kind: "describe-patient", data });
    if (jcs !== null) this.#tell("say", { kind: "record-observation", data: { jcs } });
  }

  get #said() {
    return { ...this.document.patient, ...this.document.complaint, ...this.document.history, ...this._draft };
  }

  #state(field, value) {
    if (this.#said[field] === value) return;
    this._draft = { ...this._draft, [field]: value };
    this.#soon();
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.flush, PAUSE_MS);
  }

  render() {
    const said = this.#said;
    const jcs = this._jcs ?? timeline(this.document).findLast((observation) => observation.jcs !== undefined)?.jcs;
    return html`
      <div class="row"><span class="label">年齢・性別<span class="en">Age, sex</span></span>
        <div class="pair">${this.#choice("age_band", "age-band", said)}${this.#choice("sex", "sex", said)}</div></div>
      <div class="row"><span class="label">主訴<span class="en">Complaint</span></span>${this.#complaints(said)}</div>
      <div class="row"><span class="label">意識<span class="en">JCS</span></span>
        <div class="chips even jcs">${Object.entries(CODES.jcs).map(([code, ja]) => html`<button data-field="jcs" data-code=${code} class=${jcs === code ? "chosen" : ""} aria-pressed=${jcs === code} @click=${() => { this._jcs = code; this.#soon(); }}>${JCS_SHORT[code] ?? ja}</button>`)}</div></div>
      <div class="row"><span class="label">注意情報<span class="en">Dangers</span></span>${this.#dangers(said.dangers ?? [])}</div>
      <div class="row"><span class="label">緊急度<span class="en">Urgency</span></span>${this.#choice("urgency", "urgency", said)}</div>
      ${this._names ? this.#identity(said) : nothing}
      <div class="foot"><button data-act="identity" aria-expanded=${Boolean(this._names)} @click=${() => this.#names()}>氏名・病歴 ${this._names ? "▴" : "▾"}</button>
        <button class="primary go" data-act="to-hospitals" @click=${() => this.#next()}>病院選定へ ▸ <span class="en">Choose hospitals</span></button></div>
    `;
  }

  #choice(field, list, said) {
    return html`<div class="chips even ${field}" role="group">${Object.entries(CODES[list]).map(([code, ja]) => html`<button data-field=${field} data-code=${code} class=${said[field] === code ? "chosen" : ""} aria-pressed=${said[field] === code} @click=${() => this.#state(field, code)}>${ja}</button>`)}</div>`;
  }

  #complaints(said) {
    const own = said.chief_complaint && !COMPLAINTS.includes(said.chief_complaint);
    return html`<div><div class="chips complaints" role="group">
        ${COMPLAINTS.map((text) => html`<button data-field="chief_complaint" data-code=${text} class=${said.chief_complaint === text ? "chosen" : ""} aria-pressed=${said.chief_complaint === text} @click=${() => this.#complain(text)}>${text}</button>`)}
        <button class=${own ? "chosen" : ""} data-act="write" @click=${() => { this._writes = !this._writes; }}>${own && !this._writes ? said.chief_complaint : "入力…"}</button>
      </div>
      ${this._writes ? html`<input aria-label="主訴" maxlength="200" placeholder="主訴を入力" .value=${live(own ? said.chief_complaint : "")} @change=${({ target }) => this.#write(target.value)} />` : nothing}</div>`;
  }

  #complain(text) {
    this._writes = false;
    this.#state("chief_complaint", text);
  }

  #write(value) {
    const text = value.trim();
    if (text) this.#state("chief_complaint", text);
  }

  #dangers(chosen) {
    const toggled = (code) => (chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code]);
    return html`<div class="chips dangers" role="group">${Object.entries(CODES.danger).map(([code, ja]) => html`<button data-field="dangers" data-code=${code} class=${chosen.includes(code) ? "chosen" : ""} aria-pressed=${chosen.includes(code)} @click=${() => this.#state("dangers", toggled(code))}>${ja}</button>`)}</div>`;
  }

  #identity(said) {
    return html`<div class="form">${FORM.map((field) => html`<label class=${LONG.has(field) ? "long" : ""}>${fieldName("describe-patient", field)}
        <input name=${field} type=${field === "birth_date" ? "date" : "text"} inputmode=${field === "age_years" || field === "phone" ? "numeric" : "text"} autocomplete="off" .value=${live(String(said[field] ?? ""))} @change=${({ target }) => this.#fill(field, target.value)} /></label>`)}</div>`;
  }

  #fill(field, value) {
    const text = value.normalize("NFKC").trim();
    if (text === "") return;
    this.#state(field, field === "age_years" ? Number(text) : text);
  }

  async #names() {
    this._names = !this._names;
    await this.updateComplete;
    this.renderRoot.querySelector(".form")?.scrollIntoView({ block: "start" });
  }

  #next() {
    this.flush();
    this.#tell("go", "hospitals");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
customElements.define("crew-patient", CrewPatient);
