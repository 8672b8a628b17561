/**
 * 緊急閲覧: a case that was not put before this hospital, by its number and with a reason, for 60 minutes.
 *
 * What is read stays in this panel and goes with it. Both sides' administrators see that it was opened, and by which screen.
 */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { keepsFocus } from "./er-focus.js";
import { both, say } from "./language.js";
import { post, read } from "./session.js";
import { clock, fullName, person, terms } from "./words.js";
import "./vitals-trend.js";

export class ErGlass extends keepsFocus(LitElement) {
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
    return html`<h2>${both("緊急閲覧", "Break the glass")}</h2>
      <p>
        ${say(
          "照会を受けていない事案を60分間閲覧します。理由と端末が記録され、双方の管理者が事後に確認します。",
          "A case that was not put before you, for 60 minutes. Reason and screen are recorded, and the administrators of both sides review it.",
        )}
      </p>
      ${this._said ? html`<p class="bad" role="alert">${this._said}</p>` : nothing}
      ${this._opened ? this.#case(this._opened) : this.#form()}`;
  }

  #form() {
    const asked = [...(this.departments?.values() ?? [])].filter(({ kind }) => kind === "fire-department");
    return html`<form @submit=${this.#open}>
      <label
        >${say("消防本部", "Fire department")}
        <select data-field="department" name="department" required>
          ${asked.map(({ id, name }) => html`<option value=${id} translate="no">${name}</option>`)}
        </select></label
      >
      <label>${say("事案番号", "Number of the case")} <input data-field="number" name="number" required maxlength="64" autocomplete="off" /></label>
      <p id="why">${say("理由", "Reason")}</p>
      <div class="reasons" role="group" aria-labelledby="why">
        ${terms("glass-reason").map(
          ([code, name]) =>
            html`<button
              type="button"
              data-reason=${code}
              class=${this._reason === code ? "chosen" : ""}
              aria-pressed=${this._reason === code}
              @click=${() => (this._reason = code)}
            >
              ${name}
            </button>`,
        )}
      </div>
      <label><input type="checkbox" name="exercise" data-field="exercise" /> ${say("訓練", "Exercise")}</label>
      <button class="primary" data-act="break" ?disabled=${!this._reason}>${say("記録して開く", "Record and open")}</button>
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
      [say("主訴", "Complaint"), complaint.chief_complaint],
      [say("傷病者", "Patient"), person(patient)],
      [say("氏名", "Name"), fullName(patient)],
      [say("生年月日", "Born"), patient.birth_date],
      [say("既往歴", "History"), history.medical_history],
      [say("内服薬", "Medication"), history.medications],
      [say("アレルギー", "Allergies"), history.allergies],
    ].filter(([, value]) => value);
    return html`<p data-opened>
        ${document.is_exercise ? html`<b class="bad">${say("訓練", "Exercise")}</b>` : nothing}
        ${until ? html`${say("閲覧期限", "Open until")} <b class="num">${clock(until)}</b>` : say("この事案は通常の画面で閲覧できます。", "You may see this case as it is.")}
        <button
          data-act="close-glass"
          @click=${() => {
            this._opened = this._reason = undefined;
          }}
        >
          ${say("閉じる", "Close")}
        </button>
      </p>
      <dl>
        ${rows.map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd translate="no">${value}</dd>`,
        )}
      </dl>
      <vitals-trend .document=${document} .now=${this.now}></vitals-trend>`;
  }
}
customElements.define("er-glass", ErGlass);
