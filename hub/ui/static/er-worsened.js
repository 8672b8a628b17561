/** 容態変化: who got worse on the way stands above everything until somebody here has seen it. */
import { html, nothing } from "./vendor/lit.js";
import { say } from "./language.js";
import { ago, person, term } from "./words.js";

const SHOWN = 3;

/**
 * @param {{key: string, change: string, detail?: string, at: string, row: object}[]} changes the newest first
 * @param {number} now the hub's clock in milliseconds
 * @param {{open: (id: string) => void, seen: (key: string) => void}} acts
 */
export function worsenedBanner(changes, now, { open, seen }) {
  if (changes.length === 0) return nothing;
  return html`<ul class="worsened" aria-label=${say("容態変化", "Changes for the worse")} data-banner="worsened">
    ${changes.slice(0, SHOWN).map(
      ({ key, change, detail, at, row: { id, document } }) =>
        html`<li class="banner red" data-change=${key}>
          <b>${say("容態変化", "Change")} ${term("change", change)}</b>
          <button class="which" data-act="open-change" @click=${() => open(id)}>
            <span translate="no">${document.complaint?.chief_complaint ?? ""}</span> ${person(document.patient)}
          </button>
          <span class="detail" translate="no">${detail ?? ""}</span>
          <span class="num">${ago(at, now)}</span>
          <button data-act="seen-change" @click=${() => seen(key)}>${say("確認", "Seen")}</button>
        </li>`,
    )}
  </ul>`;
}
