/** The crew's cases in a column, the newest first, with the way to a new one. */
import { html, nothing, repeat } from "./vendor/lit.js";
import { isCalled } from "./crew-called.js";
import { phase } from "./crew-phase.js";
import { both, say } from "./language.js";
import { person } from "./words.js";
import "./urgency-mark.js";

/**
 * @param {{cases: Object<string, object>, here: string, isExercise: boolean, isMany: boolean}} state
 * @param {{start: () => void, open: (id: string) => void, exercise: () => void,
 *   casualties: () => void, past: () => void}} acts
 */
export function crewRail({ cases, here, isExercise, isMany }, acts) {
  const open = Object.entries(cases).sort(([, a], [, b]) => Date.parse(b.opened_at) - Date.parse(a.opened_at));
  return html`<nav aria-label=${say("事案", "Cases")}>
    <button class="primary" data-act="new-case" @click=${() => acts.start()}>
      ＋ ${both("新規事案", "New")}
    </button>
    <button
      class=${isMany ? "chosen" : ""}
      aria-pressed=${isMany}
      data-act="casualties"
      @click=${() => acts.casualties()}
    >
      ${say("災害・多数傷病者", "Mass casualty")}
    </button>
    ${repeat(
      open,
      ([id]) => id,
      ([id, document]) =>
        html`<button class="case ${id === here ? "here" : ""}" data-case=${id} aria-current=${id === here} @click=${() => acts.open(id)}>
          <urgency-mark level=${document.complaint?.urgency ?? nothing}></urgency-mark>
          <span>
            ${complaintOf(document)}<small>${person(document.patient)}</small>
            <small class="phase">${isCalled(document) ? say("指令 ・ ", "119 · ") : ""}${phase(document)}</small>
          </span>
        </button>`,
    )}
    <span class="spring"></span>
    <button aria-pressed=${here === null} data-act="past" @click=${() => acts.past()}>${say("過去の事案", "Past cases")}</button>
    <button
      class=${isExercise ? "chosen" : "drill"}
      aria-pressed=${isExercise}
      data-act="exercise"
      @click=${() => acts.exercise()}
    >
      ${isExercise ? say("訓練モード 中", "Exercise is on") : say("訓練モード", "Exercise")}
    </button>
  </nav>`;
}

/** What is complained of, in the words of who wrote it down. */
function complaintOf({ complaint }) {
  const said = complaint?.chief_complaint;
  return said ? html`<b translate="no">${said}</b>` : html`<b>${say("主訴未入力", "No complaint yet")}</b>`;
}
