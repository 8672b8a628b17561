/** One hospital that can be asked: what it advertises and how old that is, how far, and whether anybody would hear us. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { CODES } from "./codes.js";
import { both, say } from "./language.js";
import { ago, term } from "./words.js";
import { telephone } from "./telephone.js";
import "./phone-result.js";

const CLASSES = {
  primary: ["初期", "primary"],
  secondary: ["二次", "secondary"],
  tertiary: ["三次", "tertiary"],
};

/** Events: `choose`, `ask` (hospital id: the next ring, asked in one tap), `by-phone` (hospital id: it accepted on the telephone), `no-by-phone` ({facility, reason}). */
export class CrewCandidate extends LitElement {
  static properties = {
    candidate: { attribute: false },
    specialty: {},
    isPicked: { attribute: false },
    isNext: { attribute: false },
    against: { attribute: false },
    now: { attribute: false },
    _called: { state: true },
  };
  static styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 76px;
        gap: 8px;
        margin-bottom: 8px;
        --touch: 64px;
      }
      .pick {
        display: grid;
        grid-template-columns: 40px 60px minmax(0, 1fr) auto;
        gap: 10px;
        justify-content: stretch;
        justify-items: start;
        text-align: left;
        padding: 6px 12px;
        font-weight: var(--weight);
        min-height: 72px;
      }
      .box {
        width: 34px;
        height: 34px;
        border: var(--thick) solid var(--control-line);
        border-radius: 6px;
        display: grid;
        place-items: center;
        font-weight: 700;
        font-size: 1.375rem;
        line-height: 1;
      }
      .pick.chosen {
        background: var(--accent-soft);
        color: var(--ink);
        border-color: var(--accent);
      }
      .chosen .box {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
      }
      .level {
        font-size: 1.75rem;
        font-weight: 700;
        line-height: 1;
        text-align: center;
        justify-self: center;
      }
      .level small {
        display: block;
        font-size: 0.8125rem;
        font-weight: var(--weight);
        white-space: nowrap;
        margin-top: 3px;
      }
      .pick b {
        font-size: 1.1875rem;
        display: block;
      }
      .more {
        font-size: 0.875rem;
        color: var(--ink-soft);
      }
      .side {
        text-align: right;
        justify-self: end;
        display: grid;
        gap: 4px;
        justify-items: end;
      }
      .mute {
        background: var(--sunken);
        color: var(--ink-soft);
        border-style: dashed;
      }
      .mute.chosen {
        border-style: solid;
      }
      .pick:disabled {
        opacity: 1;
      }
      .stale {
        color: var(--warn);
      }
      .km {
        font-weight: 700;
        font-variant-numeric: tabular-nums;
      }
      .tel {
        padding: 0;
        font-size: 2rem;
      }
      @media (max-width: 700px) {
        :host {
          grid-template-columns: minmax(0, 1fr) 64px;
          gap: 6px;
        }
        .pick {
          grid-template-columns: 34px 60px minmax(0, 1fr);
          gap: 4px 6px;
          padding: 6px 8px;
        }
        .level small {
          white-space: normal;
        }
        .side {
          grid-column: 1 / -1;
          justify-self: start;
          justify-items: start;
          display: flex;
          flex-wrap: wrap;
          align-items: baseline;
        }
        .side .tag {
          white-space: normal;
          text-align: left;
        }
      }
      phone-result,
      .next {
        grid-column: 1 / -1;
      }
      .next {
        display: flex;
        gap: 12px;
        align-items: center;
        justify-content: space-between;
        margin: 0 0 -8px;
        padding: 6px 6px 12px 12px;
        border-radius: var(--border-radius-8) var(--border-radius-8) 0 0;
        background: var(--accent-soft);
        border: var(--edge) solid var(--accent);
        border-bottom: 0;
      }
    `,
  ];

  render() {
    const { hospital, isSilent } = this.candidate;
    return html`
      ${this.isNext ? this.#next() : nothing}
      <button
        class="pick ${this.isPicked ? "chosen" : ""} ${isSilent ? "mute" : ""}"
        data-hospital=${hospital.id}
        aria-pressed=${Boolean(this.isPicked)}
        ?disabled=${Boolean(this.against) && !this.isPicked}
        @click=${() => this.#tell("choose")}
      >
        <span class="box">${this.isPicked ? "✓" : ""}</span>
        ${this.#level()}
        <span><b translate="no">${hospital.name}</b><span class="more">${this.#more().join(" ・ ")} <span translate="no">${this.candidate.capacity?.comment ?? ""}</span></span></span>
        ${this.#side()}
      </button>
      ${telephone(hospital, () => (this._called = true))} ${this._called ? this.#phoneResult() : nothing}
    `;
  }

  /** Brings it before the eye, and the keyboard to it. */
  focusPick() {
    this.scrollIntoView({ block: "center" });
    this.renderRoot.querySelector(".pick").focus();
  }

  #next() {
    return html`<p class="next" data-next=${this.candidate.hospital.id}>
      <b>${say("次の候補", "Next in order")}</b>
      <button class="primary" data-act="ask-next" @click=${() => this.#tell("ask")}>${both("この病院に照会", "Ask this one")}</button>
    </p>`;
  }

  #level() {
    const { level, capacity, isStale } = this.candidate;
    const age = !capacity ? say("情報なし", "no word") : isStale ? say("期限切れ", "expired") : ago(capacity.at, this.now);
    return html`<span class="level"
      >${CODES.level[level] ?? "–"}<small class=${isStale ? "stale" : ""}>${age}</small></span
    >`;
  }

  #more() {
    const { hospital, treats, capacity } = this.candidate;
    const beds = capacity?.beds === undefined ? "" : say(`空床 ${capacity.beds}`, `${capacity.beds} beds`);
    const wanted = term("specialty", this.specialty);
    const match = treats ? say(`${wanted}の届出あり`, `has ${wanted}`) : say(`${wanted}の届出なし`, `no ${wanted}`);
    const source = capacity?.source && say(`${capacity.source}による`, `by ${capacity.source}`);
    const level = CLASSES[hospital.emergency_class];
    return [match, level && say(...level), beds, source].filter(Boolean);
  }

  #side() {
    const { distanceKm, minutes, coming, isSilent, request } = this.candidate;
    return html`<span class="side">
      ${distanceKm === null ? nothing : html`<span class="km">${say(`約${minutes}分`, `~${minutes} min`)} <small>${distanceKm.toFixed(1)} km</small></span>`}
      ${this.against ? html`<span class="tag warn-tag" data-against>${say("実施基準の対象外", "Not by the rules")}: ${this.against}</span>` : nothing}
      ${coming ? html`<span class="tag" data-coming=${coming}>${say(`搬送中 ${coming}人`, `${coming} on the way`)}</span>` : nothing}
      ${isSilent ? html`<span class="tag" data-silent>${say("画面なし・電話", "No screen: call")}</span>` : nothing}
      ${
        request?.state === "declined"
          ? html`<span class="tag warn-tag">
              ${say("不応需", "declined")} ${term("decline-reason", request.reason)} ${ago(request.answered_at, this.now)}
            </span>`
          : nothing
      }
    </span>`;
  }

  #phoneResult() {
    return html`<phone-result
      words=${say("受入 → 搬送先に決定", "Yes: go there")}
      @accepted=${() => this.#tell("by-phone")}
      @declined=${({ detail }) => this.#declined(detail)}
    ></phone-result>`;
  }

  #declined(reason) {
    this._called = false;
    this.#tell("no-by-phone", { facility: this.candidate.hospital.id, reason });
  }

  #tell(name, detail = this.candidate.hospital.id) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
customElements.define("crew-candidate", CrewCandidate);
