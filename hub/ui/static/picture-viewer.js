/**
 * Pictures over the whole screen: zoomed by wheel, pinch, double tap, keys and buttons; the next by arrows.
 *
 * It is drawn on a canvas, out of bytes that the page holds: no address leads to it, nothing of it lies in a cache, and it
 * is gone when it is closed, by the button, by Escape, or by the browser's way back.
 */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { say } from "./language.js";

const [LEAST, MOST, STEP] = [1, 8, 1.5];

export class PictureViewer extends LitElement {
  static properties = {
    fetch: { attribute: false },
    _pictures: { state: true },
    _at: { state: true },
    _zoom: { state: true },
    _problem: { state: true },
  };
  static styles = [
    shared,
    css`
      dialog {
        width: 100vw;
        height: 100%;
        max-width: none;
        max-height: none;
        padding: 0;
        border: 0;
        color: var(--color-neutral-white);
        background: var(--color-neutral-black);
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        padding: 6px 12px;
      }
      h2 {
        flex: 1;
        font-size: 1.125rem;
        overflow-wrap: anywhere;
      }
      .stage {
        flex: 1;
        min-height: 0;
        position: relative;
        overflow: hidden;
        touch-action: none;
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        object-fit: contain;
        transform-origin: 50% 50%;
      }
      [role="alert"] {
        padding: 3rem;
        text-align: center;
        font-size: 1.25rem;
      }
      :focus-visible {
        outline-color: var(--color-primitive-yellow-300);
      }
    `,
  ];

  #touches = new Map();
  #pan = { x: 0, y: 0 };

  constructor() {
    super();
    this._pictures = [];
    this._zoom = LEAST;
  }

  /** @param {{key: string, name: string}[]} pictures @param {number} at which of them first */
  async show(pictures, at) {
    this._pictures = pictures;
    await this.updateComplete;
    this.#dialog.showModal();
    history.pushState({ ...history.state, picture: true }, "");
    addEventListener("popstate", this.#back);
    await this.#turn(at);
  }

  get #dialog() {
    return this.renderRoot.querySelector("dialog");
  }

  #back = () => this.#dialog.close();

  /** However it was closed: what was drawn is gone, and the way back leads where it did. */
  #closed() {
    removeEventListener("popstate", this.#back);
    if (history.state?.picture) history.back();
    this.#canvas.width = 0;
    this._pictures = [];
  }

  get #canvas() {
    return this.renderRoot.querySelector("canvas");
  }

  async #turn(at) {
    this._at = at;
    this._problem = false;
    this.#zoomTo(LEAST);
    this.#canvas.width = 0;
    try {
      const picture = await createImageBitmap(await this.fetch(this._pictures[at].key));
      if (this._at !== at || !this.#dialog.open) return;
      Object.assign(this.#canvas, { width: picture.width, height: picture.height });
      this.#canvas.getContext("2d").drawImage(picture, 0, 0);
      picture.close();
    } catch {
      this._problem = this.#dialog.open;
    }
  }

  render() {
    const [picture, number] = [this._pictures[this._at], this._pictures.length];
    return html`<dialog
      aria-label=${picture?.name ?? ""}
      data-picture=${picture?.key ?? nothing}
      @close=${this.#closed}
      @keydown=${this.#key}
    >
      <header>
        <h2 translate="no">${picture?.name ?? ""}</h2>
        ${number > 1 ? this.#turns(number) : nothing}
        <button data-act="zoom-out" aria-label=${say("縮小", "Smaller")} @click=${() => this.#zoomTo(this._zoom / STEP)}>−</button>
        <output class="num">${Math.round(this._zoom * 100)}%</output>
        <button data-act="zoom-in" aria-label=${say("拡大", "Larger")} @click=${() => this.#zoomTo(this._zoom * STEP)}>＋</button>
        <button class="primary" data-act="close-picture" autofocus @click=${this.#back}>${say("閉じる", "Close")} Esc</button>
      </header>
      ${this._problem ? html`<p role="alert">${say("取得できませんでした", "It could not be fetched")}</p>` : nothing}
      <div
        class="stage"
        @wheel=${this.#wheel}
        @dblclick=${() => this.#zoomTo(this._zoom > LEAST ? LEAST : 2 * STEP)}
        @pointerdown=${this.#touch}
        @pointermove=${this.#move}
        @pointerup=${this.#lift}
        @pointercancel=${this.#lift}
      >
        <canvas role="img" aria-label=${picture?.name ?? ""}></canvas>
      </div>
    </dialog>`;
  }

  #turns(number) {
    const turn = (by) => this.#turn((this._at + by + number) % number);
    return html`<button data-act="previous" aria-label=${say("前へ", "Previous")} @click=${() => turn(-1)}>←</button>
      <span class="num">${this._at + 1} / ${number}</span>
      <button data-act="next" aria-label=${say("次へ", "Next")} @click=${() => turn(1)}>→</button>`;
  }

  #key(event) {
    const act = { ArrowLeft: "previous", ArrowRight: "next", "+": "zoom-in", ";": "zoom-in", "-": "zoom-out" }[event.key];
    const button = act && this.renderRoot.querySelector(`[data-act=${act}]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  #wheel(event) {
    event.preventDefault();
    this.#zoomTo(this._zoom * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
  }

  #touch(event) {
    event.currentTarget.setPointerCapture(event.pointerId);
    this.#touches.set(event.pointerId, event);
  }

  #lift({ pointerId }) {
    this.#touches.delete(pointerId);
  }

  /** One finger moves the picture, two change its size. */
  #move(event) {
    const before = this.#touches.get(event.pointerId);
    if (!before) return;
    const [other] = [...this.#touches.values()].filter(({ pointerId }) => pointerId !== event.pointerId);
    this.#touches.set(event.pointerId, event);
    if (other) return this.#zoomTo((this._zoom * apart(event, other)) / Math.max(1, apart(before, other)));
    this.#panTo(this.#pan.x + event.clientX - before.clientX, this.#pan.y + event.clientY - before.clientY);
  }

  #zoomTo(zoom) {
    this._zoom = Math.min(MOST, Math.max(LEAST, zoom));
    this.#panTo(this.#pan.x, this.#pan.y);
  }

  /** Never further than to its edge. */
  #panTo(x, y) {
    const { clientWidth: width, clientHeight: height, style } = this.#canvas;
    const hold = (value, length) => {
      const most = (length * (this._zoom - 1)) / 2;
      return Math.min(most, Math.max(-most, value));
    };
    this.#pan = { x: hold(x, width), y: hold(y, height) };
    style.transform = `translate(${this.#pan.x}px, ${this.#pan.y}px) scale(${this._zoom})`;
  }
}

function apart(one, other) {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}
customElements.define("picture-viewer", PictureViewer);
