/** 時間経過: the next time mark as one big button, the others beside it; a tap on the list offers every mark. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { say } from "./language.js";
import { clock, english, term } from "./words.js";

const REST_MS = 600;
const MARKS = ["on-scene", "patient-contact", "loaded", "departed-scene", "arrived-hospital"];

/** The marks of a case with their times, the hand-over last. */
export function marks({ times = {}, handover }) {
  return [
    ...MARKS.map((mark) => [mark, times[mark]]),
    ["handed-over", handover?.handed_over_at ?? times["handed-over"]],
  ];
}

/** Events: `say` ({kind: "stamp-time", data}), `go` ("handover"). */
export class CrewTimes extends LitElement {
  static properties = { document: { attribute: false }, _all: { state: true }, _isResting: { state: true } };
  static styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: 8px;
        padding: 10px;
        border-top: var(--edge) solid var(--line);
        background: var(--surface);
        --touch: 64px;
        position: relative;
      }
      .stamp {
        font-size: 1.5rem;
        min-height: 84px;
        flex-direction: column;
        gap: 2px;
      }
      .list {
        display: grid;
        justify-content: stretch;
        gap: 0;
        padding: 4px 8px;
        font-weight: var(--weight);
        font-size: 1rem;
      }
      .list span {
        display: flex;
        justify-content: space-between;
        gap: 4px;
        width: 100%;
        line-height: 1.65;
      }
      .list .done {
        font-weight: 700;
      }
      .list .next {
        color: var(--accent);
        font-weight: 700;
      }
      .list i {
        font-style: normal;
        font-variant-numeric: tabular-nums;
      }
      .all {
        position: absolute;
        left: 10px;
        right: 10px;
        bottom: calc(100% - 92px);
        display: grid;
        gap: 8px;
        padding: 10px;
        background: var(--sunken);
        border: var(--edge) solid var(--line);
        border-radius: var(--border-radius-8);
        z-index: 5;
      }
      @media (max-width: 900px) {
        :host {
          grid-template-columns: 220px minmax(0, 1fr);
          border-top: 0;
          border-bottom: var(--edge) solid var(--line);
          padding: 8px 10px;
        }
        .stamp {
          min-height: 72px;
          font-size: 1.375rem;
        }
        .list {
          grid-auto-flow: column;
          grid-auto-columns: minmax(0, 1fr);
          font-size: 0.9375rem;
          padding: 4px;
        }
        .list span {
          display: grid;
          justify-items: center;
          justify-content: center;
          line-height: 1.35;
          gap: 0;
        }
        .all {
          top: 100%;
          bottom: auto;
          grid-template-columns: repeat(3, 1fr);
        }
      }
      .list .brief {
        display: none;
      }
      @media (max-width: 700px) {
        :host {
          grid-template-columns: minmax(0, 1fr) 84px;
          border: 0;
          border-top: var(--edge) solid var(--line);
          padding: 6px 8px;
          z-index: 6;
        }
        .stamp {
          min-height: 64px;
          font-size: 1.25rem;
        }
        .stamp .en,
        .list span {
          display: none;
        }
        .list .brief {
          display: block;
          line-height: 1.2;
        }
        .all {
          top: auto;
          bottom: 100%;
          grid-template-columns: repeat(2, 1fr);
        }
      }
      @media (max-width: 700px) and (max-height: 560px) {
        .all {
          position: static;
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  willUpdate(changed) {
    if (changed.has("document") && changed.get("document")?.case !== this.document.case) this._all = false;
  }

  render() {
    const all = marks(this.document);
    const next = all[all.findLastIndex(([, at]) => at) + 1]?.[0];
    return html`
      ${next ? this.#button(next, "primary stamp") : html`<button class="stamp" disabled>${say("引継済", "Handed over")}</button>`}
      <button
        class="list"
        data-act="all-times"
        aria-expanded=${Boolean(this._all)}
        title=${say("別の時刻を選ぶ", "Choose another mark")}
        @click=${() => {
          this._all = !this._all;
        }}
      >
        <span class="brief">${say("他の時刻", "Other times")}</span>
        ${all.map(([mark, at]) => this.#line(mark, at, next))}
      </button>
      ${this._all ? html`<div class="all">${all.map(([mark]) => this.#button(mark, ""))}</div>` : nothing}
    `;
  }

  #line(mark, at, next) {
    const isUnsent = this.document.unsent?.has(`times/${mark}`);
    return html`<span class=${at ? "done" : mark === next ? "next" : "soft"}>
      ${term("time-mark", mark)}
      <i>${isUnsent ? html`<b class="unsent">${say("未送信", "unsent")}</b>` : nothing} ${at ? clock(at) : "–"}</i>
    </span>`;
  }

  /** A glove in a moving car taps twice: what is next may not be stamped by the second. */
  #rest() {
    this._isResting = true;
    setTimeout(() => (this._isResting = false), REST_MS);
  }

  #button(mark, look) {
    const word = mark === "handed-over" ? say("引継へ", "Hand over") : term("time-mark", mark);
    return html`<button
      class=${look}
      data-act=${look ? "stamp" : "stamp-other"}
      data-mark=${mark}
      ?disabled=${Boolean(this._isResting)}
      @click=${() => this.#stamp(mark)}
    >
      ${word} ${say(html`<span class="en" lang="en">${english(mark)}</span>`, "")}
    </button>`;
  }

  #stamp(mark) {
    this._all = false;
    this.#rest();
    const [name, detail] =
      mark === "handed-over" ? ["go", "handover"] : ["say", { kind: "stamp-time", data: { mark } }];
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
customElements.define("crew-times", CrewTimes);
