/** 応需取消: a hospital has taken its accept back. Red and loud on every page until another hospital takes the patient. */
import { LitElement, css, html } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { sound } from "./crew-sound.js";
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
  #seen = new Set();

  updated() {
    const loud = takenBack(this.cases).filter(({ id }) => !this.#seen.has(id));
    sound.attend(loud.map(({ id, document }) => ({ id, isRed: true, isExercise: document.is_exercise })));
    if (loud.length) navigator.vibrate?.([400, 200, 400]);
  }

  render() {
    return takenBack(this.cases).map(
      ({ id, case: lost, facility, request, document }) =>
        html`<div class="banner red" role="alert" data-banner="taken-back">
          <span>
            <b>${say("応需取消", "Accept taken back")}</b>
            <span translate="no">${this.hospitals.find((each) => each.id === facility)?.name ?? facility}</span>:
            ${term("decline-reason", request.reason)} <span translate="no">${document.complaint?.chief_complaint ?? ""}</span>
          </span>
          <button data-act="see-lost" @click=${() => this.#choose(id, lost)}>
            ${both("病院を選び直す", "Choose again")}
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
