/** Small pieces of markup that several parts draw alike. */
import { html } from "./vendor/lit.js";
import { term } from "./words.js";

/**
 * One choice of several, as a button that stays pressed.
 * @param {{field: string, code: string, text: unknown, isChosen: boolean, tap: () => void}} choice
 */
export function chip({ field, code, text, isChosen, tap }) {
  const look = isChosen ? "chosen" : "";
  return html`<button
    type="button"
    data-field=${field}
    data-code=${code}
    class=${look}
    aria-pressed=${isChosen}
    @click=${tap}
  >
    ${text}
  </button>`;
}

/** What a receiving hospital must know before it answers, one tag each. */
export function dangerTags(document) {
  const dangers = document.complaint?.dangers ?? [];
  return dangers.map((danger) => html`<span class="tag danger">${term("danger", danger)}</span>`);
}
