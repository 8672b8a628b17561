/** The telephone is a first-class path: a button that dials, wherever somebody may be waited for. */
import { html, nothing } from "./vendor/lit.js";
import { say } from "./language.js";

/**
 * @param {{name: string, phone?: string}} organisation
 * @param {() => void} called told when the number was dialled
 * @param {string} [words] beside the sign; alone it is large
 */
export function telephone({ name, phone }, called, words = "") {
  if (!phone) return nothing;
  return html`<a class="button ${words ? "" : "tel"}" href="tel:${phone}" aria-label=${say(`${name}に電話`, `Call ${name}`)} @click=${called}>
    ☎ ${words}
  </a>`;
}
