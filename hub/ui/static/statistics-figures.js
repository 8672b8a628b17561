/** What must be known of a period in two seconds, and which categories that means. */
import { html, nothing } from "./vendor/lit.js";
import { say } from "./language.js";
import { number, percent, share, sum } from "./statistics-tables.js";
import { inMinutes, spoken, whole } from "./statistics-words.js";

export const MANY = ["4", "5", "6", "7", "8", "9", "10", "11-or-more"];
export const LONG = ["under-45", "under-60", "under-90", "under-120", "under-150", "from-150"];
export const MISSED = ["late", "never"];
export const ANSWERED = ["accepted", "conditional"];
export const STEPS = ["second-device", "crew", "command-center", "next-ring"];

/** A number with its share; withheld where one of its parts is. */
export function rate(table, categories) {
  const found = sum(table, categories);
  if (found === null || !table) return number(null);
  return html`${whole(found)} <small class="soft">${percent(share(found, table.total))}</small>`;
}

export function figures({ tables, times }) {
  const scene = times["scene-time"];
  const answer = times["answer-time"];
  const figure = (name, term, value, more) =>
    html`<div data-figure=${name}><dt>${term}</dt><dd class="num">${value}<small>${more}</small></dd></div>`;
  const [scened, answered] = [scene && inMinutes(scene.ninety), answer && spoken(answer.ninety)];
  const nine = (value) => say(`10件に9件は${value}以内`, `nine of ten within ${value}`);
  const four = say("照会4回以上かつ30分以上", "4 inquiries and 30 min or more");
  return html`<dl class="figures">
    ${tables["incident-type"] ? figure("cases", say("事案", "Cases"), number(tables["incident-type"].total), say("転院搬送を含む", "with transfers")) : nothing}
    ${tables.difficult ? figure("difficult", say("搬送困難事案", "Difficult to place"), rate(tables.difficult, ["difficult"]), four) : nothing}
    ${tables.inquiries ? figure("many", say("照会4回以上", "4 inquiries or more"), rate(tables.inquiries, MANY), say("搬送に占める割合", "of those transported")) : nothing}
    ${scene ? figure("scene", say("現場滞在 中央値", "On scene, median"), inMinutes(scene.median), nine(scened)) : nothing}
    ${answer ? figure("answer", say("回答まで 中央値", "To the answer, median"), spoken(answer.median), nine(answered)) : nothing}
    ${tables.answers && !tables.inquiries ? figure("asked", say("照会を受けた回数", "Inquiries received"), number(tables.answers.total), html`${say("応需", "accepted")} ${rate(tables.answers, ANSWERED)}`) : nothing}
    ${tables.climbed ? figure("missed", say("気付かれなかった照会", "Nobody noticed in time"), rate(tables.climbed, STEPS), html`${say("60秒超・気付かれず", "over 60 s or never")} ${rate(tables.acknowledged, MISSED)}`) : nothing}
  </dl>`;
}
