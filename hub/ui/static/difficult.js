/**
 * 搬送困難: four hospitals or more were asked, and half an hour has gone by at the scene; and when a case comes near it.
 *
 * Near is a case that nobody takes: an accept ends it, and one that is taken back begins it again. Pure.
 */
import { say } from "./language.js";
import { secondsSince } from "./words.js";

export const DIFFICULT = { inquiries: 4, sceneS: 30 * 60 };
export const NEAR = { inquiries: 3, sceneS: 20 * 60 };

export const STANDINGS = {
  get difficult() {
    return say("搬送困難", "Hard to place");
  },
  get near() {
    return say("困難に接近", "Nearly hard to place");
  },
};

/** @returns {{inquiries: number, sceneS: number | null, standing: "difficult" | "near" | ""}} */
export function difficulty(document, now) {
  const inquiries = Object.keys(document.requests ?? {}).length;
  const sceneS = atScene(document, now);
  return { inquiries, sceneS, standing: standing(document, inquiries, sceneS ?? 0) };
}

/** Seconds between the arrival at the scene and the departure from it, or now; null before the arrival. */
function atScene({ times = {} }, now) {
  if (!times["on-scene"]) return null;
  const left = times["departed-scene"];
  return secondsSince(times["on-scene"], left ? Date.parse(left) : now);
}

function standing({ times = {}, requests = {}, destination, handover }, inquiries, sceneS) {
  if (handover) return "";
  if (inquiries >= DIFFICULT.inquiries && sceneS >= DIFFICULT.sceneS) return "difficult";
  const isTaken = Object.values(requests).some(({ state }) => state === "accepted");
  const isSettled = destination || times["departed-scene"] || isTaken;
  return !isSettled && (inquiries >= NEAR.inquiries || sceneS >= NEAR.sceneS) ? "near" : "";
}
