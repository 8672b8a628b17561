/** 区分の判定: one of four by hand, or by the questions of START, or by the findings of PAT. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { say } from "./language.js";
import { shared } from "./styles.js";
import { CATEGORIES, PAT, SIGNS, START, byFindings } from "./triage.js";
import "./triage-mark.js";

const WAYS = [
  ["start", ["STARTの手順", "By START"]],
  ["pat", ["PATの手順", "By PAT"]],
];

/** Event: `judged` ({category, method}). */
export class TriageJudge extends LitElement {
  static properties = { _way: { state: true }, _question: { state: true }, _findings: { state: true } };
  static styles = [
    shared,
    css`
      :host {
        display: block;
        --touch: 64px;
      }
      .categories {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        gap: 8px;
      }
      .categories button {
        min-height: 84px;
        padding: 6px;
      }
      @media (max-width: 700px) {
        .categories button {
          flex-direction: column;
          gap: 0;
        }
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-top: 8px;
        align-items: center;
      }
      .question {
        font-size: 1.375rem;
        font-weight: 700;
        flex: 1 1 100%;
      }
      .row button {
        min-width: 120px;
      }
      h4 {
        margin: 8px 0 4px;
      }
    `,
  ];

  constructor() {
    super();
    this._findings = new Set();
  }

  render() {
    return html`<div class="categories" role="group" aria-label=${say("トリアージ区分", "Triage category")}>
        ${CATEGORIES.map(
          (category) =>
            html`<button data-category=${category} @click=${() => this.#tell(category, "start")}>
              <triage-mark category=${category}></triage-mark> ${say(SIGNS[category][0], category)}
            </button>`,
        )}
      </div>
      <div class="row">
        ${WAYS.map(
          ([way, words]) =>
            html`<button data-way=${way} aria-expanded=${this._way === way} @click=${() => this.#take(way)}>${say(...words)}</button>`,
        )}
      </div>
      ${this._way === "start" ? this.#asked() : nothing} ${this._way === "pat" ? this.#found() : nothing}`;
  }

  #take(way) {
    this._way = this._way === way ? null : way;
    [this._question, this._findings] = ["walks", new Set()];
  }

  #asked() {
    const { words, yes, no } = START[this._question];
    return html`<div class="row" data-question=${this._question}>
      <p class="question" aria-live="polite">${say(...words)}</p>
      <button data-answer="yes" @click=${() => this.#answer(yes)}>${say("はい", "Yes")}</button>
      <button data-answer="no" @click=${() => this.#answer(no)}>${say("いいえ", "No")}</button>
    </div>`;
  }

  #answer(then) {
    if (then in START) this._question = then;
    else this.#tell(then, "start");
  }

  #found() {
    const category = byFindings(this._findings);
    return html`${PAT.map(
        ({ words, findings }) =>
          html`<h4>${say(...words)}</h4>
            <div class="chips">
              ${findings.map(
                ([finding, en]) =>
                  html`<button
                    class=${this._findings.has(finding) ? "chosen" : ""}
                    aria-pressed=${this._findings.has(finding)}
                    data-finding=${finding}
                    @click=${() => this.#note(finding)}
                  >
                    ${say(finding, en)}
                  </button>`,
              )}
            </div>`,
      )}
      <div class="row">
        <button class="primary" data-act="by-findings" @click=${() => this.#tell(category, "pat")}>
          ${say(`${SIGNS[category].join(" ")} とする`, `Make it ${category}`)}
        </button>
      </div>`;
  }

  #note(finding) {
    const findings = new Set(this._findings);
    if (!findings.delete(finding)) findings.add(finding);
    this._findings = findings;
  }

  #tell(category, method) {
    this._way = null;
    this.dispatchEvent(new CustomEvent("judged", { detail: { category, method } }));
  }
}
customElements.define("triage-judge", TriageJudge);
