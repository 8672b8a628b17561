/** 誰が受けられるか: one specialty, and the hospitals in the order in which they can take it, the nearest of equals first. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { takers } from "./takers.js";
import { hasStopped, levelName, provenance, sign } from "./capacity-word.js";
import { telephone } from "./telephone.js";
import { terms } from "./words.js";
import { both, say } from "./language.js";

/** Property `from`: {id, name, here, specialty} of the case for which somebody is looked for, if any. */
export class CommandTakers extends LitElement {
  static properties = {
    desk: { attribute: false },
    from: { attribute: false },
    now: { attribute: false },
    _specialty: { state: true },
  };
  static styles = [
    shared,
    css`
      :host {
        display: block;
      }
      h2 {
        font-size: 1.125rem;
        margin-bottom: 8px;
      }
      select {
        margin-bottom: 4px;
        font-weight: 700;
        font-size: 1.125rem;
      }
      li {
        display: grid;
        grid-template-columns: 2.25rem minmax(0, 1fr) auto;
        gap: 0 10px;
        align-items: center;
        padding: 6px 10px;
        margin-top: 6px;
        background: var(--surface);
        border: var(--hair) solid var(--line);
        border-left: 8px solid var(--line);
        border-radius: var(--border-radius-8);
      }
      li.silent {
        border-left-color: var(--alarm);
      }
      .level {
        font-size: 1.75rem;
        font-weight: 700;
        text-align: center;
      }
      .stale .level,
      .stale .said {
        color: var(--warn);
      }
      .said {
        font-size: 0.875rem;
        display: block;
      }
      .how {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 8px;
        font-size: 0.875rem;
      }
      a.tel {
        min-width: 44px;
        padding: 0;
      }
    `,
  ];

  constructor() {
    super();
    this._specialty = "emergency";
  }

  willUpdate(changed) {
    if (changed.has("from") && this.from && changed.get("from")?.id !== this.from.id) this._specialty = this.from.specialty;
  }

  render() {
    const { hospitals, area, silent } = this.desk;
    const { here = null } = this.from ?? {};
    const found = takers(hospitals, { specialty: this._specialty, capacities: area, silent, here, now: this.now });
    return html`<h2>${both("受けられる医療機関", "Who can take")}</h2>
      <select
        aria-label=${say("診療科", "Specialty")}
        data-act="specialty"
        @change=${({ target }) => (this._specialty = target.value)}
      >
        ${terms("specialty").map(
          ([code, name]) => html`<option value=${code} ?selected=${code === this._specialty}>${name}</option>`,
        )}
      </select>
      ${here ? html`<p class="soft"><small>${say("現場からの距離", "Distance from the scene of")} <b>${this.from.name}</b></small></p>` : nothing}
      <ul>
        ${found.map((each) => this.#row(each))}
      </ul>`;
  }

  #row({ hospital, capacity, isStale, isSilent, treats, distanceKm }) {
    const stopped = hasStopped(this.desk.area[hospital.id]?.capacity ?? {}, this.now);
    return html`<li class="${isSilent ? "silent" : ""} ${isStale ? "stale" : ""}" data-hospital=${hospital.id}>
      <span class="level" role="img" aria-label=${levelName(capacity?.level)}>${sign(capacity?.level)}</span>
      <span>
        <b translate="no">${hospital.name}</b>
        <span class="how">
          ${distanceKm === null ? nothing : html`<b class="num">${distanceKm.toFixed(1)} km</b>`}
          ${capacity ? html`<span class="said">${provenance(capacity, this.now)}</span>` : nothing}
          ${treats ? nothing : html`<span class="soft">${say("標榜なし", "not its specialty")}</span>`}
          ${stopped ? html`<span class="tag danger">${say("受入停止", "stopped")}</span>` : nothing}
          ${isSilent ? html`<span class="tag danger" data-silent>${say("画面なし・電話", "no screen: phone")}</span>` : nothing}
        </span>
      </span>
      ${telephone(hospital)}
    </li>`;
  }
}
customElements.define("command-takers", CommandTakers);
