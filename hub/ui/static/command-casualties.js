/**
 * 災害: casualties by category, what hospitals can take and what was allotted to each, and who goes where in two taps.
 *
 * One taps casualties, then a hospital. Being allotted is not the hospital's answer: it is asked, and its word is shown.
 */
import { LitElement, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { CODES } from "./codes.js";
import { commandCasualtiesStyles } from "./command-casualties-styles.js";
import { eta } from "./er-view.js";
import { CATEGORIES, SIGNS, casualties, incidents, tally } from "./triage.js";
import { person, term } from "./words.js";
import { triageTallies } from "./triage-mark.js";
import { talliesStyles } from "./triage-styles.js";

const ETAS = [10, 20, 30, 45, 60];
const LEVELS = { good: 0, possible: 1, limited: 2, none: 4 };

/** Events: `say` ({kind, case, data}), `tags` (a sheet of tag numbers is wanted). */
export class CommandCasualties extends LitElement {
  static properties = {
    documents: { attribute: false },
    hospitals: { attribute: false },
    capacities: { attribute: false },
    silent: { attribute: false },
    now: { attribute: false },
    pending: { attribute: false },
    _number: { state: true },
    _picked: { state: true },
    _eta: { state: true },
    _hospital: { state: true },
  };
  static styles = [shared, talliesStyles, commandCasualtiesStyles];

  constructor() {
    super();
    this._picked = new Set();
  }

  render() {
    const known = incidents(this.documents);
    const number = known.some((each) => each.number === this._number) ? this._number : known[0]?.number;
    if (!number) return this.#none();
    const rows = casualties(this.documents, number);
    return html`<div class="head">
        <div class="chips" role="group" aria-label="事案番号">
          ${known.map(
            (each) =>
              html`<button
                class=${each.number === number ? "chosen" : ""}
                aria-pressed=${each.number === number}
                data-incident=${each.number}
                @click=${() => this.#choose(each.number)}
              >
                ${each.number} <b class="num">${each.count}人</b>
              </button>`,
          )}
        </div>
        <span class="spring"></span>
        ${triageTallies(tally(rows))}
        ${this.#sheet()}
        <b data-open>搬送先未定 <span class="num">${rows.filter(({ facility, isOver }) => !facility && !isOver).length}</span>人</b>
      </div>
      <div class="frame">
        <section tabindex="0" aria-label="傷病者">${this.#casualties(rows)}</section>
        <section tabindex="0" aria-label="医療機関">
          ${this._hospital ? this.#of(this._hospital, rows) : this.#hospitals(rows)}
        </section>
      </div>`;
  }

  #none() {
    return html`<div class="empty">
      <p>多数傷病者の事案はありません。</p>
      <p class="soft">救急隊がトリアージを登録するか、同じ出動番号の事案が二つ以上になると表示します。</p>
      ${this.#sheet()}
    </div>`;
  }

  /** Numbers with their QR codes, to be cut and put on tags before they are needed. */
  #sheet() {
    return html`<button data-act="tags" @click=${() => this.dispatchEvent(new CustomEvent("tags"))}>タグ番号を印刷</button>`;
  }

  #choose(number) {
    [this._number, this._picked] = [number, new Set()];
  }

  #casualties(rows) {
    return html`<h2>傷病者 <span class="en">Casualties</span> <small>選んでから医療機関を押します</small></h2>
      <ul>
        ${repeat(
          rows,
          ({ id }) => id,
          (row) => this.#casualty(row),
        )}
      </ul>`;
  }

  #casualty({ id, document, triage, facility, state, isOver }) {
    const isPicked = this._picked.has(id);
    const place = facility ? this.#name(facility) : "搬送先未定";
    return html`<li data-casualty=${id} data-facility=${facility ?? nothing}>
      <button class="casualty ${isPicked ? "picked" : ""}" aria-pressed=${isPicked} ?disabled=${isOver} @click=${() => this.#pick(id)}>
        <i aria-hidden="true">${isPicked ? "☑" : "☐"}</i>
        <triage-mark category=${triage?.category ?? nothing}></triage-mark>
        <span class="who"><b>タグ ${triage?.tag ?? "–"}</b><small>${person(document.patient)}</small></span>
        <span class="where ${facility ? "" : "open"}">
          ${place} ${facility ? html`<small>${isOver ? "引継済" : term("request-state", state)}</small>` : nothing}
          ${this.pending.has(id) ? html`<small>送信中</small>` : nothing}
        </span>
      </button>
    </li>`;
  }

  #pick(id) {
    const picked = new Set(this._picked);
    if (!picked.delete(id)) picked.add(id);
    this._picked = picked;
  }

  #hospitals(rows) {
    const known = this.hospitals
      .map((hospital) => ({ hospital, said: this.capacities[hospital.id]?.capacity?.emergency }))
      .sort((a, b) => (LEVELS[a.said?.level] ?? 3) - (LEVELS[b.said?.level] ?? 3) || (a.hospital.id < b.hospital.id ? -1 : 1));
    return html`<h2>医療機関 <span class="en">Hospitals</span></h2>
      <div class="chips etas" role="group" aria-label="到着見込み">
        <span>到着見込み</span>
        ${ETAS.map(
          (minutes) =>
            html`<button
              class=${this._eta === minutes ? "chosen" : ""}
              aria-pressed=${this._eta === minutes}
              data-eta=${minutes}
              @click=${() => (this._eta = this._eta === minutes ? undefined : minutes)}
            >
              ${minutes}分
            </button>`,
        )}
      </div>
      <ul>
        ${known.map(({ hospital, said }) => this.#row(hospital, said, rows))}
      </ul>`;
  }

  #row({ id, name }, said, rows) {
    const here = rows.filter(({ facility }) => facility === id);
    const picked = this._picked.size;
    return html`<li class="hospital" data-hospital=${id}>
      <button class="quiet name" data-act="see" @click=${() => (this._hospital = id)}>
        <i class="level">${CODES.level[said?.level] ?? "?"}</i> <b>${name}</b>
      </button>
      ${this.silent.has(id) ? html`<span class="tag warn-tag" data-silent>画面なし・電話</span>` : nothing}
      <span class="counts">${counts(here)}</span>
      <button class="primary" data-act="allot" ?disabled=${!picked} @click=${() => this.#allot(id)}>
        ${picked ? `${picked}人を割当` : "割当"}
      </button>
    </li>`;
  }

  /** What comes to one hospital: how many of each category, and when. */
  #of(id, rows) {
    const here = rows
      .filter(({ facility }) => facility === id)
      .map((row) => ({ ...row, eta: eta(row.document, row.document.requests?.[id], this.now) }));
    return html`<div class="row">
        <button data-act="back" @click=${() => (this._hospital = null)}>← 一覧</button>
        <h2>${this.#name(id)}</h2>
      </div>
      ${triageTallies(tally(here))}
      <table data-of=${id}>
        <thead>
          <tr>
            <th scope="col">区分</th>
            <th scope="col">タグ</th>
            <th scope="col">傷病者</th>
            <th scope="col">到着見込み</th>
            <th scope="col">回答</th>
          </tr>
        </thead>
        <tbody>
          ${here.map(
            ({ triage, document, eta: expected, state }) =>
              html`<tr>
                <th scope="row">${triage ? SIGNS[triage.category].join(" ") : "未実施"}</th>
                <td class="num">${triage?.tag ?? "–"}</td>
                <td>${person(document.patient)}</td>
                <td class="num">${expected ? `${expected.minutes}分` : "–"}</td>
                <td>${term("request-state", state)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${here.length ? nothing : html`<p class="soft">この医療機関への割当はありません。</p>`}`;
  }

  #allot(facility) {
    const minutes = this._eta === undefined ? {} : { eta_minutes: this._eta };
    for (const id of this._picked) {
      const isDeclined = this.documents[id]?.requests?.[facility]?.state === "declined";
      const again = isDeclined ? { ask_again: true } : {};
      const detail = { kind: "allot", case: id, data: { facility, ...minutes, ...again } };
      this.dispatchEvent(new CustomEvent("say", { detail }));
    }
    this._picked = new Set();
  }

  #name(id) {
    return this.hospitals.find((hospital) => hospital.id === id)?.name ?? id;
  }
}

function counts(here) {
  const held = tally(here);
  return CATEGORIES.filter((category) => held[category]).map(
    (category) => html`<span data-count=${category}>${SIGNS[category][0]} <b class="num">${held[category]}</b></span>`,
  );
}
customElements.define("command-casualties", CommandCasualties);
