/**
 * What this device keeps is sealed, and what it has forgotten nobody reads again.
 *
 * The sealing key (AES-GCM) follows from two halves: a key in the browser's database that no script can take out, and a
 * salt in a file of its own. A browser goes on holding what was deleted from its database, sealed values and keys alike;
 * a file of the cache is gone when it is deleted. So to destroy the salt is to forget everything that was sealed.
 */
const CACHE = "kyukyu-seals";
const BYTES = { half: 32, salt: 32, nonce: 12 };

export class Seal {
  #key;

  /** @param {{name: string, half: CryptoKey}} held by it the seal is found again @param {CryptoKey} key */
  constructor(held, key) {
    this.held = held;
    this.#key = key;
  }

  /** Makes a seal; its salt is on disk. */
  static async make(owner) {
    const salt = random(BYTES.salt);
    const half = await crypto.subtle.importKey("raw", random(BYTES.half), "HKDF", false, ["deriveKey"]);
    const name = `/seals/${owner}/${crypto.randomUUID()}`;
    await (await caches.open(CACHE)).put(name, new Response(salt));
    return new Seal({ name, half }, await derived(half, salt));
  }

  /** Returns the seal that is held so, or null where its salt is no more. */
  static async find(held) {
    const salt = await (await caches.open(CACHE)).match(held.name);
    return salt ? new Seal(held, await derived(held.half, await salt.arrayBuffer())) : null;
  }

  /** Destroys every seal of an owner but this. */
  static async destroyOthers(owner, { held }) {
    const cache = await caches.open(CACHE);
    const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
    const others = paths.filter((path) => path.startsWith(`/seals/${owner}/`) && path !== held.name);
    await Promise.all(others.map((path) => cache.delete(path)));
  }

  /** Seals a value for one place: moved to another it does not open. */
  async close(value, place) {
    const iv = random(BYTES.nonce);
    const text = await crypto.subtle.encrypt(way(iv, place), this.#key, encoded(JSON.stringify(value)));
    return { iv, text };
  }

  /** Opens it; undefined where it was sealed with another seal, for another place, or changed. */
  async open({ iv, text }, place) {
    try {
      return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(way(iv, place), this.#key, text)));
    } catch {
      return undefined;
    }
  }
}

function derived(half, salt) {
  const from = { name: "HKDF", hash: "SHA-256", salt, info: encoded("kyukyu") };
  return crypto.subtle.deriveKey(from, half, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function way(iv, place) {
  return { name: "AES-GCM", iv, additionalData: encoded(place) };
}

function encoded(text) {
  return new TextEncoder().encode(text);
}

function random(bytes) {
  return crypto.getRandomValues(new Uint8Array(bytes));
}
