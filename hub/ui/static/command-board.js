/** 全事案: the cases of the department, the most pressing first; a row opens what has happened in it and what can be done. */
import { LitElement, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { commandBoardStyles } from "./command-board-styles.js";
import { DIFFICULT, NEAR, STANDINGS } from "./difficult.js";
import { KeptFocus } from "./kept-focus.js";
import { phase } from "./crew-phase.js";
import { casualties, incidents, judged, tally } from "./triage.js";
import { triageTallies } from "./triage-mark.js";
import { talliesStyles } from "./triage-styles.js";
import { duration, person, term } from "./words.js";
import { both, say } from "./language.js";
import "./command-acts.js";
import "./command-course.js";
import "./triage-mark.js";
import "./urgency-mark.js";

/** Events: `say`, `open` (a case, or null), `casualties` (the view of many is wanted). */
export class CommandBoard extends LitElement {
  static properties = {
    desk: { attribute: false },
    rows: { attribute: false },
    open: {},
    now: { attribute: false },
  };
  static styles = [shared, talliesStyles, commandBoardStyles];

  constructor() {
    super();
    new KeptFocus(this);
  }

  render() {
    const many = incidents(this.desk.cases).filter(({ isTagged }) => isTagged); // two units of one call are no disaster
    const numbers = new Set(many.map(({ number }) => number));
    const shown = this.rows.filter((row) => !numbers.has(row.document.incident?.number) || isPressing(row) || row.id === this.open);
    return html`<h2>${both("事案", "Cases")}</h2>
      ${many.map(({ number }) => this.#incident(number))}
      ${
        shown.length
          ? this.#table(shown)
          : html`<p class="empty">${say("進行中の事案はありません。", "No case is under way.")}</p>`
      }`;
  }

  updated(changed) {
    if (changed.has("open")) this.renderRoot.querySelector("[data-acts]")?.scrollIntoView({ block: "nearest" });
  }

  /** Many casualties of one call stand together here; each one in need stands among the cases as well. */
  #incident(number) {
    const rows = casualties(this.desk.cases, number);
    const open = rows.filter(({ facility, isOver }) => !facility && !isOver).length;
    return html`<button class="incident" data-incident=${number} @click=${() => this.#tell("casualties")}>
      <b>${say("多数傷病者", "Many casualties")} <span translate="no">${number}</span></b>
      <b class="num">${say(`${rows.length}人`, `${rows.length}`)}</b>
      ${triageTallies(tally(rows))}
      <b class=${open ? "unplaced" : ""}>${say("搬送先未定", "no hospital yet")} <span class="num">${open}</span></b>
    </button>`;
  }

  #table(shown) {
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${say("隊", "Unit")}</th>
          <th scope="col">${say("傷病者", "Patient")}</th>
          <th scope="col">${say("段階", "Phase")}</th>
          <th scope="col">${say("照会", "Asked")}</th>
          <th scope="col">${say("現場滞在", "At scene")}</th>
          <th scope="col">${say("未回答", "Unanswered")}</th>
          <th scope="col"><span class="unseen">${say("対応", "Act")}</span></th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          shown,
          ({ id }) => id,
          (row) => this.#case(row),
        )}
      </tbody>
    </table>`;
  }

  #case({ id, document, inquiries, sceneS, standing, waiting }) {
    const { complaint = {}, is_exercise: isExercise, unit } = document;
    const isUnnoticed = waiting.some((each) => each.isUnnoticed);
    return html`<tr
        class="${standing} ${isUnnoticed ? "unnoticed" : ""}"
        data-case=${id}
        data-standing=${standing || nothing}
        @click=${(event) => this.#toggleBy(event, id)}
      >
        <th scope="row">
          <span translate=${unit ? "no" : nothing}>${this.desk.unitName(unit)}</span>
          ${isExercise ? html`<span class="tag exercise">${say("訓練", "Exercise")}</span>` : nothing}
          ${standing ? html`<span class="mark">${STANDINGS[standing]}</span>` : nothing}
        </th>
        <td>${this.#patient(document)}</td>
        <td>${phase(document)}</td>
        <td class="num ${standing && step(inquiries, NEAR.inquiries, DIFFICULT.inquiries)}">
          <b>${say(`${inquiries}回`, inquiries)}</b><small>/${DIFFICULT.inquiries}</small>
        </td>
        <td class="num ${standing && step(sceneS, NEAR.sceneS, DIFFICULT.sceneS)}">
          ${sceneS === null ? "–" : html`<b>${duration(sceneS)}</b><small>/${DIFFICULT.sceneS / 60}:00</small>`}
        </td>
        <td>${waiting.map((each) => this.#waiting(each))}</td>
        <td>
          <button
            data-act="act"
            aria-expanded=${this.open === id}
            aria-label="${say("対応", "Act")} ${complaint.chief_complaint ?? ""}"
            @click=${() => this.#toggle(id)}
          >
            ${say("対応", "Act")}
          </button>
        </td>
      </tr>
      ${this.open === id ? this.#opened(id, document) : nothing}`;
  }

  #patient({ complaint = {}, patient, triage }) {
    const tag = judged({ triage });
    return html`<span class="patient">
      ${
        tag && !complaint.urgency
          ? html`<triage-mark category=${tag.category}></triage-mark>`
          : html`<urgency-mark level=${complaint.urgency ?? nothing}></urgency-mark>`
      }
      <span>
        ${
          complaint.chief_complaint
            ? html`<b translate="no">${complaint.chief_complaint}</b>`
            : html`<b>${tag?.tag ? say(`タグ ${tag.tag}`, `Tag ${tag.tag}`) : say("主訴未入力", "No complaint yet")}</b>`
        }
        <small>${person(patient)}</small>
      </span>
    </span>`;
  }

  #opened(id, document) {
    const { scene_address: address, call_report: report } = document.incident ?? {};
    return html`<tr class="opened" data-acts=${id}>
      <td colspan="7">
        ${address || report ? html`<p class="call" translate="no"><b>${address}</b> ${report}</p>` : nothing}
        <div class="opened">
          <command-acts .case=${id} .document=${document} .desk=${this.desk} .now=${this.now}></command-acts>
          <command-course .document=${document} .nameOf=${(each) => this.desk.nameOf(each)}></command-course>
        </div>
      </td>
    </tr>`;
  }

  #waiting({ facility, state, seconds, isLate, isUnnoticed }) {
    return html`<span class="wait ${isLate ? "late" : ""}" data-waiting=${facility}>
      ${isUnnoticed ? html`<span class="mark" data-unnoticed=${facility}>${say("未確認", "unnoticed")}</span>` : nothing}
      <b class="num">${duration(seconds)}</b> <span translate="no">${this.desk.nameOf(facility)}</span>
      <small>${term("request-state", state)}</small>
    </span>`;
  }

  /** A tap anywhere on a row opens it; a button in it has its own word. */
  #toggleBy(event, id) {
    if (!event.composedPath().some(({ localName }) => localName === "button")) this.#toggle(id);
  }

  #toggle(id) {
    this.#tell("open", this.open === id ? null : id);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

const isPressing = ({ standing, waiting }) => Boolean(standing) || waiting.some(({ isUnnoticed }) => isUnnoticed);

function step(value, near, over) {
  if (value >= over) return "over";
  return value >= near ? "nearing" : "";
}
customElements.define("command-board", CommandBoard);
