/**
 * 部品一覧: every small part of the screens in every state, in whichever light and language; no session, no patient.
 *
 * It is where a part is looked at before it stands on a screen, and where tests measure its contrast.
 */
import { LitElement, html } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { frameStyles } from "./frame-styles.js";
import { galleryStyles } from "./gallery-styles.js";
import { talliesStyles } from "./triage-styles.js";
import { tableStyles } from "./table-styles.js";
import { Alarm } from "./alarm.js";
import { chip, dangerTags } from "./chips.js";
import { displayButtons } from "./display.js";
import { exerciseBanner } from "./exercise.js";
import { lines, patients, requests } from "./gallery-samples.js";
import { both, say } from "./language.js";
import { deadBanner, linkBadge } from "./link-state.js";
import { silentBanner } from "./er-header.js";
import { telephone } from "./telephone.js";
import { CATEGORIES } from "./triage.js";
import { triageTallies } from "./triage-mark.js";
import { ago, clock, term, terms } from "./words.js";
import "./phone-result.js";
import "./request-steps.js";
import "./urgency-mark.js";
import "./vitals-trend.js";

const HOSPITAL = { name: "架空中央病院", phone: "000-0000-0001" };
const BUTTONS = [
  ["", "ふつう", "Plain"],
  ["primary", "主な操作", "Primary"],
  ["good", "応需", "Accept"],
  ["alarm", "緊急", "Urgent"],
  ["alarm-line", "容態変化", "Change"],
  ["warn-line", "注意", "Care"],
  ["chosen", "選択中", "Chosen"],
  ["quiet", "控えめ", "Quiet"],
];
const TAGS = [
  ["", "急病", "Illness"],
  ["danger", "心肺停止", "Cardiac arrest"],
  ["good-tag", "最新", "Fresh"],
  ["warn-tag", "期限切れ", "Expired"],
  ["exercise", "訓練", "Exercise"],
];

export class GalleryScreen extends LitElement {
  static properties = { _chosen: { state: true }, _said: { state: true } };
  static styles = [shared, frameStyles, talliesStyles, tableStyles, galleryStyles];

  constructor() {
    super();
    this.alarm = new Alarm();
    this.alarm.addEventListener("change", () => this.requestUpdate());
    this.now = Date.now();
    this._chosen = "male";
  }

  render() {
    return html`<header>
        <h1>${both("部品一覧", "Gallery")}</h1>
        <span class="spring"></span>
        ${displayButtons()}
      </header>
      <main tabindex="0" aria-label=${say("部品一覧", "Gallery")}>
        ${this.#buttons()} ${this.#marks()} ${this.#line()} ${this.#banners()} ${this.#request()} ${this.#vitals()}
        ${this.#telephone()} ${this.#inputs()} ${this.#table()} ${this.#sound()}
      </main>`;
  }

  #buttons() {
    const button = ([look, ja, en], isDisabled) =>
      html`<button class=${look} ?disabled=${isDisabled}>${say(ja, en)}</button>`;
    return part("buttons", "ボタン・選択・札", "Buttons, chips, tags", html`
      <div class="row">${BUTTONS.map((each) => button(each, false))}</div>
      <div class="row">${BUTTONS.map((each) => button(each, true))}</div>
      <div class="row" role="group" aria-label=${say("性別", "Sex")}>
        ${terms("sex").map(([code, text]) =>
          chip({ field: "sex", code, text, isChosen: code === this._chosen, tap: () => (this._chosen = code) }),
        )}
      </div>
      <div class="row">
        ${TAGS.map(([look, ja, en]) => html`<span class="tag ${look}">${say(ja, en)}</span>`)}
        ${dangerTags({ complaint: { dangers: ["stroke-suspected", "pregnant"] } })}
        <span class="count num">3</span> <b class="unsent">${say("未送信", "Not sent")}</b>
      </div>
    `);
  }

  #marks() {
    const marks = [...terms("urgency"), [undefined, say("未判定", "not judged")]];
    return part("marks", "緊急度とトリアージ", "Urgency and triage", html`
      <div class="row">
        ${marks.map(
          ([level, text]) => html`<figure><urgency-mark level=${level ?? ""}></urgency-mark><figcaption>${text}</figcaption></figure>`,
        )}
      </div>
      <div class="row">
        ${[...CATEGORIES, undefined].map(
          (category) => html`<figure>
            <triage-mark category=${category ?? ""}></triage-mark>
            <figcaption>${term("triage-category", category) || say("未実施", "not done")}</figcaption>
          </figure>`,
        )}
      </div>
      ${triageTallies({ red: 3, yellow: 5, green: 12, black: 1 })}
    `);
  }

  #line() {
    return part("line", "接続の状態", "Whether the hub is heard", html`
      <div class="row dark">${lines(this.now).map(linkBadge)}</div>
    `);
  }

  #banners() {
    const [, , , dead, refused] = lines(this.now);
    return part("banners", "帯", "Banners", html`
      ${deadBanner(dead)} ${deadBanner(refused)} ${silentBanner({ armed: false, arm: () => this.alarm.arm() })}
      ${exerciseBanner()}
      <p class="empty">${say("受け入れる傷病者はいません", "Nobody is on the way")}</p>
    `);
  }

  #request() {
    return part("request", "照会の五段階", "A request, step by step", html`
      <div class="grid">
        ${requests(this.now).map((each) => html`<request-steps .request=${each} .now=${this.now}></request-steps>`)}
      </div>
    `, "wide");
  }

  #vitals() {
    const names = [say("正常", "Well"), say("異常", "Dangerous"), say("古い", "Old")];
    return part("vitals", "観察値", "Vital signs", html`
      <div class="grid">
        ${patients(this.now).map(
          (each, number) => html`<figure>
            <figcaption>${names[number]}</figcaption>
            <vitals-trend .document=${each} .now=${this.now}></vitals-trend>
          </figure>`,
        )}
      </div>
    `, "wide");
  }

  #telephone() {
    return part("telephone", "電話", "The telephone", html`
      <p><b translate="no">${HOSPITAL.name}</b></p>
      <div class="row">
        ${telephone(HOSPITAL, () => {})} ${telephone(HOSPITAL, () => {}, say("電話", "Call"))}
      </div>
      <phone-result></phone-result>
    `);
  }

  #inputs() {
    return part("inputs", "入力", "Inputs", html`
      <div class="two">
        <label>${say("主訴", "Complaint")} <input placeholder=${say("例 胸痛", "e.g. chest pain")} /></label>
        <label>${say("診療科", "Specialty")}
          <select>${terms("specialty").map(([code, text]) => html`<option value=${code}>${text}</option>`)}</select>
        </label>
        <label>${say("変更できません", "Cannot be changed")} <input disabled value="118" /></label>
        <label>${say("概要", "Summary")} <textarea rows="2"></textarea></label>
      </div>
    `);
  }

  #table() {
    const rows = [["good", 1, 3], ["limited", 12, 1], ["none", 95, 0]];
    return part("table", "表", "A table", html`<table>
      <thead>
        <tr>
          <th scope="col">${say("診療科", "Specialty")}</th>
          <th scope="col">${say("応需", "Capacity")}</th>
          <th scope="col" class="num">${say("空床", "Beds")}</th>
          <th scope="col">${say("更新", "Said")}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([level, minutes, beds], number) => html`<tr aria-selected=${number === 1}>
            <th scope="row">${terms("specialty")[number][1]}</th>
            <td>${term("level", level)}</td>
            <td class="num">${beds}</td>
            <td>${ago(new Date(this.now - minutes * 60_000).toISOString(), this.now)} ${clock(this.now)}</td>
          </tr>`,
        )}
      </tbody>
    </table>`);
  }

  #sound() {
    const sound = (isRed, isExercise) => async () => {
      await this.alarm.arm({ isQuiet: true });
      this.alarm.attend([{ id: crypto.randomUUID(), isRed, isExercise }]);
    };
    return part("sound", "音", "Sound", html`
      <p>${this.alarm.armed ? say("♪ 音声 有効", "♪ Sound is on") : say("無音", "Silent")}</p>
      <div class="row">
        <button @click=${sound(true, false)}>${say("高 10音", "High: 10 pulses")}</button>
        <button @click=${sound(false, false)}>${say("中 3音", "Medium: 3 pulses")}</button>
        <button @click=${sound(true, true)}>${say("訓練の音", "Exercise, another pitch")}</button>
      </div>
    `);
  }
}
customElements.define("gallery-screen", GalleryScreen);

function part(name, ja, en, body, look = "") {
  return html`<section class=${look} data-part-of-gallery=${name} aria-label=${say(ja, en)}>
    <h2>${both(ja, en)}</h2>
    ${body}
  </section>`;
}
