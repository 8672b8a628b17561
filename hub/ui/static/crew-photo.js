/**
 * 写真・心電図: a tap on what it shows opens the camera.
 *
 * The picture is made small on the tablet and drawn anew, so that neither place nor camera is written beside it; then it
 * goes by the outbox like any word.
 */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { crewStyles } from "./crew-styles.js";
import { both, say } from "./language.js";
import { clock, term, terms } from "./words.js";

const LONGEST_PX = 1280;
const LARGEST = 180_000; // bytes, as the hub takes them
const TRIES = [
  [1, 0.85],
  [1, 0.6],
  [0.75, 0.6],
  [0.5, 0.5],
];

/** A picture as a JPEG that the hub takes, in base64. */
export async function small(file) {
  const picture = await createImageBitmap(file);
  const fits = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  for (const [part, quality] of TRIES) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * fits * part));
    canvas.height = Math.max(1, Math.round(picture.height * fits * part));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (blob.size <= LARGEST) return inBase64(blob);
  }
  throw new Error("too large");
}

function inBase64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",", 2)[1]);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

export class CrewPhoto extends LitElement {
  /** `take` is told of a picture: the case, and the data of `attach`. */
  static properties = { document: { attribute: false }, take: { attribute: false }, _problem: { state: true } };
  static styles = [
    shared,
    crewStyles,
    css`
      :host {
        display: block;
      }
      .chips {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(120px, 1fr));
      }
      .taken {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-top: 6px;
      }
      .bad {
        color: var(--alarm);
        font-weight: 700;
      }
    `,
  ];

  render() {
    return html`<div class="row">
      <span class="label">${both("写真", "Photo")}</span>
      <div>
        <div class="chips" role="group" aria-label=${say("写真に写すもの", "What the photo shows")}>
          ${terms("attachment-kind").map(
            ([code, word]) => html`<button data-photo=${code} @click=${() => this.#open(code)}>${word}</button>`,
          )}
        </div>
        <input type="file" accept="image/*" capture="environment" hidden @change=${(event) => this.#take(event)} />
        ${this._problem ? html`<p class="bad" role="alert">${say("この写真は送れません", "This picture cannot be sent")}</p>` : nothing}
        ${this.#taken()}
      </div>
    </div>`;
  }

  #taken() {
    const taken = Object.entries(this.document.attachments ?? {}).sort(([, a], [, b]) => Date.parse(a.at) - Date.parse(b.at));
    if (taken.length === 0) return nothing;
    return html`<div class="taken">
      ${taken.map(
        ([key, { at, what }]) =>
          html`<span class="tag" data-taken=${what}>
            ${clock(at)} ${term("attachment-kind", what)}
            ${this.document.unsent?.has(`attachments/${key}`) ? html`<b class="unsent">${say("未送信", "unsent")}</b>` : nothing}
          </span>`,
      )}
    </div>`;
  }

  #open(what) {
    this.asked = { what, id: this.document.case }; // whichever case is open when the camera is done
    this._problem = false;
    this.renderRoot.querySelector("input").click();
  }

  async #take({ target }) {
    const [file, { what, id }] = [target.files[0], this.asked];
    target.value = "";
    if (!file) return;
    try {
      this.take(id, { what, content: await small(file) });
    } catch {
      this._problem = true;
    }
  }
}
customElements.define("crew-photo", CrewPhoto);
