/** 送信箱: what has left this tablet and what has not, and why, and what was refused; with the clock's error when it matters. */
import { LitElement, css, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { clock, fieldName, kindName } from "./words.js";
import "./crew-refused.js";

const STATES = {
  queued: ["未送信", "unsent"],
  sending: ["送信中", "sending"],
  acknowledged: ["送信済", "sent"],
  refused: ["受付不可", "refused"],
  corrected: ["訂正済", "corrected"],
};
export const CLOCK_LIMIT_MS = 30_000;

/** How wrong this tablet's clock is, in words; an empty string when it does not matter. */
export function clockError(offsetMs) {
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  if (seconds * 1000 <= CLOCK_LIMIT_MS) return "";
  const [n, ja, en] = seconds < 120 ? [seconds, "秒", "s"] : [Math.round(seconds / 60), "分", "min"];
  return offsetMs > 0
    ? say(`端末の時計が ${n} ${ja}遅れています`, `This clock is ${n} ${en} slow`)
    : say(`端末の時計が ${n} ${ja}進んでいます`, `This clock is ${n} ${en} fast`);
}

/** Event: `close`. */
export class CrewOutbox extends LitElement {
  static properties = { outbox: { attribute: false }, items: { attribute: false }, offsetMs: { attribute: false } };
  static styles = [
    shared,
    css`
      :host {
        position: fixed;
        inset: 0 0 0 auto;
        width: min(520px, 100vw);
        background: var(--surface);
        border-left: var(--thick) solid var(--line);
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
        border-bottom: var(--edge) solid var(--line);
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
        border-bottom: var(--hair) solid var(--line);
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
      .corrected .state,
      .corrected b {
        text-decoration: line-through;
      }
      .why,
      crew-refused {
        grid-column: 1 / -1;
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
    const refused = this.items.filter(({ state }) => state === "refused").length;
    const wrong = clockError(this.offsetMs);
    return html`
      <header>
        <h2>
          ${both("送信箱", "Outbox")}
          ${waiting ? html`<span class="unsent">${say("未送信", "Unsent")} ${waiting}</span>` : nothing}
          ${refused ? html`<span class="refused"><b class="state">${say("受付不可", "Refused")} ${refused}</b></span>` : nothing}
          ${waiting || refused ? nothing : html`<span class="soft">${say("すべて送信済", "Everything is sent")}</span>`}
        </h2>
        <button data-act="retry" ?disabled=${!waiting} @click=${() => this.outbox.kick()}>${say("今すぐ再送", "Send now")}</button
        ><button data-act="close-outbox" @click=${() => this.dispatchEvent(new Event("close"))}>${say("閉じる", "Close")}</button>
      </header>
      ${wrong ? html`<p class="clock" role="status">${wrong}${say("。記録の時刻はハブの時計に合わせて補正されます。", ". The times of the record are put right by the hub’s clock.")}</p>` : nothing}
      <ol>
        ${repeat(
          [...this.items].reverse(),
          ({ key }) => key,
          (item) => this.#item(item),
        )}
      </ol>
    `;
  }

  #item(item) {
    const { kind, state, occurred_at, tries, data, corrects } = item;
    return html`<li class=${state} data-state=${state} data-kind=${kind}>
      <span class="state">${say(...STATES[state])}</span>
      <span
        ><b>${kindName(kind)}</b>
        <small class="soft"
          >${Object.keys(data)
            .map((field) => fieldName(kind, field))
            .join(say("・", ", "))}</small
        ></span
      ><time>${clock(occurred_at, { withSeconds: true })}</time>
      ${state === "queued" && tries > 0 ? this.#waits(tries) : nothing}
      ${corrects ? html`<small class="soft why">${say("訂正して送り直したもの", "sent again, corrected")}</small>` : nothing}
      ${state === "corrected" ? html`<small class="soft why">${say("受け付けられず、訂正して送り直しました。", "Was refused; sent again, corrected.")}</small>` : nothing}
      ${state === "refused" ? this.#quarantine(item) : nothing}
    </li>`;
  }

  #waits(tries) {
    return html`<small class="soft why">${say(`${tries} 回試しました。つながり次第、同じ順で送ります。`, `Tried ${tries} times. Goes in the same order once there is a link.`)}</small>`;
  }

  #quarantine(item) {
    return html`<crew-refused
      .item=${item}
      @correct=${({ detail }) => this.outbox.correct(item.key, detail)}
      @dismiss=${() => this.outbox.dismiss(item.key)}
    ></crew-refused>`;
  }
}
customElements.define("crew-outbox", CrewOutbox);
