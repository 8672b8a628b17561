/**
 * What a command centre must see of its cases: who waits for an answer and for how long, and which case is becoming a
 * difficult one (搬送困難: four inquiries or more, and half an hour at the scene). Pure.
 */
import { difficulty } from "./difficult.js";
import { secondsSince } from "./words.js";

const LATE_S = 60;
const WAITING = new Set(["requested", "delivered", "displayed", "acknowledged"]);
const WEIGHT = { difficult: 0, near: 1, "": 2 };

/**
 * @typedef {{id: string, document: object, inquiries: number, sceneS: number | null, standing: "difficult" | "near" | "",
 *   waiting: {facility: string, state: string, seconds: number, isLate: boolean, isUnnoticed: boolean}[]}} CommandRow
 */

/** The cases of a department, the most pressing first. */
export function commandRows(documents, now) {
  return Object.entries(documents)
    .filter(([, held]) => held.case && held.status !== "closed")
    .map(([id, held]) => row(id, held, now))
    .sort((a, b) => silent(b) - silent(a) || WEIGHT[a.standing] - WEIGHT[b.standing] || longest(b) - longest(a) || (a.id < b.id ? -1 : 1));
}

/** @returns {CommandRow} */
function row(id, document, now) {
  return { id, document, ...difficulty(document, now), waiting: waiting(document, now) };
}

function waiting({ requests = {} }, now) {
  return Object.entries(requests)
    .filter(([, { state }]) => WAITING.has(state))
    .map(([facility, { state, requested_at: at, escalated = {} }]) => {
      const seconds = secondsSince(at, now);
      const isUnnoticed = Boolean(escalated["command-center"]) && state !== "acknowledged";
      return { facility, state, seconds, isLate: seconds >= LATE_S, isUnnoticed };
    })
    .sort((a, b) => b.seconds - a.seconds);
}

const silent = ({ waiting: all }) => Number(all.some(({ isUnnoticed }) => isUnnoticed));
const longest = ({ waiting: all }) => all[0]?.seconds ?? -1;
