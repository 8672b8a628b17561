/**
 * What a command centre must see of its cases: who waits for an answer and for how long, and which case is becoming a
 * difficult one (搬送困難: four inquiries or more, and half an hour at the scene). Pure.
 */
import { secondsSince } from "./words.js";

const DIFFICULT = { inquiries: 4, sceneS: 30 * 60 };
const NEAR = { inquiries: 3, sceneS: 20 * 60 };
const LATE_S = 60;
const WAITING = new Set(["requested", "delivered", "displayed", "acknowledged"]);
const WEIGHT = { difficult: 0, near: 1, "": 2 };

/**
 * @typedef {{id: string, document: object, inquiries: number, sceneS: number | null, standing: "difficult" | "near" | "",
 *   waiting: {facility: string, state: string, seconds: number, isLate: boolean}[]}} CommandRow
 */

/** The cases of a department, the most pressing first. */
export function commandRows(documents, now) {
  return Object.entries(documents)
    .filter(([, held]) => held.case && held.status !== "closed")
    .map(([id, held]) => row(id, held, now))
    .sort((a, b) => WEIGHT[a.standing] - WEIGHT[b.standing] || longest(b) - longest(a) || (a.id < b.id ? -1 : 1));
}

/** @returns {CommandRow} */
function row(id, document, now) {
  const inquiries = Object.keys(document.requests ?? {}).length;
  const sceneS = atScene(document, now);
  const pressing = standing(document, inquiries, sceneS ?? 0);
  return { id, document, inquiries, sceneS, standing: pressing, waiting: waiting(document, now) };
}

/** Seconds between the arrival at the scene and the departure from it, or now; null before the arrival. */
function atScene({ times = {} }, now) {
  if (!times["on-scene"]) return null;
  const left = times["departed-scene"];
  return secondsSince(times["on-scene"], left ? Date.parse(left) : now);
}

function standing({ times = {}, destination, handover }, inquiries, sceneS) {
  if (handover) return "";
  if (inquiries >= DIFFICULT.inquiries && sceneS >= DIFFICULT.sceneS) return "difficult";
  const isSettled = destination || times["departed-scene"];
  return !isSettled && (inquiries >= NEAR.inquiries || sceneS >= NEAR.sceneS) ? "near" : "";
}

function waiting({ requests = {} }, now) {
  return Object.entries(requests)
    .filter(([, { state }]) => WAITING.has(state))
    .map(([facility, { state, requested_at: at }]) => {
      const seconds = secondsSince(at, now);
      return { facility, state, seconds, isLate: seconds >= LATE_S };
    })
    .sort((a, b) => b.seconds - a.seconds);
}

const longest = ({ waiting: all }) => all[0]?.seconds ?? -1;
