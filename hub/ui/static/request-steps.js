/** How far a request has come at one hospital: five states, each with its seconds. */
import { LitElement, css, html } from "./vendor/lit.js";
import { say } from "./language.js";
import { duration, secondsSince, term } from "./words.js";

const STEPS = [
  ["requested", "送信", "sent"],
  ["delivered", "端末到達", "delivered"],
  ["displayed", "画面表示", "shown"],
  ["acknowledged", "確認", "seen"],
  ["answered", "回答", "answered"],
];
const REACHED = {
  unsent: -1,
  requested: 0,
  delivered: 1,
  displayed: 2,
  acknowledged: 3,
  accepted: 4,
  conditional: 4,
  declined: 4,
  withdrawn: 4,
};
const ENDS = new Set(["accepted", "conditional", "declined", "withdrawn"]);

/** The last of the five words: what was answered, in the words of the code list. */
function answer(state) {
  return ENDS.has(state) ? term("request-state", state) : say("回答", "answered");
}

export class RequestSteps extends LitElement {
  static properties = {
    request: { attribute: false },
    now: { attribute: false },
    compact: { type: Boolean, reflect: true },
  };
  static styles = css`
    :host {
      display: block;
    }
    ol {
      display: flex;
      list-style: none;
      margin: 0;
      padding: 0;
    }
    li {
      flex: 1;
      min-width: 0;
      position: relative;
      padding-top: 20px;
      font-size: 0.875rem;
      line-height: 1.25;
      color: var(--ink-faint);
      text-align: center;
      white-space: nowrap;
    }
    li::before {
      content: "";
      position: absolute;
      top: 7px;
      left: -50%;
      width: 100%;
      border-top: var(--thick) solid var(--line);
    }
    li:first-child::before {
      display: none;
    }
    li::after {
      content: "";
      position: absolute;
      top: 2px;
      left: calc(50% - 7px);
      width: 13px;
      height: 13px;
      border-radius: 50%;
      border: var(--thick) solid var(--control-line);
      background: var(--surface);
      z-index: 1;
    }
    li.done {
      color: var(--ink);
    }
    li.done::before {
      border-color: var(--accent);
    }
    li.done::after {
      border-color: var(--accent);
      background: var(--accent);
    }
    li.now {
      font-weight: 700;
    }
    li.now::after {
      box-shadow: 0 0 0 3px var(--accent-line);
    }
    li.accepted {
      color: var(--good);
      font-weight: 700;
    }
    li.accepted::before {
      border-color: var(--good);
    }
    li.accepted::after {
      border-color: var(--good);
      background: var(--good);
    }
    li.declined,
    li.withdrawn {
      color: var(--ink-soft);
      font-weight: 700;
    }
    li.declined::after,
    li.withdrawn::after {
      border-color: var(--ink-soft);
      background: var(--ink-soft);
    }
    li.conditional {
      color: var(--warn);
      font-weight: 700;
    }
    li.conditional::after {
      border-color: var(--warn);
      background: var(--warn);
    }
    .s {
      display: block;
      font-variant-numeric: tabular-nums;
      font-size: 0.93em;
      font-weight: var(--weight);
      min-height: 1.25em;
    }
    :host([compact]) .s {
      display: none;
    }
  `;

  render() {
    const request = this.request ?? {};
    const reached = REACHED[request.state] ?? -1;
    return html`<ol aria-label=${`${say("受入照会", "Request")} ${term("request-state", request.state) || say("未送信", "not sent")}`}>
      ${STEPS.map(([name, ...words], index) => {
        const end = index === 4 ? request.state : "";
        const marks = [index <= reached ? "done" : "", index === reached ? "now" : "", ENDS.has(end) ? end : ""];
        return html`<li class=${marks.filter(Boolean).join(" ")}>
          ${index === 4 ? answer(request.state) : say(...words)}<span class="s"
            >${this.#seconds(request, name, index, reached)}</span
          >
        </li>`;
      })}
    </ol>`;
  }

  /** Done steps say how long after the sending; the step we stand on counts on. */
  #seconds(request, name, index, reached) {
    if (index > reached || !request.requested_at) return "";
    const at = request[`${name}_at`];
    if (index === reached && reached < 4) return duration(secondsSince(at ?? request.requested_at, this.now));
    if (index === 0) return "";
    if (!at) return "";
    const after = Math.max(0, Math.round((Date.parse(at) - Date.parse(request.requested_at)) / 1000));
    return say(`+${after}秒`, `+${after} s`);
  }
}
customElements.define("request-steps", RequestSteps);
