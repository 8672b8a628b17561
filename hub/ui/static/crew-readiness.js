/** 到着準備 as the crew sees it: which teams are called or stand ready, and what else is ready. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { say } from "./language.js";
import { clock, term } from "./words.js";

const TAKES = new Set(["accepted", "conditional"]);

export class CrewReadiness extends LitElement {
  static properties = { request: { attribute: false } };
  static styles = [
    shared,
    css`
      :host {
        display: flex;
        gap: 6px;
        flex-wrap: wrap;
      }
      :host([hidden]) {
        display: none;
      }
      span {
        margin-top: 6px;
      }
    `,
  ];

  willUpdate() {
    const { state, teams, ready } = this.request;
    this.hidden = !TAKES.has(state) || !(teams || ready);
  }

  render() {
    if (this.hidden) return nothing;
    const { teams = {}, ready = {} } = this.request;
    const called = Object.entries(teams).filter(([, { stood_down_at: gone }]) => !gone);
    return html`
      ${called.map(
        ([team, { called_at: calledAt, arrived_at: arrivedAt }]) =>
          html`<span class="tag ${arrivedAt ? "good-tag" : ""}" data-team=${team}>
            ${term("team", team)} ${arrivedAt ? `${say("集合", "ready")} ${clock(arrivedAt)}` : `${say("招集", "called")} ${clock(calledAt)}`}
          </span>`,
      )}
      ${Object.keys(ready).map(
        (item) => html`<span class="tag" data-ready=${item}>✓ ${term("preparation", item)}</span>`,
      )}
    `;
  }
}
customElements.define("crew-readiness", CrewReadiness);
