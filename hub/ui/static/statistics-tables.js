/** 統計表: categories with their numbers, their shares and a bar; what is withheld says so. */
import { html, nothing, svg } from "./vendor/lit.js";
import { say } from "./language.js";
import { categoryName, inMinutes, spoken, tableName, whole } from "./statistics-words.js";

/** A number as it is read; one that is withheld, or is not there, says so. */
export function number(value) {
  if (value === undefined) return "–";
  return value === null ? html`<abbr title=${why()}>${say("秘匿", "withheld")}</abbr>` : whole(value);
}

const why = () =>
  say(
    "10件未満のため、または10件未満が分かるため表示しません",
    "Fewer than ten, or fewer than ten could be had from it",
  );

/** A share of a total in percent; nothing where either is withheld. */
export function share(part, total) {
  return part === null || part === undefined || !total ? null : (part / total) * 100;
}

export const percent = (value) => (value === null ? "–" : `${value.toFixed(1)}%`);

/** The sum of categories, or what the others leave of the total; null where neither can be told. */
export function sum(table, categories) {
  if (!table) return null;
  const inside = added(table, (category) => categories.includes(category));
  if (inside !== null || table.total === null) return inside;
  const outside = added(table, (category) => !categories.includes(category));
  return outside === null ? null : table.total - outside;
}

function added({ cells }, isMeant) {
  const found = Object.entries(cells).filter(([category]) => isMeant(category));
  return found.some(([, value]) => value === null) ? null : found.reduce((all, [, value]) => all + value, 0);
}

/**
 * @param {string} name
 * @param {{total: number | null, cells: Object<string, number | null>}} table
 * @param {{ja: string, categories: Object<string, string>}} terms
 * @param {{median: number, ninety: number} | null | undefined} times
 */
export function statisticsTable(name, table, terms, times) {
  const shown = Object.entries(terms.categories).filter(([category]) => category in table.cells);
  const unit = name === "answer-time" ? spoken : inMinutes;
  return html`<section class="card" data-table=${name}>
    <h3>${tableName(name, terms.ja)}</h3>
    ${
      times
        ? html`<p class="times">
            ${say("中央値", "median")} <b class="num">${unit(times.median)}</b> ${say("90%値", "nine of ten")}
            <b class="num">${unit(times.ninety)}</b>
          </p>`
        : nothing
    }
    ${
      shown.length
        ? html`<table>
            <caption class="hidden">
              ${tableName(name, terms.ja)}
            </caption>
            <thead>
              <tr>
                <th scope="col">${say("区分", "Category")}</th>
                <th scope="col">${say("件数", "Number")}</th>
                <th scope="col">${say("割合", "Share")}</th>
                <td></td>
              </tr>
            </thead>
            <tbody>
              ${shown.map(([category, ja]) => row(category, categoryName(name, category, ja), table))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">${say("計", "Total")}</th>
                <td class="num">${number(table.total)}</td>
                <td></td>
                <td></td>
              </tr>
            </tfoot>
          </table>`
        : html`<p class="soft">${say("該当する事案はありません。", "No such cases.")}</p>`
    }
  </section>`;
}

function row(category, name, table) {
  const value = table.cells[category];
  const part = share(value, table.total);
  return html`<tr data-category=${category}>
    <th scope="row">${name}</th>
    <td class="num">${number(value)}</td>
    <td class="num soft">${percent(part)}</td>
    <td class="bar">${part === null ? nothing : bar(part)}</td>
  </tr>`;
}

const bar = (part) =>
  svg`<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=${part} height="8" /></svg>`;
