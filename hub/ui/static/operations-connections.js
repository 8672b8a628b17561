/** 接続: how every outside system stands, the worst first. Event: `choose` (name) for its parked messages. */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { panelStyles } from "./operations-styles.js";
import { STATES, span } from "./operations-words.js";
import { secondsSince } from "./words.js";

const RANK = { bad: 0, warn: 1, good: 2 };
const rank = (each) => RANK[STATES[each.state]?.[3] ?? "bad"] * 2 + (each.parked ? 0 : 1);

export class OperationsConnections extends LitElement {
  static properties = { connections: { attribute: false }, now: { attribute: false }, chosen: { attribute: false } };
  static styles = [shared, panelStyles];

  render() {
    if (!this.connections) return nothing;
    const sorted = [...this.connections].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
    return html`<h2>接続 <span class="en">Connections</span></h2>
      ${sorted.length ? this.#table(sorted) : html`<p class="soft">この機関の接続はありません。 No connections here.</p>`}`;
  }

  #table(sorted) {
    return html`<table>
      <thead>
        <tr>
          <th scope="col">状態</th>
          <th scope="col">接続</th>
          <th scope="col" class="end">滞留</th>
          <th scope="col" class="end">最古</th>
          <th scope="col">直近の理由</th>
          <th scope="col" class="end">保留</th>
        </tr>
      </thead>
      <tbody>
        ${sorted.map((each) => this.#row(each))}
      </tbody>
    </table>`;
  }

  #row(each) {
    const [ja, en, sign, kind] = STATES[each.state] ?? [each.state, "", "?", "bad"];
    const since = each.since ? `${span(secondsSince(each.since, this.now))}前から` : "";
    return html`<tr data-connection=${each.name} data-state=${each.state} aria-selected=${each.name === this.chosen}>
      <td>
        <span class="state ${kind}"><i aria-hidden="true">${sign}</i> ${ja} <span class="en">${en}</span></span>
        <small class="soft under">${since}</small>
      </td>
      <td>
        <b>${each.name}</b>
        <small class="soft under">${each.adapter} ・ ${each.organisation}</small>
      </td>
      <td class="end num">${each.backlog}件</td>
      <td class="end num ${each.oldest_age_s > 60 ? "old" : ""}">${span(each.oldest_age_s) || "–"}</td>
      <td><code>${[each.last_code, each.reason].filter(Boolean).join(" ・ ") || "–"}</code></td>
      <td class="end">
        ${
          each.parked
            ? html`<button class="warn-line" data-act="parked" @click=${() => this.#choose(each.name)}>
                保留 ${each.parked}件
              </button>`
            : html`<span class="num soft">0件</span>`
        }
      </td>
    </tr>`;
  }

  #choose(name) {
    this.dispatchEvent(new CustomEvent("choose", { detail: name }));
  }
}
customElements.define("operations-connections", OperationsConnections);
