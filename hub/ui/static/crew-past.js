/** 過去の事案: what became of the patients this crew has brought, as far as the hospitals have told it. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { read } from "./session.js";
import { shared } from "./styles.js";
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
        事案はありません。「＋ 新規事案」を押すと始まります。<span class="en">Start with “New”.</span>
      </p>
      ${
        this._cases.length
          ? html`<h2>
                過去の事案 <span class="en">What became of them</span>
                <button data-act="renew" @click=${() => this.#renew()}>更新</button>
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
        <b>${complaint.chief_complaint ?? "主訴未入力"}</b> ${isExercise ? html`<span class="tag exercise">訓練</span>` : nothing}
        <br /><small>${clock(openedAt)} ・ ${place || term("closing", closing.closing)}</small>
      </span>
      <span class="found">${outcome ? this.#outcome(outcome) : html`<small class="soft">${place ? "初診結果待ち" : ""}</small>`}</span>
    </li>`;
  }

  #outcome({ severity, diagnosis, disposition, after_21_days: later }) {
    const became = [term("disposition", disposition), later && `21日後 ${term("later-state", later)}`].filter(Boolean);
    return html`<span class="tag" data-severity=${severity}>${term("severity", severity)}</span>
      <b>${diagnosis ?? ""}</b><br /><small>${became.join(" ・ ")}</small>`;
  }
}
customElements.define("crew-past", CrewPast);
