/**
 * 指令センターの画面: which case is stuck, who has not answered, what the hospitals of the area can take; and 災害, who of
 * many casualties goes where.
 *
 * The view and the case that is open stand in the browser's history, so that back and reload find them again.
 */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { CommandDesk } from "./command-desk.js";
import { commandHeader } from "./command-header.js";
import { commandStyles } from "./command-screen-styles.js";
import { sceneOf } from "./command-acts.js";
import { suggestedSpecialty } from "./hospital-order.js";
import { door, notEnrolled } from "./door.js";
import { exerciseBanner } from "./exercise.js";
import { frameStyles } from "./frame-styles.js";
import { deadBanner } from "./link-state.js";
import { declaredModes, modeBanner } from "./mode-banner.js";
import { both, say } from "./language.js";
import "./command-board.js";
import "./command-call.js";
import "./command-casualties.js";
import "./command-matrix.js";
import "./command-mode.js";
import "./command-takers.js";

export class CommandScreen extends LitElement {
  static properties = {
    _problem: { state: true },
    _place: { state: true },
    _asks: { state: true },
  };
  static styles = [shared, frameStyles, commandStyles];

  constructor() {
    super();
    this._place = history.state?.place ?? {};
  }

  async connectedCallback() {
    super.connectedCallback();
    addEventListener("popstate", ({ state }) => (this._place = state?.place ?? {}));
    try {
      this.desk = await CommandDesk.open();
      this.desk?.addEventListener("change", () => this.requestUpdate());
      if (!this.desk) this._problem = notEnrolled();
    } catch (error) {
      this._problem = error.message;
    }
    this.requestUpdate();
  }

  /** However much is heard, the screen is drawn once a frame; what nobody sees is drawn at once. */
  async scheduleUpdate() {
    if (this.desk && document.visibilityState === "visible") await new Promise(requestAnimationFrame);
    return super.scheduleUpdate();
  }

  #go(place) {
    this._place = { ...this._place, ...place };
    history.pushState({ place: this._place }, "");
  }

  render() {
    if (!this.desk) return door(["指令センター", "Command centre"], this._problem);
    const { desk } = this;
    const { view = "cases" } = this._place;
    const { rows } = desk;
    return html`
      ${commandHeader(desk, rows, view, { go: (next) => this.#go({ view: next }), ask: (what) => this.#ask(what) })}
      ${deadBanner(desk.client)} ${modeBanner(desk.client, (id) => desk.nameOf(id))}
      ${Object.values(desk.cases).some((each) => each.is_exercise) ? exerciseBanner() : nothing} ${this.#soundGate()}
      ${desk.refused ? html`<div class="banner red" role="alert" data-banner="refused">${desk.refused}</div>` : nothing}
      ${{ cases: () => this.#overview(rows), matrix: () => this.#matrix(), casualties: () => this.#casualties() }[view]()}
      ${this.#dialog()}
    `;
  }

  /** A browser stays mute until a person has touched the page. */
  #soundGate() {
    const { alarm } = this.desk;
    if (alarm.armed) return nothing;
    return html`<div class="banner red" role="alert" data-banner="silent">
      <span>${say("無音: 病院が照会に気付かなくても、この画面は音が出ません。", "Muted: no sound here when a hospital does not notice a request.")}</span>
      <button data-act="arm" @click=${() => alarm.arm()}>${both("音声有効化", "Enable sound")}</button>
    </div>`;
  }

  #overview(rows) {
    const { desk } = this;
    return html`<div class="frame">
      <main tabindex="0" aria-label=${say("事案", "Cases")}>
        <command-board
          .desk=${desk}
          .rows=${rows}
          .now=${desk.now}
          .open=${this._place.open}
          @open=${({ detail }) => this.#go({ open: detail })}
          @casualties=${() => this.#go({ view: "casualties" })}
          @say=${this.#say}
        ></command-board>
      </main>
      <aside tabindex="0" aria-label=${say("受けられる医療機関", "Who can take")}>
        <command-takers .desk=${desk} .from=${this.#from} .now=${desk.now}></command-takers>
      </aside>
    </div>`;
  }

  #matrix() {
    return html`<main class="whole" aria-label=${say("応需マトリクス", "Capacity")}>
      <command-matrix .desk=${this.desk} .from=${this.#from} .now=${this.desk.now}></command-matrix>
    </main>`;
  }

  #casualties() {
    return html`<main class="whole" aria-label=${say("災害", "Disaster")}>
      <command-casualties .desk=${this.desk} .now=${this.desk.now} @say=${this.#say} @tags=${() => this.#tags()}></command-casualties>
    </main>`;
  }

  /** The case that is open: ways are measured from there, and its specialty is the one that is asked for. */
  get #from() {
    const id = this._place.open;
    const document = this.desk.cases[id];
    if (!document) return undefined;
    const { complaint = {}, unit } = document;
    const name = html`<span translate="no">${this.desk.unitName(unit)} ${complaint.chief_complaint}</span>`;
    return { id, here: sceneOf(document), name, specialty: suggestedSpecialty(document) };
  }

  #dialog() {
    if (!this._asks) return nothing;
    const isCall = this._asks === "call";
    return html`<dialog aria-labelledby="asks" @close=${() => (this._asks = null)}>
      <h2 id="asks">${isCall ? both("119番通報", "Emergency call") : both("運用モード", "Mode of operation")}</h2>
      ${
        isCall
          ? html`<command-call
              .units=${this.desk.organisation?.units ?? []}
              .now=${this.desk.now}
              @say=${this.#say}
              @done=${() => this.#close()}
            ></command-call>`
          : html`<command-mode .declared=${this.#declared} @say=${this.#say} @done=${() => this.#close()}></command-mode>`
      }
    </dialog>`;
  }

  get #declared() {
    return declaredModes(this.desk.area).filter(({ department }) => department === this.desk.organisation?.id);
  }

  async #ask(what) {
    this._asks = what;
    await this.updateComplete;
    this.renderRoot.querySelector("dialog").showModal();
  }

  #close() {
    this.renderRoot.querySelector("dialog").close(); // who opened it has the focus again
  }

  #say({ detail: { kind, case: id, data } }) {
    this.desk.say(kind, id, data);
  }

  async #tags() {
    const answer = await this.desk.session.fetch("/triage-tags.pdf");
    if (!answer.ok) {
      this.desk.fails("印刷の機能が入っていません（pdf）。", "Printing is not installed (pdf).");
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = "triage-tags.pdf";
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

customElements.define("command-screen", CommandScreen);
