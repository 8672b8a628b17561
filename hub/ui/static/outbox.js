/**
 * What a person said and the hub has not yet taken down.
 *
 * Every tap becomes an item with its key at once; it is on disk before it travels, keeps its order within its case, and
 * is repeated under the same key until the hub answers. 503, a broken connection and no answer at all mean the same:
 * nothing is known, say it again. A refusal is final, stays visible with its reason, and never holds up what follows.
 */
import { openDB } from "./vendor/idb.js";
import { OF_TRANSPORTS } from "./codes.js";
import { uuid7 } from "./uuid7.js";

const KEPT = 60; // acknowledged items that stay on view
const WAIT_MS = { first: 500, longest: 10_000 };
const SAY_AGAIN = new Set([401, 408, 425, 429, 500, 502, 503, 504, 507]);

/** @typedef {"queued" | "sending" | "acknowledged" | "refused"} ItemState */
/**
 * @typedef {{key: string, seq: number, kind: string, case: string | undefined, occurred_at: string, data: object,
 *   state: ItemState, tries: number, error?: object, receipt?: object}} Item
 */

/** Keeps items for as long as the page lives. */
export class MemoryStore {
  async all() {
    return [];
  }
  async put() {}
  async remove() {}
}

/** Keeps items, and whatever else a page wants to find again, in this device's own database. */
export class DiskStore {
  /** @param {string} caller each enrolled device has its own database */
  constructor(caller) {
    this.opened = openDB(`kyukyu-${caller}`, 1, {
      upgrade(database) {
        database.createObjectStore("outbox", { keyPath: "key" });
        database.createObjectStore("kept");
      },
    });
  }
  async all() {
    return (await this.opened).getAll("outbox");
  }
  async put(item) {
    await this.#write("outbox", (store) => store.put(item));
  }
  async remove(key) {
    await this.#write("outbox", (store) => store.delete(key));
  }
  async recall(name) {
    return (await this.opened).get("kept", name);
  }
  async keep(name, value) {
    await this.#write("kept", (store) => store.put(value, name));
  }
  /** Strict: on disk when it says so; a tablet may lose power at any moment. */
  async #write(place, work) {
    const transaction = (await this.opened).transaction(place, "readwrite", { durability: "strict" });
    await Promise.all([work(transaction.store), transaction.done]);
  }
}

/** Events: `change`, and `settled` ({item}) when the hub has answered an item. */
export class Outbox extends EventTarget {
  #lanes = new Set();
  #waiting = new Set();
  #seq = 0;

  /**
   * @param {{store: MemoryStore | DiskStore, send: (submission: object) => Promise<object>}} options
   *   `send` resolves to `{receipt}` or `{status, error}`, and rejects when there was no answer
   */
  constructor({ store, send }) {
    super();
    this.store = store;
    this.send = send;
    /** @type {Item[]} */
    this.items = [];
  }

  /** Takes up what an earlier page left, and goes on sending it; to be awaited before the first `put`. */
  async open() {
    const left = await this.store.all();
    const known = new Set(this.items.map((item) => item.key));
    const earlier = left
      .filter((item) => !known.has(item.key))
      .map((item) => (item.state === "sending" ? { ...item, state: "queued" } : item));
    this.items = [...earlier.sort((a, b) => a.seq - b.seq), ...this.items];
    this.#seq = Math.max(0, ...this.items.map((item) => item.seq));
    this.#changed();
    this.#drive();
  }

  /**
   * Takes down one submission: made now, sent as soon as it can be.
   * @param {string} kind
   * @param {string | undefined} caseId the case, or the private transport where the kind is about one
   * @param {object} data
   * @param {string} [key] made before, where something else goes by the same one
   * @returns {Item}
   */
  put(kind, caseId, data = {}, key = uuid7()) {
    const now = Date.now();
    this.#seq += 1;
    const item = {
      key,
      seq: this.#seq,
      kind,
      case: caseId,
      occurred_at: new Date(now).toISOString(),
      data,
      state: "queued",
      tries: 0,
    };
    this.items = [...this.items, item];
    item.written = this.store.put(stored(item)).then(
      () => true,
      () => false,
    );
    this.#changed();
    this.#drive();
    return item;
  }

  /** What has not been answered yet. */
  get unsent() {
    return this.items.filter((item) => item.state === "queued" || item.state === "sending");
  }

  get refused() {
    return this.items.filter((item) => item.state === "refused");
  }

  /** Tries again at once, without waiting for the pause to end. */
  kick() {
    for (const goOn of this.#waiting) goOn();
    this.#drive();
  }

  /** Takes a refused or acknowledged item off the list. */
  async dismiss(key) {
    this.items = this.items.filter((item) => item.key !== key || item.state === "queued" || item.state === "sending");
    this.#changed();
    await this.store.remove(key);
  }

  #drive() {
    for (const { case: lane } of this.unsent) {
      if (!this.#lanes.has(lane)) this.#run(lane);
    }
  }

  /** One lane per case: the next item leaves when the one before it was answered. */
  async #run(lane) {
    this.#lanes.add(lane);
    let pause = WAIT_MS.first;
    for (let item = this.#next(lane); item; item = this.#next(lane)) {
      await item.written; // on disk before it travels
      this.#become(item, { state: "sending", tries: item.tries + 1 });
      const waited = await this.#attempt(item);
      if (waited === 0) {
        pause = WAIT_MS.first;
        continue;
      }
      await this.#rest(waited ?? pause);
      pause = Math.min(WAIT_MS.longest, pause * 2);
    }
    this.#lanes.delete(lane);
  }

  #rest(ms) {
    return new Promise((resolve) => {
      const goOn = () => {
        clearTimeout(timer);
        this.#waiting.delete(goOn);
        resolve();
      };
      const timer = setTimeout(goOn, ms);
      this.#waiting.add(goOn);
    });
  }

  #next(lane) {
    return this.unsent.find((item) => item.case === lane);
  }

  /** Returns 0 when the hub answered; else the wait it asked for, or undefined. */
  async #attempt(item) {
    let answer;
    try {
      answer = await this.send(submission(item));
    } catch {
      this.#become(item, { state: "queued" });
      return undefined;
    }
    if (answer.receipt) {
      await this.#finish(item, { state: "acknowledged", receipt: answer.receipt });
      return 0;
    }
    if (SAY_AGAIN.has(answer.status)) {
      this.#become(item, { state: "queued" });
      return answer.error?.retry_after_s ? answer.error.retry_after_s * 1000 : undefined;
    }
    await this.#finish(item, { state: "refused", error: { status: answer.status, ...answer.error } });
    return 0;
  }

  async #finish(item, change) {
    this.#become(item, change);
    await this.store.put(stored(item)).catch(() => {});
    this.dispatchEvent(new CustomEvent("settled", { detail: { item } }));
    const done = this.items.filter(({ state }) => state === "acknowledged");
    for (const { key } of done.slice(0, Math.max(0, done.length - KEPT))) await this.dismiss(key);
  }

  #become(item, change) {
    Object.assign(item, change);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

function stored({ written: _written, ...item }) {
  return item;
}

function submission({ kind, key, case: caseId, occurred_at, data }) {
  const named = caseId === undefined ? {} : { [OF_TRANSPORTS.includes(kind) ? "transport" : "case"]: caseId };
  return { kind, key, ...named, occurred_at, sent_at: new Date().toISOString(), data };
}

/** A way to the hub: the socket while it is open, else one HTTP request. */
export function route(client, session) {
  return async (submission) => {
    if (client.isOpen) return client.submit(submission);
    const answer = await session.fetch("/submissions", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(submission),
      signal: AbortSignal.timeout(10_000),
    });
    const body = await answer.json();
    return answer.ok ? { receipt: body } : { status: answer.status, error: body };
  };
}
