/**
 * 応需状況: what this hospital advertises, ◎○△× per specialty, how old, until when.
 *
 * One tap publishes; one tap says that nothing has changed; stopping everything asks for a reason and is one tap back. What is
 * old is counted above, for a crew that reads it trusts it no more.
 */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { isStale } from "./er-capacity-age.js";
import { keepsFocus } from "./er-focus.js";
import { both, say } from "./language.js";
import { ago, clock, term, terms } from "./words.js";

const HOURS = [2, 6, 12, 24];
const USUAL_H = 12;
const HOUR_MS = 3600_000;

/** Why a hospital stops; it is recorded in Japanese. */
const REASONS = [
  ["満床", "No beds"],
  ["多数患者対応中", "Too many patients"],
  ["医師不在", "No physician"],
  ["手術中", "In surgery"],
  ["設備故障・点検", "Equipment down"],
  ["院内災害", "Incident in the house"],
];

/** Event: `say` ({kind: "publish-capacity", data}). */
export class ErCapacity extends keepsFocus(LitElement) {
  static properties = {
    capacity: { attribute: false },
    specialties: { attribute: false },
    now: { attribute: false },
    _hours: { state: true },
    _isStopping: { state: true },
    _before: { state: true },
  };
  static styles = [
    shared,
    css`
      :host {
        display: block;
        background: var(--surface);
        border: var(--edge) solid var(--line);
        border-radius: var(--border-radius-8);
        padding: 12px 14px;
        overflow-y: auto;
      }
      h2 {
        font-size: 1.25rem;
      }
      .warning {
        margin: 6px 0;
        padding: 6px 10px;
        font-weight: 700;
        color: var(--on-alarm);
        background: var(--alarm);
        border-radius: var(--border-radius-8);
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        align-items: center;
        margin: 8px 0;
      }
      .tools button {
        padding: 0 0.7em;
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 8px;
        align-items: center;
        padding: 4px 0;
        border-top: var(--hair) solid var(--line-soft);
        line-height: 1.25;
      }
      .levels {
        display: flex;
        gap: 6px;
      }
      .levels button {
        width: 48px;
        padding: 0;
        font-size: 1.25rem;
      }
      .stale {
        color: var(--alarm);
        font-weight: 700;
      }
    `,
  ];

  constructor() {
    super();
    this._hours = USUAL_H;
  }

  get #listed() {
    return this.specialties?.length ? this.specialties : terms("specialty").map(([code]) => code);
  }

  render() {
    const stale = this.#listed.filter((specialty) => isStale(this.capacity?.[specialty], this.now)).length;
    return html`<h2>${both("応需状況", "What we advertise")}</h2>
      ${stale ? this.#warning(stale) : nothing}
      <div class="tools">
        <button data-act="renew-all" ?disabled=${!this.#said.length} @click=${() => this.#publishAll(this.#said)}>
          ${both("変わりなし・全科更新", "No change: renew all")}
        </button>
        ${
          this._before
            ? html`<button data-act="resume" @click=${this.#resume}>${both("停止前に戻す", "As before the stop")}</button>`
            : html`<button
                class="alarm-line"
                data-act="stop-all"
                aria-expanded=${Boolean(this._isStopping)}
                @click=${() => (this._isStopping = !this._isStopping)}
              >
                ${both("全科停止", "Stop all")}
              </button>`
        }
      </div>
      ${this._isStopping ? this.#reasons() : nothing}
      <div class="tools" role="group" aria-label=${say("有効時間", "Good for")}>
        <span>${say("有効時間", "Good for")}</span>
        ${HOURS.map(
          (hours) =>
            html`<button
              data-hours=${hours}
              class=${hours === this._hours ? "chosen" : ""}
              aria-pressed=${hours === this._hours}
              @click=${() => (this._hours = hours)}
            >
              ${say(`${hours}時間`, `${hours} h`)}
            </button>`,
        )}
      </div>
      ${this.#listed.map((specialty) => this.#row(specialty, this.capacity?.[specialty]))}`;
  }

  #warning(stale) {
    return html`<p class="warning" data-stale=${stale}>
      ${say(`⚠ 期限切れ・未公開・古い情報 ${stale}科`, `⚠ ${stale} expired, old or never said`)}
    </p>`;
  }

  #reasons() {
    return html`<div class="tools" role="group" aria-label=${say("停止の理由", "Why")}>
      <span>${say("理由を選ぶと全科 × になります", "One tap sets every specialty to ×")}</span>
      ${REASONS.map(([ja, en]) => html`<button data-stop=${ja} @click=${() => this.#stop(ja)}>${say(ja, en)}</button>`)}
    </div>`;
  }

  #row(specialty, said) {
    return html`<div class="row">
      <div>
        <b>${term("specialty", specialty)}</b><br /><small>${this.#age(said)}</small>
        ${said?.comment ? html`<small translate="no">${said.comment}</small>` : nothing}
      </div>
      <div class="levels" role="group" aria-label=${term("specialty", specialty)}>
        ${terms("level").map(([level]) => this.#level(specialty, level, said))}
      </div>
    </div>`;
  }

  #level(specialty, level, said) {
    const isSaid = said?.level === level;
    return html`<button
      class=${isSaid ? "chosen" : ""}
      data-level="${specialty}:${level}"
      aria-pressed=${isSaid}
      aria-label=${`${term("specialty", specialty)} ${say(...LEVELS[level])}`}
      title=${say(...LEVELS[level])}
      @click=${() => this.#publish(specialty, level)}
    >
      ${SIGNS[level]}
    </button>`;
  }

  #age(said) {
    const look = isStale(said, this.now) ? "stale" : "soft";
    if (!said) return html`<span class=${look}>${say("未公開", "never said")}</span>`;
    if (said.by)
      return html`<span class=${look}>${say(`${said.source}による`, `by ${said.source}`)} ${ago(said.at, this.now)}</span>`;
    if (said.valid_until && Date.parse(said.valid_until) < this.now)
      return html`<span class=${look}>${say("期限切れ", "expired")} ${clock(said.valid_until)}</span>`;
    const until = said.valid_until ? say(`〜${clock(said.valid_until)}`, `until ${clock(said.valid_until)}`) : "";
    return html`<span class=${look}>${ago(said.at, this.now)} ${until}</span>`;
  }

  /** What stands now, by specialty. */
  get #said() {
    return this.#listed
      .filter((specialty) => this.capacity?.[specialty])
      .map((specialty) => [specialty, this.capacity[specialty].level]);
  }

  #stop(comment) {
    this._before = this.#said;
    this._isStopping = false;
    this.#publishAll(
      this.#listed.map((specialty) => [specialty, "none"]),
      comment,
    );
  }

  #resume() {
    this.#publishAll(this._before);
    this._before = null;
  }

  #publishAll(levels, comment) {
    for (const [specialty, level] of levels) this.#publish(specialty, level, comment);
  }

  #publish(specialty, level, comment) {
    const valid_until = new Date(this.now + this._hours * HOUR_MS).toISOString();
    const data = { specialty, level, valid_until, ...(comment ? { comment } : {}) };
    this.dispatchEvent(
      new CustomEvent("say", { detail: { kind: "publish-capacity", data }, bubbles: true, composed: true }),
    );
  }
}

const SIGNS = { good: "◎", possible: "○", limited: "△", none: "×" };
const LEVELS = {
  good: ["余裕あり", "room"],
  possible: ["受入可", "possible"],
  limited: ["制限あり", "limited"],
  none: ["受入不可", "none"],
};
customElements.define("er-capacity", ErCapacity);
