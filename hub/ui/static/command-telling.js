/** EMIS等への報告: whether what the hospitals of the area say of themselves has gone on, by connections of the authority. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { read } from "./session.js";
import { duration } from "./words.js";
import { say } from "./language.js";

const EVERY_MS = 15_000;

export class CommandTelling extends LitElement {
  static properties = { session: { attribute: false }, _connections: { state: true } };
  static styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 8px;
        align-items: center;
      }
    `,
  ];

  connectedCallback() {
    super.connectedCallback();
    this.#ask();
    this.timer = setInterval(() => this.#ask(), EVERY_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  /** What was heard before stays while nobody answers: the link's own word says that the hub is not heard. */
  #ask() {
    read(this.session, "/area/connections").then(
      ({ connections }) => (this._connections = connections),
      () => {},
    );
  }

  render() {
    if (!this._connections) return nothing;
    if (!this._connections.length) {
      return html`<span class="soft" data-telling="none">${say("EMIS: 接続なし", "EMIS: not connected")}</span>`;
    }
    return this._connections.map((each) => this.#connection(each));
  }

  #connection({ adapter, backlog, parked, oldest_age_s: age }) {
    const isBehind = backlog > 0 || parked > 0;
    return html`<span class="tag ${isBehind ? "warn-tag" : "good-tag"}" data-telling=${adapter}>
      <span>${adapter.toUpperCase()}</span>&nbsp;${
        isBehind
          ? html`${say(`未送信 ${backlog}件`, `${backlog} to tell`)}
            ${age === null ? nothing : html`&nbsp;${say("最古", "oldest")} ${duration(age)}`}
            ${parked ? html`&nbsp;${say(`保留 ${parked}件`, `${parked} parked`)}` : nothing}`
          : say("送信待ちなし", "nothing waits")
      }
    </span>`;
  }
}
customElements.define("command-telling", CommandTelling);
