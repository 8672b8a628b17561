/** 失効: a right is taken away once the id is typed. Events: `confirm` (what was typed), `leave`. */
import { LitElement, css, html } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { panelStyles } from "./operations-styles.js";

export class OperationsRevoke extends LitElement {
  static properties = { target: { attribute: false }, _typed: { state: true } };
  static styles = [
    shared,
    panelStyles,
    css`
      :host {
        border: 3px solid var(--alarm);
        margin-bottom: 12px;
      }
    `,
  ];

  willUpdate(changed) {
    if (changed.has("target")) this._typed = "";
  }

  updated(changed) {
    if (changed.has("target")) this.renderRoot.querySelector("input").focus();
  }

  render() {
    const { kind, id, name } = this.target;
    return html`<form class="confirm" @submit=${(event) => this.#confirm(event)}>
      <h3>${both("失効", "Revoke")} <span translate="no">${name} ${id}</span></h3>
      <p>
        ${
          kind === "callers"
            ? say(
                "この端末は直ちに接続を切られ、以後何も送受信できません。元に戻せません。",
                "The device is cut off at once, and neither sends nor hears anything. There is no way back.",
              )
            : say(
                "この職員はすべての端末からサインアウトし、以後サインインできません。元に戻せません。",
                "The person is signed out everywhere and signs in nowhere. There is no way back.",
              )
        }
      </p>
      <label
        >${say(html`確認のためID <b translate="no">${id}</b> を入力してください`, html`Type the id <b translate="no">${id}</b>`)}
        <input
          data-field="typed"
          autocomplete="off"
          spellcheck="false"
          .value=${this._typed}
          @input=${({ target }) => (this._typed = target.value.trim())}
        />
      </label>
      <div class="chips">
        <button type="button" data-act="back" @click=${() => this.dispatchEvent(new CustomEvent("leave"))}>
          ${say("やめる", "Leave it")}
        </button>
        <button class="alarm" data-act="revoke" ?disabled=${this._typed !== id}>${say("権限を取り消す", "Take the right away")}</button>
      </div>
    </form>`;
  }

  #confirm(event) {
    event.preventDefault();
    if (this._typed === this.target.id) this.dispatchEvent(new CustomEvent("confirm", { detail: this._typed }));
  }
}
customElements.define("operations-revoke", OperationsRevoke);
