/**
 * The browser's back: from a part of the case to the part before it, and never out of the case.
 *
 * An entry holds the part and nothing of the case, for a browser writes its entries to disk.
 */

export class PartHistory {
  #visit = 0;
  #part = "";

  /** @param {(part: string) => void} show called with the part that the browser goes back or on to */
  constructor(show) {
    this.show = show;
    history.replaceState({ visit: -1 }, "");
    addEventListener("popstate", ({ state }) => this.#popped(state));
  }

  /** Another case is open: what lies before belongs to it no more. */
  begin(part) {
    this.#visit += 1;
    this.go(part);
  }

  go(part) {
    if (history.state?.visit === this.#visit && this.#part === part) return;
    this.#part = part;
    history.pushState({ visit: this.#visit, part }, "");
  }

  #popped(state) {
    if (state?.visit !== this.#visit) history.pushState({ visit: this.#visit, part: this.#part }, "");
    else this.show((this.#part = state.part));
  }
}
