/** Who can take a specialty now: those that say so before those that say nothing, those that say no last. Pure. */
import { candidates } from "./hospital-order.js";

const SAID = { good: 0, possible: 1, limited: 2, none: 5 };
const NOTHING = { treats: 3, other: 4 };

/** The candidates of a specialty, by their word; among equals as a crew is shown them. A word that ran out is none. */
export function takers(hospitals, circumstances) {
  return candidates(hospitals, circumstances).sort((a, b) => rank(a) - rank(b));
}

function rank({ level, isStale, treats }) {
  const said = isStale ? undefined : SAID[level];
  return said ?? (treats ? NOTHING.treats : NOTHING.other);
}
