/**
 * Who is signed in at this screen, and how somebody signs in: passkey, PIN, or the organisation's own provider.
 *
 * Nothing here draws. Nothing that a screen posts waits for this: without anybody it is the device that speaks.
 * Event: `change`.
 */
import { post, read } from "./session.js";

const RENEW_MS = 60_000;
const WAY_BACK = "kyukyu.sign-in";

/** @typedef {{person: string, name: string, duty: string | null, ends_at: string}} SignedIn */

export class SignIn extends EventTarget {
  /** @param {import("./session.js").Session} session @param {string} screen by which name this page enters */
  constructor(session, screen) {
    super();
    this.session = session;
    this.screen = screen;
    /** @type {SignedIn[]} the one whom the audit names comes first */
    this.there = [];
    this.ways = [];
    this.duties = [];
    this.colleagues = [];
    this.isKnown = false;
  }

  start() {
    addEventListener("online", () => this.look());
    setInterval(() => this.look(), RENEW_MS);
    return this.look();
  }

  /** Asks the hub how things stand; what is shown stays while it does not answer. */
  async look() {
    try {
      const { signed_in: there, ways, duties, colleagues } = await read(this.session, "/sign-in");
      Object.assign(this, { ways, duties, colleagues, isKnown: true });
      this.#stand(there);
    } catch {
      // asked again
    }
  }

  /** Signs in by a passkey of this browser, of a key or of a telephone. */
  async byPasskey(duty) {
    const { attempt, options } = await post(this.session, "/sign-in/passkey");
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = await navigator.credentials.get({ publicKey });
    await this.#enter("/sign-in/passkey/answer", { attempt, credential: credential.toJSON(), duty });
  }

  async byPin(person, pin, duty) {
    await this.#enter("/sign-in/pin", { person, pin, duty });
  }

  /** Leaves this page for the provider's; `comeBack` finds what was meant. */
  async byProvider(duty) {
    const { url } = await post(this.session, "/sign-in/provider");
    const back = { screen: this.screen, duty, path: location.pathname + location.search };
    sessionStorage.setItem(WAY_BACK, JSON.stringify(back));
    location.assign(url);
  }

  /** Adds a passkey with a one-time code, and signs its owner in. */
  async addPasskey(code, duty) {
    const { attempt, options } = await post(this.session, "/sign-in/passkey/new", { code });
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const credential = await navigator.credentials.create({ publicKey });
    await post(this.session, "/sign-in/passkey/new/answer", { code, attempt, credential: credential.toJSON() });
    await this.byPasskey(duty);
  }

  /** Sets a PIN with a one-time code, and signs its owner in. */
  async setPin(code, pin, duty) {
    const { person } = await post(this.session, "/sign-in/pin/new", { code, pin });
    await this.byPin(person, pin, duty);
  }

  /** Signs one person out, or everybody. */
  async leave(person = null) {
    await this.#enter("/sign-out", { person });
  }

  async #enter(path, body) {
    const { signed_in: there } = await post(this.session, path, body);
    this.#stand(there);
    this.look();
  }

  #stand(there) {
    this.there = there;
    this.dispatchEvent(new Event("change"));
  }
}

/** What was meant when this browser left for the provider; once. */
export function wayBack() {
  const kept = sessionStorage.getItem(WAY_BACK);
  sessionStorage.removeItem(WAY_BACK);
  return kept && JSON.parse(kept);
}

/** The one-time code of a person that stood in the address when the page was opened. */
export const codeOfPerson = new URLSearchParams(location.hash.slice(1)).get("person");
