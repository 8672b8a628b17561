/**
 * 接続: how every outside system stands, the worst first.
 *
 * Events: `choose` (name) for its parked messages, `pause` ({name, isPaused}) to let it rest or go on.
 */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { panelStyles } from "./operations-styles.js";
import { STATES, span, times } from "./operations-words.js";
import { secondsSince } from "./words.js";

const RANK = { bad: 0, warn: 1, good: 2 };
const rank = (each) => RANK[each.is_paused ? "warn" : (STATES[each.state]?.[3] ?? "bad")] * 2 + (each.parked ? 0 : 1);

export class OperationsConnections extends LitElement {
  static properties = {
    connections: { attribute: false },
    names: { attribute: false },
    now: { attribute: false },
    chosen: { attribute: false },
  };
  static styles = [shared, panelStyles];

  render() {
    if (!this.connections) return nothing;
    const sorted = [...this.connections].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
    return html`<h2>${both("接続", "Connections")}</h2>
      ${
        sorted.length
          ? this.#table(sorted)
          : html`<p class="soft">${say("この機関の外部システムはありません。", "No outside system is connected here.")}</p>`
      }`;
  }

  #table(sorted) {
    return html`<table>
      <caption class="hidden">
        ${say("外部システムの状態", "How outside systems stand")}
      </caption>
      <thead>
        <tr>
          <th scope="col">${say("状態", "State")}</th>
          <th scope="col">${say("接続", "Connection")}</th>
          <th scope="col" class="end">${say("滞留", "Waiting")}</th>
          <th scope="col" class="end">${say("最古", "Oldest")}</th>
          <th scope="col">${say("直近の理由", "Last reason")}</th>
          <th scope="col" class="end">${say("保留", "Parked")}</th>
          <th scope="col"><span class="hidden">${say("操作", "Actions")}</span></th>
        </tr>
      </thead>
      <tbody>
        ${sorted.map((each) => this.#row(each))}
      </tbody>
    </table>`;
  }

  #row(each) {
    const [ja, en, sign, kind] = (each.is_paused ? STATES.paused : STATES[each.state]) ?? [each.state, each.state, "?", "bad"];
    const since = each.since ? span(secondsSince(each.since, this.now)) : "";
    return html`<tr data-connection=${each.name} data-state=${each.state} ?data-chosen=${each.name === this.chosen}>
      <td>
        <span class="state ${kind}"><i aria-hidden="true">${sign}</i> ${say(ja, en)}</span>
        <small class="soft under">${since ? say(`${since}前から`, `for ${since}`) : ""}</small>
      </td>
      <th scope="row">
        <b translate="no">${each.name}</b>
        <small class="soft under" translate="no">${each.adapter} ・ ${this.names?.get(each.organisation) ?? each.organisation}</small>
      </th>
      <td class="end num">${times(each.backlog)}</td>
      <td class="end num ${each.oldest_age_s > 60 ? "old" : ""}">${span(each.oldest_age_s) || "–"}</td>
      <td><code>${[each.last_code, each.reason].filter(Boolean).join(" ・ ") || "–"}</code></td>
      <td class="end">
        ${
          each.parked
            ? html`<button
                class="warn-line"
                data-act="parked"
                aria-label=${say(`${each.name}の保留${each.parked}件を開く`, `Open ${each.parked} parked of ${each.name}`)}
                @click=${() => this.#choose(each.name)}
              >
                ${say(`保留 ${each.parked}件`, `${each.parked} parked`)}
              </button>`
            : html`<span class="num soft">${times(0)}</span>`
        }
      </td>
      <td class="end">${each.may_pause ? this.#pause(each) : nothing}</td>
    </tr>`;
  }

  #pause({ name, is_paused: isPaused }) {
    const word = isPaused ? say("再開", "Go on") : say("一時停止", "Pause");
    return html`<button
      data-act=${isPaused ? "resume" : "pause"}
      aria-label="${word} ${name}"
      @click=${() => this.dispatchEvent(new CustomEvent("pause", { detail: { name, isPaused: !isPaused } }))}
    >
      ${word}
    </button>`;
  }

  #choose(name) {
    this.dispatchEvent(new CustomEvent("choose", { detail: name }));
  }
}
customElements.define("operations-connections", OperationsConnections);
