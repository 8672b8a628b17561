/**
 * マイナ救急: what the crew was shown of a record, in this page's memory alone and until its time is over.
 *
 * Nothing here is written to disk. A question and the word of what came of it have one key: a question that is repeated
 * because no answer came is the same look.
 */
import { uuid7 } from "./uuid7.js";

const WAIT_MS = 15_000;
const ADAPTER = "myna_kyukyu";

/** Events: `change`. */
export class MynaViews extends EventTarget {
  #states = new Map();
  #connection = null;

  /**
   * @param {{session: import("./session.js").Session, say: (kind: string, caseId: string, data: object, key: string) => void,
   *   now: () => number}} options `say` takes a submission down, `now` is the hub's time
   */
  constructor({ session, say, now }) {
    super();
    this.session = session;
    this.say = say;
    this.now = now;
  }

  /** Takes what can be asked, as `GET /lookups` says it. */
  connect(lookups) {
    this.#connection = Object.keys(lookups).find((name) => lookups[name] === ADAPTER) ?? null;
  }

  get isConnected() {
    return this.#connection !== null;
  }

  /**
   * How the look of a case stands; what may be shown no longer is forgotten.
   * @returns {{state: "idle" | "asking" | "shown" | "nothing" | "silent" | "refused", found?: object, key?: string,
   *   code?: string, expiresAt?: number}}
   */
  of(caseId) {
    const held = this.#states.get(caseId);
    if (held?.state === "shown" && held.expiresAt <= this.now()) this.close(caseId);
    return this.#states.get(caseId) ?? { state: "idle" };
  }

  /** Takes the record off this screen. */
  close(caseId) {
    this.#become(caseId, undefined);
  }

  /**
   * Asks, and says what came of it; under the old key where an answer is still owed.
   * @param {string} caseId
   * @param {string} basis
   * @param {{method: string}} criteria
   */
  async ask(caseId, basis, criteria) {
    const before = this.of(caseId);
    const key = before.state === "silent" ? before.key : uuid7();
    const looked = { basis, method: criteria.method };
    this.#become(caseId, { state: "asking", key });
    let status, answer;
    try {
      [status, answer] = await this.#post(caseId, { key, basis, criteria });
    } catch {
      this.#become(caseId, { state: "silent", key });
      return;
    }
    if (status === 200) this.#told(caseId, key, looked, answer);
    else if (status >= 500) this.#become(caseId, { state: "silent", key });
    else this.#become(caseId, { state: "refused", code: answer.issues?.[0]?.code ?? answer.code });
  }

  /** Says that there was no look, and why. */
  without(caseId, data) {
    const before = this.of(caseId);
    this.say("view-myna-record", caseId, data, before.state === "silent" ? before.key : uuid7());
    this.close(caseId);
  }

  #told(caseId, key, looked, { found, code, expires_at: until }) {
    if (found === null) {
      this.say("view-myna-record", caseId, { result: code, ...looked }, key);
      this.#become(caseId, { state: "nothing", code });
      return;
    }
    const expiresAt = Date.parse(until);
    const left = Math.round((expiresAt - this.now()) / 1000);
    const data = { result: "viewed", ...looked, valid_for_s: Math.min(3600, Math.max(60, left)) };
    this.say("view-myna-record", caseId, data, key);
    this.#become(caseId, { state: "shown", found, key, expiresAt });
  }

  async #post(caseId, body) {
    const answer = await this.session.fetch(`/cases/${caseId}/lookups/${this.#connection}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(WAIT_MS),
    });
    return [answer.status, await answer.json()];
  }

  #become(caseId, state) {
    if (state) this.#states.set(caseId, state);
    else this.#states.delete(caseId);
    this.dispatchEvent(new Event("change"));
  }
}
