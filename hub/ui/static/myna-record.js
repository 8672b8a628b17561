/** マイナ救急の閲覧内容: the record while it is shown, its sections with how far they go back; what is tapped is shared. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { crewStyles } from "./crew-styles.js";
import { both, say } from "./language.js";
import { duration, english, term } from "./words.js";

const PERIODS = {
  P3M: ["過去3か月", "last 3 months"],
  P45D: ["過去45日", "last 45 days"],
  P5Y: ["過去5年", "last 5 years"],
  "": ["実施日のみ", "dates only"],
};
const LONGEST = 200;

/** An entry as it is passed on: its words and its date. */
function passedOn({ text, date }) {
  return `${text.slice(0, LONGEST - 12)}(${date})`;
}

/** Events: `share` ({medications, …}), `close`. */
export class MynaRecord extends LitElement {
  static properties = {
    found: { attribute: false },
    left: { attribute: false },
    given: { attribute: false },
    _chosen: { state: true },
  };
  static styles = [
    shared,
    crewStyles,
    css`
      :host {
        display: block;
      }
      .face {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        align-items: center;
        background: var(--sunken);
        border-radius: var(--border-radius-8);
        padding: 8px 12px;
        margin-bottom: 12px;
      }
      .face b {
        font-size: 1.25rem;
      }
      .left {
        margin-left: auto;
        font-weight: 700;
      }
      .left.soon {
        color: var(--alarm);
      }
      .sections {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(320px, 1fr));
        gap: 12px;
        align-items: start;
      }
      section {
        background: var(--surface);
        border: var(--edge) solid var(--line);
        border-radius: var(--border-radius-8);
        padding: 8px 10px;
        display: grid;
        gap: 6px;
      }
      h3 {
        font-size: 1rem;
        display: flex;
        justify-content: space-between;
        gap: 8px;
      }
      h3 span {
        font-weight: var(--weight);
        color: var(--ink-soft);
        white-space: nowrap;
      }
      .entry {
        display: grid;
        grid-template-columns: 1.4em minmax(0, 1fr) auto;
        gap: 6px;
        text-align: left;
        justify-content: stretch;
        padding: 4px 8px;
      }
      p.entry {
        grid-template-columns: minmax(0, 1fr) auto;
      }
      .entry time,
      .entry small {
        color: var(--ink-soft);
        font-weight: var(--weight);
      }
      .entry.chosen time,
      .entry.chosen small {
        color: inherit;
      }
      .entry small {
        display: block;
      }
    `,
  ];

  constructor() {
    super();
    this._chosen = new Set();
    this.given = new Set();
  }

  /** What was chosen belongs to one record. */
  willUpdate(changed) {
    if (changed.has("found")) this._chosen = new Set();
  }

  render() {
    const { person, sections, left_out: leftOut } = this.found;
    return html`
      <div class="face">
        <b translate="no">${person.name}</b>
        <span>${person.birth_date}</span><span>${term("sex", person.sex)}</span><span translate="no">${person.address}</span>
        <span class="left num ${this.left < 120 ? "soon" : ""}" data-left>${say("表示は残り", "shown for")} ${duration(this.left)}</span>
      </div>
      <div class="sections">${sections.map((section) => this.#section(section))}</div>
      ${leftOut ? html`<p class="soft">${say(`ほか ${leftOut} 区分は表示できません。`, `${leftOut} other sections cannot be shown.`)}</p>` : nothing}
      <div class="foot">
        <button data-act="myna-close" @click=${() => this.#tell("close")}>${say("閲覧を終える", "End the look")}</button>
        <button
          class="primary go"
          data-act="myna-share"
          ?disabled=${this._chosen.size === 0}
          @click=${() => this.#share()}
        >
          ${both(`選んだ ${this._chosen.size} 件を共有`, `Share ${this._chosen.size}`)}
        </button>
      </div>
    `;
  }

  #section({ name, ja, period, entries, shared_as: field }) {
    return html`<section data-section=${name}>
      <h3>${say(ja, english(name))}<span>${say(...(PERIODS[period] ?? [period, period]))}</span></h3>
      ${
        entries === null
          ? html`<p class="soft">${say("表示されませんでした", "was not shown")}</p>`
          : entries.length === 0
            ? html`<p class="soft">${say("該当なし", "none")}</p>`
            : entries.map((entry) => (field && entry.text ? this.#choice(field, entry) : this.#line(entry)))
      }
    </section>`;
  }

  #line({ date, text = "", facility = "" }) {
    return html`<p class="entry"><span translate="no">${text} ${facility}</span><time>${date}</time></p>`;
  }

  #choice(field, entry) {
    const words = passedOn(entry);
    const id = `${field}/${words}`;
    const isGiven = this.given.has(id);
    const isChosen = this._chosen.has(id);
    return html`<button
      class="entry ${isChosen ? "chosen" : ""}"
      aria-pressed=${isChosen}
      ?disabled=${isGiven}
      @click=${() => this.#toggle(id)}
    >
      <span>${isGiven ? "✓" : isChosen ? "☑" : "☐"}</span>
      <span translate="no">${entry.text}${entry.facility ? html`<small>${entry.facility}</small>` : nothing}</span>
      <time>${entry.date}</time>
    </button>`;
  }

  #toggle(id) {
    const chosen = new Set(this._chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this._chosen = chosen;
  }

  #share() {
    const data = {};
    for (const id of this._chosen) {
      const [field] = id.split("/", 1);
      data[field] = [...(data[field] ?? []), id.slice(field.length + 1)];
    }
    this._chosen = new Set();
    this.#tell("share", data);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
customElements.define("myna-record", MynaRecord);
