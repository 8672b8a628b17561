/**
 * 指令センターの対応: what a hospital said on the telephone, the end of a request that nobody answers (照会の失効), and
 * asking for a crew that has no hand free (代行照会).
 */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { candidates, suggestedSpecialty } from "./hospital-order.js";
import { telephone } from "./telephone.js";
import { sign } from "./capacity-word.js";
import { duration, secondsSince, term } from "./words.js";
import { both, say } from "./language.js";
import "./phone-result.js";

const SHOWN = 8;
const WAITING = new Set(["requested", "delivered", "displayed", "acknowledged"]);
const TAKEN = new Set(["accepted", "conditional"]);

/** Where a case is, or null while nobody knows. */
export function sceneOf({ incident = {} }) {
  const { scene_latitude: latitude, scene_longitude: longitude } = incident;
  return latitude === undefined ? null : [latitude, longitude];
}

/** Event: `say` ({kind, case, data}). */
export class CommandActs extends LitElement {
  static properties = {
    case: {},
    document: { attribute: false },
    desk: { attribute: false },
    now: { attribute: false },
    _ending: { state: true },
  };
  static styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: 14px;
        min-width: 0;
      }
      h3 {
        font-size: 1rem;
        margin-bottom: 6px;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 10px;
        padding: 6px 0;
        border-bottom: var(--hair) solid var(--line-soft);
      }
      li > b {
        flex: 1 0 11em;
      }
      phone-result {
        --touch: 44px;
      }
      .level {
        font-size: 1.25rem;
      }
    `,
  ];

  render() {
    const { requests = {}, complaint, patient, destination } = this.document;
    const waiting = Object.entries(requests).filter(([, { state }]) => WAITING.has(state));
    const specialty = suggestedSpecialty({ complaint, patient });
    const isTaken = destination || Object.values(requests).some(({ state }) => TAKEN.has(state));
    return html`<section>
        <h3>${both("回答を待つ医療機関", "Waiting")}</h3>
        ${waiting.length ? nothing : html`<p class="soft">${say("待っている照会はありません。", "Nobody is being waited for.")}</p>`}
        <ul>
          ${waiting.map(([facility, asked]) => this.#asked(facility, asked))}
        </ul>
      </section>
      <section>
        <h3>${both("代行照会", "Ask for the crew")} <small>${term("specialty", specialty)}</small></h3>
        ${
          isTaken
            ? html`<p class="soft">${say("受け入れる医療機関があります。", "A hospital takes the patient.")}</p>`
            : this.#candidates(specialty)
        }
      </section>`;
  }

  #asked(facility, { state, requested_at: at }) {
    const hospital = this.desk.hospitals.find(({ id }) => id === facility);
    const answer = (said) => this.#say("record-phone-answer", { facility, ...said });
    return html`<li data-asked=${facility}>
      <b>
        <span translate="no">${hospital?.name ?? facility}</span>
        <small>${term("request-state", state)} <span class="num">${duration(secondsSince(at, this.now))}</span></small>
      </b>
      ${hospital ? telephone(hospital) : nothing}
      <phone-result
        @accepted=${() => answer({ answer: "accept" })}
        @declined=${({ detail }) => answer({ answer: "decline", reason: detail })}
      ></phone-result>
      ${this.#end(facility, hospital?.name ?? facility)}
    </li>`;
  }

  /** Ending is asked once more: the hospital loses the case, and an answer on its screen comes too late. */
  #end(facility, name) {
    if (this._ending !== facility) {
      return html`<button
        data-act="expire"
        aria-label="${say("失効", "End")} ${name}"
        @click=${() => (this._ending = facility)}
      >
        ${say("失効", "End")}
      </button>`;
    }
    return html`<button
        class="alarm"
        data-act="expire-now"
        aria-label="${say("照会を終わらせる", "End the request")} ${name}"
        @click=${() => this.#expire(facility)}
      >
        ${say("照会を終わらせる", "End the request")}
      </button>
      <button data-act="expire-not" @click=${() => (this._ending = null)}>${say("戻る", "Back")}</button>`;
  }

  #expire(facility) {
    this._ending = null;
    this.#say("expire-request", { facilities: [facility] });
  }

  #candidates(specialty) {
    const { hospitals, area, silent } = this.desk;
    const { requests = {} } = this.document;
    const here = sceneOf(this.document);
    const found = candidates(hospitals, { specialty, capacities: area, silent, here, requests, now: this.now });
    return html`<ul>
      ${found
        .filter(({ request }) => !request || request.cause === "expired")
        .slice(0, SHOWN)
        .map(
          ({ hospital, level, isSilent, distanceKm }) =>
            html`<li>
              <b><span class="level">${sign(level)}</span> <span translate="no">${hospital.name}</span></b>
              ${isSilent ? html`<span class="tag danger">${say("画面なし・電話", "no screen: phone")}</span>` : nothing}
              ${distanceKm === null ? nothing : html`<span class="num">${distanceKm.toFixed(1)} km</span>`}
              <button
                class="primary"
                data-ask=${hospital.id}
                aria-label="${say("照会", "Ask")} ${hospital.name}"
                @click=${() => this.#say("request-on-behalf", { facilities: [hospital.id], specialty })}
              >
                ${say("照会", "Ask")}
              </button>
            </li>`,
        )}
    </ul>`;
  }

  #say(kind, data) {
    this.dispatchEvent(new CustomEvent("say", { detail: { kind, case: this.case, data }, bubbles: true, composed: true }));
  }
}
customElements.define("command-acts", CommandActs);
