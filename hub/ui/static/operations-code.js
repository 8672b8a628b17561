/** 登録コード: shown once, as words, as an address and as a picture for a telephone; how long it is good. Event: `leave`. */
import { LitElement, css, html } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { panelStyles } from "./operations-styles.js";
import { duration } from "./words.js";

export class OperationsCode extends LitElement {
  static properties = { issued: { attribute: false }, now: { attribute: false } };
  static styles = [
    shared,
    panelStyles,
    css`
      :host {
        border: 3px solid var(--accent);
        margin-bottom: 12px;
      }
      .issued {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 24px;
        align-items: center;
      }
      img {
        width: 176px;
        height: 176px;
        background: var(--color-neutral-white);
      }
      strong {
        display: block;
        font-family: ui-monospace, monospace;
        font-size: 2rem;
        letter-spacing: 0.06em;
      }
      .issued > div {
        flex: 1 1 20rem;
        display: grid;
        gap: 8px;
      }
      code {
        user-select: all;
      }
    `,
  ];

  firstUpdated() {
    this.renderRoot.querySelector("h3").focus();
  }

  render() {
    const { id, name, code, link, qr, expires_at: until } = this.issued;
    const left = Math.max(0, Math.floor((Date.parse(until) - this.now) / 1000));
    return html`<h3 tabindex="-1">${both("登録コード", "One-time code")} <span translate="no">${name} ${id}</span></h3>
      <div class="issued">
        <img src=${`data:image/svg+xml,${encodeURIComponent(qr)}`} alt=${say("登録用アドレスのQRコード", "QR code of the address")} />
        <div>
          <strong data-code>${code}</strong>
          <code data-link translate="no">${link}</code>
          <p>
            ${
              left
                ? say(
                    html`あと <b class="num" data-left>${duration(left)}</b>。1回だけ使えます。画面を閉じると再表示できません。`,
                    html`Good for <b class="num" data-left>${duration(left)}</b>, once. It is not shown again.`,
                  )
                : html`<b class="old">${say("期限が切れました。もう一度発行してください。", "It has expired. Issue another one.")}</b>`
            }
          </p>
          <p class="soft">
            ${say(
              "対象の端末でアドレスを開くか、QRコードを読み取ってください。登録が終わると、以前の端末の鍵は無効になります。",
              "Open the address on the device, or scan it. Once it is enrolled, the key of the device before is worth nothing.",
            )}
          </p>
          <div class="chips">
            <button data-act="copy" @click=${() => navigator.clipboard?.writeText(link)}>${say("アドレスをコピー", "Copy the address")}</button>
            <button data-act="leave" @click=${() => this.dispatchEvent(new CustomEvent("leave"))}>${say("閉じる", "Close")}</button>
          </div>
        </div>
      </div>`;
  }
}
customElements.define("operations-code", OperationsCode);
