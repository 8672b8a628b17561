/** 電話の結果: what a hospital said on the telephone; yes is one tap, no is one more for its reason. */
import { LitElement, css, html } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { terms } from "./words.js";

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
      <span>${both("電話の結果", "On the phone")}</span>
      <button class="good" data-act="phone-yes" @click=${() => this.#tell("accepted")}>${this.words ?? say("受入", "Yes")}</button>
      <button data-act="phone-no" @click=${() => (this._declining = true)}>${say("不可", "No")}</button>
    `;
  }

  #reasons() {
    return html`<span>${say("不応需の理由", "Why not")}</span> ${terms("decline-reason").map(
        ([code, word]) =>
          html`<button data-phone-reason=${code} @click=${() => this.#tell("declined", code)}>${word}</button>`,
      )}`;
  }

  #tell(name, detail) {
    this._declining = false;
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
customElements.define("phone-result", PhoneResult);
