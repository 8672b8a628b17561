/**
 * What a person said and the hub has not yet taken down.
 *
 * Every tap becomes an item with its key at once; it is on disk before it travels, keeps its order within its case, and
 * is repeated under the same key until the hub answers. 503, a broken connection and no answer at all mean the same:
 * nothing is known, say it again. A refusal is final and never holds up what follows; it stays in quarantine, visible with
 * its reason, until somebody corrects it, which is another item with a key of its own, or takes it off the list.
 */
import { OF_TRANSPORTS } from "./codes.js";
import { ALONE } from "./tabs.js";
import { uuid7 } from "./uuid7.js";

const KEPT = 60; // acknowledged items that stay on view
const WAIT_MS = { first: 500, longest: 10_000 };
const STREAMING = new Set(["report-position"]); // no act of a person
const SAY_AGAIN = new Set([401, 408, 425, 429, 500, 502, 503, 504, 507]);

/** @typedef {"queued" | "sending" | "acknowledged" | "refused" | "corrected"} ItemState */
/**
 * @typedef {{key: string, seq: number, kind: string, case: string | undefined, occurred_at: string, data: object,
 *   state: ItemState, tries: number, error?: object, receipt?: object, corrects?: string, corrected_by?: string}} Item
 */

/** Keeps items for as long as the page lives. */
export class MemoryStore {
  async all() {
    return [];
  }
  async find() {}
  async put() {}
  async remove() {}
}

/** Events: `change`, and `settled` ({item}) when the hub has answered an item. */
export class Outbox extends EventTarget {
  #lanes = new Map();
  #waiting = new Set();
  #seq = 0;
  #isSender = false;

  /**
   * @param {{store: MemoryStore | import("./disk-store.js").DiskStore, send: (submission: object) => Promise<object>,
   *   tabs?: import("./tabs.js").Tabs}} options
   *   `send` resolves to `{receipt}` or `{status, error}`, and rejects when there was no answer; `tabs`: who shares the store
   */
  constructor({ store, send, tabs = ALONE }) {
    super();
    this.store = store;
    this.send = send;
    this.tabs = tabs;
    /** @type {Item[]} */
    this.items = [];
  }

  /** Takes up what an earlier page left, and sends it where this is the tab that sends; to be awaited before `put`. */
  async open() {
    await this.#takeUp();
    this.tabs.join({
      takes: () => this.#takes(),
      leaves: () => this.#leaves(),
      hears: (key) => this.#hears(key),
    });
  }

  /** What lies on disk is newer than what this page remembers. */
  async #takeUp() {
    const left = await this.store.all();
    const found = new Set(left.map((item) => item.key));
    this.#keepInOrder([...this.items.filter((item) => !found.has(item.key)), ...left]);
  }

  async #takes() {
    this.#isSender = true;
    await this.#takeUp();
    this.#drive();
  }

  async #leaves() {
    this.#isSender = false;
    for (const goOn of this.#waiting) goOn();
    await Promise.all(this.#lanes.values());
  }

  /** Another tab has written an item, answered or new, or taken it off the list. */
  async #hears(key) {
    const item = await this.store.find(key);
    const known = this.items.find((each) => each.key === key);
    const heard = item ? [{ ...item, covered: known?.covered }] : [];
    this.#keepInOrder([...this.items.filter((each) => each.key !== key), ...heard]);
    if (item && item.state !== "queued" && known?.state !== item.state) this.#tellSettled(item);
    this.#drive();
  }

  #keepInOrder(items) {
    this.items = items.sort((a, b) => a.seq - b.seq || (a.key < b.key ? -1 : 1));
    this.#seq = Math.max(0, ...items.map((item) => item.seq));
    this.#changed();
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
    return this.#take({ key, kind, case: caseId, occurred_at: new Date().toISOString(), data });
  }

  /**
   * Says again what was refused, corrected and with a key of its own; of the act it keeps the time.
   * @param {string} key of the refused item, which stays as "corrected by"
   * @param {object} data
   * @returns {Item}
   */
  correct(key, data) {
    const refused = this.refused.find((item) => item.key === key);
    const { kind, case: caseId, occurred_at } = refused;
    const item = this.#take({ key: uuid7(), kind, case: caseId, occurred_at, data, corrects: key });
    this.#become(refused, { state: "corrected", corrected_by: item.key });
    item.written.then(() => this.#write(refused));
    return item;
  }

  #take(said) {
    this.#seq += 1;
    const item = { ...said, seq: this.#seq, state: "queued", tries: 0 };
    this.items = [...this.items, item];
    item.written = this.#write(item);
    this.#changed();
    this.#drive();
    return item;
  }

  /** Resolves when it is on disk and the other tabs know, or when it cannot be. */
  async #write(item) {
    try {
      await this.store.put(stored(item));
      this.tabs.tell(item.key);
    } catch {
      // a disk that is full must not keep what was said from being sent
    }
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
    this.tabs.tell(key);
  }

  /**
   * Forgets for good what nobody needs any more.
   * @param {(item: Item) => boolean} isOver
   * @param {Object<string, any>} kept everything else that is to stay on disk
   * @returns {Promise<boolean>} false: another tab is at work; ask again
   */
  async forget(isOver, kept) {
    const known = this.items.map((item) => item.key);
    const over = this.items.filter(isOver).map((item) => item.key);
    const items = this.items.filter((item) => !over.includes(item.key)).map(stored);
    const isForgotten = await this.store.renew({ known, items, kept });
    if (isForgotten) this.items = this.items.filter((item) => !over.includes(item.key));
    if (isForgotten) for (const key of over) this.tabs.tell(key);
    this.#changed();
    return isForgotten;
  }

  #drive() {
    if (!this.#isSender) return;
    for (const { case: lane } of this.unsent) {
      if (!this.#lanes.has(lane)) this.#lanes.set(lane, this.#run(lane));
    }
  }

  /** One lane per case: the next item leaves when the one before it was answered. */
  async #run(lane) {
    let pause = WAIT_MS.first;
    for (let item = this.#next(lane); item && this.#isSender; item = this.#next(lane)) {
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
    this.#become(item, change.state === "acknowledged" ? { ...change, data: light(item.data) } : change);
    await this.#write(item);
    this.#tellSettled(item);
    const done = this.items.filter(({ state }) => state === "acknowledged" || state === "corrected");
    for (const { key } of done.slice(0, Math.max(0, done.length - KEPT))) await this.dismiss(key);
  }

  #tellSettled(item) {
    this.dispatchEvent(new CustomEvent("settled", { detail: { item } }));
  }

  #become(item, change) {
    Object.assign(item, change);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** A picture that the hub has is kept on this tablet no longer. */
function light({ content: _content, ...said }) {
  return said;
}

/** As it lies on disk: what is under way there has not been answered. */
function stored({ written: _written, covered: _covered, ...item }) {
  return item.state === "sending" ? { ...item, state: "queued" } : item;
}

function submission({ kind, key, case: caseId, occurred_at, data }) {
  const named = caseId === undefined ? {} : { [OF_TRANSPORTS.includes(kind) ? "transport" : "case"]: caseId };
  return { kind, key, ...named, occurred_at, sent_at: new Date().toISOString(), data };
}

/** A way to the hub: the socket while it is open, else one HTTP request. What a person says is signed as it is sent. */
export function route(client, session) {
  return async (submission) => {
    const text = JSON.stringify(submission);
    const signature = STREAMING.has(submission.kind) ? undefined : await session.sign(text);
    if (client.isOpen) return client.submit(submission, signature);
    const answer = await session.fetch("/submissions", {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(signature && { "Submission-Signature": signature }) },
      body: text,
      signal: AbortSignal.timeout(10_000),
    });
    const body = await answer.json();
    return answer.ok ? { receipt: body } : { status: answer.status, error: body };
  };
}
