/** How far a case has come, in a word. */
import { say } from "./language.js";

export function phase({ handover, destination, times = {}, requests = {} }) {
  if (handover?.handed_over_at) return say("引継済", "handed over");
  if (times["arrived-hospital"]) return say("病院到着", "at hospital");
  if (times["departed-scene"]) return say("搬送中", "on the way");
  if (destination) return say("搬送先決定", "destination set");
  const states = Object.values(requests).map(({ state }) => state);
  if (states.includes("accepted")) return say("応需あり", "accepted");
  return states.length ? say("照会中", "asking") : say("未照会", "not asked");
}
