/** 多数傷病者: what comes to this hospital of many casualties, how many of each category and when the first arrives. */
import { html, nothing } from "./vendor/lit.js";
import { say } from "./language.js";
import { term } from "./words.js";
import { CATEGORIES, SIGNS, tagged } from "./triage.js";
import "./triage-mark.js";

const LEAST = 2;

/**
 * @param {{id: string, document: object, eta: {minutes: number} | null}[]} rows of the board
 */
export function casualtiesStrip(rows) {
  const found = tagged(Object.fromEntries(rows.map(({ id, document }) => [id, document])));
  if (found.length < LEAST) return nothing;
  const etas = new Map(rows.map(({ id, eta }) => [id, eta?.minutes]));
  return html`<ol class="casualties" aria-label=${say("多数傷病者の区分別人数", "Casualties by category")} data-casualties=${found.length}>
    ${CATEGORIES.map((category) => {
      const here = found.filter(({ triage }) => triage.category === category);
      const minutes = here.map(({ id }) => etas.get(id)).filter((each) => each !== undefined);
      return html`<li data-tally=${category}>
        <triage-mark category=${category}></triage-mark>
        <b class="num" aria-label=${say(`${SIGNS[category][0]} ${here.length}人`, `${term("triage-category", category)} ${here.length}`)}>${here.length}</b>
        <small>${minutes.length ? say(`最短 ${Math.min(...minutes)}分`, `first in ${Math.min(...minutes)} min`) : "–"}</small>
      </li>`;
    })}
  </ol>`;
}
