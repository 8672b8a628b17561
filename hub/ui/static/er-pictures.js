/**
 * 写真・心電図: what the crew attached, one button each; a picture opens over the whole screen.
 *
 * Nothing is fetched before somebody asks for it: each look is written down, and only what is looked at was seen.
 */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { ago, term } from "./words.js";
import { openPdf } from "./paper.js";
import "./picture-viewer.js";

const PDF = "application/pdf";

export class ErPictures extends LitElement {
  static properties = {
    row: { attribute: false },
    session: { attribute: false },
    now: { attribute: false },
    _problem: { state: true },
  };
  static styles = [
    shared,
    css`
      :host {
        display: block;
      }
      h3 {
        font-size: 0.9375rem;
        margin: 10px 0 4px;
      }
      button {
        max-width: 100%;
        white-space: normal;
      }
      p {
        color: var(--alarm);
        font-weight: 700;
      }
    `,
  ];

  render() {
    const attached = inOrder(this.row.document);
    if (attached.length === 0) return nothing;
    return html`<h3>${both("写真・心電図", "Photos and ECG")}</h3>
      <div class="chips">
        ${attached.map(
          (each) =>
            html`<button data-attachment=${each.key} @click=${() => this.#open(each, attached)}>
              ${isEcg(each) ? html`<span aria-hidden="true">♥</span>` : nothing}
              <span>${term("attachment-kind", each.what)} <span translate="no">${each.title ?? ""}</span></span>
              <small>${ago(each.at, this.now)}${each.media_type === PDF ? " PDF" : ""}</small>
            </button>`,
        )}
      </div>
      ${this._problem ? html`<p role="alert">${say("開けませんでした", "It could not be opened")}</p>` : nothing}
      <picture-viewer .fetch=${(key) => this.#bytes(key)}></picture-viewer>`;
  }

  async #open(picked, attached) {
    this._problem = false;
    if (picked.media_type === PDF) {
      this._problem = !(await openPdf(() => this.#bytes(picked.key)));
      return;
    }
    const pictures = attached.filter((each) => each.media_type !== PDF);
    const named = pictures.map(({ key, what, title }) => {
      return { key, name: [term("attachment-kind", what), title].filter(Boolean).join(" ") };
    });
    this.renderRoot.querySelector("picture-viewer").show(named, pictures.indexOf(picked));
  }

  async #bytes(key) {
    const answer = await this.session.fetch(`/cases/${this.row.id}/attachments/${key}`);
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.blob();
  }
}

function isEcg({ what }) {
  return what === "ecg-12-lead";
}

/** The electrocardiogram first, then the newest. */
function inOrder({ attachments = {} }) {
  return Object.entries(attachments)
    .map(([key, attachment]) => ({ key, ...attachment }))
    .sort((a, b) => isEcg(b) - isEcg(a) || Date.parse(b.at) - Date.parse(a.at));
}
customElements.define("er-pictures", ErPictures);
