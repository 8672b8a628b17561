/**
 * What stands behind the crew's screen: session, stream, outbox, and what this tablet keeps on disk.
 *
 * Nothing here draws. `change` says that something a person could see is different.
 */
import { enter, read, streamUrl } from "./session.js";
import { StreamClient } from "./stream-client.js";
import { DiskStore, Outbox, route } from "./outbox.js";
import { overlay, uncovered } from "./optimistic.js";
import { MynaViews } from "./myna-views.js";

const KEEP_MS = 400;

/** Event: `change`. */
export class CrewDesk extends EventTarget {
  #keeping = null;

  /**
   * Opens the tablet's own database and starts to listen; resolves without a network too.
   * @returns {Promise<CrewDesk | null>} null: this tablet is not enrolled
   */
  static async open() {
    const session = await enter("crew");
    return session ? new CrewDesk(session).#begin() : null;
  }

  constructor(session) {
    super();
    this.session = session;
    this.store = new DiskStore(session.caller);
    this.directory = { organisations: [] };
  }

  async #begin() {
    const [streams, directory, unit, lastCase] = await Promise.all(
      ["streams", "directory", "unit", "case"].map((name) => this.store.recall(name)),
    );
    this.directory = directory ?? this.directory;
    this.unit = unit;
    this.lastCase = lastCase;
    this.client = new StreamClient({
      url: streamUrl(),
      ticket: () => this.session.ticket(),
      kept: streams ?? {},
      wants: (name) => !name.startsWith("department:"),
    });
    this.outbox = new Outbox({ store: this.store, send: route(this.client, this.session) });
    this.views = new MynaViews({
      session: this.session,
      say: (kind, id, data, key) => this.outbox.put(kind, id, data, key),
      now: () => this.client.now(),
    });
    this.#listen();
    await this.outbox.open();
    this.#present();
    this.client.start();
    return this;
  }

  #listen() {
    this.client.addEventListener("change", () => this.#keepSoon());
    this.client.addEventListener("snapshot", ({ detail }) => this.#covered(detail.stream));
    this.client.addEventListener("open", () => this.#opened());
    this.outbox.addEventListener("change", () => this.#changed());
    this.views.addEventListener("change", () => this.#changed());
    addEventListener("online", () => this.outbox.kick());
    document.addEventListener("visibilitychange", () => this.#present());
  }

  /** The open cases of this unit as its crew knows them, sent or not. */
  get cases() {
    const held = this.client.documents("unit:");
    const documents = overlay(
      held,
      uncovered(this.outbox.items, (id) => this.client.version("unit:", id)),
    );
    return Object.fromEntries(Object.entries(documents).filter(([, document]) => document.status !== "closed"));
  }

  get hospitals() {
    return this.directory.organisations.filter(({ kind }) => kind === "hospital");
  }

  get unitName() {
    const units = this.directory.organisations.flatMap((organisation) => organisation.units ?? []);
    return units.find(({ id }) => id === this.unit)?.name ?? this.unit ?? "";
  }

  /** The names of organisations by their id. */
  get names() {
    return new Map(this.directory.organisations.map(({ id, name }) => [id, name]));
  }

  /** The name of an organisation, or its identifier while the directory is not known. */
  nameOf(id) {
    return this.directory.organisations.find((organisation) => organisation.id === id)?.name ?? id ?? "";
  }

  /** Remembers which case is open, for the next start. */
  remember(id) {
    this.store.keep("case", id);
  }

  #opened() {
    this.outbox.kick();
    this.unit = this.client.bound.unit;
    this.store.keep("unit", this.unit);
    read(this.session, "/lookups").then(
      ({ lookups }) => this.views.connect(lookups),
      () => {}, // asked again with the next connection
    );
    read(this.session, "/directory").then(
      (directory) => {
        this.directory = directory;
        this.store.keep("directory", directory);
        this.#changed();
      },
      () => {}, // the one that is kept serves until the next connection
    );
  }

  /** A snapshot contains every item that was acknowledged before it. */
  #covered(stream) {
    if (!stream.startsWith("unit:")) return;
    for (const item of this.outbox.items) if (item.state === "acknowledged") item.covered = true;
  }

  #keepSoon() {
    this.#changed();
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => {
      const streams = [...this.client.streams].map(([name, held]) => [name, held.kept]);
      this.store.keep("streams", Object.fromEntries(streams));
    }, KEEP_MS);
  }

  #present() {
    this.client.present({ visible: document.visibilityState === "visible", sound_armed: false });
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
