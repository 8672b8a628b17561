/**
 * One socket to the hub: bind, subscribe, resume, acknowledge, heartbeat, submit; and a plain word about its health.
 *
 * Health is what was *heard*, never what the browser believes of the socket: after 15 s of silence the socket is thrown
 * away and `state` is "dead" until the hub speaks again. Nothing here knows of the page.
 */
import { NotKnownError } from "./session.js";
import { HeldStream } from "./stream-state.js";

const SILENCE_MS = 15_000;
const HEARTBEAT_MS = 5_000;
const RECEIPT_MS = 10_000;
const BACKOFF_MS = { first: 400, longest: 8_000 };

/** The hub did not answer; the same submission may be sent again under the same key. */
export class NoAnswerError extends Error {}

/**
 * @typedef {"connecting" | "open" | "lost" | "dead" | "refused"} LinkState
 * `lost`: the socket closed, a new one is being tried. `dead`: nothing heard for 15 s. `refused`: this screen is not (or
 * no longer) known; there is no further try.
 *
 * Events: `change` (documents, silence or state), `gone` ({stream, subject, reason, document}),
 * `snapshot` ({stream}), `open`.
 */
export class StreamClient extends EventTarget {
  #socket = null;
  #timers = [];
  #retry = null;
  #tries = 0;
  #attempt = 0;
  #renewal = null;
  #pending = new Map();
  #lagging = new Map();
  #presence = { visible: false, sound_armed: false };

  /**
   * @param {{url: string, ticket: () => Promise<string>, kept?: Object<string, object>,
   *   wants?: (stream: string) => boolean, acknowledges?: boolean}} options
   *   `ticket`: fetches what binds one socket, or throws a `NotKnownError`;
   *   `kept`: what an earlier page held, by stream; `wants`: which of the permitted streams to read; `acknowledges`:
   *   what it holds has arrived at the organisation, as a crew understands that
   */
  constructor({ url, ticket, kept = {}, wants = () => true, acknowledges = true }) {
    super();
    this.acknowledges = acknowledges;
    this.url = url;
    this.ticket = ticket;
    this.wants = wants;
    /** @type {Map<string, HeldStream>} */
    this.streams = new Map(Object.entries(kept).map(([name, state]) => [name, new HeldStream(name, state)]));
    /** @type {LinkState} */
    this.state = "connecting";
    this.bound = null;
    this.silent = new Set();
    /** @type {Object<string, number>} patients on their way, by hospital; only a crew and its command centre are told */
    this.coming = {};
    this.lastHeardAt = Date.now();
    this.hasHeard = false;
    this.clockOffsetMs = 0;
  }

  start() {
    this.#timers = [setInterval(() => this.#watch(), 500), setInterval(() => this.#heartbeat(), HEARTBEAT_MS)];
    addEventListener("online", this.#hurry);
    this.#connect();
  }

  stop() {
    this.#timers.forEach(clearInterval);
    clearTimeout(this.#retry);
    removeEventListener("online", this.#hurry);
    this.#drop("lost");
  }

  /** The hub's clock, as well as we know it. */
  now() {
    return Date.now() + this.clockOffsetMs;
  }

  /** Seconds since the last frame. */
  get quietSeconds() {
    return Math.max(0, Math.floor((Date.now() - this.lastHeardAt) / 1000));
  }

  get isOpen() {
    return this.state === "open";
  }

  /** The documents of every stream whose name begins so, as one object. */
  documents(prefix) {
    const found = [...this.streams].filter(([name]) => name.startsWith(prefix)).map(([, held]) => held.documents);
    return Object.assign({}, ...found);
  }

  /** The version of a case up to which a stream is true, or 0. */
  version(prefix, subject) {
    return Math.max(
      0,
      ...[...this.streams].filter(([name]) => name.startsWith(prefix)).map(([, held]) => held.versions[subject] ?? 0),
    );
  }

  /** Says what the screen is able to show and sound; heard by crews before they ask. */
  present(presence) {
    const changed = Object.keys(presence).some((name) => presence[name] !== this.#presence[name]);
    this.#presence = { ...this.#presence, ...presence };
    if (changed) this.#heartbeat();
  }

  /**
   * Submits once over the socket.
   * @returns {Promise<{receipt: object} | {status: number, error: object}>}
   * @throws {NoAnswerError} when the socket is not open, closes, or stays quiet
   */
  submit(submission, signature) {
    if (!this.isOpen) return Promise.reject(new NoAnswerError("no connection"));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#settle(submission.key, "reject", new NoAnswerError("no receipt")),
        RECEIPT_MS,
      );
      this.#pending.set(submission.key, { resolve, reject, timer });
      this.#send({ type: "submit", submission, signature }); // the bytes of a part are those it has by itself
    });
  }

  async #connect() {
    clearTimeout(this.#retry);
    const attempt = (this.#attempt += 1);
    let ticket;
    try {
      ticket = await this.ticket();
    } catch (error) {
      if (attempt !== this.#attempt) return;
      if (error instanceof NotKnownError) this.#turn("refused");
      else this.#again();
      return;
    }
    if (attempt !== this.#attempt) return;
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    this.opening = Date.now();
    socket.onopen = () => this.#send({ type: "bind", ticket });
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = () => this.#closed();
  }

  #hurry = () => {
    if (!this.isOpen && this.state !== "refused") {
      this.#drop(this.state);
      this.#connect();
    }
  };

  /** Whether it is still known it hears when it asks for another ticket. */
  #closed() {
    this.#drop(this.state === "dead" ? "dead" : "lost");
    this.#again();
  }

  /** Stays bound: shows another ticket long before the time of the last one is over. */
  #renewIn(seconds) {
    clearTimeout(this.#renewal);
    const socket = this.#socket;
    this.#renewal = setTimeout(async () => {
      try {
        const ticket = await this.ticket();
        if (socket === this.#socket) this.#send({ type: "bind", ticket });
      } catch {
        if (socket === this.#socket) this.#renewIn(seconds / 4);
      }
    }, seconds * 500);
  }

  #again() {
    const ceiling = Math.min(BACKOFF_MS.longest, BACKOFF_MS.first * 2 ** this.#tries);
    this.#tries += 1;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), ceiling * (0.5 + Math.random() / 2));
  }

  /** Forgets the socket at once; a cut network would let `close` linger for minutes. */
  #drop(state) {
    clearTimeout(this.#renewal);
    this.#attempt += 1; // a ticket that is still being fetched is for nobody
    if (this.#socket) {
      this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
      this.#socket.close();
      this.#socket = null;
    }
    for (const key of [...this.#pending.keys()]) this.#settle(key, "reject", new NoAnswerError("connection lost"));
    this.#turn(state);
  }

  #turn(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }

  #watch() {
    if (this.state === "refused" || Date.now() - this.lastHeardAt < SILENCE_MS) return;
    const hangs = this.#socket && Date.now() - this.opening >= SILENCE_MS;
    if (hangs) {
      this.#drop("dead");
      this.#again();
    }
    this.#turn("dead");
  }

  #heartbeat() {
    if (this.isOpen) this.#send({ type: "heartbeat", ...this.#presence });
  }

  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #hear(data) {
    this.lastHeardAt = Date.now();
    this.hasHeard = true;
    const moved = new Set();
    for (const line of data.split("\n")) {
      if (line) this.#frame(JSON.parse(line), moved);
    }
    for (const name of this.acknowledges ? moved : []) {
      this.#send({ type: "ack", stream: name, offset: this.streams.get(name).offset });
    }
    this.dispatchEvent(new Event("change"));
  }

  #frame(frame, moved) {
    if (frame.type === "bound") this.#bind(frame);
    else if (frame.type === "renewed") this.#renewIn(frame.expires_in);
    else if (frame.type === "heartbeat") this.#beat(frame);
    else if (frame.type === "receipt") this.#settle(frame.key, "resolve", { receipt: frame });
    else if (frame.type === "refused") this.#settle(frame.key, "resolve", { status: frame.status, error: frame.error });
    else if (this.streams.has(frame.stream)) this.#read(frame, moved);
  }

  #bind(frame) {
    this.bound = frame;
    this.#clock(frame.server_at);
    this.#renewIn(frame.expires_in);
    this.#tries = 0;
    this.#lagging.clear();
    for (const name of frame.streams.filter(this.wants)) {
      if (!this.streams.has(name)) this.streams.set(name, new HeldStream(name));
      this.#subscribe(name);
    }
    this.#turn("open");
    this.#heartbeat();
    this.dispatchEvent(new Event("open"));
  }

  #subscribe(name) {
    const position = this.acknowledges ? this.streams.get(name).position : {}; // to resume is to say: I hold it
    this.#send({ type: "subscribe", stream: name, ...position });
  }

  #read(frame, moved) {
    const held = this.streams.get(frame.stream);
    const document = held.documents[frame.subject];
    const outcome = held.apply(frame);
    if (outcome === "hole") this.#subscribe(frame.stream);
    if (outcome !== "applied") return;
    if (frame.type === "event" || frame.type === "snapshot") moved.add(frame.stream);
    if (frame.type === "snapshot")
      this.dispatchEvent(new CustomEvent("snapshot", { detail: { stream: frame.stream } }));
    if (frame.mode === "gone") {
      const detail = { stream: frame.stream, subject: frame.subject, reason: frame.body?.reason, document };
      this.dispatchEvent(new CustomEvent("gone", { detail }));
    }
  }

  /** Two heartbeats above the same position mean that something never came. */
  #beat({ at, tops = {}, silent, coming }) {
    this.#clock(at);
    if (silent) this.silent = new Set(silent);
    if (coming) this.coming = coming;
    for (const [name, top] of Object.entries(tops)) {
      const offset = this.streams.get(name)?.offset;
      if (offset === undefined || offset === null || top <= offset) this.#lagging.delete(name);
      else if (this.#lagging.get(name) === offset) this.#subscribe(name);
      else this.#lagging.set(name, offset);
    }
  }

  #clock(at) {
    if (at) this.clockOffsetMs = Date.parse(at) - Date.now();
  }

  #settle(key, verb, value) {
    const waiting = this.#pending.get(key);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.#pending.delete(key);
    waiting[verb](value);
  }
}
