/** 暗号鍵: which keys seal what is kept and how old they are. They are changed on the machine, and the command stands here. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { read } from "./session.js";
import { panelStyles } from "./operations-styles.js";
import { moment, span, times } from "./operations-words.js";
import { secondsSince } from "./words.js";

const OLD_S = 365 * 86400;

export class OperationsKeys extends LitElement {
  static properties = { session: { attribute: false }, now: { attribute: false }, _keys: { state: true } };
  static styles = [
    shared,
    panelStyles,
    css`
      :host {
        border: 0;
        padding: 0;
      }
    `,
  ];

  async connectedCallback() {
    super.connectedCallback();
    try {
      this._keys = (await read(this.session, "/operations/keys")).keys;
    } catch {
      this._keys = undefined;
    }
  }

  render() {
    if (!this._keys) return nothing;
    const others = this._keys.some(({ is_active: is, wraps }) => !is && wraps);
    return html`<section data-list="keys">
      <h3>${both("記録の暗号鍵", "Keys that seal records")}</h3>
      <table>
        <caption class="hidden">
          ${say("記録の暗号鍵", "Keys that seal records")}
        </caption>
        <thead>
          <tr>
            <th scope="col">${say("状態", "State")}</th>
            <th scope="col">${say("鍵", "Key")}</th>
            <th scope="col">${say("作成", "Made")}</th>
            <th scope="col" class="end">${say("経過", "Age")}</th>
            <th scope="col" class="end">${say("保護している事案鍵", "Data keys it wraps")}</th>
          </tr>
        </thead>
        <tbody>
          ${this._keys.map((each) => this.#row(each))}
        </tbody>
      </table>
      <p class="soft">
        ${say("鍵の更新はハブのコンピューターで行います:", "Keys are changed on the hub's machine:")}
        <code>kyukyu keys rotate</code>
        ${others ? html`${say("、残りの包み直し:", ", the rest brought under it:")} <code>kyukyu keys rewrap</code>` : nothing}
      </p>
    </section>`;
  }

  #row({ name, made_at: made, wraps, is_active: isActive }) {
    const age = made ? secondsSince(made, this.now) : null;
    return html`<tr data-key=${name}>
      <td>
        <span class="state ${isActive ? "good" : "off"}"
          ><i aria-hidden="true">${isActive ? "●" : "○"}</i> ${isActive ? say("使用中", "in use") : say("旧鍵", "old")}</span
        >
      </td>
      <th scope="row" translate="no">${name}</th>
      <td class="moment">${made ? moment(made, { withSeconds: false }) : say("不明", "unknown")}</td>
      <td class="end num ${age > OLD_S && isActive ? "old" : ""}">${age === null ? "–" : span(age)}</td>
      <td class="end num">${times(wraps)}</td>
    </tr>`;
  }
}
customElements.define("operations-keys", OperationsKeys);
