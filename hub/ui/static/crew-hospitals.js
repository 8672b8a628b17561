/** 病院選定・照会状況: who was asked and how far that has come, and who else can take this patient. */
import { LitElement, css, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { crewStyles } from "./crew-styles.js";
import { both, say } from "./language.js";
import { terms } from "./words.js";
import { candidates, suggestedSpecialty } from "./hospital-order.js";
import { ETAS } from "./crew-asked.js";
import { mayAskOthers } from "./crew-silent.js";
import { allowed, answersCall } from "./rule-pack.js";
import "./bearing-radar.js";
import "./crew-candidate.js";

const ORDER = { accepted: 0, conditional: 1, declined: 3, withdrawn: 4 };
const OPEN_ORDER = 2;
const MAY_BE_ASKED = new Set([undefined, "declined", "withdrawn"]);

/** A rule has its name in both languages, one of them at least. */
const named = ({ name, name_en: english }) => say(name, english || name);

/** Event: `say` ({kind, data}). */
export class CrewHospitals extends LitElement {
  static properties = {
    document: { attribute: false },
    hospitals: { attribute: false },
    pack: { attribute: false },
    capacities: { attribute: false },
    silent: { attribute: false },
    coming: { attribute: false },
    now: { attribute: false },
    _picked: { state: true },
    _eta: { state: true },
    _specialty: { state: true },
    _radar: { state: true },
  };
  static styles = [
    shared,
    crewStyles,
    css`
      :host {
        display: block;
      }
      .tools {
        display: grid;
        grid-template-columns: auto minmax(140px, 200px) 1fr auto;
        gap: 8px 14px;
        align-items: center;
        margin: 4px 0 10px;
      }
      .tools h2 {
        margin: 0;
      }
      .etas {
        display: flex;
        gap: 6px;
        align-items: center;
        justify-content: flex-end;
        white-space: nowrap;
      }
      .etas button {
        padding: 0;
        width: 64px;
      }
      bearing-radar {
        margin-bottom: 12px;
        --touch: 64px;
      }
      .rules {
        border: var(--edge) solid var(--line);
        border-radius: var(--border-radius-8);
        padding: 6px 12px;
        margin-bottom: 10px;
      }
      .rules .call {
        color: var(--alarm);
      }
      .rules.full {
        border-color: var(--warn);
      }
      @media (max-width: 900px) {
        .tools {
          grid-template-columns: minmax(120px, 170px) 1fr auto;
        }
        .tools h2 {
          display: none;
        }
      }
      @media (max-width: 700px) {
        .tools {
          grid-template-columns: minmax(0, 1fr) auto;
        }
        .rules small {
          display: none;
        }
        .etas {
          grid-row: 2;
          grid-column: 1 / -1;
          flex-wrap: wrap;
          justify-content: start;
        }
        .etas span {
          flex: 1 1 100%;
        }
        .etas button {
          flex: 1;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.#forget();
  }

  willUpdate(changed) {
    if (changed.has("document") && changed.get("document")?.case !== this.document.case) this.#forget();
  }

  #forget() {
    this._picked = new Set();
    this._eta = null;
    this._specialty = null;
  }

  render() {
    const { requests = {}, destination } = this.document;
    const rank = ({ state }) => ORDER[state] ?? OPEN_ORDER;
    const asked = Object.entries(requests).sort(([, a], [, b]) => rank(a) - rank(b));
    const hasPlace = destination || asked.some(([, { state }]) => state === "accepted");
    return html`
      ${asked.length ? html`<h2>${both("照会状況", "Asked")}</h2>` : nothing}
      ${repeat(
        asked,
        ([id]) => id,
        ([id, request]) => this.#asked(id, request),
      )}
      ${
        destination && !requests[destination.facility]
          ? this.#asked(destination.facility, { state: "accepted", answered_at: destination.confirmed_at })
          : nothing
      }
      ${hasPlace ? this.#withdrawFirst() : this.#choose(this._specialty ?? suggestedSpecialty(this.document), requests)}
    `;
  }

  #asked(id, request) {
    const { destination, unsent, times = {} } = this.document;
    return html`<crew-asked
      .hospital=${this.hospitals.find((hospital) => hospital.id === id) ?? { id, name: id }}
      .request=${request}
      .destination=${destination?.facility === id ? destination : null}
      .isOnTheWay=${!times["arrived-hospital"]}
      .isUnsent=${request.state === "unsent" || Boolean(unsent?.has(`requests/${id}`))}
      .eta=${this._eta}
      .now=${this.now}
    ></crew-asked>`;
  }

  /** The hub refuses a second request while one is accepted: the way to another hospital is to withdraw first. */
  #withdrawFirst() {
    return html`<p class="soft">
      ${say("ほかの病院に照会するときは、先に「取下げ」を押してください。", "Withdraw first to ask another hospital.")}
    </p>`;
  }

  #choose(specialty, requests) {
    const { capacities, silent, coming, now } = this;
    const known = { specialty, capacities, silent, coming, here: this.#here(), requests, now };
    const open = candidates(this.hospitals, known).filter(({ request }) =>
      MAY_BE_ASKED.has(request?.state),
    );
    const rules = this.pack && allowed(this.pack, this.document, this.now, [...this._picked]);
    const count = this._picked.size;
    const isTooMany = rules && count > rules.free;
    const barred = ({ hospital }) => (rules?.call && !answersCall(rules.call, hospital) ? named(rules.call) : "");
    const isOpen = (candidate) => !barred(candidate) && !candidate.isSilent && !candidate.request;
    const next = mayAskOthers(this.document, this.now) && rules?.free !== 0 ? open.find(isOpen) : undefined;
    return html`
      ${this.#tools(specialty)} ${rules ? this.#rules(rules, isTooMany) : nothing}
      ${this._radar ? this.#radar(open) : nothing}
      ${repeat(
        open,
        ({ hospital }) => hospital.id,
        (candidate) =>
          html`<crew-candidate
            .candidate=${candidate}
            .isPicked=${this._picked.has(candidate.hospital.id)}
            .isNext=${candidate === next}
            .specialty=${specialty}
            .against=${barred(candidate)}
            .now=${this.now}
            @choose=${({ detail }) => this.#toggle(detail)}
            @ask=${({ detail }) => this.#ask(specialty, requests, [detail])}
            @by-phone=${({ detail }) => this.#byPhone(detail)}
            @no-by-phone=${({ detail }) => this.#say("record-phone-answer", { answer: "decline", ...detail })}
          ></crew-candidate>`,
      )}
      <div class="foot">
        <button
          class="primary go"
          data-act="ask"
          ?disabled=${count === 0 || isTooMany}
          @click=${() => this.#ask(specialty, requests)}
        >
          ${
            isTooMany
              ? say(`実施基準: あと${rules.free}病院まで`, `Rules: ${rules.free} more at most`)
              : count
                ? both(`${count} 病院に照会を送信`, `Ask ${count}`)
                : both("病院を選んでください", "Choose a hospital")
          }
        </button>
      </div>
    `;
  }

  /** What the region allows now, before anything is tapped. */
  #rules({ rule, held, free, call }, isTooMany) {
    return html`<p class="rules ${free === 0 || isTooMany ? "full" : ""}" data-rules data-free=${free}>
      <b>${say("実施基準", "Rules")}: ${named(rule)}</b> ・
      ${say(`同時${rule.at_once}病院まで(照会中${held}、あと${free})`, `${rule.at_once} at once (asked ${held}, ${free} left)`)}
      ${rule.phone_confirmation ? html`<span class="tag">${say("決定前に電話確認", "call before you confirm")}</span>` : nothing}
      ${call ? html`<span class="tag warn-tag">${say("対象", "For")}: ${named(call)}</span>` : nothing}
      ${
        mayAskOthers(this.document, this.now)
          ? html`<b class="call" data-next-ring>${say("未確認のため、次の病院に照会できます", "Unnoticed: you may ask the next hospital")}</b>`
          : nothing
      }
      <small class="soft">${named(this.pack)} ${this.pack.version}</small>
    </p>`;
  }

  /** Where they lie; a tap in its list leads to the row of the hospital. */
  #radar(open) {
    const points = open.map(({ hospital, level, minutes, isSilent }) => ({
      ...hospital,
      level,
      minutes,
      isFaint: isSilent,
      isChosen: this._picked.has(hospital.id),
    }));
    return html`<bearing-radar
      .here=${this.#here()}
      .points=${points}
      words=${say("病院の方位", "Hospitals around the patient")}
      @point=${({ detail }) => this.#find(detail)}
    ></bearing-radar>`;
  }

  #find(id) {
    const row = [...this.renderRoot.querySelectorAll("crew-candidate")].find((each) => each.candidate.hospital.id === id);
    row?.focusPick();
  }

  #tools(specialty) {
    return html`<div class="tools">
      <h2>${both("候補", "Hospitals")}</h2>
      <select aria-label=${say("必要な診療科", "Specialty")} @change=${({ target }) => (this._specialty = target.value)}>
        ${terms("specialty").map(
          ([code, word]) => html`<option value=${code} ?selected=${code === specialty}>${word}</option>`,
        )}
      </select>
      <div class="etas" role="group" aria-label=${say("到着まで", "Minutes to arrival")}>
        <span>${say("到着まで", "Arrival in")}</span>
        ${ETAS.map(
          (minutes) =>
            html`<button
              data-eta=${minutes}
              class=${this._eta === minutes ? "chosen" : ""}
              aria-pressed=${this._eta === minutes}
              @click=${() => (this._eta = this._eta === minutes ? null : minutes)}
            >
              ${minutes}<small>${say("分", "min")}</small>
            </button>`,
        )}
      </div>
      <button data-act="radar" aria-expanded=${Boolean(this._radar)} @click=${() => (this._radar = !this._radar)}>
        ${say("方位図", "Bearings")}
      </button>
    </div>`;
  }

  /** Where the patient is: the vehicle, else the scene, else unknown. */
  #here() {
    const { position, incident } = this.document;
    if (position?.latitude !== undefined) return [position.latitude, position.longitude];
    return incident?.scene_latitude === undefined ? null : [incident.scene_latitude, incident.scene_longitude];
  }

  #toggle(id) {
    const picked = new Set(this._picked);
    if (!picked.delete(id)) picked.add(id);
    this._picked = picked;
  }

  get #etaData() {
    return this._eta === null ? {} : { eta_minutes: this._eta };
  }

  #ask(specialty, requests, facilities = [...this._picked]) {
    const again = facilities.some((id) => requests[id]) ? { ask_again: true } : {};
    this._picked = new Set();
    this.#say("request-acceptance", { facilities, specialty, ...this.#etaData, ...again });
  }

  #byPhone(id) {
    this.#say("confirm-destination", { facility: id, is_by_phone: true, ...this.#etaData });
  }

  #say(kind, data) {
    this.dispatchEvent(new CustomEvent("say", { detail: { kind, data }, bubbles: true, composed: true }));
  }
}
customElements.define("crew-hospitals", CrewHospitals);
