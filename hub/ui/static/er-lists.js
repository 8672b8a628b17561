/** The two lists of the board with their rows: who waits for an answer, and who comes. */
import { html, repeat } from "./vendor/lit.js";
import { inSteps } from "./er-view.js";
import { both, say } from "./language.js";
import "./er-coming.js";
import "./er-list.js";
import "./er-waiting.js";

const COARSE_S = 10;

/**
 * @param {object[]} rows
 * @param {{now: number, wall: boolean, picked: string | undefined, pending: (id: string) => Set<string>,
 *   sees: (id: string) => boolean}} shown `sees`: what is out of sight counts no seconds
 */
export function waitingList(rows, { now, wall, picked, pending, sees }) {
  return html`<er-list
    class="waiting"
    ?wall=${wall}
    hot
    .heading=${both("回答待ち", "Waiting for our answer")}
    .count=${rows.length}
    .none=${say("回答を待っている照会はありません", "No request waits for an answer")}
  >
    ${repeat(
      rows,
      ({ id }) => id,
      (row) =>
        html`<er-waiting
          .row=${row}
          .now=${inSteps(now, sees(row.id) ? 1 : COARSE_S)}
          .pending=${pending(row.id)}
          ?wall=${wall}
          ?picked=${!wall && row.id === picked}
        ></er-waiting>`,
    )}
  </er-list>`;
}

/** Its rows count no seconds. */
export function comingList(rows, { now, wall, picked }) {
  return html`<er-list
    class="coming"
    ?wall=${wall}
    .heading=${both("受入・搬送中", "Accepted and on the way")}
    .count=${rows.length}
    .none=${say("受け入れる傷病者はいません", "No patient is on the way")}
  >
    ${repeat(
      rows,
      ({ id }) => id,
      (row) =>
        html`<er-coming
          .row=${row}
          .now=${inSteps(now, COARSE_S)}
          ?wall=${wall}
          ?picked=${!wall && row.id === picked}
        ></er-coming>`,
    )}
  </er-list>`;
}
