/**
 * The tabs of one caller in one browser: each hears what another has written, and one of them sends.
 *
 * Sending is an office. The tab that is looked at asks for it; who holds it ends what is under way and lets go. One that
 * does not answer is asleep, as browsers put tabs in the background to sleep, and the office is taken from it.
 */
const PATIENCE_MS = 3_000;

/**
 * @typedef {{takes: () => void, leaves: () => Promise<void>, hears: (key: string) => void}} Office
 *   `takes`: this tab sends from now on; `leaves`: it ends what is under way and sends no more; `hears`: another tab has
 *   written the item with this key
 */

/** A page that is alone: it sends, and nobody hears it. */
export const ALONE = {
  join({ takes }) {
    takes();
  },
  tell() {},
};

export class Tabs {
  #name;
  #channel;
  #office = null;
  #letGo = null;
  #turn = null;
  #steals = false;
  #patience = null;

  /** @param {string} caller */
  constructor(caller) {
    this.#name = `kyukyu-sender-${caller}`;
    this.#channel = new BroadcastChannel(this.#name);
  }

  /** @param {Office} office takes part from now on */
  join(office) {
    this.#office = office;
    this.#channel.onmessage = ({ data }) => (data === null ? this.#isAsked() : office.hears(data));
    document.addEventListener("visibilitychange", () => this.#ask());
    this.#queue();
    this.#ask();
  }

  /** Lets the others know that the item with this key is another now. */
  tell(key) {
    this.#channel.postMessage(key);
  }

  async #ask() {
    await navigator.locks.query(); // it is answered when this tab stands in the queue
    if (this.#letGo || document.visibilityState !== "visible") return;
    this.#channel.postMessage(null);
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#steal(), PATIENCE_MS);
  }

  async #isAsked() {
    if (!this.#letGo) return;
    await this.#office.leaves();
    this.#letGo?.();
  }

  #steal() {
    if (this.#letGo) return;
    this.#steals = true;
    this.#turn.abort();
  }

  /** Waits for the office, holds it until it lets go or it is taken away, and waits again. */
  async #queue() {
    for (;;) {
      this.#turn = new AbortController();
      const options = this.#steals ? { steal: true } : { signal: this.#turn.signal };
      this.#steals = false;
      try {
        await navigator.locks.request(this.#name, options, () => this.#hold());
      } catch {
        if (this.#letGo) await this.#office.leaves();
      }
      this.#letGo = null;
    }
  }

  #hold() {
    clearTimeout(this.#patience);
    this.#office.takes();
    return new Promise((letGo) => (this.#letGo = letGo));
  }
}
