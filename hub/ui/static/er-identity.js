/** Who the patient is: hidden until somebody asks, and never open on the next case. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { keepsFocus } from "./er-focus.js";
import { both, say } from "./language.js";
import { mynaRows } from "./myna-rows.js";
import { fullName } from "./words.js";

export class ErIdentity extends keepsFocus(LitElement) {
  static properties = { document: { attribute: false }, _isOpen: { state: true } };
  static styles = [
    shared,
    css`
      :host {
        display: block;
      }
      .name {
        display: flex;
        gap: 10px;
        align-items: center;
        flex-wrap: wrap;
      }
      .name b {
        font-size: 1.25rem;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px 14px;
        margin-top: 6px;
      }
      dt {
        color: var(--ink-soft);
      }
    `,
  ];

  render() {
    const { patient = {}, history = {}, myna_records: records = {} } = this.document;
    const name = fullName(patient);
    if (!name && !patient.birth_date && Object.keys({ ...history, ...records }).length === 0) return nothing;
    const toggle = () => (this._isOpen = !this._isOpen);
    if (!this._isOpen)
      return html`<button data-act="name" @click=${toggle}>${both("氏名・病歴を表示", "Name and history")}</button>`;
    const rows = [
      [say("フリガナ", "Kana"), [patient.family_kana, patient.given_kana].filter(Boolean).join(" ")],
      [say("生年月日", "Born"), patient.birth_date],
      [say("住所", "Address"), patient.address],
      [say("電話", "Telephone"), patient.phone],
      [say("既往歴", "History"), history.medical_history],
      [say("内服薬", "Medication"), history.medications],
      [say("アレルギー", "Allergies"), history.allergies],
      ...mynaRows(records),
    ].filter(([, value]) => value);
    return html`<div class="name">
        <b translate="no">${name || say("氏名不明", "name unknown")}</b>
        <button data-act="name" @click=${toggle}>${say("隠す", "Hide")}</button>
      </div>
      <dl>
        ${rows.map(
          ([term, value]) =>
            html`<dt>${term}</dt>
              <dd translate="no">${value}</dd>`,
        )}
      </dl>`;
  }
}
customElements.define("er-identity", ErIdentity);
