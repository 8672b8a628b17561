/**
 * 傷病者: what a hospital must know before it answers, by taps alone; names and history follow when there is time.
 *
 * Nothing has to be saved: what was tapped leaves a second later as one `describe-patient`, with only what changed.
 */
import { LitElement, html, live, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { chip } from "./chips.js";
import { crewStyles } from "./crew-styles.js";
import { patientStyles } from "./crew-patient-styles.js";
import { both, say } from "./language.js";
import { fieldName, terms } from "./words.js";
import { timeline } from "./vital-signs.js";

const PAUSE_MS = 1200;
/** What is recorded, and how it reads in English. */
const COMPLAINTS = [
  ["胸痛", "Chest pain"],
  ["呼吸困難", "Dyspnoea"],
  ["意識障害", "Confused or unconscious"],
  ["脱力・麻痺", "Weakness"],
  ["腹痛", "Abdominal pain"],
  ["発熱", "Fever"],
  ["めまい", "Dizziness"],
  ["けいれん", "Seizure"],
  ["転倒・外傷", "Fall, injury"],
  ["交通外傷", "Road injury"],
  ["嘔吐", "Vomiting"],
];
const FORM = [
  "family_name",
  "given_name",
  "family_kana",
  "given_kana",
  "birth_date",
  "age_years",
  "phone",
  "address",
  "suspected_condition",
  "medical_history",
  "medications",
  "allergies",
];
const LONG = new Set(["address", "suspected_condition", "medical_history", "medications", "allergies"]);

/** Events: `say` ({kind, data}), `go` (name of the next part). */
export class CrewPatient extends LitElement {
  static properties = {
    document: { attribute: false },
    _draft: { state: true },
    _jcs: { state: true },
    _writes: { state: true },
    _names: { state: true },
  };
  static styles = [shared, crewStyles, patientStyles];

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
    return html`
      <div class="row">
        <span class="label">${both("年齢・性別", "Age, sex")}</span>
        <div class="pair">${this.#choice("age_band", "age-band", said)}${this.#choice("sex", "sex", said)}</div>
      </div>
      <div class="row">
        <span class="label">${both("主訴", "Complaint")}</span
        >${this.#complaints(said)}
      </div>
      <div class="row">
        <span class="label">${both("意識", "JCS")}</span>
        <div class="chips even jcs" role="group">${this.#consciousness()}</div>
      </div>
      <div class="row">
        <span class="label">${both("注意情報", "Dangers")}</span
        >${this.#dangers(said.dangers ?? [])}
      </div>
      <div class="row">
        <span class="label">${both("緊急度", "Urgency")}</span
        >${this.#choice("urgency", "urgency", said)}
      </div>
      ${this._names ? this.#identity(said) : nothing}
      <div class="foot">
        <button data-act="identity" aria-expanded=${Boolean(this._names)} @click=${() => this.#names()}>
          ${say("氏名・病歴", "Name, history")} ${this._names ? "▴" : "▾"}
        </button>
        <button class="primary go" data-act="to-hospitals" @click=${() => this.#next()}>
          ${both("病院選定へ ▸", "Choose hospitals ▸")}
        </button>
      </div>
    `;
  }

  #choice(field, list, said) {
    const chips = terms(list).map(([code, text]) =>
      chip({ field, code, text, isChosen: said[field] === code, tap: () => this.#state(field, code) }),
    );
    return html`<div class="chips even ${field}" role="group">${chips}</div>`;
  }

  #consciousness() {
    const measured = timeline(this.document).findLast(({ jcs }) => jcs !== undefined)?.jcs;
    const jcs = this._jcs ?? measured;
    return terms("jcs").map(([code, text]) =>
      chip({ field: "jcs", code, text, isChosen: jcs === code, tap: () => this.#judge(code) }),
    );
  }

  #judge(jcs) {
    this._jcs = jcs;
    this.#soon();
  }

  #complaints({ chief_complaint: said }) {
    const own = said && !COMPLAINTS.some(([ja]) => ja === said) ? said : "";
    const chips = COMPLAINTS.map(([ja, en]) =>
      chip({
        field: "chief_complaint",
        code: ja,
        text: say(ja, en),
        isChosen: said === ja,
        tap: () => this.#complain(ja),
      }),
    );
    return html`<div>
      <div class="chips complaints" role="group">
        ${chips}
        <button class=${own ? "chosen" : ""} data-act="write" @click=${() => (this._writes = !this._writes)}>
          ${own && !this._writes ? html`<span translate="no">${own}</span>` : say("入力…", "Other…")}
        </button>
      </div>
      ${this._writes ? this.#writing(own) : nothing}
    </div>`;
  }

  #writing(own) {
    return html`<input
      name="chief_complaint"
      aria-label=${say("主訴", "Chief complaint")}
      maxlength="200"
      placeholder=${say("主訴を入力", "In your own words")}
      .value=${live(this.#shown("chief_complaint", own))}
      @change=${({ target }) => this.#write(target.value)}
    />`;
  }

  #complain(text) {
    this._writes = false;
    this.#state("chief_complaint", text);
  }

  #write(value) {
    if (value.trim()) this.#state("chief_complaint", value.trim());
  }

  #dangers(chosen) {
    const toggled = (code) => (chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code]);
    const chips = terms("danger").map(([code, text]) =>
      chip({
        field: "dangers",
        code,
        text,
        isChosen: chosen.includes(code),
        tap: () => this.#state("dangers", toggled(code)),
      }),
    );
    return html`<div class="chips dangers" role="group">${chips}</div>`;
  }

  #identity(said) {
    return html`<div class="form">
      ${FORM.map(
        (field) =>
          html`<label class=${LONG.has(field) ? "long" : ""}
            >${fieldName("describe-patient", field)}
            <input
              name=${field}
              type=${field === "birth_date" ? "date" : "text"}
              inputmode=${field === "age_years" || field === "phone" ? "numeric" : "text"}
              autocomplete="off"
              .value=${live(this.#shown(field, said[field]))}
              @change=${({ target }) => this.#fill(field, target.value)}
          /></label>`,
      )}
    </div>`;
  }

  /** What is being typed stays, however often the screen is drawn meanwhile. */
  #shown(field, said) {
    const typed = this.renderRoot.activeElement;
    return typed?.name === field ? typed.value : String(said ?? "");
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
