/**
 * 運用: is the hub well, which connection is down and how old is what waits for it, and where a message went.
 *
 * The screen asks every few seconds and keeps nothing. It shows kinds, times and outcomes, and never what a message says.
 */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { enter, read } from "./session.js";
import { clock, secondsSince } from "./words.js";
import { displayButtons } from "./display.js";
import { door, notEnrolled } from "./door.js";
import { frameStyles } from "./frame-styles.js";
import { say } from "./language.js";
import { operationsStyles } from "./operations-styles.js";
import { isWell } from "./operations-words.js";
import { Witness } from "./witness.js";
import "./sign-in-panel.js";
import "./operations-connections.js";
import "./operations-glasses.js";
import "./operations-parked.js";
import "./operations-trace.js";

const LOOK_MS = 3_000;
const OLD_S = 15;
const WITNESS_MS = 30_000;
const FORKS = {
  cut: "監査記録が短くなっています(削除の疑い)。",
  forked: "監査記録が以前のものと連続していません(改ざんの疑い)。",
  "other-key": "監査記録の署名鍵が替わりました。",
};

export class OperationsScreen extends LitElement {
  static properties = {
    _who: { state: true },
    _health: { state: true },
    _connections: { state: true },
    _chosen: { state: true },
    _problem: { state: true },
    _heardAt: { state: true },
    _fork: { state: true },
    _now: { state: true },
  };
  static styles = [shared, frameStyles, operationsStyles];

  async connectedCallback() {
    super.connectedCallback();
    this._now = Date.now();
    try {
      this._session = await enter("operations");
      if (!this._session) {
        this._problem = notEnrolled();
        return;
      }
      this._who = await read(this._session, "/whoami");
    } catch (error) {
      this._problem = error.message;
      return;
    }
    if (this._session.role !== "administrator") {
      this._problem = say("この画面は運用管理者のものです。", "This screen is for operators of the hub.");
      return;
    }
    setInterval(() => (this._now = Date.now()), 1000);
    setInterval(() => this.#look(), LOOK_MS);
    setInterval(() => this.#witness(), WITNESS_MS);
    await this.#look();
    await this.#witness();
  }

  /** Hears the newest checkpoint of the audit, and whether it goes on from the one that this browser has kept. */
  async #witness() {
    const witness = new Witness();
    try {
      const { checkpoint, hashes } = await read(this._session, `/audit/checkpoint?since=${witness.kept?.size ?? 0}`);
      const word = await witness.hear(checkpoint, hashes);
      this._fork = word in FORKS ? word : undefined;
    } catch {
      // the next time
    }
  }

  #beginAnew() {
    new Witness().forget();
    this._fork = undefined;
    this.#witness();
  }

  async #look() {
    try {
      const [health, { connections }] = await Promise.all([
        read(this._session, "/operations/health"),
        read(this._session, "/operations/connections"),
      ]);
      this._health = health;
      this._connections = connections;
      this._heardAt = Date.now();
    } catch {
      // what is shown gets old, and the banner says so
    }
  }

  render() {
    if (this._problem) return door(["運用", "Operations"], this._problem);
    const quiet = this._heardAt ? Math.floor((this._now - this._heardAt) / 1000) : 0;
    return html`
      <header>
        <h1>運用 <span class="en">Operations</span></h1>
        <b class="place">${this._who?.organisation?.name ?? ""}</b>
        <span class="spring"></span>
        <sign-in-panel screen="operations" .session=${this._session}></sign-in-panel>
        ${displayButtons()}
        <time class="now num">${clock(this._now, { withSeconds: true })}</time>
      </header>
      ${
        quiet > OLD_S
          ? html`<div class="banner red" role="alert" data-banner="old">
              ハブの応答なし <b class="num">${quiet}</b> 秒。表示は古い情報です。
              <span class="en">No word from the hub: what you see is old.</span>
            </div>`
          : nothing
      }
      ${
        this._fork
          ? html`<div class="banner red" role="alert" data-banner="fork">
              ${FORKS[this._fork]} <code>kyukyu audit verify --witnessed</code> で検証してください。
              <span class="en">The audit does not go on from what this browser has kept (${this._fork}).</span>
              <button data-act="begin-anew" @click=${() => this.#beginAnew()}>確認済み(復元など)</button>
            </div>`
          : nothing
      }
      ${this.#verdict()}
      <main>
        <section class="left" tabindex="0" aria-label="接続">
          <operations-glasses .session=${this._session}></operations-glasses>
          <operations-connections
            .connections=${this._connections}
            .now=${this._now}
            .chosen=${this._chosen}
            @choose=${({ detail }) => (this._chosen = detail)}
          ></operations-connections>
          ${
            this._chosen
              ? html`<operations-parked
                  .session=${this._session}
                  .connection=${this._chosen}
                  @replayed=${() => this.#look()}
                  @leave=${() => (this._chosen = undefined)}
                ></operations-parked>`
              : nothing
          }
        </section>
        <operations-trace .session=${this._session}></operations-trace>
      </main>
    `;
  }

  /** What must be known in two seconds: well or not, and what is the worst of it. */
  #verdict() {
    const health = this._health;
    if (!health) return nothing;
    const ill = this._connections.filter((each) => !isWell(each));
    const parked = this._connections.reduce((sum, each) => sum + each.parked, 0);
    const isDurable = health.durability === "durable";
    const kind = !isDurable || ill.length ? "bad" : parked ? "warn" : "good";
    const word = {
      bad: !isDurable ? "保存できません" : `${ill.length}件の接続が停止`,
      warn: `保留 ${parked}件`,
      good: "正常",
    }[kind];
    return html`<section class="verdict ${kind}" role="status" data-verdict=${kind}>
      <b><i aria-hidden="true">${{ bad: "✕", warn: "▲", good: "●" }[kind]}</i> ${word}</b>
      <dl>
        <div>
          <dt>保存 <span class="en">durability</span></dt>
          <dd>${isDurable ? "ディスクに確定" : health.durability}</dd>
        </div>
        <div>
          <dt>データベース <span class="en">database</span></dt>
          <dd class="num">${health.database_ms} ms</dd>
        </div>
        <div>
          <dt>待ち行列 <span class="en">queue</span></dt>
          <dd class="num">${health.queue}件</dd>
        </div>
        <div>
          <dt>遅れ <span class="en">lag</span></dt>
          <dd class="num">${health.lag_s.toFixed(1)}秒</dd>
        </div>
        <div>
          <dt>画面の接続 <span class="en">sockets</span></dt>
          <dd class="num">${health.sockets}</dd>
        </div>
        <div>
          <dt>稼働 <span class="en">up for</span></dt>
          <dd class="num">${uptime(secondsSince(health.began_at, Date.parse(health.at)))}</dd>
        </div>
      </dl>
    </section>`;
  }
}

function uptime(seconds) {
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  return days ? `${days}日${hours}時間` : `${hours}時間${minutes}分`;
}
customElements.define("operations-screen", OperationsScreen);
