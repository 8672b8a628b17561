/**
 * One case beside the lists. Before the answer (受入判断): how bad, what they need, how far. On the way (到着準備): when,
 * better or worse, what must be ready. After it (引継・受領): the right patient, the signature, the first result.
 */
import { LitElement, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { dangerTags } from "./chips.js";
import { detailStyles } from "./er-detail-styles.js";
import { keepsFocus } from "./er-focus.js";
import { changeRows, timeRows, treatmentRows } from "./er-record.js";
import { both, say } from "./language.js";
import { clock, person, term } from "./words.js";
import "./er-identity.js";
import "./er-outcome.js";
import "./er-pictures.js";
import "./er-ready.js";
import "./er-receipt.js";
import "./er-take-back.js";
import "./request-steps.js";
import "./talk-list.js";
import "./urgency-mark.js";
import "./vitals-trend.js";

/** Event: `say` ({kind, case, data}). */
export class ErDetail extends keepsFocus(LitElement) {
  static properties = {
    row: { attribute: false },
    now: { attribute: false },
    pending: { attribute: false },
    departments: { attribute: false },
    session: { attribute: false },
  };
  static styles = [shared, detailStyles];

  constructor() {
    super();
    this.tabIndex = 0;
    this.role = "group";
  }

  /** Whatever was begun for one patient (an open list, half a line, a name) never stands beside another. */
  render() {
    this.ariaLabel = this.row?.document.complaint?.chief_complaint ?? say("事案", "Case");
    if (!this.row)
      return html`<p class="empty">
        ${both(
          "事案を選ぶと、ここに観察の推移・処置・時間経過が表示されます。",
          "Select a case to see its course here.",
        )}
      </p>`;
    return repeat(
      [this.row.id],
      (id) => id,
      () => this.#case(),
    );
  }

  #case() {
    const { document, request, phase } = this.row;
    const isOver = phase === "handed-over";
    return html`
      ${this.#head()} ${isOver ? this.#after() : nothing}
      <vitals-trend .document=${document} .now=${this.now}></vitals-trend>
      <er-pictures .row=${this.row} .session=${this.session} .now=${this.now}></er-pictures>
      ${isOver ? nothing : this.#ready()} ${changeRows(document)} ${this.#talk()}
      <er-identity .document=${document}></er-identity>
      ${treatmentRows(document)} ${timeRows(document, request)} ${this.#request()}
    `;
  }

  #head() {
    const { document, urgency, request, eta, phase } = this.row;
    const phone = this.departments?.get(document.department)?.phone;
    const isExpected = eta && (phase === "coming" || phase === "undecided");
    return html`<header>
        <urgency-mark level=${urgency ?? nothing}></urgency-mark>
        <div>
          <h2 translate="no">${document.complaint?.chief_complaint ?? ""}</h2>
          <b>${person(document.patient)}</b>
        </div>
        ${
          isExpected
            ? html`<p class="eta">
                <small>${say("到着まで", "arrives in")}</small>
                <b class="num"
                  >${eta.at < this.now ? say("間もなく", "any moment") : html`${eta.minutes}<small>${say("分", "min")}</small>`}</b
                >
              </p>`
            : nothing
        }
      </header>
      <div class="chips">
        ${dangerTags(document)}
        ${request.specialty ? html`<span class="tag">${term("specialty", request.specialty)}</span>` : nothing}
        ${
          phone
            ? html`<a class="button" href="tel:${phone}" aria-label=${say(`消防に電話 ${phone}`, `Call the fire service, ${phone}`)}
                >☎ ${phone}</a
              >`
            : nothing
        }
      </div>
      ${this.#told(document, request)}`;
  }

  #told({ complaint = {} }, { message }) {
    if (!message && !complaint.suspected_condition) return nothing;
    return html`<p class="told" translate="no">
      ${complaint.suspected_condition ? html`<b>${complaint.suspected_condition}</b>` : nothing} ${message ?? ""}
    </p>`;
  }

  #after() {
    return html`<er-receipt
        .row=${this.row}
        .session=${this.session}
        .isSending=${this.pending.has("receive-hand-over")}
        @receive=${() => this.#say("receive-hand-over", {})}
      ></er-receipt>
      <er-outcome
        .isSending=${this.pending.has("record-outcome")}
        @outcome=${({ detail }) => this.#say("record-outcome", detail)}
      ></er-outcome>`;
  }

  #ready() {
    const sending = this.pending.has("activate-team") || this.pending.has("prepare");
    return html`<er-ready .row=${this.row} .isSending=${sending} @ready=${this.#sayOf}></er-ready>`;
  }

  #talk() {
    return html`<h3>${both("連絡・質問", "Talk")}</h3>
      <talk-list
        .document=${this.row.document}
        .own=${this.row.id}
        .names=${names(this.departments)}
        @say=${this.#sayOf}
      ></talk-list>`;
  }

  /** How far the request came; an accept is taken back down here, where nobody comes by accident. */
  #request() {
    const { request } = this.row;
    if (!request.requested_at) return nothing;
    return html`<h3>${both("照会", "Request")} <span class="num">${clock(request.requested_at)}</span></h3>
      <request-steps .request=${request} .now=${this.now}></request-steps>
      ${
        request.state === "accepted" && this.row.phase !== "handed-over"
          ? html`<er-take-back
              .isSending=${this.pending.has("answer-request")}
              @take-back=${({ detail }) => this.#say("answer-request", { answer: "decline", reason: detail })}
            ></er-take-back>`
          : nothing
      }`;
  }

  #sayOf(event) {
    event.stopPropagation();
    this.#say(event.detail.kind, event.detail.data);
  }

  #say(kind, data) {
    this.dispatchEvent(
      new CustomEvent("say", { detail: { kind, case: this.row.id, data }, bubbles: true, composed: true }),
    );
  }
}

/** The names of organisations by their id. */
function names(organisations = new Map()) {
  return new Map([...organisations].map(([id, { name }]) => [id, name]));
}
customElements.define("er-detail", ErDetail);
