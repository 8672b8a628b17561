/** 民間救急 配車: what this operator can take, how long it has been open, and the trips that it has. */
import { html, nothing, repeat } from "./vendor/lit.js";
import { TransportFrame } from "./transport-frame.js";
import { both, say } from "./language.js";
import "./operator-cars.js";
import "./operator-request.js";
import "./operator-trip.js";

export class OperatorScreen extends TransportFrame {
  static screen = "operator";
  static streams = "operator:";
  static title = ["民間救急 配車", "Private transport"];

  work() {
    const rows = this.desk.transports.sort((a, b) => pickup(a) - pickup(b));
    const trips = rows.filter(({ document }) => document.claim);
    const open = rows.filter(({ document }) => !document.claim);
    return html`
      <section @say=${this.#say}>
        <h2>${both("依頼", "Requests")} <b class="count">${open.length}</b></h2>
        ${open.length ? nothing : html`<p class="empty">${say("受託できる依頼はありません", "No request is open")}</p>`}
        ${repeat(
          open,
          ({ id }) => id,
          (row) => html`<operator-request data-transport=${row.id} .row=${row} .desk=${this.desk} .trips=${trips} .now=${this.#now}></operator-request>`,
        )}
      </section>
      <section class=${trips.length ? "under-way" : ""} @say=${this.#say}>
        <h2>${both("受託・運行", "Our trips")} <b class="count">${trips.length}</b></h2>
        <operator-cars .desk=${this.desk} .trips=${trips}></operator-cars>
        ${trips.length ? nothing : html`<p class="empty">${say("受託した搬送はありません", "Nothing is claimed")}</p>`}
        ${repeat(
          trips,
          ({ id }) => id,
          (row) => html`<operator-trip data-transport=${row.id} .row=${row} .desk=${this.desk} .now=${this.#now}></operator-trip>`,
        )}
      </section>
    `;
  }

  get #now() {
    return this.desk.client.now();
  }

  #say({ detail }) {
    this.desk.say(detail.kind, detail.transport, detail.data);
  }
}

function pickup({ document }) {
  return Date.parse(document.journey.pickup_at);
}
customElements.define("operator-screen", OperatorScreen);
