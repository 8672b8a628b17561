/**
 * 統計: how often hospitals had to be asked, how long crews stayed, how fast each hospital answered, what was missed.
 *
 * It shows what the hub tells this caller and calculates shares only; a period is asked for once and kept nowhere.
 */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { enter } from "./session.js";
import { displayButtons } from "./display.js";
import { door, notEnrolled } from "./door.js";
import { frameStyles } from "./frame-styles.js";
import { statisticsStyles } from "./statistics-styles.js";
import { number, percent, share, spoken, statisticsTable, sum } from "./statistics-tables.js";
import { overAWeek } from "./statistics-plot.js";

const PLACES = ["statistics", "command", "er", "operations"];
const MANY = ["4", "5", "6", "7", "8", "9", "10", "11-or-more"];
const LONG = ["under-45", "under-60", "under-90", "under-120", "under-150", "from-150"];
const MISSED = ["late", "never"];
const ANSWERED = ["accepted", "conditional"];

/** Who this browser is: by an address with a code, or whoever works on it already. */
async function entered() {
  for (const place of PLACES) {
    const session = await enter(place);
    if (session) return session;
  }
  return null;
}

const month = (back) => {
  const today = new Date();
  const first = new Date(today.getFullYear(), today.getMonth() - back, 15);
  return `${first.getFullYear()}-${String(first.getMonth() + 1).padStart(2, "0")}`;
};

export class StatisticsScreen extends LitElement {
  static properties = {
    _problem: { state: true },
    _told: { state: true },
    _from: { state: true },
    _until: { state: true },
    _isExercise: { state: true },
  };
  static styles = [shared, frameStyles, statisticsStyles];

  constructor() {
    super();
    [this._from, this._until, this._isExercise] = [month(11), month(0), false];
  }

  async connectedCallback() {
    super.connectedCallback();
    try {
      this._session = await entered();
    } catch (error) {
      this._problem = error.message;
      return;
    }
    if (this._session) await this.#ask();
    else this._problem = notEnrolled();
  }

  /** What is answered late, after another period was chosen, is not shown. */
  async #ask() {
    const asked = this.#period().toString();
    const answer = await this._session.fetch(`/statistics/survey?${asked}`).catch(() => null);
    const told = answer?.ok ? await answer.json() : null;
    if (asked !== this.#period().toString()) return;
    if (!answer) this._problem = "ハブに接続できません。";
    else if (answer.status === 404) this._problem = "統計は指令センター・医療機関・行政機関の画面で見られます。";
    else if (!answer.ok) this._problem = "期間を36か月以内で指定してください。";
    else [this._told, this._problem] = [told, undefined];
  }

  #period() {
    return new URLSearchParams({ from: this._from, until: this._until, exercise: this._isExercise });
  }

  #choose(from, until, isExercise = this._isExercise) {
    [this._from, this._until, this._isExercise] = [from, until, isExercise];
    this.#ask();
  }

  async #save() {
    const answer = await this._session.fetch(`/statistics/survey.csv?${this.#period()}`);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = `statistics-${this._from}-${this._until}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  render() {
    if (!this._session) return door(["統計", "Statistics"], this._problem);
    const told = this._told;
    return html`${this.#header()}
      ${this._isExercise ? html`<p class="drill" role="status">訓練の統計 <span class="en">Exercise</span></p>` : nothing}
      ${this._problem ? html`<p class="empty" role="alert">${this._problem}</p>` : nothing}
      ${
        told
          ? html`<main tabindex="0" aria-label="統計">
              ${told.own ? this.#part("自機関", "Own", told.own) : nothing}
              ${told.area ? this.#part(`地域全体（${told.over_until}まで）`, "Area", told.area) : nothing}
              ${told.departments.length ? this.#departments(told.departments) : nothing}
              ${told.hospitals.length ? this.#hospitals(told.hospitals) : nothing} ${this.#foot(told)}
            </main>`
          : nothing
      }`;
  }

  #header() {
    const field = (label, value, change) =>
      html`<label>${label} <input type="month" .value=${value} @change=${({ target }) => change(target.value)} /></label>`;
    return html`<header>
      <h1>統計 <span class="en">Statistics</span></h1>
      <b class="place">${this._told?.organisation.name ?? ""}</b>
      ${field("期間", this._from, (from) => this.#choose(from, this._until))}
      ${field("〜", this._until, (until) => this.#choose(this._from, until))}
      <button data-act="year" @click=${() => this.#choose(month(11), month(0))}>12か月</button>
      <button data-act="last-month" @click=${() => this.#choose(month(1), month(1))}>先月</button>
      <span class="spring"></span>
      <button
        data-act="exercise"
        aria-pressed=${this._isExercise}
        @click=${() => this.#choose(this._from, this._until, !this._isExercise)}
      >
        訓練
      </button>
      <button data-act="csv" @click=${() => this.#save()}>CSV</button>
      ${displayButtons()}
    </header>`;
  }

  #part(title, english, part) {
    const { terms } = this._told;
    return html`<section data-part=${english.toLowerCase()}>
      <h2>${title} <span class="en">${english}</span></h2>
      ${figures(part)} ${plots(part.days)} ${this.#groups(part)}
      <div class="tables">
        ${Object.entries(part.tables).map(([name, table]) => statisticsTable(name, table, terms[name], part.times[name]))}
      </div>
    </section>`;
  }

  /** 傷病者区分: what the national survey asks of each group. */
  #groups({ tables, groups }) {
    if (!tables.inquiries) return nothing;
    const rows = [["all", tables], ...Object.entries(groups)];
    return html`<section class="card wide" data-table="groups" tabindex="0" aria-label="傷病者区分別">
      <h3>傷病者区分別 <small>転院搬送を除く搬送</small></h3>
      <table>
        <thead>
          <tr>
            <th scope="col">区分</th>
            <th class="num" scope="col">搬送</th>
            <th class="num" scope="col">照会4回以上</th>
            <th class="num" scope="col">現場滞在30分以上</th>
            <th class="num" scope="col">搬送困難事案</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([group, held]) =>
              html`<tr data-group=${group}>
                <th scope="row">${this._told.groups[group]}</th>
                <td class="num">${number(held.inquiries.total)}</td>
                <td class="num">${rate(held.inquiries, MANY)}</td>
                <td class="num">${rate(held["scene-time"], LONG)}</td>
                <td class="num">${rate(held.difficult, ["difficult"])}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }

  #departments(departments) {
    const row = ({ id, name, tables, times }) =>
      html`<tr data-department=${id}>
        <th scope="row">${name}</th>
        <td class="num">${number(tables["incident-type"].total)}</td>
        <td class="num">${rate(tables.inquiries, MANY)}</td>
        <td class="num">${rate(tables.difficult, ["difficult"])}</td>
        <td class="num">${times["scene-time"] ? `${times["scene-time"].median}分` : "–"}</td>
        <td class="num">${times["hospital-time"] ? `${times["hospital-time"].median}分` : "–"}</td>
      </tr>`;
    return listed("消防本部", "Fire departments", ["事案", "照会4回以上", "搬送困難事案", "現場滞在 中央値", "収容所要 中央値"], departments.map(row));
  }

  #hospitals(hospitals) {
    const asked = ({ tables }) => tables.answers?.total ?? 0;
    const row = ({ id, name, tables, times }) =>
      html`<tr data-hospital=${id}>
        <th scope="row">${name}</th>
        <td class="num">${number(tables.answers.total)}</td>
        <td class="num">${rate(tables.answers, ANSWERED)}</td>
        <td class="num">${spoken(times["answer-time"]?.median)}</td>
        <td class="num">${spoken(times["answer-time"]?.ninety)}</td>
        <td class="num">${rate(tables.acknowledged, MISSED)}</td>
      </tr>`;
    const ordered = hospitals.toSorted((a, b) => asked(b) - asked(a));
    return listed("医療機関", "Hospitals", ["照会", "応需", "回答 中央値", "回答 90%値", "60秒超・気付かれず"], ordered.map(row));
  }

  #foot({ counted_until: until }) {
    const at = until ? new Date(until).toLocaleString("ja-JP", { timeZone: "Asia/Tokyo" }) : "数え直し中";
    return html`<p class="foot">
      集計時点 ${at}。照会は病院ごと・1回ごとに数えます。搬送困難事案は照会4回以上かつ現場滞在30分以上。自機関以外は終わった月のみで、10件未満は秘匿します。訓練は含みません。
    </p>`;
  }
}

/** A number with its share; withheld where one of its parts is. */
function rate(table, categories) {
  const found = sum(table, categories);
  if (found === null || !table) return number(null);
  return html`${found.toLocaleString("ja-JP")} <small class="soft">${percent(share(found, table.total))}</small>`;
}

function listed(title, english, heads, rows) {
  return html`<section class="card wide" data-list=${english} tabindex="0" aria-label=${title}>
    <h2>${title} <span class="en">${english}</span></h2>
    <table>
      <thead>
        <tr>
          <th scope="col">名称</th>
          ${heads.map((head) => html`<th class="num" scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`;
}

/** What must be known in two seconds. */
function figures({ tables, times }) {
  const scene = times["scene-time"];
  const answer = times["answer-time"];
  const figure = (name, term, value, more) =>
    html`<div data-figure=${name}><dt>${term}</dt><dd class="num">${value}<small>${more}</small></dd></div>`;
  return html`<dl class="figures">
    ${tables["incident-type"] ? figure("cases", "事案", number(tables["incident-type"].total), "転院搬送を含む") : nothing}
    ${tables.difficult ? figure("difficult", "搬送困難事案", rate(tables.difficult, ["difficult"]), "照会4回以上かつ30分以上") : nothing}
    ${tables.inquiries ? figure("many", "照会4回以上", rate(tables.inquiries, MANY), "搬送に占める割合") : nothing}
    ${scene ? figure("scene", "現場滞在 中央値", `${scene.median}分`, `10件に9件は${scene.ninety}分以内`) : nothing}
    ${answer ? figure("answer", "回答まで 中央値", spoken(answer.median), `10件に9件は${spoken(answer.ninety)}以内`) : nothing}
    ${tables.answers && !tables.inquiries ? figure("asked", "照会を受けた回数", number(tables.answers.total), html`応需 ${rate(tables.answers, ANSWERED)}`) : nothing}
    ${tables.acknowledged ? figure("missed", "60秒超・気付かれず", rate(tables.acknowledged, MISSED), "確認も回答もない、または遅れた照会") : nothing}
  </dl>`;
}

/** One mean of a week by another; nothing where one of them is not told. */
function ratio(whole = [], parts = []) {
  const [above, below] = [overAWeek(whole), overAWeek(parts)];
  return above.map((value, at) => (value !== null && below[at] ? value / below[at] : null));
}

function plots(days) {
  if (!days.starts.length) return nothing;
  const nothingOf = days.starts.map(() => 0);
  const line = (label, values = nothingOf) => ({ label, values: overAWeek(values) });
  return html`<div class="plots">
    ${
      days.cases
        ? html`<statistics-plot label="事案と搬送困難事案" unit="件／日、7日平均" .starts=${days.starts}
              .lines=${[line("事案", days.cases), line("搬送困難事案", days.difficult)]}></statistics-plot>
            <statistics-plot label="平均現場滞在時間" unit="分、7日平均" .starts=${days.starts}
              .lines=${[{ label: "現場滞在", values: ratio(days["scene-minutes"], days.stayed) }]}></statistics-plot>`
        : nothing
    }
    ${
      days.asked
        ? html`<statistics-plot label="照会と不応需" unit="件／日、7日平均" .starts=${days.starts}
            .lines=${[line("照会", days.asked), line("不応需", days.declined), line("60秒超・気付かれず", days.missed)]}></statistics-plot>`
        : nothing
    }
  </div>`;
}
customElements.define("statistics-screen", StatisticsScreen);
