/**
 * What a reader holds of one stream, drawn without a socket and without a page.
 *
 * State and later events give exactly what a fresh snapshot gives, as long as offsets are dense: 42 follows 41. A hole
 * is never papered over; `apply` says so, and its caller subscribes again from `position`.
 */

/**
 * Returns the target with an RFC 7396 merge patch applied; neither argument is changed.
 * @param {any} target
 * @param {any} patch
 */
export function merge(target, patch) {
  if (!isObject(patch)) return patch;
  const merged = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = merge(merged[name], value);
  }
  return merged;
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** @typedef {"applied" | "repeated" | "hole" | "unread"} Outcome */

/** The documents of one stream, with the position up to which they are true. */
export class HeldStream {
  /**
   * @param {string} stream
   * @param {{epoch: string, offset: number, documents: object, versions: object}} [kept] what an earlier page held
   */
  constructor(stream, kept) {
    this.stream = stream;
    this.epoch = kept?.epoch ?? null;
    this.offset = kept?.offset ?? null;
    this.documents = kept?.documents ?? {};
    this.versions = kept?.versions ?? {};
  }

  /** The position to subscribe from, or an empty object for a snapshot. */
  get position() {
    return this.epoch === null ? {} : { epoch: this.epoch, offset: this.offset };
  }

  /** What another page needs to go on from here. */
  get kept() {
    const { epoch, offset, documents, versions } = this;
    return { epoch, offset, documents, versions };
  }

  /** Lets a document go, whatever is heard of it later: only a snapshot brings it back. */
  forget(subject) {
    const { [subject]: _document, ...documents } = this.documents;
    const { [subject]: _version, ...versions } = this.versions;
    Object.assign(this, { documents, versions });
  }

  /**
   * Applies a `snapshot`, `event`, `transient` or `reset` frame of this stream.
   * @returns {Outcome}
   */
  apply(frame) {
    switch (frame.type) {
      case "snapshot":
        return this.#replace(frame);
      case "event":
        return this.#event(frame);
      case "transient":
        return this.#patch(frame);
      case "reset":
        this.epoch = null; // documents stay on the screen until the snapshot that follows
        this.offset = null;
        return "applied";
      default:
        return "unread";
    }
  }

  #replace({ epoch, offset, documents }) {
    this.epoch = epoch;
    this.offset = offset;
    this.documents = documents;
    this.versions = {};
    return "applied";
  }

  #event(frame) {
    if (this.epoch === null) return "unread";
    if (frame.offset <= this.offset) return "repeated";
    if (frame.offset !== this.offset + 1) return "hole";
    this.offset = frame.offset;
    if (frame.mode === "gone") {
      const { [frame.subject]: _left, ...documents } = this.documents;
      this.documents = documents;
    } else if (frame.mode === "document") {
      this.documents = { ...this.documents, [frame.subject]: frame.body };
    } else {
      this.#patch(frame);
    }
    if (frame.version !== undefined) this.versions[frame.subject] = frame.version;
    return "applied";
  }

  #patch({ subject, body }) {
    const held = this.documents[subject];
    if (held === undefined) return "unread";
    this.documents = { ...this.documents, [subject]: merge(held, body) };
    return "applied";
  }
}
