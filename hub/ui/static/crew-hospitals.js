/** 病院選定・照会状況: who was asked and how far that has come, and who else can take this patient. */
import { LitElement, css, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { crewStyles } from "./crew-styles.js";
import { CODES } from "./codes.js";
import { candidates, suggestedSpecialty } from "./hospital-order.js";
import { mayAskOthers } from "./crew-silent.js";
import { allowed, answersCall } from "./rule-pack.js";
import "./crew-asked.js";
import "./crew-candidate.js";

const ETAS = [5, 10, 15, 20, 30];
const ORDER = { accepted: 0, conditional: 1, declined: 3, withdrawn: 4 };
const OPEN_ORDER = 2;
const MAY_BE_ASKED = new Set([undefined, "declined", "withdrawn"]);

/** Event: `say` ({kind, data}). */
export class CrewHospitals extends LitElement {
  static properties = {
    document: { attribute: false },
    hospitals: { attribute: false },
    pack: { attribute: false },
    capacities: { attribute: false },
    silent: { attribute: false },
    now: { attribute: false },
    _picked: { state: true },
    _eta: { state: true },
    _specialty: { state: true },
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
        grid-template-columns: auto minmax(140px, 220px) 1fr;
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
          grid-template-columns: minmax(120px, 190px) 1fr;
        }
        .tools h2 {
          display: none;
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
      ${asked.length ? html`<h2>照会状況 <span class="en">Asked</span></h2>` : nothing}
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
    const { destination, unsent } = this.document;
    return html`<crew-asked
      .hospital=${this.hospitals.find((hospital) => hospital.id === id) ?? { id, name: id }}
      .request=${request}
      .isDestination=${destination?.facility === id}
      .isUnsent=${request.state === "unsent" || Boolean(unsent?.has(`requests/${id}`))}
      .eta=${this._eta}
      .now=${this.now}
    ></crew-asked>`;
  }

  /** The hub refuses a second request while one is accepted: the way to another hospital is to withdraw first. */
  #withdrawFirst() {
    return html`<p class="soft">
      ほかの病院に照会するときは、先に「取下げ」を押してください。
      <span class="en">Withdraw first to ask another hospital.</span>
    </p>`;
  }

  #choose(specialty, requests) {
    const known = { specialty, capacities: this.capacities, silent: this.silent, here: this.#here(), requests };
    const open = candidates(this.hospitals, { ...known, now: this.now }).filter(({ request }) =>
      MAY_BE_ASKED.has(request?.state),
    );
    const rules = this.pack && allowed(this.pack, this.document, this.now, [...this._picked]);
    const count = this._picked.size;
    const isTooMany = rules && count > rules.free;
    return html`
      ${this.#tools(specialty)} ${rules ? this.#rules(rules, isTooMany) : nothing}
      ${repeat(
        open,
        ({ hospital }) => hospital.id,
        (candidate) =>
          html`<crew-candidate
            .candidate=${candidate}
            .isPicked=${this._picked.has(candidate.hospital.id)}
            .against=${rules?.call && !answersCall(rules.call, candidate.hospital) ? rules.call.name : ""}
            .now=${this.now}
            @choose=${({ detail }) => this.#toggle(detail)}
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
              ? `実施基準: あと${rules.free}病院まで`
              : count
                ? `${count} 病院に照会を送信`
                : "病院を選んでください"
          } <span class="en">Ask</span>
        </button>
      </div>
    `;
  }

  /** What the region allows now, before anything is tapped. */
  #rules({ rule, held, free, call }, isTooMany) {
    return html`<p class="rules ${free === 0 || isTooMany ? "full" : ""}" data-rules data-free=${free}>
      <b>実施基準: ${rule.name}</b> ・ 同時${rule.at_once}病院まで(照会中${held}、あと${free})
      ${rule.phone_confirmation ? html`<span class="tag">決定前に電話確認</span>` : nothing}
      ${call ? html`<span class="tag warn-tag">対象: ${call.name}</span>` : nothing}
      ${mayAskOthers(this.document) ? html`<b class="call" data-next-ring>未確認のため、次の病院に照会できます</b>` : nothing}
      <small class="soft">${this.pack.name} ${this.pack.version}</small>
    </p>`;
  }

  #tools(specialty) {
    return html`<div class="tools">
      <h2>候補 <span class="en">Hospitals</span></h2>
      <select aria-label="必要な診療科" @change=${({ target }) => (this._specialty = target.value)}>
        ${Object.entries(CODES.specialty).map(
          ([code, ja]) => html`<option value=${code} ?selected=${code === specialty}>${ja}</option>`,
        )}
      </select>
      <div class="etas">
        <span>到着まで</span>
        ${ETAS.map(
          (minutes) =>
            html`<button
              data-eta=${minutes}
              class=${this._eta === minutes ? "chosen" : ""}
              @click=${() => (this._eta = this._eta === minutes ? null : minutes)}
            >
              ${minutes}<small>分</small>
            </button>`,
        )}
      </div>
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

  #ask(specialty, requests) {
    const facilities = [...this._picked];
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
