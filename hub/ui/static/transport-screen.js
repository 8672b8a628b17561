/** 搬送依頼: what this hospital has asked operators of private transport for, what they say, and a new request. */
import { html, nothing, repeat } from "./vendor/lit.js";
import { TransportFrame } from "./transport-frame.js";
import { uuid7 } from "./uuid7.js";
import { both, say } from "./language.js";
import { NEGOTIABLE } from "./transport-words.js";
import "./transport-form.js";
import "./transport-row.js";

export class TransportScreen extends TransportFrame {
  static screen = "transport";
  static streams = "facility:";
  static title = ["搬送依頼", "Private transport"];

  work() {
    const rows = this.desk.transports.sort((a, b) => needsWord(b) - needsWord(a) || newer(a, b));
    const operators = [...this.desk.organisations.values()].filter(({ kind }) => kind === "transport-provider");
    return html`
      <section>
        <h2>${both("新しい依頼", "New request")}</h2>
        <transport-form
          .hospital=${this.desk.organisation}
          .operators=${operators}
          .contact=${[...rows].sort(newer)[0]?.document.contact}
          @send=${({ detail }) => this.desk.say("request-transport", uuid7(), detail)}
        ></transport-form>
      </section>
      <section class=${rows.length ? "under-way" : ""} @say=${({ detail }) => this.desk.say(detail.kind, detail.transport, detail.data)}>
        <h2>${both("依頼中・運行中", "Under way")} <b class="count">${rows.length}</b></h2>
        ${rows.length ? nothing : html`<p class="empty">${say("依頼中の搬送はありません", "No transport is under way")}</p>`}
        ${repeat(
          rows,
          ({ id }) => id,
          (row) => html`<transport-row
            data-transport=${row.id}
            .row=${row}
            .desk=${this.desk}
            .now=${this.desk.client.now()}
          ></transport-row>`,
        )}
      </section>
    `;
  }
}
const newer = (a, b) => (a.document.requested_at < b.document.requested_at ? 1 : -1);

/** Whether this hospital has to choose: an offer waits for its word. */
function needsWord({ document: { claim, operators = {} } }) {
  return Number(!claim && Object.values(operators).some(({ state }) => NEGOTIABLE.has(state)));
}
customElements.define("transport-screen", TransportScreen);
