/** The sound of the crew's page: one for all its parts, audible from the first tap on, for a browser is mute until then. */
import { Alarm } from "./alarm.js";

export const sound = new Alarm();

addEventListener("click", () => sound.arm({ isQuiet: true }), { once: true, capture: true });

/**
 * Whatever a crew is told once: a short low sound and a short shake, and then silence.
 *
 * What could not be heard because the browser was mute is told as soon as it can be.
 */
export class Notice {
  #told = new Set();

  /** @param {string[]} ids what there is to be told now */
  attend(ids) {
    const isNew = ids.some((id) => !this.#told.has(id));
    if (!isNew || !sound.armed) return;
    this.#told = new Set(ids);
    sound.note();
    navigator.vibrate?.(200);
  }
}
