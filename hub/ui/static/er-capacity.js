/** What this hospital advertises: ◎○△× per specialty, how old, until when. One tap publishes. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { CODES } from "./codes.js";
import { ago, clock, english } from "./words.js";

const STALE_MS = 6 * 3600_000;
const VALID_MS = 12 * 3600_000;

/** Event: `say` ({kind: "publish-capacity", data}). */
export class ErCapacity extends LitElement {
  static properties = { capacity: { attribute: false }, specialties: { attribute: false }, now: { attribute: false } };
  static styles = [
    shared,
    css`
      :host {
        display: block;
        background: var(--surface);
        border: var(--edge) solid var(--line);
        border-radius: var(--border-radius-8);
        padding: 14px 16px;
        overflow-y: auto;
      }
      h2 {
        font-size: 1.25rem;
      }
      p {
        color: var(--ink-soft);
        margin: 4px 0 10px;
        font-size: 0.875rem;
      }
      .row {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 8px;
        align-items: center;
        padding: 6px 0;
        border-top: var(--hair) solid var(--line-soft);
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
        color: var(--warn);
        font-weight: 700;
      }
      .all {
        margin-top: 12px;
      }
    `,
  ];

  render() {
    const listed = this.specialties?.length ? this.specialties : Object.keys(CODES.specialty);
    return html`<h2>応需状況 <span class="en">What we advertise</span></h2>
      <p>一度のタップで公開し、12時間有効です。</p>
      ${listed.map((specialty) => this.#row(specialty, this.capacity?.[specialty]))}
      <div class="all">
        <button class="alarm-line" @click=${() => listed.forEach((specialty) => this.#publish(specialty, "none"))}>
          全科 × にする <span class="en">Stop all</span>
        </button>
      </div>`;
  }

  #row(specialty, said) {
    return html`<div class="row">
      <div>
        <b>${CODES.specialty[specialty] ?? specialty}</b> <span class="en">${english(specialty)}</span><br /><small
          >${this.#age(said)}</small
        >
      </div>
      <div class="levels">
        ${Object.entries(CODES.level).map(([level, sign]) => this.#level(specialty, level, sign, said))}
      </div>
    </div>`;
  }

  #level(specialty, level, sign, said) {
    const isSaid = said?.level === level;
    return html`<button
      class=${isSaid ? "chosen" : ""}
      data-level="${specialty}:${level}"
      aria-pressed=${isSaid}
      title=${english(level)}
      @click=${() => this.#publish(specialty, level)}
    >
      ${sign}
    </button>`;
  }

  #age(said) {
    if (!said) return html`<span class="stale">未公開</span>`;
    if (said.by) return html`<span class="stale">${said.source}による ${ago(said.at, this.now)}</span>`;
    if (said.valid_until && Date.parse(said.valid_until) < this.now)
      return html`<span class="stale">期限切れ ${clock(said.valid_until)}</span>`;
    const stale = this.now - Date.parse(said.at) > STALE_MS;
    return html`<span class=${stale ? "stale" : "soft"}>${ago(said.at, this.now)}</span
      >${said.valid_until ? html` <span class="soft">〜${clock(said.valid_until)}</span>` : nothing}`;
  }

  #publish(specialty, level) {
    const valid_until = new Date(this.now + VALID_MS).toISOString();
    this.dispatchEvent(
      new CustomEvent("say", {
        detail: { kind: "publish-capacity", data: { specialty, level, valid_until } },
        bubbles: true,
        composed: true,
      }),
    );
  }
}
customElements.define("er-capacity", ErCapacity);
