/**
 * 統計: how often hospitals had to be asked, how long crews stayed, how fast each hospital answered, what was missed.
 *
 * It shows what the hub tells this caller and calculates shares only; a period is asked for once and kept nowhere.
 */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { enter } from "./session.js";
import { both, say } from "./language.js";
import { displayButtons } from "./display.js";
import { door, notEnrolled } from "./door.js";
import { frameStyles } from "./frame-styles.js";
import { statisticsStyles } from "./statistics-styles.js";
import { ANSWERED, LONG, MANY, MISSED, STEPS, figures, rate } from "./statistics-figures.js";
import { plots } from "./statistics-plots.js";
import { number, statisticsTable, sum } from "./statistics-tables.js";
import { categoryName, groupName, inMinutes, spoken } from "./statistics-words.js";

const PLACES = ["statistics", "command", "er", "operations"];

/** Who this browser is: by an address with a code, or whoever works on it already. */
async function entered() {
  for (const place of PLACES) {
    const session = await enter(place);
    if (session) return session;
  }
  return null;
}

const PROBLEMS = {
  0: ["ハブに接続できません。", "The hub cannot be reached."],
  404: [
    "統計は指令センター・医療機関・行政機関の画面で見られます。",
    "Statistics are for command centres, hospitals and authorities.",
  ],
  other: ["期間を36か月以内で指定してください。", "Choose a period of 36 months at most."],
};

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
      this._problem = () => error.message;
      return;
    }
    if (this._session) await this.#ask();
    else this._problem = notEnrolled;
  }

  /** What is answered late, after another period was chosen, is not shown. */
  async #ask() {
    const [asked, began] = [this.#period().toString(), performance.now()];
    const answer = await this._session.fetch(`/statistics/survey?${asked}`).catch(() => null);
    const told = answer?.ok ? await answer.json() : null;
    if (asked !== this.#period().toString()) return;
    if (!answer?.ok) {
      this._problem = () => say(...(PROBLEMS[answer?.status ?? 0] ?? PROBLEMS.other));
      return;
    }
    [this._told, this._problem] = [told, undefined];
    await this.#drawn(began);
  }

  /** Measures how long it took from the question to the last line, for whoever looks with the browser's tools. */
  async #drawn(began) {
    await this.updateComplete;
    await Promise.all([...this.renderRoot.querySelectorAll("statistics-plot")].map((each) => each.updateComplete));
    performance.measure("statistics-drawn", { start: began });
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
    if (!this._session) return door(["統計", "Statistics"], this._problem?.());
    const told = this._told;
    return html`${this.#header()}
      ${this._isExercise ? html`<p class="drill" role="status">${both("訓練の統計", "Exercises")}</p>` : nothing}
      ${this._problem ? html`<p class="empty" role="alert">${this._problem()}</p>` : nothing}
      ${
        told
          ? html`<main tabindex="0" aria-label=${say("統計", "Statistics")}>
              ${told.own ? this.#part("own", both("自機関", "Own"), told.own) : nothing}
              ${told.area ? this.#part("area", both(`地域全体（${told.over_until}まで）`, `The area, until ${told.over_until}`), told.area) : nothing}
              ${told.departments.length ? this.#departments(told.departments) : nothing}
              ${told.hospitals.length ? this.#hospitals(told.hospitals) : nothing}
              ${told.hospitals.length ? this.#unnoticed(told) : nothing} ${this.#foot(told)}
            </main>`
          : nothing
      }`;
  }

  #header() {
    const field = (name, label, value, change) =>
      html`<label>${label} <input type="month" data-field=${name} .value=${value} @change=${({ target }) => change(target.value)} /></label>`;
    return html`<header>
      <h1>${both("統計", "Statistics")}</h1>
      <b class="place" translate="no">${this._told?.organisation.name ?? ""}</b>
      ${field("from", say("期間", "From"), this._from, (from) => this.#choose(from, this._until))}
      ${field("until", say("〜", "to"), this._until, (until) => this.#choose(this._from, until))}
      <button data-act="year" @click=${() => this.#choose(month(11), month(0))}>${say("12か月", "One year")}</button>
      <button data-act="last-month" @click=${() => this.#choose(month(1), month(1))}>${say("先月", "Last month")}</button>
      <span class="spring"></span>
      <button
        data-act="exercise"
        aria-pressed=${this._isExercise}
        @click=${() => this.#choose(this._from, this._until, !this._isExercise)}
      >
        ${say("訓練", "Exercises")}
      </button>
      <button data-act="csv" @click=${() => this.#save()}>CSV</button>
      ${displayButtons()}
    </header>`;
  }

  #part(name, title, part) {
    const { terms } = this._told;
    return html`<section data-part=${name}>
      <h2>${title}</h2>
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
    return html`<section class="card wide" data-table="groups" tabindex="0" aria-label=${say("傷病者区分別", "By group of patients")}>
      <h3>${say("傷病者区分別", "By group of patients")} <small>${say("転院搬送を除く搬送", "transported, without transfers")}</small></h3>
      <table>
        <caption class="hidden">
          ${say("傷病者区分別", "By group of patients")}
        </caption>
        <thead>
          <tr>
            <th scope="col">${say("区分", "Group")}</th>
            <th class="num" scope="col">${say("搬送", "Transported")}</th>
            <th class="num" scope="col">${say("照会4回以上", "4 inquiries or more")}</th>
            <th class="num" scope="col">${say("現場滞在30分以上", "30 min or more on scene")}</th>
            <th class="num" scope="col">${say("搬送困難事案", "Difficult to place")}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([group, held]) =>
              html`<tr data-group=${group}>
                <th scope="row">${groupName(group, this._told.groups[group])}</th>
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
        <th scope="row" translate="no">${name}</th>
        <td class="num">${number(tables["incident-type"].total)}</td>
        <td class="num">${rate(tables.inquiries, MANY)}</td>
        <td class="num">${rate(tables.difficult, ["difficult"])}</td>
        <td class="num">${times["scene-time"] ? inMinutes(times["scene-time"].median) : "–"}</td>
        <td class="num">${times["hospital-time"] ? inMinutes(times["hospital-time"].median) : "–"}</td>
      </tr>`;
    const heads = [
      say("事案", "Cases"),
      say("照会4回以上", "4 inquiries or more"),
      say("搬送困難事案", "Difficult to place"),
      say("現場滞在 中央値", "On scene, median"),
      say("収容所要 中央値", "Call to physician, median"),
    ];
    return listed("departments", both("消防本部", "Fire departments"), heads, departments.map(row));
  }

  #hospitals(hospitals) {
    const asked = ({ tables }) => tables.answers?.total ?? 0;
    const row = ({ id, name, tables, times }) =>
      html`<tr data-hospital=${id}>
        <th scope="row" translate="no">${name}</th>
        <td class="num">${number(tables.answers.total)}</td>
        <td class="num">${rate(tables.answers, ANSWERED)}</td>
        <td class="num">${spoken(times["answer-time"]?.median)}</td>
        <td class="num">${spoken(times["answer-time"]?.ninety)}</td>
        <td class="num">${rate(tables.acknowledged, MISSED)}</td>
      </tr>`;
    const ordered = hospitals.toSorted((a, b) => asked(b) - asked(a));
    const heads = [
      say("照会", "Inquiries"),
      say("応需", "Accepted"),
      say("回答 中央値", "Answer, median"),
      say("回答 90%値", "Answer, nine of ten"),
      say("60秒超・気付かれず", "Over 60 s, or unnoticed"),
    ];
    return listed("hospitals", both("医療機関", "Hospitals"), heads, ordered.map(row));
  }

  /** 気付かれなかった照会: how far silence climbed before anybody noticed, hospital by hospital, the most silent first. */
  #unnoticed({ hospitals, terms }) {
    const climbed = ({ tables }) => sum(tables.climbed, STEPS) ?? -1;
    const row = ({ id, name, tables: { climbed: table } }) =>
      html`<tr data-unnoticed=${id}>
        <th scope="row" translate="no">${name}</th>
        <td class="num">${number(table?.total)}</td>
        <td class="num">${rate(table, STEPS)}</td>
        ${STEPS.map((step) => html`<td class="num">${number(table?.cells[step] === undefined ? 0 : table.cells[step])}</td>`)}
      </tr>`;
    const heads = [
      say("照会", "Inquiries"),
      say("段階通知に至った照会", "Nobody noticed in time"),
      ...STEPS.map((step) => categoryName("climbed", step, terms.climbed.categories[step])),
    ];
    const ordered = hospitals.toSorted((a, b) => climbed(b) - climbed(a));
    return listed("unnoticed", both("気付かれなかった照会", "Inquiries that nobody noticed"), heads, ordered.map(row));
  }

  #foot({ counted_until: until }) {
    const at = until
      ? new Date(until).toLocaleString(say("ja-JP", "en-GB"), { timeZone: "Asia/Tokyo" })
      : say("数え直し中", "being counted anew");
    return html`<p class="foot">
      ${say(
        `集計時点 ${at}。照会は病院ごと・1回ごとに数えます。搬送困難事案は照会4回以上かつ現場滞在30分以上。気付かれなかった照会は、到達した最後の段階で数えます。自機関以外は終わった月のみで、10件未満は秘匿します。訓練は含みません。`,
        `Counted at ${at}. Each time a hospital is asked counts. Difficult to place: four inquiries or more and 30 minutes or more on scene. An inquiry that nobody noticed counts at the last step that was told. Of others, months that are over, and no number below ten. Exercises are apart.`,
      )}
    </p>`;
  }
}

function listed(name, title, heads, rows) {
  return html`<section class="card wide" data-list=${name} tabindex="0" aria-labelledby=${name}>
    <h2 id=${name}>${title}</h2>
    <table aria-labelledby=${name}>
      <thead>
        <tr>
          <th scope="col">${say("名称", "Name")}</th>
          ${heads.map((head) => html`<th class="num" scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`;
}
customElements.define("statistics-screen", StatisticsScreen);
