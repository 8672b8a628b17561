/**
 * 緊急閲覧の確認: glasses that were broken by or before our organisations; what nobody has looked at yet stands out.
 */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { CODES } from "./codes.js";
import { post, read } from "./session.js";
import { panelStyles } from "./operations-styles.js";
import { moment } from "./operations-words.js";

const LOOK_MS = 10_000;

export class OperationsGlasses extends LitElement {
  static properties = { session: { attribute: false }, _glasses: { state: true }, _said: { state: true } };
  static styles = [
    shared,
    panelStyles,
    css`
      .outstanding {
        color: var(--alarm);
        font-weight: 700;
      }
    `,
  ];

  connectedCallback() {
    super.connectedCallback();
    this._timer = setInterval(() => this.#look(), LOOK_MS);
    this.#look();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this._timer);
  }

  async #look() {
    try {
      this._glasses = (await read(this.session, "/operations/break-glass")).glasses;
    } catch {
      // what is shown gets old, and the banner of the page says so
    }
  }

  async #review(id) {
    try {
      this._glasses = (await post(this.session, `/operations/break-glass/${id}/review`, {})).glasses;
      this._said = "確認を記録しました。";
    } catch (error) {
      this._said = error.message;
    }
  }

  render() {
    const glasses = this._glasses ?? [];
    if (!glasses.length) return nothing;
    const open = glasses.filter((each) => each.is_outstanding).length;
    return html`<div class="panel" data-panel="glasses">
      <h2>
        緊急閲覧 <span class="en">Broken glasses</span>
        ${open ? html`<b class="outstanding" role="status" data-outstanding>未確認 ${open}件</b>` : nothing}
      </h2>
      ${this._said ? html`<p class="said" role="status">${this._said}</p>` : nothing}
      <table>
        <thead>
          <tr>
            <th scope="col">開始</th>
            <th scope="col">閲覧者</th>
            <th scope="col">事案の消防本部</th>
            <th scope="col">理由</th>
            <th scope="col">事後確認</th>
          </tr>
        </thead>
        <tbody>
          ${glasses.map((each) => this.#row(each))}
        </tbody>
      </table>
    </div>`;
  }

  #row({ id, broken_at: at, organisation, caller, person, owner, reason, is_exercise: isExercise, reviews, is_outstanding: open }) {
    return html`<tr data-glass=${id}>
      <td class="num">${moment(at)}</td>
      <td>${organisation} <span class="soft">${person ?? "記名なし"} ${caller}</span></td>
      <td>${owner}</td>
      <td>${isExercise ? "訓練 " : ""}${CODES["glass-reason"][reason] ?? reason}</td>
      <td>
        ${reviews.map((each) => html`<div>${each.organisation} ${each.by} ${moment(each.at)}</div>`)}
        ${
          open
            ? html`<button class="primary" data-act="review" @click=${() => this.#review(id)}>確認した</button>`
            : nothing
        }
      </td>
    </tr>`;
  }
}
customElements.define("operations-glasses", OperationsGlasses);
