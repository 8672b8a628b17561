/**
 * 救急隊の画面: one case at a time, everything in taps, and nothing that waits for the network.
 *
 * Whatever is tapped goes into the outbox on this tablet first; the page shows the hub's documents with the outbox laid
 * over them (`crew-desk.js`).
 */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { door, notEnrolled } from "./door.js";
import { exerciseBanner } from "./exercise.js";
import { frameStyles } from "./frame-styles.js";
import { say } from "./language.js";
import { shared } from "./styles.js";
import { dangerTags } from "./chips.js";
import { crewStyles } from "./crew-styles.js";
import { narrowStyles } from "./crew-narrow-styles.js";
import { screenStyles } from "./crew-screen-styles.js";
import { CrewDesk } from "./crew-desk.js";
import { uuid7 } from "./uuid7.js";
import { callLine, calledCase, isCalled } from "./crew-called.js";
import { casePart } from "./crew-part.js";
import { crewRail } from "./crew-rail.js";
import { Notice, sound } from "./crew-sound.js";
import { difficultyTag, silentHospitals, silentLines } from "./crew-silent.js";
import { openQuestions } from "./talk.js";
import { duration, person, secondsSince, term, terms } from "./words.js";
import { crewHeader } from "./crew-header.js";
import { PartHistory } from "./crew-history.js";
import { deadBanner } from "./link-state.js";
import { modeBanner } from "./mode-banner.js";
import "./crew-outbox.js";
import "./urgency-mark.js";
import "./crew-casualties.js";
import "./crew-times.js";
import "./crew-lost.js";
import "./crew-past.js";

const PARTS = [
  ["patient", ["傷病者", "Patient"]],
  ["vitals", ["観察", "Vitals"]],
  ["treatments", ["処置", "Care"]],
  ["myna", ["マイナ", "Records"]],
  ["hospitals", ["病院", "Hospital"]],
  ["talk", ["連絡", "Talk"]],
  ["handover", ["引継・終了", "Hand over"]],
];
const TWICE_MS = 600; // a glove taps twice
const EXERCISE = "kyukyu.crew.exercise";

export class CrewScreen extends LitElement {
  static properties = {
    desk: { state: true },
    _case: { state: true },
    _part: { state: true },
    _outbox: { state: true },
    _changing: { state: true },
    _exercise: { state: true },
    _many: { state: true },
    _menu: { state: true },
    _problem: { state: true },
  };
  static styles = [shared, crewStyles, frameStyles, screenStyles, narrowStyles];

  constructor() {
    super();
    this._part = "patient";
    this.notice = new Notice();
    this._exercise = localStorage.getItem(EXERCISE) === "1";
  }

  async connectedCallback() {
    super.connectedCallback();
    navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
    try {
      const desk = await CrewDesk.open();
      if (desk) this.#begin(desk);
      else this._problem = notEnrolled();
    } catch (error) {
      this._problem = error.message;
    }
  }

  #begin(desk) {
    this.history = new PartHistory((part) => (this._part = part));
    sound.addEventListener("change", () => this.requestUpdate());
    desk.addEventListener("change", () => this.#changed());
    setInterval(() => {
      this.#tellSilent();
      this.requestUpdate();
    }, 1000);
    this._case = desk.lastCase;
    this.desk = desk;
    this.#changed();
  }

  /** Where no case is open on this screen, that of the call opens by itself. */
  #changed() {
    this.requestUpdate();
    if (!this.desk || this.desk.cases[this._case]) return;
    const called = calledCase(this.desk.cases);
    if (called) this.#open(called);
  }

  /** What the call has opened is not opened a second time: the first tap leads there, another begins a new case. */
  #start() {
    const called = calledCase(this.desk.cases);
    if (called && called !== this._case) {
      this.#open(called);
      return;
    }
    if (performance.now() - (this._startedAt ?? -TWICE_MS) < TWICE_MS) return;
    this._startedAt = performance.now();
    const id = uuid7();
    this.desk.outbox.put("open-case", id, this._exercise ? { is_exercise: true } : {});
    this.#open(id);
  }

  #open(id) {
    this._many = false;
    this._menu = false;
    this._case = id;
    this._part = "patient";
    this._changing = false;
    this.history.begin(this._part);
    this.desk.remember(id);
  }

  #say({ detail }) {
    this.desk.outbox.put(detail.kind, this._case, detail.data);
  }

  #chooseAgain({ detail }) {
    this.#open(detail);
    this.#show("hospitals");
  }

  #go({ detail }) {
    this.#show(detail);
  }

  async #show(part) {
    this._part = part;
    this.history.go(part);
    await this.updateComplete;
    this.renderRoot.querySelector(".tabs")?.scrollIntoView({ block: "start" }); // on a telephone the title scrolls away
  }

  render() {
    if (!this.desk) return door(["救急隊", "Crew"], this._problem);
    const { client, cases } = this.desk;
    const document = cases[this._case];
    return html`
      ${crewHeader(this.desk, {
        isOpen: this._menu || !(document || this._many),
        menu: () => (this._menu = !this._menu),
        outbox: () => (this._outbox = !this._outbox),
      })}
      ${deadBanner(client)} ${modeBanner(client, (id) => this.desk.nameOf(id))}
      <crew-lost .cases=${cases} .hospitals=${this.desk.hospitals} @choose=${this.#chooseAgain}></crew-lost>
      ${(document?.is_exercise ?? this._exercise) ? exerciseBanner() : nothing}
      <div class="frame ${this._menu || !(document || this._many) ? "choosing" : ""}" @say=${this.#say} @go=${this.#go}>
        ${crewRail(
          { cases, here: !this._many && this._case, isExercise: this._exercise, isMany: this._many },
          {
            start: () => this.#start(),
            open: (id) => this.#open(id),
            past: () => this.#open(null),
            exercise: () => this.#toggleExercise(),
            casualties: () => this.#toggleCasualties(),
          },
        )}
        ${document && !this._many ? html`<crew-times .document=${document}></crew-times>` : nothing}
        <main>${this._many ? this.#casualties(cases) : document ? this.#case(document) : this.#nothing()}</main>
      </div>
      ${this._outbox ? this.#outbox() : nothing}
    `;
  }

  #outbox() {
    const { client, outbox } = this.desk;
    return html`<crew-outbox
      .outbox=${outbox}
      .items=${outbox.items}
      .offsetMs=${client.clockOffsetMs}
      @close=${() => (this._outbox = false)}
    ></crew-outbox>`;
  }

  #toggleExercise() {
    this._exercise = !this._exercise;
    localStorage.setItem(EXERCISE, this._exercise ? "1" : "0");
  }

  #toggleCasualties() {
    this._many = !this._many;
    this._menu = false;
  }

  #nothing() {
    const { session, names, client, unit } = this.desk;
    const heard = client.streams.get(`unit:${unit}`)?.offset;
    return html`<crew-past .session=${session} .names=${names} .heard=${heard}></crew-past>`;
  }

  #casualties(cases) {
    return html`<crew-casualties
      .desk=${this.desk}
      .cases=${cases}
      ?isExercise=${this._exercise}
      @open=${({ detail }) => this.#open(detail)}
    ></crew-casualties>`;
  }

  #case(document) {
    return html`
      ${this.#title(document)} ${this._changing ? this.#changes() : nothing} ${this.#answered(document)} ${this.#silent(document)}
      <div class="tabs" role="tablist">
        ${PARTS.map(
          ([part, words]) =>
            html`<button
              role="tab"
              data-part=${part}
              aria-selected=${this._part === part}
              @click=${() => this.#show(part)}
            >
              ${say(...words)} ${part === "talk" && openQuestions(document).length ? html`<b class="call">${say("質問", "asked")}</b>` : nothing}
            </button>`,
        )}
      </div>
      <div class="part" role="tabpanel" aria-label=${say(...PARTS.find(([part]) => part === this._part)[1])}>${casePart(this._part, document, this.desk)}</div>
    `;
  }

  #title(document) {
    const { complaint = {}, patient, incident = {}, opened_at: openedAt } = document;
    return html`<div class="title">
      <urgency-mark level=${complaint.urgency ?? nothing}></urgency-mark>
      <div>
        <h2>${complaint.chief_complaint ? html`<span translate="no">${complaint.chief_complaint}</span>` : say("新しい事案", "New case")}</h2>
        <span>${person(patient)} ・ ${say("開始から", "begun")} ${duration(secondsSince(openedAt, this.desk.client.now()))}</span>
        ${isCalled(document) ? html`<span class="heard" data-call><b>${say("指令", "119")}</b> <span translate="no">${callLine(incident)}</span></span>` : nothing}
      </div>
      <div class="tags">${difficultyTag(document, this.desk.client.now())} ${dangerTags({ complaint })}</div>
      <button
        class="alarm-line"
        data-act="change"
        aria-expanded=${Boolean(this._changing)}
        @click=${() => (this._changing = !this._changing)}
      >
        ${say("容態変化", "Change")}
      </button>
    </div>`;
  }

  #changes() {
    return html`<div class="changes chips">
      ${terms("change").map(
        ([change, word]) => html`<button data-change=${change} @click=${() => this.#change(change)}>${word}</button>`,
      )}
    </div>`;
  }

  #change(change) {
    this._changing = false;
    this.desk.outbox.put("report-change", this._case, { change });
  }

  /** An answer is seen from every part of the case. */
  #answered({ requests = {}, destination }) {
    if (destination || this._part === "hospitals") return nothing;
    const answers = Object.entries(requests).filter(([, { state }]) => state === "accepted" || state === "conditional");
    if (answers.length === 0) return nothing;
    const [id, { state }] = answers[0];
    return html`<button
      class="answered ${state === "accepted" ? "good" : "warn-line"}"
      data-act="see-answer"
      @click=${() => this.#show("hospitals")}
    >
      ${term("request-state", state)}: <span translate="no">${this.desk.nameOf(id)}</span> ▸
    </button>`;
  }

  /** Whoever has not noticed is told of once, in any case that is open. */
  #tellSilent() {
    const now = this.desk.client.now();
    const silent = Object.entries(this.desk.cases).flatMap(([id, document]) =>
      silentHospitals(document, now).map((each) => `${id} ${each.id} ${each.request.requested_at}`),
    );
    this.notice.attend(silent);
  }

  /** Whoever has not noticed is telephoned, from whichever part of the case. */
  #silent(document) {
    const choose = this._part === "hospitals" ? null : () => this.#show("hospitals");
    return silentLines(document, { hospitals: this.desk.hospitals, now: this.desk.client.now(), choose });
  }
}
customElements.define("crew-screen", CrewScreen);
