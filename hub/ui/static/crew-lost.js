/** 応需取消: a hospital has taken its accept back. Red and loud on every page until another hospital takes the patient. */
import { LitElement, css, html } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { Alarm } from "./alarm.js";
import { takenBack } from "./taken-back.js";
import { term } from "./words.js";

/** Event: `choose` (case id). */
export class CrewLost extends LitElement {
  static properties = { cases: { attribute: false }, hospitals: { attribute: false } };
  static styles = [
    shared,
    css`
      :host {
        display: block;
        --touch: 64px;
      }
    `,
  ];
  #alarm = new Alarm();
  #seen = new Set();

  constructor() {
    super();
    addEventListener("click", () => this.#alarm.arm({ isQuiet: true }), { once: true, capture: true });
  }

  updated() {
    const loud = takenBack(this.cases).filter(({ id }) => !this.#seen.has(id));
    this.#alarm.attend(loud.map(({ id, document }) => ({ id, isRed: true, isExercise: document.is_exercise })));
    if (loud.length) navigator.vibrate?.([400, 200, 400]);
  }

  render() {
    return takenBack(this.cases).map(
      ({ id, case: lost, facility, request, document }) =>
        html`<div class="banner red" role="alert" data-banner="taken-back">
          <span>
            <b>応需取消</b> ${this.hospitals.find((each) => each.id === facility)?.name ?? facility}:
            ${term("decline-reason", request.reason)} (${document.complaint?.chief_complaint ?? "主訴未入力"})
          </span>
          <button data-act="see-lost" @click=${() => this.#choose(id, lost)}>
            病院を選び直す <span class="en">Choose again</span>
          </button>
        </div>`,
    );
  }

  #choose(id, lost) {
    this.#seen.add(id);
    this.dispatchEvent(new CustomEvent("choose", { detail: lost }));
  }
}
customElements.define("crew-lost", CrewLost);
