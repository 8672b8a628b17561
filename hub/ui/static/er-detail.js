/** One case beside the list: trend of the vital signs, what was done, what changed, and the acts after arrival. */
import { LitElement, css, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { dangerTags } from "./chips.js";
import { CODES } from "./codes.js";
import { clock, fullName, person, term } from "./words.js";
import { mynaRows } from "./myna-rows.js";
import "./er-outcome.js";
import "./er-ready.js";
import "./er-take-back.js";
import "./talk-list.js";
import "./vitals-trend.js";
import "./urgency-mark.js";

/** Event: `say` ({kind, case, data}). */
export class ErDetail extends LitElement {
  static properties = {
    row: { attribute: false },
    now: { attribute: false },
    pending: { attribute: false },
    departments: { attribute: false },
    _named: { state: true },
  };
  static styles = [
    shared,
    css`
      :host {
        display: block;
        overflow-y: auto;
        background: var(--surface);
        border: var(--edge) solid var(--line);
        border-radius: var(--border-radius-8);
        padding: 14px 16px;
        --mark: 52px;
      }
      header {
        display: flex;
        gap: 12px;
        align-items: center;
      }
      h2 {
        font-size: 1.5rem;
        line-height: 1.2;
        overflow-wrap: anywhere;
      }
      h3 {
        font-size: 0.9375rem;
        margin: 14px 0 4px;
        padding-bottom: 2px;
        border-bottom: var(--edge) solid var(--line);
      }
      header + .chips {
        margin-top: 8px;
      }
      .name {
        display: flex;
        gap: 10px;
        align-items: center;
        margin-top: 10px;
        flex-wrap: wrap;
      }
      .name b {
        font-size: 1.25rem;
      }
      .acts {
        display: flex;
        gap: 8px;
        flex-wrap: wrap;
        margin-top: 12px;
      }
      .rows {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px 14px;
      }
      .rows dt,
      .rows .at {
        color: var(--ink-soft);
        font-variant-numeric: tabular-nums;
      }
      .worse {
        color: var(--alarm);
        font-weight: 700;
      }
      .empty {
        color: var(--ink-soft);
        padding: 24px 8px;
        text-align: center;
      }
    `,
  ];

  constructor() {
    super();
    this._named = false;
  }

  willUpdate(changed) {
    if (changed.has("row") && changed.get("row")?.id !== this.row?.id) {
      this._named = false; // a name is never left open on the next case
    }
  }

  render() {
    if (!this.row)
      return html`<p class="empty">
        事案を選ぶと、ここに観察の推移・処置・時間経過が表示されます。<br /><span class="en"
          >Select a case to see its details here.</span
        >
      </p>`;
    const { document, urgency, request } = this.row;
    return html`
      <header>
        <urgency-mark level=${urgency ?? nothing}></urgency-mark>
        <div>
          <h2>${document.complaint?.chief_complaint ?? "主訴未入力"}</h2>
          <b>${person(document.patient)}</b>
        </div>
      </header>
      <div class="chips">${dangerTags(document)}</div>
      ${this.#identity(document)} ${this.#acts(document)} ${this.#ready()}
      <vitals-trend .document=${document} .now=${this.now}></vitals-trend>
      ${this.#talk(document)} ${this.#changes(document)} ${this.#treatments(document)} ${this.#facts(document, request)}
    `;
  }

  #identity({ patient = {}, history = {}, myna_records: records = {} }) {
    const name = fullName(patient);
    if (!name && !patient.birth_date && Object.keys({ ...history, ...records }).length === 0) return nothing;
    if (!this._named)
      return html`<div class="name">
        <button
          data-act="name"
          @click=${() => {
            this._named = true;
          }}
        >
          氏名・病歴を表示 <span class="en">Show identity</span>
        </button>
      </div>`;
    const said = [
      ["フリガナ", [patient.family_kana, patient.given_kana].filter(Boolean).join(" ")],
      ["生年月日", patient.birth_date],
      ["住所", patient.address],
      ["電話", patient.phone],
      ["既往歴", history.medical_history],
      ["内服薬", history.medications],
      ["アレルギー", history.allergies],
      ...mynaRows(records),
    ].filter(([, value]) => value);
    return html`<div class="name">
        <b>${name || "氏名不明"}</b
        ><button
          @click=${() => {
            this._named = false;
          }}
        >
          隠す <span class="en">Hide</span>
        </button>
      </div>
      <dl class="rows">
        ${said.map(
          ([ja, value]) =>
            html`<dt>${ja}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>`;
  }

  #acts(document) {
    const { phase } = this.row;
    const phone = this.departments?.get(document.department)?.phone;
    const call = phone ? html`<a class="button" href="tel:${phone}">☎ 消防 ${phone}</a>` : nothing;
    if (phase !== "handed-over") return html`<div class="acts">${call} ${this.#takeBack()}</div>`;
    const received = document.handover?.receipt_at;
    return html`<div class="acts">${this.#receipt(received)} ${call}</div>
      ${this.#outcome()}`;
  }

  #takeBack() {
    if (this.row.request.state !== "accepted") return nothing;
    return repeat(
      [this.row.id], // an open list of reasons never stands beside another patient
      (id) => id,
      () =>
        html`<er-take-back
          .isSending=${this.pending.has("answer-request")}
          @take-back=${({ detail }) => this.#say("answer-request", { answer: "decline", reason: detail })}
        ></er-take-back>`,
    );
  }

  #ready() {
    const sending = this.pending.has("activate-team") || this.pending.has("prepare");
    return repeat(
      [this.row.id],
      (id) => id,
      () =>
        html`<er-ready .row=${this.row} .isSending=${sending} @ready=${(event) => this.#sayOf(event)}></er-ready>`,
    );
  }

  #receipt(received) {
    if (received) return html`<span class="tag good-tag">引継受領 ${clock(received)}</span>`;
    const isSending = this.pending.has("receive-hand-over");
    return html`<button
      class="primary"
      data-act="receive"
      ?disabled=${isSending}
      @click=${() => this.#say("receive-hand-over", {})}
    >
      引継受領 <span class="en">Sign for patient</span>
    </button>`;
  }

  #outcome() {
    return repeat(
      [this.row.id],
      (id) => id,
      () =>
        html`<er-outcome
          .isSending=${this.pending.has("record-outcome")}
          @outcome=${({ detail }) => this.#say("record-outcome", detail)}
        ></er-outcome>`,
    );
  }

  /** What was asked and said; a line that is half written never stands beside another patient. */
  #talk(document) {
    return html`<h3>連絡・質問 <span class="en">Talk</span></h3>
      ${repeat(
        [this.row.id],
        (id) => id,
        (id) =>
          html`<talk-list
            .document=${document}
            .own=${id}
            .names=${names(this.departments)}
            @say=${(event) => this.#sayOf(event)}
          ></talk-list>`,
      )}`;
  }

  #sayOf(event) {
    event.stopPropagation();
    this.#say(event.detail.kind, event.detail.data);
  }

  #changes({ changes = {} }) {
    const said = inOrder(changes);
    if (said.length === 0) return nothing;
    return html`<h3>容態変化 <span class="en">Changes</span></h3>
      <dl class="rows">
        ${said.map(
          ({ at, change, detail }) =>
            html`<dt>${clock(at)}</dt>
              <dd class=${change === "improved" || change === "return-of-circulation" ? "" : "worse"}>
                ${term("change", change)} ${detail ?? ""}
              </dd>`,
        )}
      </dl>`;
  }

  #treatments({ treatments = {} }) {
    const done = inOrder(treatments);
    if (done.length === 0) return nothing;
    return html`<h3>処置 <span class="en">Treatments</span></h3>
      <dl class="rows">
        ${done.map(
          ({ at, treatment, amount, unit, detail }) =>
            html`<dt>${clock(at)}</dt>
              <dd>${term("treatment", treatment)} ${amount ?? ""} ${unit ?? ""} ${detail ?? ""}</dd>`,
        )}
      </dl>`;
  }

  #facts({ times = {}, complaint = {}, incident = {}, handover = {}, position, destination }, request) {
    const marks = Object.keys(CODES["time-mark"])
      .filter((mark) => times[mark])
      .map((mark) => [term("time-mark", mark), clock(times[mark])]);
    const facts = [
      ["事故種別", term("incident-type", incident.type)],
      ["推定傷病名", complaint.suspected_condition],
      ["発症", clock(complaint.onset_at)],
      ["伝達", request.message],
      ["条件", request.conditions],
      ["搬送先決定", destination ? `${clock(destination.confirmed_at)}${destination.is_by_phone ? "(電話)" : ""}` : ""],
      ["位置", position?.at ? `${clock(position.at)} 更新` : ""],
      ["申送り", handover.summary],
      ["引継医師", handover.received_by],
    ].filter(([, value]) => value);
    return html`<h3>時間経過・その他 <span class="en">Times</span></h3>
      <dl class="rows">
        ${[...marks, ...facts].map(
          ([ja, value]) =>
            html`<dt>${ja}</dt>
              <dd class="num">${value}</dd>`,
        )}
      </dl>`;
  }

  #say(kind, data) {
    this.dispatchEvent(
      new CustomEvent("say", { detail: { kind, case: this.row.id, data }, bubbles: true, composed: true }),
    );
  }
}

/** The names of organisations by their id. */
function names(organisations = new Map()) {
  return new Map([...organisations].map(([id, { name }]) => [id, name]));
}

function inOrder(entries) {
  return Object.values(entries).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
customElements.define("er-detail", ErDetail);
