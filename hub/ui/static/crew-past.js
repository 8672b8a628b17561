/** 過去の事案: what became of the patients this crew has brought, as far as the hospitals have told it. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { read } from "./session.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { clock, term } from "./words.js";
import "./urgency-mark.js";

export class CrewPast extends LitElement {
  static properties = {
    session: { attribute: false },
    names: { attribute: false },
    heard: { attribute: false },
    _cases: { state: true },
  };
  static styles = [
    shared,
    css`
      :host {
        display: block;
        --mark: 40px;
      }
      .none {
        text-align: center;
        color: var(--ink-soft);
        padding: 24px 8px;
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 4px 12px;
        align-items: center;
        padding: 8px 4px;
        border-top: var(--edge) solid var(--line);
      }
      .found {
        text-align: right;
      }
    `,
  ];

  constructor() {
    super();
    this._cases = [];
  }

  /** Asked when the unit's stream has moved, and by a tap: each look is written down, and a clock would look for nobody. */
  willUpdate(changed) {
    if (changed.has("heard")) this.#renew();
  }

  /** Without a network the last answer stands. */
  #renew() {
    read(this.session, "/cases/past").then(
      ({ cases }) => (this._cases = cases),
      () => {},
    );
  }

  render() {
    return html`<p class="none">
        ${say("事案を選ぶか、「＋ 新規事案」を押してください。", "Choose a case, or start with “New case”.")}
      </p>
      ${
        this._cases.length
          ? html`<h2>
                ${both("過去の事案", "What became of them")}
                <button data-act="renew" @click=${() => this.#renew()}>${say("更新", "Renew")}</button>
              </h2>
              <ol>
                ${this._cases.map((each) => this.#row(each))}
              </ol>`
          : nothing
      }`;
  }

  #row({ case: id, complaint = {}, opened_at: openedAt, destination, closing = {}, outcome, is_exercise: isExercise }) {
    const place = destination ? (this.names?.get(destination.facility) ?? destination.facility) : "";
    return html`<li data-past=${id}>
      <urgency-mark level=${complaint.urgency ?? nothing}></urgency-mark>
      <span>
        <b translate="no">${complaint.chief_complaint ?? say("主訴未入力", "–")}</b> ${isExercise ? html`<span class="tag exercise">${say("訓練", "Exercise")}</span>` : nothing}
        <br /><small>${clock(openedAt)} ・ ${place ? html`<span translate="no">${place}</span>` : term("closing", closing.closing)}</small>
      </span>
      <span class="found">${outcome ? this.#outcome(outcome) : html`<small class="soft">${place ? say("初診結果待ち", "no outcome yet") : ""}</small>`}</span>
    </li>`;
  }

  #outcome({ severity, diagnosis, disposition, after_21_days: later }) {
    const became = [term("disposition", disposition), later && say(`21日後 ${term("later-state", later)}`, `21 days later: ${term("later-state", later)}`)].filter(Boolean);
    return html`<span class="tag" data-severity=${severity}>${term("severity", severity)}</span>
      <b translate="no">${diagnosis ?? ""}</b><br /><small>${became.join(" ・ ")}</small>`;
  }
}
customElements.define("crew-past", CrewPast);
