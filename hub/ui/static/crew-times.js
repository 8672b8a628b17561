/** 時間経過: the next time mark as one big button; a tap on another mark chooses it instead. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { clock, english, term } from "./words.js";

const MARKS = ["on-scene", "patient-contact", "loaded", "departed-scene", "arrived-hospital"];

/** The marks of a case with their times, the hand-over last. */
export function marks({ times = {}, handover }) {
  return [...MARKS.map((mark) => [mark, times[mark]]), ["handed-over", handover?.handed_over_at ?? times["handed-over"]]];
}

/** Events: `say` ({kind: "stamp-time", data}), `go` ("handover"). */
export class CrewTimes extends LitElement {
  static properties = { document: { attribute: false }, _chosen: { state: true } };
  static styles = [shared, css`
    :host { display: grid; grid-template-columns: 248px minmax(0, 1fr); gap: 10px; --touch: 64px; }
    .stamp { font-size: 1.375rem; min-height: 72px; }
    .stamp small { font-weight: 400; }
    .marks { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: 4px; }
    .marks button { flex-direction: column; gap: 0; padding: 0 2px; font-size: 0.9375rem; min-height: 72px; border-width: 1px; border-top-width: 6px; border-color: var(--line); }
    .marks .done { border-top-color: var(--good); }
    .marks .next { border-top-color: var(--accent); border-color: var(--accent); }
    .marks b { font-size: 1.125rem; font-variant-numeric: tabular-nums; min-height: 1.2em; }
    .marks .unsent { font-size: 0.75rem; }
    @media (max-width: 900px) { :host { grid-template-columns: 1fr; } }
  `];

  willUpdate(changed) {
    if (changed.has("document") && changed.get("document")?.case !== this.document.case) this._chosen = null;
  }

  render() {
    const all = marks(this.document);
    const lastDone = all.findLastIndex(([, at]) => at);
    const next = this._chosen ?? all[lastDone + 1]?.[0];
    return html`
      ${next ? html`<button class="primary stamp" data-act="stamp" data-mark=${next} @click=${() => this.#stamp(next)}><span>${next === "handed-over" ? "引継へ" : term("time-mark", next)} <span class="en">${english(next)}</span></span></button>`
        : html`<button class="stamp" disabled>引継済</button>`}
      <div class="marks">${all.map(([mark, at]) => html`<button class="${at ? "done" : ""} ${mark === next ? "next" : ""}" data-choose=${mark} @click=${() => { this._chosen = mark; }}>
        <span>${term("time-mark", mark)}</span><b>${at ? clock(at) : "–"}</b>${this.document.unsent?.has(`times/${mark}`) ? html`<span class="unsent">未送信</span>` : nothing}
      </button>`)}</div>
    `;
  }

  #stamp(mark) {
    this._chosen = null;
    const [name, detail] = mark === "handed-over" ? ["go", "handover"] : ["say", { kind: "stamp-time", data: { mark } }];
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
customElements.define("crew-times", CrewTimes);
