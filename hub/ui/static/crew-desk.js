/**
 * What stands behind the crew's screen: session, stream, outbox, and what this tablet keeps on disk.
 *
 * Nothing here draws. `change` says that something a person could see is different.
 */
import { enter, read, streamUrl } from "./session.js";
import { StreamClient } from "./stream-client.js";
import { DiskStore } from "./disk-store.js";
import { Outbox, route } from "./outbox.js";
import { overlay, uncovered } from "./optimistic.js";
import { MynaViews } from "./myna-views.js";
import { Tabs } from "./tabs.js";

const KEEP_MS = 400;
const SWEEP_MS = 10_000;
const KEEPS_S = 10_800; // until the hub has said how long

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
    const [streams, directory, unit, lastCase, keepsS] = await Promise.all(
      ["streams", "directory", "unit", "case", "keeps_s"].map((name) => this.store.recall(name)),
    );
    this.directory = directory ?? this.directory;
    this.unit = unit;
    this.lastCase = lastCase;
    this.keepsS = keepsS ?? KEEPS_S;
    this.client = new StreamClient({
      url: streamUrl(),
      ticket: () => this.session.ticket(),
      kept: streams ?? {},
      wants: (name) => !name.startsWith("department:"),
    });
    const tabs = new Tabs(this.session.caller);
    this.outbox = new Outbox({ store: this.store, tabs, send: route(this.client, this.session) });
    this.views = new MynaViews({
      session: this.session,
      say: (kind, id, data, key) => this.outbox.put(kind, id, data, key),
      now: () => this.client.now(),
    });
    this.#listen();
    await this.outbox.open();
    this.#present();
    this.client.start();
    setInterval(() => this.#forget(), SWEEP_MS);
    return this;
  }

  #listen() {
    this.client.addEventListener("change", () => this.#heard());
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
    const isShown = ([id, document]) => document.status !== "closed" && !this.#isOver(held[id] ?? {});
    return Object.fromEntries(Object.entries(documents).filter(isShown));
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
    this.lastCase = id;
    this.store.keep("case", id);
  }

  /** Whether a case was handed over, or ended otherwise, so long ago that this tablet may not keep it. */
  #isOver({ handover, closing }) {
    return this.#isLongAgo(handover?.handed_over_at ?? closing?.closed_at);
  }

  #isLongAgo(at) {
    return Boolean(at) && this.client.now() - Date.parse(at) > this.keepsS * 1000;
  }

  /**
   * Forgets the cases that are over, for good, as soon as nothing of any case waits to be sent; and all of them at once
   * where the hub does not know this tablet any more. What was refused, or not sent, stays: it is nowhere else.
   */
  async #forget() {
    const isLost = this.client.state === "refused";
    const held = this.client.documents("unit:");
    const over = Object.keys(held).filter((id) => isLost || this.#isOver(held[id]));
    const isOver = ({ state, case: id, receipt, occurred_at }) =>
      (state === "acknowledged" || state === "corrected") &&
      (isLost || over.includes(id) || (!held[id] && this.#isLongAgo(receipt?.recorded_at ?? occurred_at)));
    if (this.outbox.unsent.length > 0 && !isLost) return;
    if (over.length === 0 && !this.outbox.items.some(isOver)) return;
    if (isLost) this.client.streams.clear();
    if (!(await this.outbox.forget(isOver, this.#kept(isOver)))) return;
    for (const stream of this.client.streams.values()) over.forEach((id) => stream.forget(id));
    this.#keepSoon();
  }

  /** What stays on disk beside the outbox: of cases that are over, nothing. */
  #kept(isOver) {
    const { directory, unit, lastCase, keepsS } = this;
    const streams = this.#streams(isOver);
    return { streams, directory, unit, case: this.cases[lastCase] && lastCase, keeps_s: keepsS };
  }

  #streams(isOver = () => false) {
    const said = new Set(this.outbox.items.filter((item) => !isOver(item)).map((item) => item.case));
    const kept = ({ kept: { documents, versions, ...position } }) => {
      const stays = only(documents, (id) => !this.#isOver(documents[id]));
      return { ...position, documents: stays, versions: only(versions, (id) => id in stays || said.has(id)) };
    };
    return Object.fromEntries([...this.client.streams].map(([name, held]) => [name, kept(held)]));
  }

  #opened() {
    this.outbox.kick();
    this.unit = this.client.bound.unit;
    this.keepsS = this.client.bound.keeps_s ?? this.keepsS;
    this.store.keep("unit", this.unit);
    this.store.keep("keeps_s", this.keepsS);
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

  #heard() {
    if (this.client.state === "refused") this.#forget();
    this.#keepSoon();
  }

  #keepSoon() {
    this.#changed();
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.store.keep("streams", this.#streams()), KEEP_MS);
  }

  #present() {
    this.client.present({ visible: document.visibilityState === "visible", sound_armed: false });
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

function only(entries, holds) {
  return Object.fromEntries(Object.entries(entries).filter(([id]) => holds(id)));
}
