/**
 * 指令センターの画面: which case is stuck, who has not answered, and what the hospitals of the area can take.
 *
 * It only looks: what a command centre says has its own places. Documents live in the page and nowhere else.
 */
import { LitElement, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { enter, read, streamUrl } from "./session.js";
import { StreamClient } from "./stream-client.js";
import { capacityList } from "./command-capacity.js";
import { Alarm } from "./alarm.js";
import { commandRows } from "./command-cases.js";
import { STANDINGS } from "./difficult.js";
import { commandStyles } from "./command-screen-styles.js";
import { deadBanner, linkBadge } from "./link-state.js";
import { phase } from "./crew-phase.js";
import { toggleTheme } from "./theme.js";
import { clock, duration, person, term } from "./words.js";
import "./urgency-mark.js";

export class CommandScreen extends LitElement {
  static properties = { _problem: { state: true } };
  static styles = [shared, commandStyles];

  constructor() {
    super();
    this.organisations = [];
    this.alarm = new Alarm();
  }

  async connectedCallback() {
    super.connectedCallback();
    try {
      const session = await enter("command");
      if (session) this.#begin(session);
      else
        this._problem = "この画面は登録されていません。管理者から登録コード付きのアドレスを受け取って開いてください。";
    } catch (error) {
      this._problem = error.message;
    }
  }

  #begin(session) {
    this.client = new StreamClient({ url: streamUrl(), ticket: () => session.ticket() });
    this.client.addEventListener("change", () => this.requestUpdate());
    this.client.addEventListener("open", () => this.#opened(session));
    this.alarm.addEventListener("change", () => this.requestUpdate());
    setInterval(() => this.#tick(), 1000);
    this.client.start();
    this.requestUpdate();
  }

  #opened(session) {
    navigator.wakeLock?.request("screen").catch(() => {});
    read(session, "/directory").then(
      ({ organisations }) => {
        this.organisations = organisations;
        this.requestUpdate();
      },
      () => {},
    );
  }

  get #rows() {
    return commandRows(this.client.documents("department:"), this.client.now());
  }

  /** Sounds what nobody at a hospital has noticed; a case of an exercise has its own pitch, a red one is loud. */
  #tick() {
    const unnoticed = this.#rows.flatMap(({ id, document, waiting }) =>
      waiting.filter(({ isUnnoticed }) => isUnnoticed).map(({ facility }) => ({ id: `${id} ${facility}`, document })),
    );
    this.alarm.attend(
      unnoticed.map(({ id, document }) => ({
        id,
        isRed: document.complaint?.urgency === "red",
        isExercise: document.is_exercise,
      })),
    );
    this.requestUpdate();
  }

  render() {
    if (!this.client) {
      return html`<main class="door">
        <h1>指令センター <span class="en">Command centre</span></h1>
        <p>${this._problem ?? "準備しています…"}</p>
      </main>`;
    }
    const [now, silent] = [this.client.now(), this.client.silent];
    const rows = this.#rows;
    const hospitals = this.organisations.filter(({ kind }) => kind === "hospital");
    return html`
      ${this.#header(rows)} ${deadBanner(this.client)} ${this.#soundGate()}
      <div class="frame">
        <main tabindex="0" aria-label="事案">
          <h2>事案 <span class="en">Cases</span></h2>
          ${rows.length ? this.#cases(rows) : html`<p class="empty">進行中の事案はありません。</p>`}
        </main>
        <aside tabindex="0" aria-label="応需状況">
          <h2>応需状況 <span class="en">Capacity</span></h2>
          ${capacityList(hospitals, this.client.documents("area:"), { silent, now })}
        </aside>
      </div>
    `;
  }

  /** A browser stays mute until a person has touched the page. */
  #soundGate() {
    if (this.alarm.armed) return nothing;
    return html`<div class="banner" role="alert" data-banner="silent">
      <span>無音: 病院が照会に気付かなくても、この画面は音が出ません。</span>
      <button data-act="arm" @click=${() => this.alarm.arm()}>音声有効化 <span class="en">Enable sound</span></button>
    </div>`;
  }

  #mute(rows) {
    const unnoticed = rows.flatMap(({ id, waiting }) => waiting.map(({ facility }) => `${id} ${facility}`));
    this.alarm.mute(unnoticed);
  }

  #header(rows) {
    const unnoticed = rows.flatMap(({ waiting }) => waiting).filter(({ isUnnoticed }) => isUnnoticed).length;
    const late = rows.flatMap(({ waiting }) => waiting).filter(({ isLate }) => isLate).length;
    const difficult = rows.filter(({ standing }) => standing === "difficult").length;
    return html`<header>
      <h1>指令センター <span class="en">Command centre</span></h1>
      <b class="place">${this.client.bound?.organisation.name ?? ""}</b>
      <span class="figures">
        <span>事案 <b class="num" data-figure="cases">${rows.length}</b></span>
        <span class=${late ? "warned" : ""}>60秒以上未回答 <b class="num" data-figure="late">${late}</b></span>
        <span class=${unnoticed ? "warned" : ""}>未確認 <b class="num" data-figure="unnoticed">${unnoticed}</b></span>
        <span class=${difficult ? "warned" : ""}>搬送困難 <b class="num" data-figure="difficult">${difficult}</b></span>
      </span>
      <span class="spring"></span>
      ${linkBadge(this.client)}
      ${
        this.alarm.armed && unnoticed
          ? html`<button data-act="mute" @click=${() => this.#mute(rows)}>
              ${this.alarm.mutedSeconds ? `消音中 ${this.alarm.mutedSeconds}秒` : "60秒 消音"}
            </button>`
          : nothing
      }
      <button data-act="theme" aria-label="昼／夜の切替" @click=${() => toggleTheme()}>昼／夜</button>
      <time class="now num">${clock(this.client.now(), { withSeconds: true })}</time>
    </header>`;
  }

  #cases(rows) {
    return html`<table>
      <thead>
        <tr>
          <th>隊</th>
          <th>傷病者</th>
          <th>段階</th>
          <th>照会</th>
          <th>現場滞在</th>
          <th>未回答</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          rows,
          ({ id }) => id,
          (row) => this.#case(row),
        )}
      </tbody>
    </table>`;
  }

  #case({ id, document, inquiries, sceneS, standing, waiting }) {
    const { complaint = {}, is_exercise: isExercise } = document;
    const isUnnoticed = waiting.some((each) => each.isUnnoticed);
    return html`<tr class="${standing} ${isUnnoticed ? "unnoticed" : ""}" data-case=${id} data-standing=${standing || nothing}>
      <th scope="row">
        ${this.#unit(document.unit)} ${isExercise ? html`<span class="drill">訓練</span>` : nothing}
        ${standing ? html`<span class="mark">${STANDINGS[standing]}</span>` : nothing}
      </th>
      <td class="patient">
        <urgency-mark level=${complaint.urgency ?? nothing}></urgency-mark>
        <span><b>${complaint.chief_complaint ?? "主訴未入力"}</b><small>${person(document.patient)}</small></span>
      </td>
      <td>${phase(document)}</td>
      <td class="num">${inquiries}回</td>
      <td class="num">${sceneS === null ? "–" : duration(sceneS)}</td>
      <td>${waiting.map((each) => this.#waiting(each))}</td>
    </tr>`;
  }

  #waiting({ facility, state, seconds, isLate, isUnnoticed }) {
    return html`<span class="wait ${isLate ? "late" : ""}" data-waiting=${facility}>
      ${isUnnoticed ? html`<span class="mark" data-unnoticed=${facility}>未確認</span>` : nothing}
      <b class="num">${duration(seconds)}</b> ${this.#name(facility)} <small>${term("request-state", state)}</small>
    </span>`;
  }

  #name(id) {
    return this.organisations.find((organisation) => organisation.id === id)?.name ?? id;
  }

  #unit(id) {
    if (!id) return "隊未定";
    return this.organisations.flatMap(({ units }) => units ?? []).find((unit) => unit.id === id)?.name ?? id;
  }
}

customElements.define("command-screen", CommandScreen);
