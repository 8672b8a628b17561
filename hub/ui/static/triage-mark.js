/** トリアージ区分: the category of a triage tag as a mark, with the Roman numeral that tags carry. */
import { html } from "./vendor/lit.js";
import { Mark } from "./mark.js";
import { say } from "./language.js";
import { CATEGORIES, SIGNS } from "./triage.js";
import { term } from "./words.js";

export class TriageMark extends Mark {
  static properties = { category: { type: String, reflect: true } };

  render() {
    const name = term("triage-category", this.category) || say("未実施", "not done");
    return this.drawn(this.category, say(`トリアージ ${name}`, `triage ${name}`), SIGNS[this.category]?.[1]);
  }
}
customElements.define("triage-mark", TriageMark);

/** How many there are of each category, always in the same places. */
export function triageTallies(counts) {
  return html`<ol class="tallies" aria-label=${say("トリアージ区分別の人数", "Casualties by triage category")}>
    ${CATEGORIES.map(
      (category) =>
        html`<li data-tally=${category}>
          <triage-mark category=${category}></triage-mark>
          <b class="num">${counts[category]}</b>
        </li>`,
    )}
  </ol>`;
}
