/**
 * 災害・多数傷病者: who leads at the scene opens a case for each casualty with one tap on its category, and sees them all.
 *
 * The number of the incident binds them together; where a call has one already it is that of the call.
 */
import { LitElement, css, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { casualties, incidents, nextTag, tally } from "./triage.js";
import { uuid7 } from "./uuid7.js";
import { clock, person, term } from "./words.js";
import { triageTallies } from "./triage-mark.js";
import { talliesStyles } from "./triage-styles.js";
import "./tag-reader.js";
import "./triage-judge.js";

const PLACE = "kyukyu.crew.casualties";
const URGENT = new Set(["red", "yellow", "green"]);

/** What is tapped goes into the desk's outbox. Event: `open` (case). */
export class CrewCasualties extends LitElement {
  static properties = {
    desk: { attribute: false },
    cases: { attribute: false },
    isExercise: { type: Boolean },
    _number: { state: true },
    _tag: { state: true },
    _again: { state: true },
  };
  static styles = [
    shared,
    talliesStyles,
    css`
      :host {
        display: block;
        --touch: 64px;
      }
      .head,
      .new,
      li.casualty {
        background: var(--surface);
        border: var(--hair) solid var(--line);
        border-radius: var(--border-radius-8);
        padding: 10px 14px;
        margin-bottom: 12px;
      }
      .head,
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 14px;
      }
      .head input {
        width: 12em;
      }
      .head label {
        display: inline-flex;
        align-items: center;
        gap: 8px;
      }
      @media (max-width: 700px) {
        .tallies {
          gap: 6px;
          --mark: 36px;
        }
        .head {
          padding: 8px;
        }
      }
      .spring {
        flex: 1;
      }
      .place b {
        display: block;
        font-size: 1.125rem;
      }
      h3 {
        margin-bottom: 8px;
      }
      triage-judge {
        margin-top: 10px;
      }
    `,
  ];

  willUpdate() {
    this._number ??= sessionStorage.getItem(PLACE) ?? incidents(this.cases)[0]?.number ?? this.#called() ?? proposed();
    sessionStorage.setItem(PLACE, this._number);
  }

  #called() {
    return Object.values(this.cases).find(({ incident }) => incident?.number)?.incident.number;
  }

  render() {
    const rows = casualties(this.cases, this._number);
    const tag = this._tag ?? nextTag(rows);
    return html`<section class="head">
        <h2>${both("災害・多数傷病者", "Mass casualty")}</h2>
        <label>${say("事案番号", "Incident")} <input .value=${this._number} maxlength="40" @change=${({ target }) => this.#rename(target.value)} /></label>
        <span class="spring"></span>
        ${triageTallies(tally(rows))} <b class="num" data-total>${say(`計 ${rows.length}人`, `${rows.length} in all`)}</b>
      </section>
      <section class="new" data-new>
        <h3>${say("傷病者を追加", "Add a casualty")} <small>${say("区分を押すと登録されます", "a tap on the category adds it")}</small></h3>
        <tag-reader .tag=${tag} @tag=${({ detail }) => (this._tag = detail)}></tag-reader>
        <triage-judge @judged=${({ detail }) => this.#open(tag, detail)}></triage-judge>
      </section>
      <ul>
        ${repeat(
          rows,
          ({ id }) => id,
          (row) => this.#row(row),
        )}
      </ul>`;
  }

  #row({ id, document, triage, facility }) {
    return html`<li class="casualty" data-casualty=${id} data-category=${triage?.category ?? nothing}>
      <div class="row">
        <triage-mark category=${triage?.category ?? nothing}></triage-mark>
        <span class="place">
          <b>${say("タグ", "Tag")} ${triage?.tag ?? "–"}</b>
          <small>${person(document.patient)}</small>
        </span>
        <span>${triage ? html`${term("triage-method", triage.method)} ${clock(triage.at)}` : nothing}</span>
        <span class="spring"></span>
        <span>${facility ? html`${say("搬送先", "Goes to")} <b translate="no">${this.desk.nameOf(facility)}</b>` : html`<span class="soft">${say("搬送先 未定", "no destination")}</span>`}</span>
        <button data-act="retriage" aria-expanded=${this._again === id} @click=${() => (this._again = this._again === id ? null : id)}>
          ${say("再トリアージ", "Judge again")}
        </button>
        <button data-act="open" @click=${() => this.dispatchEvent(new CustomEvent("open", { detail: id }))}>${say("開く", "Open")}</button>
      </div>
      ${
        this._again === id
          ? html`<triage-judge @judged=${({ detail }) => this.#judge(id, triage?.tag, detail)}></triage-judge>`
          : nothing
      }
    </li>`;
  }

  #rename(number) {
    this._number = number.trim() || this._number;
  }

  #open(tag, { category, method }) {
    const urgency = URGENT.has(category) ? { urgency: category } : {};
    const complaint = `多数傷病者 タグ${tag}`;
    const drill = this.isExercise ? { is_exercise: true } : {};
    const { outbox } = this.desk;
    const id = uuid7();
    outbox.put("open-case", id, { incident_number: this._number, chief_complaint: complaint, ...urgency, ...drill });
    outbox.put("record-triage", id, { category, method, ...(tag ? { tag_number: tag } : {}) });
    this._tag = undefined;
  }

  #judge(id, tag, { category, method }) {
    this._again = null;
    this.desk.outbox.put("record-triage", id, { category, method, ...(tag ? { tag_number: tag } : {}) });
    if (URGENT.has(category)) this.desk.outbox.put("describe-patient", id, { urgency: category });
  }
}

/** A number for an incident of which no call is known. */
function proposed() {
  return `多数-${clock(Date.now()).replace(":", "")}`;
}
customElements.define("crew-casualties", CrewCasualties);
