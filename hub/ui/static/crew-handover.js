/** 引継・終了: hand the patient over at the hospital, then end the case. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { crewStyles } from "./crew-styles.js";
import { CODES } from "./codes.js";
import { clock } from "./words.js";

/** Event: `say` ({kind: "hand-over" | "close-case", data}). */
export class CrewHandover extends LitElement {
  static properties = { document: { attribute: false }, place: { attribute: false }, _closing: { state: true } };
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
        <h2>引継 <span class="en">Hand-over</span></h2>
        ${
          handover?.handed_over_at
            ? html`<p class="good-line">
                  ${clock(handover.handed_over_at)} 引継${handover.received_by ? `(${handover.received_by} 医師)` : ""}
                  ${unsent?.has("handover/handed_over_at") ? html`<span class="unsent">未送信</span>` : nothing}
                </p>
                <p>
                  ${handover.receipt_at ? `病院が ${clock(handover.receipt_at)} に受領しました` : "病院の受領を待っています"}
                </p>`
            : this.#form(destination)
        }
      </section>
      <section>
        <h2>終了 <span class="en">Close the case</span></h2>
        <div class="chips">
          ${Object.entries(CODES.closing).map(
            ([code, ja]) =>
              html`<button
                data-closing=${code}
                class=${this._closing === code ? "chosen" : ""}
                @click=${() => {
                  this._closing = code;
                }}
              >
                ${ja}
              </button>`,
          )}
        </div>
        <button class="primary" data-act="close" ?disabled=${!this._closing} @click=${() => this.#close()}>
          活動を終了する
        </button>
      </section>
    `;
  }

  #form(destination) {
    return html`<p>引継先: <b>${this.place || "搬送先が決まっていません"}</b></p>
      <label>引継医師 <input name="received_by" maxlength="60" autocomplete="off" /></label>
      <label>申送り <textarea name="summary" maxlength="2000"></textarea></label>
      <button class="primary" data-act="hand-over" ?disabled=${!destination} @click=${() => this.#handOver()}>
        医師へ引継した <span class="en">Handed over</span>
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
