/** 応需の取消: an accept may be taken back until the hand-over, with its reason; the crew is told loudly. */
import { LitElement, css, html } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { CODES } from "./codes.js";

/** Event: `take-back` (reason code). */
export class ErTakeBack extends LitElement {
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
        応需を取り消す <span class="en">Take back</span>
      </button>`;
    return html`<b>取消の理由</b>
      ${Object.entries(CODES["decline-reason"]).map(
        ([reason, ja]) =>
          html`<button
            data-take-back=${reason}
            ?disabled=${this.isSending}
            @click=${() => this.dispatchEvent(new CustomEvent("take-back", { detail: reason }))}
          >
            ${ja}
          </button>`,
      )}
      <button @click=${() => (this._isOpen = false)}>やめる <span class="en">Keep</span></button>`;
  }
}
customElements.define("er-take-back", ErTakeBack);
