/**
 * Who this screen is: by a one-time code in the address its own key becomes known, and by that key it gets tokens.
 *
 * The tab's own caller wins, so that two boards of two hospitals can stand side by side in one browser. Every request of
 * a screen goes through `Session.fetch`: it shows the key, and renews a token or a nonce whose time is over by itself.
 */
import { DeviceKey } from "./device-key.js";
import { say } from "./language.js";
import { faultName } from "./words.js";

const TRIES = 3;
const WAIT_MS = 10_000;
const RENEW_BEFORE_MS = 30_000;
const NOT_AUTHENTICATED = 401;

/** The hub does not, or no longer, know this screen. */
export class NotKnownError extends Error {}

/** A caller with its key, and the token that it has at the moment. */
export class Session {
  #key;
  #token;
  #nonce;
  #goodUntil = 0;
  #renewing = null;

  /** @param {{caller: string, role: string}} who @param {DeviceKey} key */
  constructor({ caller, role }, key) {
    this.caller = caller;
    this.role = role;
    this.#key = key;
  }

  /** Fetches as this caller; what the hub then answers is for who asked. Takes what `fetch` takes. */
  async fetch(path, options = {}) {
    let answer;
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (Date.now() > this.#goodUntil) await this.#renew();
      const proof = await this.#key.proof(options.method ?? "GET", path, { nonce: this.#nonce, token: this.#token });
      const headers = { ...options.headers, Authorization: `DPoP ${this.#token}`, DPoP: proof };
      answer = await fetch(path, { cache: "no-store", ...options, headers });
      if (!this.#learns(answer)) break;
    }
    return answer;
  }

  /** Signs the bytes of a text by the key of this screen. */
  sign(text) {
    return this.#key.sign(text);
  }

  /**
   * Returns a ticket by which a socket is bound to this caller.
   * @throws {NotKnownError} the hub does not know this screen
   */
  async ticket() {
    const answer = await this.fetch("/ticket", { method: "POST", signal: AbortSignal.timeout(WAIT_MS) });
    if (answer.status === NOT_AUTHENTICATED) throw new NotKnownError("401");
    if (!answer.ok) throw new Error(`/ticket: ${answer.status}`);
    return (await answer.json()).ticket;
  }

  /** Makes this screen the caller that a code is for; returns what the hub answered. */
  static async enrol(code, key) {
    const session = new Session({}, key);
    for (let tries = 0; ; tries += 1) {
      const headers = { "Content-Type": "application/json", DPoP: await session.#unbound("/enrol") };
      const body = JSON.stringify({ code, key: key.jwk });
      const answer = await fetch("/enrol", { method: "POST", headers, body, signal: AbortSignal.timeout(WAIT_MS) });
      if (!session.#learns(answer) || tries === TRIES) return answer.json();
    }
  }

  /** One renewal at a time, for whoever waits; a caller that is refused goes on with what it has, and hears of it. */
  #renew() {
    this.#renewing ??= this.#fetchToken().finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  async #fetchToken() {
    const body = new URLSearchParams({ grant_type: "client_credentials", client_id: this.caller });
    for (let tries = 0; tries < TRIES; tries += 1) {
      const headers = { DPoP: await this.#unbound("/token") };
      const answer = await fetch("/token", { method: "POST", headers, body, signal: AbortSignal.timeout(WAIT_MS) });
      if (this.#learns(answer)) continue;
      if (answer.ok) {
        const { access_token: token, expires_in: lasts } = await answer.json();
        this.#token = token;
        this.#goodUntil = Date.now() + lasts * 1000 - RENEW_BEFORE_MS;
      } else if (answer.status !== NOT_AUTHENTICATED) throw new Error(`/token: ${answer.status}`);
      return;
    }
  }

  #unbound(path) {
    return this.#key.proof("POST", path, { nonce: this.#nonce });
  }

  /** Takes what an answer says of nonce and token; tells whether to ask again is worth while. */
  #learns(answer) {
    this.#nonce = answer.headers.get("DPoP-Nonce") ?? this.#nonce;
    const challenge = answer.headers.get("WWW-Authenticate") ?? "";
    if (challenge.includes("invalid_token")) this.#goodUntil = 0;
    return /use_dpop_nonce|invalid_token/.test(challenge);
  }
}

/**
 * Returns the session of this screen, enrolling it first when the address carries a code.
 *
 * A code works once: where it is refused but this screen is enrolled already, the session it has goes on.
 * @param {string} screen "er" or "crew"
 * @returns {Promise<Session | null>} null: this screen is not enrolled
 * @throws {Error} with a sentence in the language of the screen when the code was not accepted or the hub not reached
 */
export async function enter(screen) {
  addEventListener("hashchange", () => code() && location.reload());
  const place = `kyukyu.${screen}.session`;
  const kept = sessionStorage.getItem(place) ?? localStorage.getItem(place);
  if (!code()) return goOn(place, kept);
  const key = await DeviceKey.make();
  const answer = await redeem(code(), key);
  history.replaceState(null, "", location.pathname + location.search);
  if (answer.caller) {
    await key.keep(answer.caller);
    return keep(place, answer, key);
  }
  if (kept) return goOn(place, kept);
  throw new Error(faultName(answer));
}

function code() {
  return new URLSearchParams(location.hash.slice(1)).get("code");
}

async function goOn(place, kept) {
  const who = kept && JSON.parse(kept);
  const key = who && (await DeviceKey.find(who.caller));
  return key ? keep(place, who, key) : null;
}

function keep(place, { caller, role }, key) {
  const text = JSON.stringify({ caller, role });
  sessionStorage.setItem(place, text);
  localStorage.setItem(place, text);
  return new Session({ caller, role }, key);
}

async function redeem(oneTimeCode, key) {
  try {
    return await Session.enrol(oneTimeCode, key);
  } catch {
    throw new Error(
      say(
        "ハブに接続できません。ネットワークを確かめて、もう一度開いてください。",
        "The hub cannot be reached. Check the network, then open this page again.",
      ),
    );
  }
}

/** The address of the hub's socket, on the host that served this page. */
export function streamUrl() {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/stream`;
}

/** Reads a JSON answer of the hub as this session. */
export async function read(session, path) {
  const answer = await session.fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/**
 * Posts JSON as this session, and returns what the hub answers.
 * @throws {Error} with the hub's own sentence where it refuses
 */
export async function post(session, path, body = {}) {
  const headers = { "Content-Type": "application/json" };
  const answer = await session.fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.ja ? faultName(told) : `${path}: ${answer.status}`);
  return told;
}
