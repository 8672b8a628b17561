/**
 * 緊急閲覧: a case that was not put before this hospital, by its number and with a reason, for 60 minutes.
 *
 * What is read stays in this panel and goes with it. Both sides' administrators see that it was opened, and by which screen.
 */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { CODES } from "./codes.js";
import { post, read } from "./session.js";
import { clock, fullName, person } from "./words.js";
import "./vitals-trend.js";

export class ErGlass extends LitElement {
  static properties = {
    session: { attribute: false },
    departments: { attribute: false },
    now: { attribute: false },
    _reason: { state: true },
    _opened: { state: true },
    _said: { state: true },
  };
  static styles = [
    shared,
    css`
      :host {
        display: block;
        overflow-y: auto;
        background: var(--surface);
        border: var(--edge) solid var(--alarm);
        border-radius: var(--border-radius-8);
        padding: 14px 16px;
      }
      h2 {
        font-size: 1.25rem;
      }
      p {
        margin: 6px 0;
      }
      label {
        display: block;
        margin-top: 10px;
      }
      .reasons {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin: 6px 0 10px;
      }
      .bad {
        color: var(--alarm);
        font-weight: 700;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px 14px;
      }
      dt {
        color: var(--ink-soft);
      }
    `,
  ];

  render() {
    return html`<h2>緊急閲覧 <span class="en">Break the glass</span></h2>
      <p>
        照会を受けていない事案を60分間閲覧します。理由と端末が記録され、<b>双方の管理者</b>が事後に確認します。<span
          class="en"
          >Both sides' administrators will review it.</span
        >
      </p>
      ${this._said ? html`<p class="bad" role="alert">${this._said}</p>` : nothing}
      ${this._opened ? this.#case(this._opened) : this.#form()}`;
  }

  #form() {
    const asked = [...(this.departments?.values() ?? [])].filter(({ kind }) => kind === "fire-department");
    return html`<form @submit=${this.#open}>
      <label
        >消防本部
        <select data-field="department" name="department" required>
          ${asked.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
        </select></label
      >
      <label>事案番号 <input data-field="number" name="number" required maxlength="64" autocomplete="off" /></label>
      <p id="why">理由</p>
      <div class="reasons" role="group" aria-labelledby="why">
        ${Object.entries(CODES["glass-reason"]).map(
          ([code, ja]) =>
            html`<button
              type="button"
              data-reason=${code}
              aria-pressed=${this._reason === code}
              @click=${() => (this._reason = code)}
            >
              ${ja}
            </button>`,
        )}
      </div>
      <label><input type="checkbox" name="exercise" data-field="exercise" /> 訓練</label>
      <button class="primary" data-act="break" ?disabled=${!this._reason}>記録して開く</button>
    </form>`;
  }

  async #open(event) {
    event.preventDefault();
    const said = new FormData(event.target);
    this._said = undefined;
    try {
      const { case: id, until } = await post(this.session, "/break-glass", {
        department: said.get("department"),
        number: said.get("number"),
        reason: this._reason,
        is_exercise: said.has("exercise"),
      });
      this._opened = { until, ...(await read(this.session, `/cases/${id}`)) };
    } catch (error) {
      this._said = error.message;
    }
  }

  #case({ document, until }) {
    const { patient = {}, history = {}, complaint = {} } = document;
    const rows = [
      ["主訴", complaint.chief_complaint],
      ["傷病者", person(patient)],
      ["氏名", fullName(patient)],
      ["生年月日", patient.birth_date],
      ["既往歴", history.medical_history],
      ["内服薬", history.medications],
      ["アレルギー", history.allergies],
    ].filter(([, value]) => value);
    return html`<p data-opened>
        ${document.is_exercise ? html`<b class="bad">訓練</b>` : nothing}
        ${until ? html`閲覧期限 <b class="num">${clock(until)}</b>` : "この事案は通常の画面で閲覧できます。"}
        <button
          data-act="close-glass"
          @click=${() => {
            this._opened = this._reason = undefined;
          }}
        >
          閉じる
        </button>
      </p>
      <dl>
        ${rows.map(
          ([ja, value]) =>
            html`<dt>${ja}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
      <vitals-trend .document=${document} .now=${this.now}></vitals-trend>`;
  }
}
customElements.define("er-glass", ErGlass);
