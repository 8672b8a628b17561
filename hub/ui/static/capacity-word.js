/** A word of ◎○△× as it is drawn: how fresh it is, and whose it is. Pure but for the drawing of its parts. */
import { html, nothing } from "./vendor/lit.js";
import { CODES } from "./codes.js";
import { ago, clock } from "./words.js";
import { say } from "./language.js";

const STALE_MS = 6 * 3600_000;

/** The sign of a level, the same in every language; `?` where nothing is said. */
export const sign = (level) => CODES.level[level] ?? "?";

/** Whether a word has run out, or is too old to be relied upon. */
export function isStale({ valid_until: until, at }, now) {
  return until ? Date.parse(until) < now : now - Date.parse(at) > STALE_MS;
}

/** Whether a hospital has stopped everything: each word that it stands by is ×. */
export function hasStopped(capacity, now) {
  const fresh = Object.values(capacity).filter((said) => !isStale(said, now));
  return fresh.length > 0 && fresh.every(({ level }) => level === "none");
}

/** How old a word is, whose it is where not the hospital's own, how many beds. */
export function provenance(said, now) {
  const age = isStale(said, now)
    ? say(`期限切れ ${clock(said.valid_until ?? said.at)}`, `ran out ${clock(said.valid_until ?? said.at)}`)
    : ago(said.at, now);
  const beds = said.beds === undefined ? nothing : html`<b class="num">${say(`空床${said.beds}`, `${said.beds} beds`)}</b>`;
  return html`${beds}${said.source ? html`<b translate="no">${said.source}</b>` : nothing} <span class="num">${age}</span>`;
}

/** A level as it is said aloud. */
export function levelName(level) {
  return say(...(LEVELS[level] ?? ["情報なし", "nothing said"]));
}

const LEVELS = {
  good: ["受入可", "can take"],
  possible: ["相談により可", "on inquiry"],
  limited: ["制限あり", "limited"],
  none: ["受入不可", "cannot take"],
};
