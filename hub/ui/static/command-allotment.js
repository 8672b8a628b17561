/** 割当: what hospitals can take, what was allotted to each, and one hospital by itself with what comes to it. */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { commandAllotmentStyles } from "./command-allotment-styles.js";
import { hasStopped, levelName, provenance, sign } from "./capacity-word.js";
import { eta } from "./er-view.js";
import { CATEGORIES, tally } from "./triage.js";
import { triageTallies } from "./triage-mark.js";
import { talliesStyles } from "./triage-styles.js";
import { person, term } from "./words.js";
import { both, say } from "./language.js";

const ETAS = [10, 20, 30, 45, 60];
const LEVELS = { good: 0, possible: 1, limited: 2, none: 4 };
const NOTHING_SAID = 3;

/** Property `picked`: how many casualties are chosen. Event: `allot` ({facility, eta_minutes}). */
export class CommandAllotment extends LitElement {
  static properties = {
    desk: { attribute: false },
    rows: { attribute: false },
    picked: { attribute: false },
    now: { attribute: false },
    _eta: { state: true },
    _hospital: { state: true },
  };
  static styles = [shared, talliesStyles, commandAllotmentStyles];

  render() {
    return this._hospital ? this.#of(this._hospital) : this.#all();
  }

  #all() {
    const known = this.desk.hospitals
      .map((hospital) => ({ hospital, capacity: this.desk.area[hospital.id]?.capacity ?? {} }))
      .sort((a, b) => rank(a) - rank(b) || (a.hospital.id < b.hospital.id ? -1 : 1));
    return html`<h2>${both("医療機関", "Hospitals")}</h2>
      <div class="chips etas" role="group" aria-label=${say("到着見込み", "Expected in")}>
        <span>${say("到着見込み", "Expected in")}</span>
        ${ETAS.map(
          (minutes) =>
            html`<button
              class=${this._eta === minutes ? "chosen" : ""}
              aria-pressed=${this._eta === minutes}
              data-eta=${minutes}
              @click=${() => (this._eta = this._eta === minutes ? undefined : minutes)}
            >
              ${say(`${minutes}分`, `${minutes} min`)}
            </button>`,
        )}
      </div>
      <ul>
        ${known.map(({ hospital, capacity }) => this.#row(hospital, capacity))}
      </ul>`;
  }

  #row({ id, name }, capacity) {
    const { emergency } = capacity;
    return html`<li class="hospital" data-hospital=${id}>
      <span class="level" role="img" aria-label=${levelName(emergency?.level)}>${sign(emergency?.level)}</span>
      <span class="who">
        <button class="quiet name" data-act="see" translate="no" @click=${() => (this._hospital = id)}>${name}</button>
        <small>
          ${emergency ? provenance(emergency, this.now) : nothing}
          ${hasStopped(capacity, this.now) ? html`<span class="tag danger">${say("受入停止", "stopped")}</span>` : nothing}
          ${
            this.desk.silent.has(id)
              ? html`<span class="tag danger" data-silent>${say("画面なし・電話", "no screen: phone")}</span>`
              : nothing
          }
        </small>
      </span>
      <span class="counts">${counts(this.rows.filter(({ facility }) => facility === id))}</span>
      <button
        class="primary"
        data-act="allot"
        aria-label="${name} ${say("に割当", "allot")}"
        ?disabled=${!this.picked}
        @click=${() => this.#allot(id)}
      >
        ${this.picked ? say(`${this.picked}人を割当`, `Allot ${this.picked}`) : say("割当", "Allot")}
      </button>
    </li>`;
  }

  /** What comes to one hospital: how many of each category, and when. */
  #of(id) {
    const here = this.rows
      .filter(({ facility }) => facility === id)
      .map((row) => ({ ...row, eta: eta(row.document, row.document.requests?.[id], this.now) }));
    return html`<div class="row">
        <button data-act="back" @click=${() => (this._hospital = null)}>← ${say("一覧", "All")}</button>
        <h2 translate="no">${this.desk.nameOf(id)}</h2>
      </div>
      ${triageTallies(tally(here))}
      <table data-of=${id}>
        <thead>
          <tr>
            <th scope="col">${say("区分", "Category")}</th>
            <th scope="col">${say("タグ", "Tag")}</th>
            <th scope="col">${say("傷病者", "Casualty")}</th>
            <th scope="col">${say("到着見込み", "Expected")}</th>
            <th scope="col">${say("回答", "Answer")}</th>
          </tr>
        </thead>
        <tbody>
          ${here.map(
            ({ triage, document, eta: expected, state }) =>
              html`<tr>
                <th scope="row"><triage-mark category=${triage?.category ?? nothing}></triage-mark></th>
                <td class="num" translate="no">${triage?.tag ?? "–"}</td>
                <td>${person(document.patient)}</td>
                <td class="num">${expected ? say(`${expected.minutes}分`, `${expected.minutes} min`) : "–"}</td>
                <td>${term("request-state", state)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${here.length ? nothing : html`<p class="soft">${say("この医療機関への割当はありません。", "Nobody is allotted here.")}</p>`}`;
  }

  #allot(facility) {
    const detail = this._eta === undefined ? { facility } : { facility, eta_minutes: this._eta };
    this.dispatchEvent(new CustomEvent("allot", { detail }));
  }
}

const rank = ({ capacity }) => LEVELS[capacity.emergency?.level] ?? NOTHING_SAID;

function counts(here) {
  const held = tally(here);
  return CATEGORIES.filter((category) => held[category]).map(
    (category) =>
      html`<span data-count=${category}
        ><triage-mark category=${category}></triage-mark><b class="num">${held[category]}</b></span
      >`,
  );
}
customElements.define("command-allotment", CommandAllotment);
