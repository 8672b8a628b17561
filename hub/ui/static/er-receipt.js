/**
 * 引継・受領: whether this is the right patient, the sheet on paper, and the signature for the patient.
 *
 * A reader of codes types what it reads, as a keyboard does; a hand types the last signs of the case, which stand on the
 * sheet. Who signs without looking signs as before: the look is an aid and no gate.
 */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { keepsFocus } from "./er-focus.js";
import { both, say } from "./language.js";
import { openPdf } from "./paper.js";
import { clock } from "./words.js";

const LEAST = 6;

/** Event: `receive`. */
export class ErReceipt extends keepsFocus(LitElement) {
  static properties = {
    row: { attribute: false },
    session: { attribute: false },
    isSending: { attribute: false },
    _read: { state: true },
    _hasFailed: { state: true },
  };
  static styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      label {
        flex: 1 1 12em;
        font-size: 0.875rem;
      }
      .right {
        color: var(--good);
        font-weight: 700;
      }
      .wrong {
        color: var(--alarm);
        font-weight: 700;
      }
    `,
  ];

  constructor() {
    super();
    this._read = "";
  }

  render() {
    const received = this.row.document.handover?.receipt_at;
    return html`
      ${received ? nothing : this.#check()}
      <div class="row">
        ${
          received
            ? html`<span class="tag good-tag">${say("引継受領", "Signed for")} ${clock(received)}</span>`
            : html`<button
                class="primary"
                data-act="receive"
                ?disabled=${this.isSending}
                @click=${() => this.dispatchEvent(new CustomEvent("receive"))}
              >
                ${both("引継受領", "Sign for the patient")}
              </button>`
        }
        <button data-act="sheet" @click=${this.#sheet}>${both("引継書 PDF・印刷", "Sheet: PDF, print")}</button>
      </div>
      ${this._hasFailed ? html`<p class="wrong" role="alert">${say("引継書を開けませんでした", "The sheet could not be opened")}</p>` : nothing}
    `;
  }

  #check() {
    const code = this._read.trim().toLowerCase();
    const isRead = code.length >= LEAST;
    const isRight = isRead && this.#names(code);
    return html`<div class="row">
      <label
        >${both("引継書のQR・事案番号の末尾", "Code on the sheet, or its last signs")}
        <input
          data-field="scan"
          autocomplete="off"
          spellcheck="false"
          .value=${this._read}
          @input=${({ target }) => (this._read = target.value)}
      /></label>
      <span role="status" class=${isRight ? "right" : "wrong"} data-match=${isRead ? String(isRight) : nothing}>
        ${
          isRight
            ? say("✓ この傷病者です", "✓ This patient")
            : isRead
              ? say("✕ 別の傷病者です", "✕ Another patient")
              : nothing
        }
      </span>
    </div>`;
  }

  /** The code on paper is the address of the case. */
  #names(code) {
    const [found] = code.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) ?? [];
    return found ? found === this.row.id : this.row.id.endsWith(code);
  }

  async #sheet() {
    this._hasFailed = false;
    this._hasFailed = !(await openPdf(async () => {
      const answer = await this.session.fetch(`/cases/${this.row.id}/handover.pdf`);
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.blob();
    }));
  }
}
customElements.define("er-receipt", ErReceipt);
