/** 応需の取消: an accept may be taken back until the hand-over, with its reason; the crew is told loudly. */
import { LitElement, css, html } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { keepsFocus } from "./er-focus.js";
import { both, say } from "./language.js";
import { terms } from "./words.js";

/** Event: `take-back` (reason code). */
export class ErTakeBack extends keepsFocus(LitElement) {
  static properties = { isSending: { attribute: false }, _isOpen: { state: true } };
  static styles = [
    shared,
    css`
      :host {
        display: flex;
        gap: 8px;
        flex-wrap: wrap;
        align-items: center;
      }
      b {
        color: var(--alarm);
      }
    `,
  ];

  render() {
    if (!this._isOpen)
      return html`<button data-act="take-back" @click=${() => (this._isOpen = true)}>
        ${both("応需を取り消す", "Take the accept back")}
      </button>`;
    return html`<b>${say("取消の理由", "Why")}</b>
      ${terms("decline-reason").map(
        ([reason, name]) =>
          html`<button
            data-take-back=${reason}
            ?disabled=${this.isSending}
            @click=${() => this.dispatchEvent(new CustomEvent("take-back", { detail: reason }))}
          >
            ${name}
          </button>`,
      )}
      <button @click=${() => (this._isOpen = false)}>${both("やめる", "Keep")}</button>`;
  }
}
customElements.define("er-take-back", ErTakeBack);
