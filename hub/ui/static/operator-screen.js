/** 民間救急 配車: what this operator can take, how long it has been open, and the trips that it has. */
import { LitElement, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { screenStyles } from "./transport-styles.js";
import { TransportDesk } from "./transport-desk.js";
import { door, notEnrolled } from "./door.js";
import { frameStyles } from "./frame-styles.js";
import { framed } from "./transport-frame.js";
import { both, say } from "./language.js";
import "./operator-cars.js";
import "./operator-request.js";
import "./operator-trip.js";

const TITLE = ["民間救急 配車", "Private transport"];

export class OperatorScreen extends LitElement {
  static properties = { _problem: { state: true } };
  static styles = [shared, frameStyles, screenStyles];

  async connectedCallback() {
    super.connectedCallback();
    try {
      this.desk = await TransportDesk.open("operator", "operator:");
      if (!this.desk) this._problem = notEnrolled();
      this.desk?.addEventListener("change", () => this.requestUpdate());
    } catch (error) {
      this._problem = error.message;
    }
    this.requestUpdate();
  }

  render() {
    if (!this.desk) return door(TITLE, this._problem);
    const rows = this.desk.transports.sort((a, b) => pickup(a) - pickup(b));
    const trips = rows.filter(({ document }) => document.claim);
    const open = rows.filter(({ document }) => !document.claim);
    const body = html`
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
    const hasExercise = rows.some(({ document }) => document.is_exercise);
    return framed({ title: TITLE, desk: this.desk, hasExercise, body });
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
