/** 事案の経過: what has happened in a case, the newest first, as far as its document says. */
import { LitElement, css, html } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { clock, term } from "./words.js";
import { both, say } from "./language.js";

const STEPS = [
  ["requested_at", "requested"],
  ["delivered_at", "delivered"],
  ["displayed_at", "displayed"],
  ["acknowledged_at", "acknowledged"],
];

/**
 * @typedef {{at: string, what: string, who?: string, words?: string, weight?: "bad" | "good"}} Step
 *   `who` an organisation, `words` what somebody wrote
 * @param {object} document of a case
 * @returns {Step[]}
 */
export function course(document) {
  const { times = {}, requests = {}, destination, changes = {}, triage = {}, messages = {}, handover, outcome } = document;
  const found = [
    { at: document.opened_at, what: say("事案開始", "case opened") },
    ...Object.entries(times).map(([mark, at]) => ({ at, what: term("time-mark", mark) })),
    ...Object.entries(requests).flatMap(([facility, asked]) => asking(facility, asked)),
    ...Object.values(changes).map(({ at, change, detail }) => ({ at, what: term("change", change), words: detail })),
    ...Object.values(triage).map(({ at, category, tag_number: tag }) => ({
      at,
      what: `${say("トリアージ", "triage")} ${term("triage-category", category)}`,
      words: tag,
    })),
    ...Object.values(messages).map(({ at, organisation, text, is_question: isQuestion }) => ({
      at,
      who: organisation,
      what: isQuestion ? say("質問", "asks") : say("連絡", "message"),
      words: text,
    })),
    destination && {
      at: destination.confirmed_at,
      who: destination.facility,
      what: destination.is_allotted ? say("搬送先に割当", "allotted") : say("搬送先決定", "destination"),
      weight: "good",
    },
    handover && { at: handover.handed_over_at, what: say("引継ぎ", "handed over"), weight: "good" },
    handover && { at: handover.receipt_at, what: say("引継受領", "hand-over received") },
    outcome && { at: outcome.recorded_at, what: `${say("初診結果", "outcome")} ${term("severity", outcome.severity)}` },
  ];
  return found.filter((each) => each?.at).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

function asking(facility, asked) {
  const { escalated = {}, answered_at: answeredAt, withdrawn_at: withdrawnAt, taken_back_at: takenBackAt } = asked;
  const isNo = asked.state === "declined";
  const reached = STEPS.map(([name, state]) => ({ at: asked[name], who: facility, what: term("request-state", state) }));
  const climbed = Object.entries(escalated).map(([step, at]) => ({
    at,
    who: facility,
    what: `${say("未確認", "unnoticed")}: ${term("escalation-step", step)}`,
    weight: "bad",
  }));
  const told = {
    at: takenBackAt ?? answeredAt,
    who: facility,
    what: [
      takenBackAt ? say("応需の取消", "took its accept back") : term("request-state", asked.state),
      asked.is_by_phone ? say("(電話)", "(by phone)") : "",
      isNo ? term("decline-reason", asked.reason) : "",
    ].join(" "),
    words: asked.conditions,
    weight: isNo ? "bad" : "good",
  };
  const ended = { at: withdrawnAt, who: facility, what: term("withdrawal-cause", asked.cause), words: asked.reason };
  return [...reached, ...climbed, withdrawnAt ? ended : told];
}

export class CommandCourse extends LitElement {
  static properties = { document: { attribute: false }, nameOf: { attribute: false } };
  static styles = [
    shared,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      h3 {
        font-size: 1rem;
        margin-bottom: 6px;
      }
      ol {
        max-height: 22rem;
        overflow-y: auto;
        border-left: 3px solid var(--line);
      }
      li {
        display: grid;
        grid-template-columns: 3.4em minmax(0, 1fr);
        gap: 0 10px;
        padding: 3px 10px;
        overflow-wrap: anywhere;
      }
      .bad b {
        color: var(--alarm);
      }
      .good b {
        color: var(--good);
      }
    `,
  ];

  render() {
    return html`<h3>${both("経過", "Course")}</h3>
      <ol tabindex="0" aria-label=${say("経過", "Course")}>
        ${course(this.document).map(
          ({ at, what, who, words, weight = "" }) =>
            html`<li class=${weight}>
              <time class="num soft">${clock(at)}</time>
              <span><b>${what}</b> <span translate="no">${who ? this.nameOf(who) : ""} ${words ?? ""}</span></span>
            </li>`,
        )}
      </ol>`;
  }
}
customElements.define("command-course", CommandCourse);
