/**
 * The keys of the board, and where the focus goes when rows move or vanish.
 *
 * They act on the row that has the focus, or on the list where nothing has it; never while somebody types, and never with
 * a modifier. An answer is never one key: A leads to the button that accepts, and Enter presses it. Letters can be
 * switched off, for those who speak to their computer.
 */
import { html } from "./vendor/lit.js";
import { say } from "./language.js";
import { focused } from "./er-focus.js";

const PLACE = "kyukyu.er.keys";
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
const ANSWERS = { a: "accept", c: "conditional", d: "decline" };

export class BoardKeys {
  /**
   * @param {{rows: () => HTMLElement[], pick: (id: string) => void, acknowledge: (id: string | undefined) => void,
   *   open: () => void}} board `rows`: in their order; `acknowledge` without a case means the one that comes first
   */
  constructor(board) {
    this.board = board;
    addEventListener("keydown", (event) => this.#key(event));
  }

  get areOn() {
    return localStorage.getItem(PLACE) !== "off";
  }

  toggle() {
    localStorage.setItem(PLACE, this.areOn ? "off" : "on");
  }

  #key(event) {
    const path = event.composedPath();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || path.some(isDialog)) return;
    const rows = this.board.rows();
    const at = rows.find((row) => path.includes(row));
    if (event.key === "Escape") return this.#back(event, at, rows);
    const isElsewhere = !at && path[0] !== document.body && !path.some(({ tagName }) => tagName === "ER-LIST");
    if (isElsewhere || path.some(takesText)) return;
    if (this.#moves(event, at, rows)) event.preventDefault();
  }

  /** @returns {boolean} whether the key was one of ours */
  #moves({ key, repeat }, at, rows) {
    const name = key.length === 1 ? key.toLowerCase() : key;
    if (name.length === 1 && name !== " " && !this.areOn) return false;
    if (name in STEPS) return this.#step(STEPS[name], at, rows);
    if (repeat) return false;
    const isOnButton = focused()?.matches("button, a, summary");
    if (name === " " && !isOnButton) return this.#acknowledge(at);
    if (name === "Enter" && at && !isOnButton) return this.#open(at);
    if (name in ANSWERS && at?.offer) return this.#answer(at, ANSWERS[name]);
    return false;
  }

  #step(by, at, rows) {
    const index = rows.indexOf(at);
    const next = at ? rows[Math.min(rows.length - 1, Math.max(0, index + by))] : rows[by > 0 ? 0 : rows.length - 1];
    if (next) this.#go(next);
    return Boolean(next);
  }

  #go(row) {
    row.focus();
    row.scrollIntoView({ block: "nearest" });
    this.board.pick(row.dataset.case);
  }

  #acknowledge(at) {
    this.board.acknowledge(at?.dataset.case);
    return true;
  }

  #open(at) {
    this.board.pick(at.dataset.case);
    this.board.open();
    return true;
  }

  #answer(at, act) {
    at.offer(act);
    return true;
  }

  /** Out of a field or a panel, back to the row. */
  #back(event, at, rows) {
    const row = at ?? rows.find(({ picked }) => picked);
    if (!row || focused() === row) return;
    row.offer?.("");
    row.focus();
    event.preventDefault();
  }

  /** Where the focus is before rows are drawn anew. */
  remember() {
    const rows = this.board.rows();
    const had = focused();
    const row = rows.find((each) => each === had || each.shadowRoot?.activeElement === had);
    return row ? { had, row, case: row.dataset.case, index: rows.indexOf(row) } : null;
  }

  /** To the same element where it still stands, else to the row of the same case, else to the one that took its place. */
  restore(kept) {
    if (!kept || focused() === kept.had) return;
    if (kept.row.isConnected && kept.had.isConnected) return kept.had.focus({ preventScroll: true });
    const rows = this.board.rows();
    const next = rows.find(({ dataset }) => dataset.case === kept.case) ?? rows[Math.min(kept.index, rows.length - 1)];
    next?.focus({ preventScroll: true });
  }
}

function isDialog({ tagName }) {
  return tagName === "DIALOG";
}

function takesText({ tagName, isContentEditable }) {
  return isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(tagName ?? "");
}

/** What the keys are, and the switch of the letters. */
export function keyLegend(keys, changed) {
  const said = [
    ["↑↓ J K", "移動", "move"],
    ["Space", "確認", "acknowledge"],
    ["Enter", "開く", "open"],
    ["A", "応需", "accept"],
    ["C", "条件付", "conditional"],
    ["D", "不応需", "decline"],
    ["Esc", "戻る", "back"],
  ];
  return html`<p class="legend">
    ${said.map(([key, ja, en]) => html`<span><kbd>${key}</kbd> ${say(ja, en)}</span>`)}
    <button
      data-act="keys"
      aria-pressed=${keys.areOn}
      @click=${() => {
        keys.toggle();
        changed();
      }}
    >
      ${say("文字キー", "Letter keys")} ${keys.areOn ? say("有効", "on") : say("無効", "off")}
    </button>
  </p>`;
}
