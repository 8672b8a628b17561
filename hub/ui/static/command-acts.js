/** 指令センターの対応: what a hospital said on the telephone, and asking for a crew that has no hand free (代行照会). */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { CODES } from "./codes.js";
import { candidates, suggestedSpecialty } from "./hospital-order.js";
import { telephone } from "./telephone.js";
import { term } from "./words.js";
import "./phone-result.js";

const SHOWN = 8;
const WAITING = new Set(["requested", "delivered", "displayed", "acknowledged"]);
const TAKEN = new Set(["accepted", "conditional"]);

/** Event: `say` ({kind, case, data}). */
export class CommandActs extends LitElement {
  static properties = {
    case: {},
    document: { attribute: false },
    hospitals: { attribute: false },
    capacities: { attribute: false },
    silent: { attribute: false },
    now: { attribute: false },
  };
  static styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
        gap: 12px 28px;
        padding: 8px 12px 14px;
      }
      h3 {
        font-size: 1rem;
        margin-bottom: 6px;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 12px;
        padding: 4px 0;
        border-bottom: var(--hair) solid var(--line-soft);
      }
      li > b {
        flex: 1;
      }
      phone-result {
        --touch: 44px;
      }
    `,
  ];

  render() {
    const { requests = {}, complaint, patient, destination } = this.document;
    const waiting = Object.entries(requests).filter(([, { state }]) => WAITING.has(state));
    const specialty = suggestedSpecialty({ complaint, patient });
    const isTaken = destination || Object.values(requests).some(({ state }) => TAKEN.has(state));
    return html`<section>
        <h3>回答を待つ医療機関 <span class="en">Waiting</span></h3>
        ${waiting.length ? nothing : html`<p class="soft">待っている照会はありません。</p>`}
        <ul>
          ${waiting.map(([facility, { state }]) => this.#asked(facility, state))}
        </ul>
      </section>
      <section>
        <h3>代行照会 <span class="en">Ask for the crew</span> <small>${CODES.specialty[specialty]}</small></h3>
        ${isTaken ? html`<p class="soft">受け入れる医療機関があります。</p>` : this.#candidates(specialty)}
      </section>`;
  }

  #asked(facility, state) {
    const hospital = this.hospitals.find(({ id }) => id === facility);
    const answer = (said) => this.#say("record-phone-answer", { facility, ...said });
    return html`<li data-asked=${facility}>
      <b>${hospital?.name ?? facility} <small>${term("request-state", state)}</small></b>
      ${hospital ? telephone(hospital) : nothing}
      <phone-result
        @accepted=${() => answer({ answer: "accept" })}
        @declined=${({ detail }) => answer({ answer: "decline", reason: detail })}
      ></phone-result>
    </li>`;
  }

  #candidates(specialty) {
    const { capacities, silent, now } = this;
    const { requests = {}, incident = {} } = this.document;
    const here = incident.scene_latitude === undefined ? null : [incident.scene_latitude, incident.scene_longitude];
    const found = candidates(this.hospitals, { specialty, capacities, silent, here, requests, now });
    return html`<ul>
      ${found
        .filter(({ request }) => !request)
        .slice(0, SHOWN)
        .map(
          ({ hospital, level, isSilent, distanceKm }) =>
            html`<li>
              <b>${CODES.level[level] ?? "?"} ${hospital.name}</b>
              ${isSilent ? html`<span class="tag warn-tag">画面なし・電話</span>` : nothing}
              ${distanceKm === null ? nothing : html`<span class="num">${distanceKm.toFixed(1)} km</span>`}
              <button
                class="primary"
                data-ask=${hospital.id}
                @click=${() => this.#say("request-on-behalf", { facilities: [hospital.id], specialty })}
              >
                照会
              </button>
            </li>`,
        )}
    </ul>`;
  }

  #say(kind, data) {
    this.dispatchEvent(new CustomEvent("say", { detail: { kind, case: this.case, data } }));
  }
}
customElements.define("command-acts", CommandActs);
