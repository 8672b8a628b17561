/**
 * What stands behind the command centre's screen: session, stream, outbox, sound, and who takes part.
 *
 * Documents live in the page and nowhere else, and so does what is said until the hub has taken it down. Nothing here
 * draws.
 */
import { enter, read, streamUrl } from "./session.js";
import { StreamClient } from "./stream-client.js";
import { MemoryStore, Outbox, route } from "./outbox.js";
import { Alarm } from "./alarm.js";
import { commandRows } from "./command-cases.js";
import { faultName, kindName } from "./words.js";
import { say } from "./language.js";

/** Event: `change`, when something a person could see is different. */
export class CommandDesk extends EventTarget {
  /** @returns {Promise<CommandDesk | null>} null: this screen is not enrolled */
  static async open() {
    const session = await enter("command");
    return session && new CommandDesk(session);
  }

  constructor(session) {
    super();
    this.session = session;
    this.organisations = [];
    this.alarm = new Alarm();
    this.client = new StreamClient({ url: streamUrl(), ticket: () => session.ticket() });
    this.outbox = new Outbox({ store: new MemoryStore(), send: route(this.client, session) });
    for (const each of [this.client, this.alarm, this.outbox]) each.addEventListener("change", () => this.#changed());
    this.client.addEventListener("open", () => this.#opened());
    this.outbox.addEventListener("settled", ({ detail }) => this.#settled(detail.item));
    this.outbox.open();
    setInterval(() => this.#tick(), 1000);
    this.client.start();
  }

  get now() {
    return this.client.now();
  }

  /** The cases of this department, and the transports it has asked for, by id. */
  get cases() {
    return this.client.documents("department:");
  }

  /** What everybody of the area says of itself, by organisation. */
  get area() {
    return this.client.documents("area:");
  }

  get rows() {
    return commandRows(this.cases, this.now);
  }

  get organisation() {
    const bound = this.client.bound?.organisation;
    return this.organisations.find(({ id }) => id === bound?.id) ?? bound;
  }

  get hospitals() {
    return this.organisations.filter(({ kind }) => kind === "hospital");
  }

  /** Hospitals whose screen nobody can see or hear. */
  get silent() {
    return this.client.silent;
  }

  /** The cases of which something is said and not taken down yet. */
  get pending() {
    return new Set(this.outbox.unsent.map((item) => item.case));
  }

  /** What did not succeed last, in words; nothing once something else is said. */
  get refused() {
    const { kind, error } = this.failed ?? {};
    return error && `${kind ? `${kindName(kind)}: ` : ""}${faultName(error)}`;
  }

  nameOf(id) {
    return this.organisations.find((each) => each.id === id)?.name ?? id ?? "";
  }

  unitName(id) {
    if (!id) return say("隊未定", "no unit yet");
    return this.organisations.flatMap(({ units }) => units ?? []).find((unit) => unit.id === id)?.name ?? id;
  }

  say(kind, id, data) {
    this.failed = null;
    this.outbox.put(kind, id, data);
  }

  /** Something beside the hub's own word went wrong. */
  fails(ja, en) {
    this.failed = { error: { ja, en } };
    this.#changed();
  }

  /** Silences what no hospital has noticed so far. */
  mute() {
    this.alarm.mute(this.#unnoticed().map(({ id }) => id));
  }

  #settled({ state, kind, error }) {
    if (state === "refused") this.failed = { kind, error };
    this.#changed();
  }

  #opened() {
    this.outbox.kick();
    navigator.wakeLock?.request("screen").catch(() => {});
    read(this.session, "/directory").then(
      ({ organisations }) => {
        this.organisations = organisations;
        this.#changed();
      },
      () => {}, // it is asked for again at the next connection
    );
  }

  /** Sounds what nobody at a hospital has noticed; a case of an exercise has its own pitch, a red one is loud. */
  #tick() {
    this.alarm.attend(this.#unnoticed());
    this.#changed();
  }

  #unnoticed() {
    return this.rows.flatMap(({ id, document, waiting }) =>
      waiting
        .filter(({ isUnnoticed }) => isUnnoticed)
        .map(({ facility }) => ({
          id: `${id} ${facility}`,
          isRed: document.complaint?.urgency === "red",
          isExercise: document.is_exercise,
        })),
    );
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
