/**
 * 災害: casualties by category, what hospitals can take and what was allotted to each, and who goes where in two taps.
 *
 * One taps casualties, then a hospital. Being allotted is not the hospital's answer: it is asked, and its word is shown.
 */
import { LitElement, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { commandCasualtiesStyles } from "./command-casualties-styles.js";
import { KeptFocus } from "./kept-focus.js";
import { casualties, incidents, tally } from "./triage.js";
import { person, term } from "./words.js";
import { triageTallies } from "./triage-mark.js";
import { talliesStyles } from "./triage-styles.js";
import { both, say } from "./language.js";
import "./command-allotment.js";
import "./command-telling.js";

/** Events: `say` ({kind, case, data}), `tags` (a sheet of tag numbers is wanted). */
export class CommandCasualties extends LitElement {
  static properties = {
    desk: { attribute: false },
    now: { attribute: false },
    _number: { state: true },
    _picked: { state: true },
  };
  static styles = [shared, talliesStyles, commandCasualtiesStyles];

  constructor() {
    super();
    new KeptFocus(this);
    this._picked = new Set();
  }

  render() {
    const { cases } = this.desk;
    const known = incidents(cases);
    const number = known.some((each) => each.number === this._number) ? this._number : known[0]?.number;
    if (!number) return this.#none();
    const rows = casualties(cases, number);
    const open = rows.filter(({ facility, isOver }) => !facility && !isOver).length;
    return html`<div class="head">
        <div class="chips" role="group" aria-label=${say("事案番号", "Incidents")}>
          ${known.map(
            (each) =>
              html`<button
                class=${each.number === number ? "chosen" : ""}
                aria-pressed=${each.number === number}
                data-incident=${each.number}
                @click=${() => this.#choose(each.number)}
              >
                <span translate="no">${each.number}</span> <b class="num">${say(`${each.count}人`, each.count)}</b>
              </button>`,
          )}
        </div>
        <span class="spring"></span>
        <b class=${open ? "open" : ""} data-open>${say("搬送先未定", "no hospital yet")} <span class="num">${open}</span></b>
        ${triageTallies(tally(rows))} ${this.#sheet()}
        <command-telling .session=${this.desk.session}></command-telling>
      </div>
      <div class="frame">
        <section tabindex="0" aria-label=${say("傷病者", "Casualties")}>${this.#casualties(rows)}</section>
        <section tabindex="0" aria-label=${say("医療機関", "Hospitals")}>
          <command-allotment
            .desk=${this.desk}
            .rows=${rows}
            .picked=${this._picked.size}
            .now=${this.now}
            @allot=${({ detail }) => this.#allot(detail)}
          ></command-allotment>
        </section>
      </div>`;
  }

  #none() {
    return html`<div class="empty">
      <p>${say("多数傷病者の事案はありません。", "No incident has many casualties.")}</p>
      <p class="soft">
        ${say("救急隊がトリアージを登録するか、同じ出動番号の事案が二つ以上になると表示します。", "One appears when a crew records a triage, or a call has two cases.")}
      </p>
      ${this.#sheet()} <command-telling .session=${this.desk.session}></command-telling>
    </div>`;
  }

  /** Numbers with their QR codes, to be cut and put on tags before they are needed. */
  #sheet() {
    return html`<button data-act="tags" @click=${() => this.dispatchEvent(new CustomEvent("tags"))}>
      ${say("タグ番号を印刷", "Print tag numbers")}
    </button>`;
  }

  #choose(number) {
    [this._number, this._picked] = [number, new Set()];
  }

  #casualties(rows) {
    return html`<h2>${both("傷病者", "Casualties")} <small>${say("選んでから医療機関を押します", "choose, then a hospital")}</small></h2>
      <ul class="many">
        ${repeat(
          rows,
          ({ id }) => id,
          (row) => this.#casualty(row),
        )}
      </ul>`;
  }

  #casualty({ id, document, triage, facility, state, isOver }) {
    const isPicked = this._picked.has(id);
    const place = facility ? html`<span translate="no">${this.desk.nameOf(facility)}</span>` : say("未定", "none yet");
    return html`<li data-casualty=${id} data-facility=${facility ?? nothing}>
      <button class="casualty ${isPicked ? "picked" : ""}" aria-pressed=${isPicked} ?disabled=${isOver} @click=${() => this.#pick(id)}>
        <i aria-hidden="true">${isPicked ? "☑" : "☐"}</i>
        <triage-mark category=${triage?.category ?? nothing}></triage-mark>
        <span class="who">
          <b>${say("タグ", "Tag")} <span translate="no">${triage?.tag ?? "–"}</span></b>
          ${document.patient ? html`<small>${person(document.patient)}</small>` : nothing}
        </span>
        <span class="where ${facility ? "" : "open"}">
          ${place} ${facility ? html`<small>${isOver ? say("引継済", "handed over") : term("request-state", state)}</small>` : nothing}
          ${this.desk.pending.has(id) ? html`<small>${say("送信中", "sending")}</small>` : nothing}
        </span>
      </button>
    </li>`;
  }

  #pick(id) {
    const picked = new Set(this._picked);
    if (!picked.delete(id)) picked.add(id);
    this._picked = picked;
  }

  #allot({ facility, ...expected }) {
    for (const id of this._picked) {
      const isDeclined = this.desk.cases[id]?.requests?.[facility]?.state === "declined";
      const again = isDeclined ? { ask_again: true } : {};
      const detail = { kind: "allot", case: id, data: { facility, ...expected, ...again } };
      this.dispatchEvent(new CustomEvent("say", { detail }));
    }
    this._picked = new Set();
  }
}
customElements.define("command-casualties", CommandCasualties);
