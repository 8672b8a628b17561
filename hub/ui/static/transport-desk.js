/**
 * What stands behind a screen of private transport: session, stream, outbox, and who takes part.
 *
 * Documents live in the page and go with it. It acknowledges nothing: what a liaison office holds has not arrived in the
 * emergency room. What a person said is on disk until the hub has answered it and no longer, for a vehicle drives through
 * tunnels. Nothing here draws.
 */
import { enter, read, streamUrl } from "./session.js";
import { StreamClient } from "./stream-client.js";
import { DiskStore } from "./disk-store.js";
import { Outbox, route } from "./outbox.js";
import { Tabs } from "./tabs.js";
import { faultName, gone, kindName } from "./words.js";
import { say } from "./language.js";
import { purpose } from "./transport-words.js";

const NOTICE_MS = 60_000;
const LOST = "transport-already-claimed";

/** Event: `change`, when something a person could see is different. */
export class TransportDesk extends EventTarget {
  /**
   * @param {string} screen "operator" or "transport"
   * @param {string} prefix of the streams that it reads
   * @returns {Promise<TransportDesk | null>} null: this screen is not enrolled
   */
  static async open(screen, prefix) {
    const session = await enter(screen);
    return session ? new TransportDesk(session, prefix).#begin() : null;
  }

  constructor(session, prefix) {
    super();
    this.session = session;
    this.prefix = prefix;
    this.organisations = new Map();
    this.notices = [];
  }

  async #begin() {
    const { session, prefix } = this;
    const wants = (name) => name.startsWith(prefix);
    const ticket = () => session.ticket();
    this.client = new StreamClient({ url: streamUrl(), ticket, wants, acknowledges: false });
    const [store, tabs] = [new DiskStore(session.caller), new Tabs(session.caller)];
    this.outbox = new Outbox({ store, tabs, send: route(this.client, session) });
    const changed = () => this.#changed();
    this.client.addEventListener("change", changed);
    this.client.addEventListener("open", () => this.#opened());
    this.client.addEventListener("gone", ({ detail }) => this.#left(detail));
    this.outbox.addEventListener("change", changed);
    this.outbox.addEventListener("settled", ({ detail }) => this.#settled(detail.item));
    addEventListener("online", () => this.outbox.kick());
    setInterval(changed, 1000);
    await this.outbox.open();
    this.client.start();
    return this;
  }

  /** Who sits here. */
  get organisation() {
    const bound = this.client.bound?.organisation;
    return this.organisations.get(bound?.id) ?? bound;
  }

  /** The transports on this screen, by id; cases that share the stream are another screen's. */
  get transports() {
    return Object.entries(this.client.documents(this.prefix))
      .filter(([, document]) => document.journey)
      .map(([id, document]) => ({ id, document }));
  }

  /** What is said of a transport and not taken down yet. */
  isSaying(id) {
    return this.outbox.unsent.some((item) => item.case === id);
  }

  say(kind, transport, data) {
    this.outbox.put(kind, transport, data);
  }

  #opened() {
    this.outbox.kick();
    read(this.session, "/directory").then(
      ({ organisations }) => {
        this.organisations = new Map(organisations.map((each) => [each.id, each]));
        this.#changed();
      },
      () => {}, // it is asked for again at the next connection
    );
  }

  #left({ reason, document }) {
    if (document?.journey) this.#notice(`${purpose(document)} ${document.journey.pickup_place} — ${gone(reason)}`);
  }

  #settled({ state, kind, error }) {
    if (state === "refused") this.#notice(refusal(kind, error), error.code !== LOST);
    if (this.outbox.unsent.length === 0) this.outbox.forget(() => true, {});
  }

  #notice(text, isBad = false) {
    this.notices = [...this.notices.slice(-3), { text, isBad, at: this.client.now(), until: Date.now() + NOTICE_MS }];
    this.#changed();
  }

  #changed() {
    this.notices = this.notices.filter(({ until }) => until > Date.now());
    this.dispatchEvent(new Event("change"));
  }
}

/** A race that was lost is nobody's mistake. */
function refusal(kind, error) {
  if (error.code === LOST) return say("一足先に他社が受託しました。対応は不要です。", "Another operator was a moment faster. Nothing is left to do.");
  return `${kindName(kind)}: ${faultName(error)}`;
}
