/** 電話の結果: what a hospital said on the telephone; yes is one tap, no is one more for its reason. */
import { LitElement, css, html } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { CODES } from "./codes.js";

/** Events: `accepted`, `declined` (reason code). */
export class PhoneResult extends LitElement {
  static properties = { words: {}, _declining: { state: true } };
  static styles = [
    shared,
    css`
      :host {
        display: flex;
        gap: 8px;
        flex-wrap: wrap;
        align-items: center;
        justify-content: flex-end;
        --touch: 64px;
      }
      button {
        padding: 0 0.8em;
      }
    `,
  ];

  render() {
    if (this._declining) return this.#reasons();
    return html`
      <span>電話の結果 <span class="en">On the phone</span></span>
      <button class="good" data-act="phone-yes" @click=${() => this.#tell("accepted")}>${this.words ?? "受入"}</button>
      <button data-act="phone-no" @click=${() => (this._declining = true)}>不可</button>
    `;
  }

  #reasons() {
    return html`<span>不応需の理由</span> ${Object.entries(CODES["decline-reason"]).map(
        ([code, ja]) =>
          html`<button data-phone-reason=${code} @click=${() => this.#tell("declined", code)}>${ja}</button>`,
      )}`;
  }

  #tell(name, detail) {
    this._declining = false;
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
customElements.define("phone-result", PhoneResult);
