/**
 * What a screen reader says of the board: a new request once, politely; a red one and a patient who got worse at once.
 *
 * The rows count seconds and say nothing. What is said here stands in two live regions that are on the page from the
 * beginning, and changes only when there is something new.
 */
import { html } from "./vendor/lit.js";
import { say } from "./language.js";
import { person, term } from "./words.js";

export class Said {
  #known = null;
  #polite = [];
  #urgent = [];

  /**
   * Hears of everything that waits; what was there when the page began is not new.
   * @param {{id: string, document: object, urgency?: string, eta?: {minutes: number}}[]} waiting
   * @param {{key: string, change: string, row: {document: object}}[]} changes
   */
  hear(waiting, changes) {
    const heard = [
      ...waiting.map((row) => ({ key: `${row.id} ${row.request.requested_at}`, isUrgent: row.urgency === "red", row })),
      ...changes.map(({ key, change, row }) => ({ key, isUrgent: true, change, row })),
    ];
    const fresh = heard.filter(({ key }) => this.#known && !this.#known.has(key));
    this.#known = new Set([...(this.#known ?? []), ...heard.map(({ key }) => key)]);
    const [urgent, polite] = [true, false].map((level) => fresh.filter(({ isUrgent }) => isUrgent === level));
    if (urgent.length) this.#urgent = urgent;
    if (polite.length) this.#polite = polite;
  }

  regions() {
    return html`<p class="unseen" role="status" data-said>${this.#polite.map(words)}</p>
      <p class="unseen" role="alert" data-said="alert">${this.#urgent.map(words)}</p>`;
  }
}

function words({ change, row: { document, urgency, eta } }) {
  const complaint = html`<span translate="no">${document.complaint?.chief_complaint ?? ""}</span>`;
  if (change) return html`${say("容態変化", "Change")} ${term("change", change)} ${complaint} `;
  const minutes = eta ? say(`到着まで${eta.minutes}分`, `arrives in ${eta.minutes} min`) : "";
  const who = html`${complaint} ${person(document.patient)}`;
  return html`${say("新しい照会", "New request")} ${term("urgency", urgency)} ${who} ${minutes} `;
}
