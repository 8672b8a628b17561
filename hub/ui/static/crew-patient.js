/**
 * 傷病者: what a hospital must know before it answers, by taps alone; names and history follow when there is time.
 *
 * Nothing has to be saved: what was tapped leaves a second later as one `describe-patient`, with only what changed.
 */
import { LitElement, css, html, live, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { chip } from "./chips.js";
import { crewStyles } from "./crew-styles.js";
import { CODES } from "./codes.js";
import { fieldName } from "./words.js";
import { timeline } from "./vital-signs.js";

const PAUSE_MS = 1200;
const COMPLAINTS = [
  "胸痛",
  "呼吸困難",
  "意識障害",
  "脱力・麻痺",
  "腹痛",
  "発熱",
  "めまい",
  "けいれん",
  "転倒・外傷",
  "交通外傷",
  "嘔吐",
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
  static styles = [
    shared,
    crewStyles,
    css`
      :host {
        display: block;
      }
      .urgency button {
        border-bottom-width: 8px;
      }
      .urgency button[data-code="red"] {
        border-bottom-color: var(--triage-red);
      }
      .urgency button[data-code="yellow"] {
        border-bottom-color: var(--triage-yellow);
      }
      .urgency button[data-code="green"] {
        border-bottom-color: var(--triage-green);
      }
      .complaints {
        display: grid;
        grid-template-columns: repeat(6, minmax(0, 1fr));
      }
      .dangers {
        display: grid;
        grid-template-columns: repeat(5, minmax(0, 1fr));
      }
      .complaints > button,
      .dangers > button {
        padding: 0 0.2em;
        min-width: 0;
      }
      .pair {
        display: grid;
        grid-template-columns: 5fr 4fr;
        gap: 20px;
      }
      .form {
        border-top: var(--edge) solid var(--line);
        padding: 10px 0;
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 10px 14px;
      }
      .form label {
        font-size: 0.9375rem;
      }
      .form .long {
        grid-column: 1 / -1;
      }
      @media (max-width: 900px) {
        .pair {
          gap: 12px;
          font-size: 1rem;
        }
        .dangers {
          grid-template-columns: repeat(4, minmax(0, 1fr));
        }
        .chips.even.jcs {
          grid-auto-flow: row;
          grid-template-columns: repeat(5, minmax(0, 1fr));
        }
      }
    `,
  ];

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
        <span class="label">年齢・性別<span class="en">Age, sex</span></span>
        <div class="pair">${this.#choice("age_band", "age-band", said)}${this.#choice("sex", "sex", said)}</div>
      </div>
      <div class="row">
        <span class="label">主訴<span class="en">Complaint</span></span
        >${this.#complaints(said)}
      </div>
      <div class="row">
        <span class="label">意識<span class="en">JCS</span></span>
        <div class="chips even jcs" role="group">${this.#consciousness()}</div>
      </div>
      <div class="row">
        <span class="label">注意情報<span class="en">Dangers</span></span
        >${this.#dangers(said.dangers ?? [])}
      </div>
      <div class="row">
        <span class="label">緊急度<span class="en">Urgency</span></span
        >${this.#choice("urgency", "urgency", said)}
      </div>
      ${this._names ? this.#identity(said) : nothing}
      <div class="foot">
        <button data-act="identity" aria-expanded=${Boolean(this._names)} @click=${() => this.#names()}>
          氏名・病歴 ${this._names ? "▴" : "▾"}
        </button>
        <button class="primary go" data-act="to-hospitals" @click=${() => this.#next()}>
          病院選定へ ▸ <span class="en">Choose hospitals</span>
        </button>
      </div>
    `;
  }

  #choice(field, list, said) {
    const chips = Object.entries(CODES[list]).map(([code, text]) =>
      chip({ field, code, text, isChosen: said[field] === code, tap: () => this.#state(field, code) }),
    );
    return html`<div class="chips even ${field}" role="group">${chips}</div>`;
  }

  #consciousness() {
    const measured = timeline(this.document).findLast(({ jcs }) => jcs !== undefined)?.jcs;
    const jcs = this._jcs ?? measured;
    return Object.entries(CODES.jcs).map(([code, text]) =>
      chip({ field: "jcs", code, text, isChosen: jcs === code, tap: () => this.#judge(code) }),
    );
  }

  #judge(jcs) {
    this._jcs = jcs;
    this.#soon();
  }

  #complaints({ chief_complaint: said }) {
    const own = said && !COMPLAINTS.includes(said) ? said : "";
    const chips = COMPLAINTS.map((text) =>
      chip({
        field: "chief_complaint",
        code: text,
        text,
        isChosen: said === text,
        tap: () => this.#complain(text),
      }),
    );
    return html`<div>
      <div class="chips complaints" role="group">
        ${chips}
        <button class=${own ? "chosen" : ""} data-act="write" @click=${() => (this._writes = !this._writes)}>
          ${own && !this._writes ? own : "入力…"}
        </button>
      </div>
      ${this._writes ? this.#writing(own) : nothing}
    </div>`;
  }

  #writing(own) {
    return html`<input
      name="chief_complaint"
      aria-label="主訴"
      maxlength="200"
      placeholder="主訴を入力"
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
    const chips = Object.entries(CODES.danger).map(([code, text]) =>
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
