/**
 * Writes down the newest checkpoint of the hub's audit, and notices a log that was cut back or goes on from another one.
 *
 * A checkpoint is: origin (with the identity of the key), number of leaves, root in base64, an empty line, the signature.
 * Its signature is not looked at here: who verifies has the key from elsewhere (`kyukyu audit verify --witnessed`).
 */

/** @typedef {{origin: string, size: number, root: string, note: string}} Checkpoint */

const PLACE = "kyukyu.checkpoint";

/** @returns {Checkpoint | null} */
export function parse(note) {
  const [origin, size, root] = (note ?? "").split("\n");
  return root && /^\d+$/.test(size) ? { origin, size: Number(size), root, note } : null;
}

/** Remembers for this browser: every screen of one hub shares what any of them has heard. */
export class Witness {
  /** @param {Storage} [storage] */
  constructor(storage = localStorage) {
    this.storage = storage;
  }

  /** The last checkpoint from which every later one was shown to go on. @returns {Checkpoint | null} */
  get kept() {
    return parse(this.storage.getItem(PLACE));
  }

  /**
   * Hears a checkpoint with the proof that it goes on from the one that is kept; keeps it where it does.
   * @param {string} note
   * @param {string[] | undefined} hashes undefined: no proof came with it
   * @returns {Promise<"good" | "unproven" | "cut" | "forked" | "other-key">}
   */
  async hear(note, hashes) {
    const heard = parse(note);
    const kept = this.kept;
    if (!heard) return "good";
    if (kept) {
      if (heard.origin !== kept.origin) return "other-key";
      if (heard.size < kept.size) return "cut";
      if (heard.size === kept.size) return heard.root === kept.root ? "good" : "forked";
      if (!hashes) return "unproven";
      if (!(await goesOn(kept, heard, hashes))) return "forked";
    }
    this.storage.setItem(PLACE, note);
    return "good";
  }

  /** Begins anew with the next one that is heard: somebody has said that it is right. */
  forget() {
    this.storage.removeItem(PLACE);
  }
}

/** Tells whether the hashes show that one root goes on from the other (RFC 9162 §2.1.4.2). */
async function goesOn(first, second, hashes) {
  if (first.size === 0) return true;
  const left = hashes.map(bytes);
  if (isPower(first.size)) left.unshift(bytes(first.root));
  if (!left.length) return false;
  let [at, last] = [first.size - 1, second.size - 1];
  const up = () => ([at, last] = [Math.floor(at / 2), Math.floor(last / 2)]);
  while (at % 2) up();
  let older = left.shift();
  let newer = older;
  for (const each of left) {
    if (last === 0) return false;
    if (at % 2 || at === last) {
      [older, newer] = [await node(each, older), await node(each, newer)];
      while (at % 2 === 0 && at) up();
    } else {
      newer = await node(newer, each);
    }
    up();
  }
  return last === 0 && text(older) === first.root && text(newer) === second.root;
}

function isPower(size) {
  return Number.isInteger(Math.log2(size));
}

async function node(left, right) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array([1, ...left, ...right])));
}

function bytes(base64) {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

function text(raw) {
  return btoa(String.fromCharCode(...raw));
}
