/**
 * 緊急閲覧の確認: glasses that were broken by or before our organisations; what nobody has looked at yet stands out.
 *
 * Event: `reviewed`, with all glasses as the hub tells them then.
 */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { post } from "./session.js";
import { panelStyles } from "./operations-styles.js";
import { moment } from "./operations-words.js";
import { term } from "./words.js";

export class OperationsGlasses extends LitElement {
  static properties = {
    session: { attribute: false },
    glasses: { attribute: false },
    names: { attribute: false },
    _said: { state: true },
  };
  static styles = [
    shared,
    panelStyles,
    css`
      td div + div {
        margin-top: 2px;
      }
    `,
  ];

  render() {
    const glasses = this.glasses ?? [];
    return html`<h2>${both("緊急閲覧", "Broken glasses")}</h2>
      <p class="soft">
        ${say(
          "受入照会のない事案を60分だけ閲覧した記録です。双方の機関の管理者が事後確認します。",
          "Looks of 60 minutes at cases that were not put before the caller. Administrators of both sides review each.",
        )}
      </p>
      <p class="said" role="status" ?hidden=${!this._said}>${this._said}</p>
      ${
        glasses.length
          ? this.#table(glasses)
          : html`<p class="soft">${say("緊急閲覧はありません。", "No glass was broken.")}</p>`
      }`;
  }

  #table(glasses) {
    return html`<table>
      <caption class="hidden">
        ${say("緊急閲覧", "Broken glasses")}
      </caption>
      <thead>
        <tr>
          <th scope="col">${say("開始", "Begun")}</th>
          <th scope="col">${say("閲覧者", "By")}</th>
          <th scope="col">${say("事案の消防本部", "Whose case")}</th>
          <th scope="col">${say("理由", "Reason")}</th>
          <th scope="col">${say("事後確認", "Review")}</th>
        </tr>
      </thead>
      <tbody>
        ${glasses.map((each) => this.#row(each))}
      </tbody>
    </table>`;
  }

  #row({ id, broken_at: at, organisation, caller, person, owner, reason, is_exercise: isExercise, reviews, is_outstanding: open }) {
    const name = (each) => html`<span translate="no">${this.names?.get(each) ?? each}</span>`;
    return html`<tr data-glass=${id}>
      <th scope="row" class="moment">${moment(at)}</th>
      <td>
        ${name(organisation)}
        <small class="soft under" translate="no">${caller}</small>
        <small class="soft under">${person ? html`<span translate="no">${person}</span>` : say("記名なし", "nobody signed in")}</small>
      </td>
      <td>${name(owner)}</td>
      <td>
        ${isExercise ? html`<span class="tag exercise">${say("訓練", "Exercise")}</span>` : nothing} ${term("glass-reason", reason)}
      </td>
      <td>
        ${reviews.map((each) => html`<div>${name(each.organisation)} <small translate="no">${each.by}</small> ${moment(each.at)}</div>`)}
        ${
          open
            ? html`<button class="primary" data-act="review" @click=${() => this.#review(id)}>
                ${say("確認した", "Reviewed")}
              </button>`
            : nothing
        }
      </td>
    </tr>`;
  }

  async #review(id) {
    try {
      const { glasses } = await post(this.session, `/operations/break-glass/${id}/review`, {});
      this._said = say("確認を記録しました。", "The review is recorded.");
      this.dispatchEvent(new CustomEvent("reviewed", { detail: glasses }));
    } catch (error) {
      this._said = error.message;
    }
  }
}
customElements.define("operations-glasses", OperationsGlasses);
