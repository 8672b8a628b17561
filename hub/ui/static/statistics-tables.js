/** 統計表: categories with their numbers, their shares and a bar; what is withheld says so. */
import { html, nothing, svg } from "./vendor/lit.js";

export const WITHHELD = "秘匿";

/** A number as it is read; one that is withheld, or is not there, says so. */
export function number(value) {
  if (value === null) return html`<abbr title="10件未満のため、または10件未満が分かるため表示しません">${WITHHELD}</abbr>`;
  return value === undefined ? "–" : value.toLocaleString("ja-JP");
}

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

/** Seconds as `1分30秒`. */
export function spoken(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return minutes ? `${minutes}分${rest ? `${rest}秒` : ""}` : `${rest}秒`;
}

/**
 * @param {string} name
 * @param {{total: number | null, cells: Object<string, number | null>}} table
 * @param {{ja: string, categories: Object<string, string>}} terms
 * @param {{median: number, ninety: number} | null | undefined} times
 */
export function statisticsTable(name, table, terms, times) {
  const shown = Object.entries(terms.categories).filter(([category]) => category in table.cells);
  const unit = name === "answer-time" ? spoken : (value) => `${value}分`;
  return html`<section class="card" data-table=${name}>
    <h3>${terms.ja}</h3>
    ${
      times
        ? html`<p class="times">
            中央値 <b class="num">${unit(times.median)}</b> 90%値 <b class="num">${unit(times.ninety)}</b>
          </p>`
        : nothing
    }
    ${
      shown.length
        ? html`<table>
            <tbody>
              ${shown.map(([category, ja]) => row(category, ja, table))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">計</th>
                <td class="num">${number(table.total)}</td>
                <td></td>
                <td></td>
              </tr>
            </tfoot>
          </table>`
        : html`<p class="soft">該当する事案はありません。</p>`
    }
  </section>`;
}

function row(category, ja, table) {
  const value = table.cells[category];
  const part = share(value, table.total);
  return html`<tr data-category=${category}>
    <th scope="row">${ja}</th>
    <td class="num">${number(value)}</td>
    <td class="num soft">${percent(part)}</td>
    <td class="bar">${part === null ? nothing : bar(part)}</td>
  </tr>`;
}

const bar = (part) =>
  svg`<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=${part} height="8" /></svg>`;
