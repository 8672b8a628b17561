/**
 * The sound of a waiting request, made on the spot with Web Audio.
 *
 * It follows the grammar of IEC 60601-1-8 (high: 10 pulses, medium: 3, low: 1), not its melodies: one pitch, rhythm alone
 * tells the urgency. A browser stays mute until a person touched the page, so `armed` is what the audio clock says.
 */

const HIGH = [0, 0.2, 0.4, 0.75, 0.95, 1.6, 1.8, 2.0, 2.35, 2.55]; // 3 + 2, twice
const MEDIUM = [0, 0.35, 0.7];
const REPEAT_S = { high: 8, medium: 20 };
const PITCH_HZ = { real: 760, exercise: 430 };
const PULSE_S = { high: 0.13, medium: 0.2, low: 0.3 };

export const MUTE_S = 60;

/** Events: `change` when it was armed or went silent. */
export class Alarm extends EventTarget {
  #context = null;
  #mutedUntil = 0;
  #muted = new Set();
  #next = 0;
  #heard = new Set();

  /** Whether this screen can be heard now. */
  get armed() {
    return this.#context?.state === "running";
  }

  /** Makes the screen audible; must be called from a tap, and sounds one pulse so that the person hears that it works. */
  async arm({ isQuiet = false } = {}) {
    this.#context ??= this.#open();
    await this.#context.resume();
    if (!isQuiet) this.#pulse(0, 0.25, PITCH_HZ.real);
    this.dispatchEvent(new Event("change"));
  }

  /** Silences the requests that wait now; a request that comes later still sounds. */
  mute(ids) {
    this.#mutedUntil = Date.now() + MUTE_S * 1000;
    this.#muted = new Set(ids);
    this.dispatchEvent(new Event("change"));
  }

  /** Seconds of silence that are left, or 0. */
  get mutedSeconds() {
    return Math.max(0, Math.ceil((this.#mutedUntil - Date.now()) / 1000));
  }

  /**
   * Sounds what waits; to be called about once a second.
   * @param {{id: string, isRed: boolean, isExercise: boolean}[]} waiting requests that nobody has acknowledged
   */
  attend(waiting) {
    if (this.mutedSeconds === 0) this.#muted.clear();
    const loud = waiting.filter(({ id }) => !this.#muted.has(id));
    const isNew = loud.some(({ id }) => !this.#heard.has(id));
    this.#heard = new Set(waiting.map(({ id }) => id));
    if (!this.armed || loud.length === 0) return;
    const now = this.#context.currentTime;
    if (!isNew && now < this.#next) return;
    const level = loud.some(({ isRed }) => isRed) ? "high" : "medium";
    const pitch = loud.every(({ isExercise }) => isExercise) ? PITCH_HZ.exercise : PITCH_HZ.real;
    for (const start of level === "high" ? HIGH : MEDIUM) this.#pulse(start, PULSE_S[level], pitch);
    this.#next = now + REPEAT_S[level];
  }

  /** Sounds once, low: what somebody should know and need not drop everything for. */
  note({ isExercise = false } = {}) {
    if (this.armed) this.#pulse(0, PULSE_S.low, isExercise ? PITCH_HZ.exercise : PITCH_HZ.real);
  }

  #open() {
    const context = new AudioContext();
    context.addEventListener("statechange", () => this.dispatchEvent(new Event("change")));
    return context;
  }

  #pulse(delay, length, pitch) {
    const context = this.#context;
    const start = context.currentTime + 0.02 + delay;
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.5, start + 0.02);
    gain.gain.setValueAtTime(0.5, start + length - 0.03);
    gain.gain.linearRampToValueAtTime(0, start + length);
    gain.connect(context.destination);
    for (const harmonic of [1, 2, 3]) {
      const tone = context.createOscillator();
      tone.frequency.value = pitch * harmonic;
      const level = context.createGain();
      level.gain.value = 0.6 / harmonic;
      tone.connect(level).connect(gain);
      tone.start(start);
      tone.stop(start + length);
    }
  }
}
