/**
 * What this device keeps for its caller: the outbox, and whatever else its page wants to find again; all of it sealed.
 *
 * Several tabs may share it. A write names the seal it was made with and counts only while that is the seal: nothing is
 * ever written that nobody can open.
 */
import { openDB } from "./vendor/idb.js";
import { Seal } from "./seal.js";

const SEAL = "seal";
const STORES = ["seals", "outbox", "kept"];

/** Keeps items and other things in this device's own database. */
export class DiskStore {
  #caller;
  #seal = null;

  /** @param {string} caller each enrolled device has its own database */
  constructor(caller) {
    this.#caller = caller;
    navigator.storage?.persist?.(); // where space runs out, others are thrown out first
    this.opened = openDB(`kyukyu-${caller}`, 2, {
      upgrade(database) {
        for (const name of database.objectStoreNames) database.deleteObjectStore(name); // the first lay in the clear
        for (const name of STORES) database.createObjectStore(name);
      },
    });
  }

  /** Every item. */
  async all() {
    const keys = await (await this.opened).getAllKeys("outbox");
    return (await Promise.all(keys.map((key) => this.find(key)))).filter(Boolean);
  }

  find(key) {
    return this.#read("outbox", key);
  }

  async put(item) {
    while (!(await this.#write("outbox", item.key, item)));
  }

  async remove(key) {
    await (await this.opened).delete("outbox", key);
  }

  recall(name) {
    return this.#read("kept", name);
  }

  /** What is forgotten while this is under way does not come back by it: then nothing is written. */
  async keep(name, value) {
    await this.#write("kept", name, value);
  }

  /**
   * Forgets everything but this, for good.
   * @param {{known: string[], items: object[], kept: Object<string, any>}} rest `known`: the keys of all items that whoever
   *   asks has looked at; `items` and `kept` stay
   * @returns {Promise<boolean>} false: another tab has written something else meanwhile, and nothing is forgotten
   */
  renew({ known, items, kept }) {
    return this.#alone(async () => {
      const seal = await Seal.make(this.#caller);
      const row = async (place, key, value) => ({ place, key, sealed: await seal.close(value, `${place}/${key}`) });
      const rows = await Promise.all([
        ...items.map((item) => row("outbox", item.key, item)),
        ...Object.entries(kept).map(([name, value]) => row("kept", name, value)),
      ]);
      const transaction = await this.#begin("readwrite");
      const found = await transaction.objectStore("outbox").getAllKeys();
      const isAllKnown = found.every((key) => known.includes(key));
      if (isAllKnown) {
        for (const name of STORES) transaction.objectStore(name).clear();
        for (const { place, key, sealed } of rows) transaction.objectStore(place).put(sealed, key);
        transaction.objectStore("seals").put(seal.held, SEAL);
      }
      await transaction.done;
      if (isAllKnown) this.#seal = seal;
      await Seal.destroyOthers(this.#caller, isAllKnown ? seal : await this.#current());
      return isAllKnown;
    });
  }

  async #read(place, key) {
    const transaction = await this.#begin("readonly");
    const [held, sealed] = await Promise.all([
      transaction.objectStore("seals").get(SEAL),
      transaction.objectStore(place).get(key),
    ]);
    const seal = sealed && (await this.#sealOf(held));
    return seal ? seal.open(sealed, `${place}/${key}`) : undefined;
  }

  /** On disk when it returns true, for a tablet may lose power at any moment; false: the seal is another now. */
  async #write(place, key, value) {
    const seal = (await this.#current()) ?? (await this.#alone(() => this.#first()));
    const sealed = await seal.close(value, `${place}/${key}`);
    const transaction = await this.#begin("readwrite");
    const isCurrent = (await transaction.objectStore("seals").get(SEAL))?.name === seal.held.name;
    if (isCurrent) transaction.objectStore(place).put(sealed, key);
    await transaction.done;
    return isCurrent;
  }

  async #begin(mode) {
    return (await this.opened).transaction(STORES, mode, { durability: "strict" });
  }

  async #current() {
    return this.#sealOf(await (await this.opened).get("seals", SEAL));
  }

  async #sealOf(held) {
    if (!held || this.#seal?.held.name === held.name) return held ? this.#seal : null;
    const seal = await Seal.find(held);
    return (this.#seal = seal);
  }

  /** The first seal, and the next where a salt was taken away from outside: what it had sealed cannot be opened. */
  async #first() {
    const found = await this.#current();
    if (found) return found;
    const seal = await Seal.make(this.#caller);
    const transaction = await this.#begin("readwrite");
    for (const name of STORES) transaction.objectStore(name).clear();
    transaction.objectStore("seals").put(seal.held, SEAL);
    await transaction.done;
    return (this.#seal = seal);
  }

  /** One tab at a time makes and destroys seals. */
  #alone(work) {
    return navigator.locks.request(`kyukyu-seals-${this.#caller}`, work);
  }
}
