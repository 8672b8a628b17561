/** タグ番号: by the camera where the browser reads codes, else on the keypad; both are one tap away. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { both, say } from "./language.js";
import { shared } from "./styles.js";

const LOOK_MS = 200;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "back", "0", "clear"];
const WORDS = { back: ["訂正", "Back"], clear: ["消去", "Clear"] };
const LONGEST = 40;

/** Event: `tag` (its number). */
export class TagReader extends LitElement {
  static properties = { tag: {}, _isKeyed: { state: true }, _stream: { state: true }, _problem: { state: true } };
  static styles = [
    shared,
    css`
      :host {
        display: block;
        --touch: 64px;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      output {
        font-size: 1.75rem;
        font-weight: 700;
        min-width: 3em;
      }
      .keys {
        display: grid;
        grid-template-columns: repeat(3, minmax(64px, 110px));
        gap: 8px;
        margin-top: 8px;
      }
      video {
        width: min(100%, 420px);
        border-radius: var(--border-radius-8);
        margin-top: 8px;
      }
    `,
  ];

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  render() {
    const canSee = "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia;
    return html`<div class="row">
        <span>${both("タグ番号", "Tag")}</span>
        <output class="num" aria-live="polite">${this.tag}</output>
        <button data-act="keypad" aria-expanded=${Boolean(this._isKeyed)} @click=${() => (this._isKeyed = !this._isKeyed)}>
          ${say("番号を入力", "Type it")}
        </button>
        ${
          canSee
            ? html`<button data-act="scan" @click=${() => (this._stream ? this.#stop() : this.#look())}>
                ${this._stream ? say("読取をやめる", "Stop") : say("QRを読取", "Read QR")}
              </button>`
            : nothing
        }
      </div>
      ${this._problem ? html`<p role="alert">${this._problem}</p>` : nothing}
      ${this._stream ? html`<video muted playsinline .srcObject=${this._stream}></video>` : nothing}
      ${
        this._isKeyed
          ? html`<div class="keys">
              ${KEYS.map((key) => html`<button data-tag-key=${key} @click=${() => this.#press(key)}>${say(...(WORDS[key] ?? [key, key]))}</button>`)}
            </div>`
          : nothing
      }`;
  }

  #press(key) {
    const next = { back: this.tag.slice(0, -1), clear: "" }[key] ?? `${this._isFresh ? "" : this.tag}${key}`;
    this._isFresh = false;
    this.#tell(next.slice(0, LONGEST));
  }

  /** The first digit replaces the number that was proposed. */
  willUpdate(changed) {
    if (changed.has("_isKeyed") && this._isKeyed) this._isFresh = true;
  }

  async #look() {
    try {
      this._stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      this._problem = say("カメラを使えません。番号を入力してください。", "No camera: type the number.");
      return;
    }
    await this.updateComplete;
    const [video, detector] = [this.renderRoot.querySelector("video"), new BarcodeDetector({ formats: ["qr_code"] })];
    video.play().catch(() => {}); // what it shows is for the person; the detector waits for no frame
    while (this._stream) {
      const [found] = await detector.detect(video).catch(() => []);
      if (found) {
        this.#tell(found.rawValue.slice(0, LONGEST));
        this.#stop();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  #stop() {
    for (const track of this._stream?.getTracks() ?? []) track.stop();
    this._stream = null;
  }

  #tell(tag) {
    this.dispatchEvent(new CustomEvent("tag", { detail: tag }));
  }
}
customElements.define("tag-reader", TagReader);
