/** The crew's cases in a column, the newest first, with the way to a new one. */
import { html, nothing, repeat } from "./vendor/lit.js";
import { isCalled } from "./crew-called.js";
import { phase } from "./crew-phase.js";
import { person } from "./words.js";
import "./urgency-mark.js";

/**
 * @param {{cases: Object<string, object>, here: string, isExercise: boolean, isMany: boolean}} state
 * @param {{start: () => void, open: (id: string) => void, exercise: () => void,
 *   casualties: () => void, past: () => void}} acts
 */
export function crewRail({ cases, here, isExercise, isMany }, acts) {
  const open = Object.entries(cases).sort(([, a], [, b]) => Date.parse(b.opened_at) - Date.parse(a.opened_at));
  return html`<nav aria-label="事案">
    <button class="primary" data-act="new-case" @click=${() => acts.start()}>
      ＋ 新規事案 <span class="en">New</span>
    </button>
    <button
      class=${isMany ? "chosen" : ""}
      aria-pressed=${isMany}
      data-act="casualties"
      @click=${() => acts.casualties()}
    >
      災害・多数傷病者
    </button>
    ${repeat(
      open,
      ([id]) => id,
      ([id, document]) =>
        html`<button class="case ${id === here ? "here" : ""}" data-case=${id} @click=${() => acts.open(id)}>
          <urgency-mark level=${document.complaint?.urgency ?? nothing}></urgency-mark>
          <span>
            <b>${document.complaint?.chief_complaint ?? "主訴未入力"}</b><small>${person(document.patient)}</small>
            <small class="phase">${isCalled(document) ? "指令 ・ " : ""}${phase(document)}</small>
          </span>
        </button>`,
    )}
    <span class="spring"></span>
    <button aria-pressed=${here === null} data-act="past" @click=${() => acts.past()}>過去の事案</button>
    <button
      class=${isExercise ? "chosen" : "drill"}
      aria-pressed=${isExercise}
      data-act="exercise"
      @click=${() => acts.exercise()}
    >
      訓練モード${isExercise ? " 中" : ""}
    </button>
  </nav>`;
}
