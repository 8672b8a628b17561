/** 引継・終了: show which case it is, hand the patient over at the hospital, print the sheet, then end the case. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { crewStyles } from "./crew-styles.js";
import { caseCode } from "./case-code.js";
import { openPdf } from "./paper.js";
import { both, say } from "./language.js";
import { clock, terms } from "./words.js";

/** Event: `say` ({kind: "hand-over" | "close-case", data}). */
export class CrewHandover extends LitElement {
  static properties = {
    document: { attribute: false },
    place: { attribute: false },
    session: { attribute: false },
    isOnline: { attribute: false },
    _closing: { state: true },
    _hasFailed: { state: true },
  };
  static styles = [
    shared,
    crewStyles,
    css`
      :host {
        display: block;
      }
      section {
        background: var(--surface);
        border: var(--edge) solid var(--line);
        border-radius: var(--border-radius-8);
        padding: 14px;
        margin-bottom: 14px;
        display: grid;
        gap: 12px;
      }
      textarea {
        min-height: 96px;
      }
      .which {
        grid-template-columns: 170px minmax(0, 1fr);
        align-items: center;
      }
      .which > div {
        display: grid;
        gap: 8px;
        justify-items: start;
      }
      .which b {
        font-size: 1.5rem;
      }
      .code {
        width: 170px;
        height: 170px;
      }
      .bad {
        color: var(--alarm);
        font-weight: 700;
      }
      @media (max-width: 700px) {
        .which {
          grid-template-columns: 130px minmax(0, 1fr);
        }
        .code {
          width: 130px;
          height: 130px;
        }
      }
      .good-line {
        color: var(--good);
        font-weight: 700;
      }
    `,
  ];

  render() {
    const { handover, destination, unsent } = this.document;
    return html`
      <section>
        <h2>${both("引継", "Hand-over")}</h2>
        ${
          handover?.handed_over_at
            ? html`<p class="good-line">
                  ${clock(handover.handed_over_at)} ${say("引継", "handed over")}${handover.received_by ? html` (<span translate="no">${handover.received_by}</span>${say(" 医師", "")})` : ""}
                  ${unsent?.has("handover/handed_over_at") ? html`<span class="unsent">${say("未送信", "unsent")}</span>` : nothing}
                </p>
                <p>
                  ${handover.receipt_at ? say(`病院が ${clock(handover.receipt_at)} に受領しました`, `The hospital signed for it at ${clock(handover.receipt_at)}`) : say("病院の受領を待っています", "Waiting for the hospital to sign for it")}
                </p>`
            : this.#form(destination)
        }
      </section>
      ${this.#which()}
      <section>
        <h2>${both("終了", "Close the case")}</h2>
        <div class="chips">
          ${terms("closing").map(
            ([code, word]) =>
              html`<button
                data-closing=${code}
                class=${this._closing === code ? "chosen" : ""}
                aria-pressed=${this._closing === code}
                @click=${() => {
                  this._closing = code;
                }}
              >
                ${word}
              </button>`,
          )}
        </div>
        <button class="primary" data-act="close" ?disabled=${!this._closing} @click=${() => this.#close()}>
          ${say("活動を終了する", "Close this case")}
        </button>
      </section>
    `;
  }

  /** The hospital reads the code, or the last signs, and sees whether it is the patient it waits for. */
  #which() {
    const { case: id } = this.document;
    return html`<section class="which">
      ${caseCode(id)}
      <div>
        <span>${say("事案番号の末尾", "Case, last signs")} <b class="num" translate="no">${id.slice(-6)}</b></span>
        <button data-act="sheet" ?disabled=${!this.isOnline} @click=${() => this.#print()}>
          ${both("引継書 PDF・印刷", "Sheet: PDF, print")}
        </button>
        ${this.isOnline ? nothing : html`<small class="soft">${say("通信があるときに印刷できます", "Prints where there is a link")}</small>`}
        ${this._hasFailed ? html`<p class="bad" role="alert">${say("引継書を開けませんでした", "The sheet could not be opened")}</p>` : nothing}
      </div>
    </section>`;
  }

  async #print() {
    this._hasFailed = false;
    this._hasFailed = !(await openPdf(async () => {
      const answer = await this.session.fetch(`/cases/${this.document.case}/handover.pdf`);
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.blob();
    }));
  }

  #form(destination) {
    return html`<p>${say("引継先", "To")}: <b translate="no">${this.place}</b>${this.place ? "" : say("搬送先が決まっていません", "no destination yet")}</p>
      <label>${say("引継医師", "Received by (physician)")} <input name="received_by" maxlength="60" autocomplete="off" /></label>
      <label>${say("申送り", "Summary")} <textarea name="summary" maxlength="2000"></textarea></label>
      <button class="primary" data-act="hand-over" ?disabled=${!destination} @click=${() => this.#handOver()}>
        ${both("医師へ引継した", "Handed over")}
      </button>`;
  }

  #handOver() {
    const said = (name) => this.renderRoot.querySelector(`[name=${name}]`).value.trim();
    const data = Object.fromEntries(
      ["received_by", "summary"].map((name) => [name, said(name)]).filter(([, text]) => text),
    );
    this.#say("hand-over", data);
  }

  #close() {
    this.#say("close-case", { closing: this._closing });
    this._closing = null;
  }

  #say(kind, data) {
    this.dispatchEvent(new CustomEvent("say", { detail: { kind, data }, bubbles: true, composed: true }));
  }
}
customElements.define("crew-handover", CrewHandover);
