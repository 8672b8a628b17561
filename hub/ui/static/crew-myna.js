/** マイナ救急: on which ground, by the card or by what is known already; or, in two taps, why there was no look. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { crewStyles } from "./crew-styles.js";
import { CODES } from "./codes.js";
import { both, say } from "./language.js";
import { clock, fullName, term, terms } from "./words.js";
import "./myna-record.js";

const GROUNDS = ["consent", "vital-interest-no-consent"];
const ITEMS = {
  name: ["氏名", "name"],
  birth_date: ["生年月日", "date of birth"],
  sex: ["性別", "sex"],
  address: ["住所", "address"],
};
const OF_THE_SOURCE = new Set(["viewed", "no-records", "network-error"]); // told by who was asked, or by nobody
const WHY_NOT = Object.keys(CODES["myna-result"]).filter((code) => !OF_THE_SOURCE.has(code));
const ANOTHER_FACE = "identity-mismatch"; // the card was read: its ground and its method are known
const REFUSALS = {
  "four-items-required": ["4情報(氏名・生年月日・性別・住所)がすべて必要です。", "Name, date of birth, sex and address are all needed."],
  "prefecture-required": ["住所は都道府県から入力してください。", "The address begins with the prefecture."],
  "not-unique": ["該当者が複数います。住所を詳しく入力してください。", "Several persons match. Give the whole address."],
  "my-number": ["12桁の番号は使えません。", "The number of twelve digits may not be used."],
  exercise: ["訓練の事案では照会できません。", "Nobody is asked in an exercise."],
  throttled: ["照会が続いています。少し待ってからもう一度照会してください。", "Too many questions: wait, then ask again."],
  "case-closed": ["終了した事案では照会できません。", "This case is closed."],
};

/** The four items, as far as the case knows them. */
function fourItems({ patient = {} }) {
  const { birth_date, sex, address } = patient;
  return { name: fullName(patient), birth_date, sex, address };
}

/** Event: `say` ({kind: "share-myna-record", data}), `go` (name of another part). */
export class CrewMyna extends LitElement {
  static properties = {
    document: { attribute: false },
    views: { attribute: false },
    now: { attribute: false },
    isOnline: { attribute: false },
    _basis: { state: true },
    _whyNot: { state: true },
  };
  static styles = [
    shared,
    crewStyles,
    css`
      :host {
        display: block;
      }
      .ways {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 12px;
        margin-bottom: 12px;
      }
      .ways > div {
        background: var(--surface);
        border: var(--edge) solid var(--line);
        border-radius: var(--border-radius-8);
        padding: 10px;
        display: grid;
        gap: 8px;
        align-content: start;
      }
      .told {
        border-left: 6px solid var(--accent);
        background: var(--surface);
        padding: 10px 14px;
        margin-bottom: 12px;
      }
      .told.silent,
      .told.refused {
        border-color: var(--alarm);
      }
      li {
        display: flex;
        gap: 12px;
        padding: 6px 0;
        border-bottom: var(--hair) solid var(--line);
      }
      @media (max-width: 900px) {
        .ways {
          grid-template-columns: 1fr;
        }
      }
    `,
  ];

  constructor() {
    super();
    this._basis = null;
    this._whyNot = null;
  }

  /** A ground, a reading and a reason belong to one patient. */
  willUpdate(changed) {
    if (!changed.has("document") || changed.get("document")?.case === this.document.case) return;
    this._basis = null;
    this._whyNot = null;
    const reading = this.renderRoot.querySelector("[name=reading]");
    if (reading) reading.value = "";
  }

  render() {
    const look = this.views.of(this.document.case);
    return look.state === "shown" ? this.#shown(look) : html`${this.#told(look)} ${this.#form(look)} ${this.#earlier()}`;
  }

  #shown({ found, key, expiresAt }) {
    const id = this.document.case;
    return html`<myna-record
      .found=${found}
      .left=${Math.max(0, Math.floor((expiresAt - this.now) / 1000))}
      .given=${this.#given}
      @share=${({ detail }) => this.#say("share-myna-record", { view: key, ...detail })}
      @close=${() => this.views.close(id)}
    ></myna-record>`;
  }

  /** What was passed on already, as `field/words`. */
  get #given() {
    const records = Object.values(this.document.myna_records ?? {});
    return new Set(
      records.flatMap((record) =>
        Object.entries(record).flatMap(([field, words]) =>
          Array.isArray(words) ? words.map((each) => `${field}/${each}`) : [],
        ),
      ),
    );
  }

  #told({ state, code }) {
    if (state === "nothing")
      return html`<p class="told" role="status" data-told=${code}>
        <b>${term("myna-result", code)}</b> ${say("聴き取りを続けてください。", "Go on asking the patient.")}
      </p>`;
    if (state === "refused")
      return html`<p class="told refused" role="status" data-told=${code}>
        ${say(...(REFUSALS[code] ?? ["この内容では照会できません。", "This cannot be asked."]))}
      </p>`;
    if (state === "silent")
      return html`<div class="told silent" role="status" data-told="silent">
        <p>${say("応答がありません。もう一度照会するか、通信障害として記録してください。", "No answer. Ask again, or record that there was none.")}</p>
        <button data-act="myna-network" @click=${() => this.#without({ result: "network-error" })}>
          ${say(`${term("myna-result", "network-error")}として記録`, "Record: no answer")}
        </button>
      </div>`;
    return nothing;
  }

  #form({ state }) {
    const stop = this.#stop();
    const isReady = this._basis && !stop && state !== "asking";
    return html`
      <div class="row">
        <span class="label">${both("根拠", "Ground")}</span>
        <div class="chips even" role="group">
          ${GROUNDS.map(
            (code) =>
              html`<button
                data-basis=${code}
                class=${this._basis === code ? "chosen" : ""}
                aria-pressed=${this._basis === code}
                @click=${() => {
                  this._basis = code;
                }}
              >
                ${code === "consent" ? say("本人の同意(口頭)", "Patient agrees (aloud)") : term("legal-basis", code)}
              </button>`,
          )}
        </div>
      </div>
      ${stop ? html`<p class="told refused">${stop}</p>` : nothing}
      <div class="ways">${this.#byCard(isReady, state)}${this.#byItems(isReady)}</div>
      ${this.#reasons()}
    `;
  }

  /** Why nobody can be asked now; an empty string where somebody can. */
  #stop() {
    if (this.document.is_exercise) return say(...REFUSALS.exercise);
    if (!this.views.isConnected) return say("マイナ救急に接続していません。", "Myna Kyukyu is not connected.");
    return this.isOnline ? "" : say("通信が切れています。", "There is no link.");
  }

  #byCard(isReady, state) {
    return html`<div>
      <label>
        ${both("カードの読取", "Card reader")}
        <input name="reading" autocomplete="off" spellcheck="false" placeholder=${say("リーダーにカードを置く", "Lay the card on the reader")} />
      </label>
      <button class="primary" data-act="myna-card" ?disabled=${!isReady} @click=${() => this.#askByCard()}>
        ${state === "asking" ? say("照会中…", "Asking…") : say("顔写真と一致 → 照会", "Face matches: ask")}
      </button>
    </div>`;
  }

  #byItems(isReady) {
    const items = fourItems(this.document);
    const missing = Object.keys(ITEMS).filter((item) => !items[item]);
    return html`<div>
      <p>
        <b>${say("4情報検索", "By four items")}</b>
        <span class="soft">${missing.length ? html`${say("未入力", "Missing")}: ${missing.map((item) => say(...ITEMS[item])).join(say("・", ", "))}` : html`<span translate="no">${items.name}</span>`}</span>
      </p>
      ${
        missing.length
          ? html`<button data-act="myna-fill" @click=${() => this.#go("patient")}>${say("傷病者の入力へ", "To the patient")}</button>`
          : html`<button
              class="primary"
              data-act="myna-items"
              ?disabled=${!isReady}
              @click=${() => this.#ask({ method: "four-items", ...items })}
            >
              ${say("4情報で照会", "Ask by these")}
            </button>`
      }
    </div>`;
  }

  #reasons() {
    return html`<div class="row">
      <span class="label">${both("閲覧しない", "No look")}</span>
      <div class="chips" role="group">
        ${WHY_NOT.map(
          (code) =>
            html`<button
              data-why=${code}
              class=${this._whyNot === code ? "chosen" : ""}
              ?disabled=${code === ANOTHER_FACE && !this._basis}
              @click=${() => this.#because(code)}
            >
              ${term("myna-result", code)}
            </button>`,
        )}
        ${this._whyNot === "captain-decided-no" ? this.#captain() : nothing}
      </div>
    </div>`;
  }

  #captain() {
    return terms("captain-reason").map(
      ([reason, word]) =>
        html`<button
          class="warn-line"
          data-captain=${reason}
          @click=${() => this.#without({ result: "captain-decided-no", reason })}
        >
          ${word}
        </button>`,
    );
  }

  #earlier() {
    const looks = Object.entries(this.document.myna_views ?? {}).sort(([, a], [, b]) => Date.parse(b.at) - Date.parse(a.at));
    return html`<ul aria-label=${say("閲覧の記録", "Looks so far")}>
      ${looks.map(
        ([key, { at, result, basis, reason }]) =>
          html`<li data-view=${result}>
            <time class="num soft">${clock(at)}</time><b>${term("myna-result", result)}</b>
            <span>${term("captain-reason", reason)} ${term("legal-basis", basis)}</span>
            ${this.document.unsent?.has(`myna_views/${key}`) ? html`<span class="unsent">${say("未送信", "unsent")}</span>` : nothing}
          </li>`,
      )}
    </ul>`;
  }

  #because(code) {
    if (code === "captain-decided-no") {
      this._whyNot = this._whyNot === code ? null : code;
      return;
    }
    this.#without({ result: code, ...(code === ANOTHER_FACE ? { basis: this._basis, method: "card" } : {}) });
  }

  #without(data) {
    this._whyNot = null;
    this.views.without(this.document.case, data);
  }

  #askByCard() {
    const field = this.renderRoot.querySelector("[name=reading]");
    const reading = field.value.trim();
    field.value = "";
    this.#ask({ method: "card", reading, face_matches: true });
  }

  #ask(criteria) {
    this.views.ask(this.document.case, this._basis, criteria);
  }

  #go(part) {
    this.dispatchEvent(new CustomEvent("go", { detail: part, bubbles: true, composed: true }));
  }

  #say(kind, data) {
    this.dispatchEvent(new CustomEvent("say", { detail: { kind, data }, bubbles: true, composed: true }));
  }
}
customElements.define("crew-myna", CrewMyna);
