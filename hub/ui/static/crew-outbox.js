/** 送信箱: what has left this tablet and what has not, and why; with the clock's error when it matters. */
import { LitElement, css, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { clock, fieldName, kindName } from "./words.js";

const STATES = { queued: "未送信", sending: "送信中", acknowledged: "送信済", refused: "受付不可" };
export const CLOCK_LIMIT_MS = 30_000;

/** How wrong this tablet's clock is, in words; an empty string when it does not matter. */
export function clockError(offsetMs) {
  if (Math.abs(offsetMs) <= CLOCK_LIMIT_MS) return "";
  return `端末の時計が ${Math.round(Math.abs(offsetMs) / 1000)} 秒${offsetMs > 0 ? "遅れて" : "進んで"}います`;
}

/** Events: `retry`, `dismiss` (key), `close`. */
export class CrewOutbox extends LitElement {
  static properties = { items: { attribute: false }, offsetMs: { attribute: false } };
  static styles = [
    shared,
    css`
      :host {
        position: fixed;
        inset: 0 0 0 auto;
        width: min(520px, 100vw);
        background: var(--surface);
        border-left: 3px solid var(--line);
        box-shadow: var(--elevation-3);
        z-index: 20;
        display: flex;
        flex-direction: column;
        --touch: 64px;
      }
      header {
        display: flex;
        align-items: center;
        gap: 10px;
        padding: 10px 16px;
        border-bottom: 2px solid var(--line);
      }
      header h2 {
        flex: 1;
        font-size: 1.375rem;
        line-height: 1.2;
      }
      header h2 span:last-child {
        display: block;
        font-size: 1rem;
      }
      ol {
        overflow-y: auto;
        flex: 1;
        padding: 0 16px;
      }
      li {
        display: grid;
        grid-template-columns: 5em 1fr auto;
        gap: 4px 12px;
        padding: 12px 0;
        border-bottom: 1px solid var(--line);
        align-items: center;
      }
      .state {
        font-weight: 700;
      }
      .queued .state,
      .sending .state {
        color: var(--warn);
      }
      .acknowledged .state {
        color: var(--good);
      }
      .refused .state {
        color: var(--alarm);
      }
      .why {
        grid-column: 1 / -1;
        color: var(--alarm);
      }
      .clock {
        padding: 10px 16px;
        background: var(--warn-soft);
        color: var(--warn);
        font-weight: 700;
      }
      time {
        color: var(--ink-soft);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  render() {
    const waiting = this.items.filter(({ state }) => state === "queued" || state === "sending").length;
    const wrong = clockError(this.offsetMs);
    return html`
      <header>
        <h2>
          送信箱
          <span class="en">Outbox</span>
          ${waiting ? html`<span class="unsent">未送信 ${waiting}</span>` : html`<span class="soft">すべて送信済</span>`}
        </h2>
        <button data-act="retry" ?disabled=${!waiting} @click=${() => this.#tell("retry")}>今すぐ再送</button
        ><button data-act="close-outbox" @click=${() => this.#tell("close")}>閉じる</button>
      </header>
      ${wrong ? html`<p class="clock" role="status">${wrong}。記録の時刻はハブの時計に合わせて補正されます。</p>` : nothing}
      <ol>
        ${repeat(
          [...this.items].reverse(),
          ({ key }) => key,
          (item) => this.#item(item),
        )}
      </ol>
    `;
  }

  #item({ key, kind, state, occurred_at, tries, error, data }) {
    return html`<li class=${state} data-state=${state} data-kind=${kind}>
      <span class="state">${STATES[state]}</span>
      <span
        ><b>${kindName(kind)}</b>
        <small class="soft"
          >${Object.keys(data)
            .map((field) => fieldName(kind, field))
            .join("・")}</small
        ></span
      ><time>${clock(occurred_at, { withSeconds: true })}</time>
      ${state === "queued" && tries > 0 ? this.#waits(tries) : nothing}
      ${state === "refused" ? this.#refusal(key, error) : nothing}
    </li>`;
  }

  #waits(tries) {
    return html`<small class="soft why">${tries} 回試しました。つながり次第、同じ順で送ります。</small>`;
  }

  #refusal(key, error) {
    const issues = (error?.issues ?? []).map(({ path, ja }) => html`<br />${path} ${ja}`);
    return html`<div class="why">
      ${error?.ja ?? "受け付けられませんでした"}${issues}<br />
      <button @click=${() => this.#tell("dismiss", key)}>確認して消す</button>
    </div>`;
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
customElements.define("crew-outbox", CrewOutbox);
