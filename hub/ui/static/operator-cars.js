/** 車両: which one is on the road, which one is free, and what each has to do next. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { term } from "./words.js";
import { moment, underWay } from "./transport-words.js";
import { say } from "./language.js";

/** Property `trips`: what this operator has claimed, by the time of the pick-up. */
export class OperatorCars extends LitElement {
  static properties = { desk: { attribute: false }, trips: { attribute: false } };
  static styles = [
    shared,
    css`
      ul {
        display: grid;
        gap: 6px;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 10px;
        align-items: center;
        padding: 4px 12px;
        background: var(--surface);
        border-left: 8px solid var(--good);
      }
      li.out {
        border-left-color: var(--warn);
      }
      .next {
        flex-basis: 100%;
        color: var(--ink-soft);
        font-size: 0.9375rem;
      }
    `,
  ];

  render() {
    const cars = this.desk.organisation?.certification?.vehicles ?? [];
    return html`<ul aria-label=${say("車両", "Vehicles")}>
      ${cars.map((car) => this.#car(car))}
    </ul>`;
  }

  #car({ id, name }) {
    const now = underWay(this.trips, id);
    const next = this.trips.find((trip) => trip !== now && trip.document.claim.vehicle === id);
    const way = ({ document: { journey } }) => html`<span translate="no">${journey.pickup_place} → ${journey.dropoff_place}</span>`;
    return html`<li class=${now ? "out" : ""} data-car=${id}>
      <b translate="no">${name}</b>
      ${
        now
          ? html`<span class="tag warn-tag">${term("transport-status", now.document.status)}</span> ${way(now)}`
          : html`<span class="tag good-tag">${say("空車", "free")}</span>`
      }
      ${next ? html`<span class="next">${say("次", "next")} <b class="num">${moment(next.document.journey.pickup_at)}</b> ${way(next)}</span>` : nothing}
    </li>`;
  }
}
customElements.define("operator-cars", OperatorCars);
