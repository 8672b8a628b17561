/** 民間救急 配車: what this operator can take, how long it has been open, and the trips that it has. */
import { LitElement, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { screenStyles } from "./transport-styles.js";
import { TransportDesk } from "./transport-desk.js";
import { door, notEnrolled } from "./door.js";
import { frameStyles } from "./frame-styles.js";
import { framed } from "./transport-frame.js";
import "./operator-request.js";
import "./operator-trip.js";

const TITLE = "民間救急 配車";
const EN = "Private transport";

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
    if (!this.desk) return door([TITLE, EN], this._problem);
    const rows = this.desk.transports.sort((a, b) => pickup(a) - pickup(b));
    const trips = rows.filter(({ document }) => document.claim);
    const open = rows.filter(({ document }) => !document.claim);
    const body = html`
      <section @say=${this.#say}>
        <h2>依頼 <b class="count">${open.length}</b> <span class="en">Requests</span></h2>
        ${open.length ? nothing : html`<p class="empty">受託できる依頼はありません</p>`}
        ${repeat(
          open,
          ({ id }) => id,
          (row) => html`<operator-request data-transport=${row.id} .row=${row} .desk=${this.desk} .now=${this.#now}></operator-request>`,
        )}
      </section>
      <section class=${trips.length ? "under-way" : ""} @say=${this.#say}>
        <h2>受託・運行 <b class="count">${trips.length}</b> <span class="en">Our trips</span></h2>
        ${trips.length ? nothing : html`<p class="empty">受託した搬送はありません</p>`}
        ${repeat(
          trips,
          ({ id }) => id,
          (row) => html`<operator-trip data-transport=${row.id} .row=${row} .desk=${this.desk} .now=${this.#now}></operator-trip>`,
        )}
      </section>
    `;
    const hasExercise = rows.some(({ document }) => document.is_exercise);
    return framed({ title: TITLE, en: EN, desk: this.desk, hasExercise, body });
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
