/**
 * 運用: is the hub well, which connection is down, where a message went, who takes part, who saw what, what was refused.
 *
 * What must be known in two seconds stands on top, whatever part is open below. The screen asks every few seconds and keeps
 * nothing. It shows kinds, times and outcomes, and never what a message says.
 */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { enter, post, read } from "./session.js";
import { clock, secondsSince } from "./words.js";
import { both, say } from "./language.js";
import { displayButtons } from "./display.js";
import { door, notEnrolled } from "./door.js";
import { frameStyles } from "./frame-styles.js";
import { operationsStyles } from "./operations-styles.js";
import { isWell, span, times } from "./operations-words.js";
import { Witness } from "./witness.js";
import "./sign-in-panel.js";
import "./operations-audit.js";
import "./operations-connections.js";
import "./operations-exercises.js";
import "./operations-glasses.js";
import "./operations-parked.js";
import "./operations-refusals.js";
import "./operations-register.js";
import "./operations-trace.js";

const LOOK_MS = 3_000;
const OLD_S = 15;
const WITNESS_MS = 30_000;
const FORKS = {
  cut: ["監査記録が短くなっています(削除の疑い)。", "The audit became shorter: rows may have been deleted."],
  forked: [
    "監査記録が以前のものと連続していません(改ざんの疑い)。",
    "The audit does not go on from what this browser has kept: it may have been changed.",
  ],
  "other-key": ["監査記録の署名鍵が替わりました。", "The key that signs the audit is another one."],
};
const PARTS = {
  connections: ["接続・追跡", "Connections"],
  register: ["施設・端末・鍵", "Devices and keys"],
  audit: ["監査", "Audit"],
  refusals: ["検証エラー", "Refusals"],
  exercises: ["訓練", "Exercises"],
};

export class OperationsScreen extends LitElement {
  static properties = {
    _who: { state: true },
    _names: { state: true },
    _part: { state: true },
    _health: { state: true },
    _connections: { state: true },
    _glasses: { state: true },
    _exercises: { state: true },
    _chosen: { state: true },
    _problem: { state: true },
    _heardAt: { state: true },
    _fork: { state: true },
    _witnessed: { state: true },
    _said: { state: true },
    _now: { state: true },
  };
  static styles = [shared, frameStyles, operationsStyles];

  async connectedCallback() {
    super.connectedCallback();
    this._now = Date.now();
    this._part = "connections";
    try {
      this._session = await enter("operations");
      if (!this._session) {
        this._problem = notEnrolled;
        return;
      }
      this._who = await read(this._session, "/whoami");
    } catch (error) {
      this._problem = () => error.message;
      return;
    }
    if (this._session.role !== "administrator") {
      this._problem = () => say("この画面は運用管理者のものです。", "This screen is for operators of the hub.");
      return;
    }
    this.#openPart();
    addEventListener("hashchange", () => this.#openPart());
    setInterval(() => (this._now = Date.now()), 1000);
    setInterval(() => this.#look(), LOOK_MS);
    setInterval(() => this.#witness(), WITNESS_MS);
    this.#name();
    await this.#look();
    await this.#witness();
  }

  /** The part that the address names; the back button leads to the one before. */
  #openPart() {
    const named = new URLSearchParams(location.hash.slice(1)).get("part");
    this._part = named in PARTS ? named : "connections";
  }

  async #name() {
    try {
      const { organisations } = await read(this._session, "/directory");
      this._names = new Map(organisations.map(({ id, name }) => [id, name]));
    } catch {
      this._names = new Map(); // ids are shown
    }
  }

  /** Hears the newest checkpoint of the audit, and whether it goes on from the one that this browser has kept. */
  async #witness() {
    const witness = new Witness();
    try {
      const { checkpoint, hashes } = await read(this._session, `/audit/checkpoint?since=${witness.kept?.size ?? 0}`);
      const word = await witness.hear(checkpoint, hashes);
      this._fork = word in FORKS ? word : undefined;
      this._witnessed = { word, size: witness.kept?.size };
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
      const [health, { connections }, { glasses }, exercises] = await Promise.all(
        ["health", "connections", "break-glass", "exercises"].map((each) => read(this._session, `/operations/${each}`)),
      );
      this._health = health;
      this._connections = connections;
      this._glasses = glasses;
      this._exercises = exercises;
      this._heardAt = Date.now();
    } catch {
      // what is shown gets old, and the banner says so
    }
  }

  render() {
    if (this._problem) return door(["運用", "Operations"], this._problem());
    const quiet = this._heardAt ? Math.floor((this._now - this._heardAt) / 1000) : 0;
    return html`
      <header>
        <h1>${both("運用", "Operations")}</h1>
        <b class="place" translate="no">${this._who?.organisation?.name ?? ""}</b>
        <span class="spring"></span>
        <sign-in-panel screen="operations" .session=${this._session}></sign-in-panel>
        ${displayButtons()}
        <time class="now num">${clock(this._now, { withSeconds: true })}</time>
      </header>
      ${
        quiet > OLD_S
          ? html`<div class="banner red" role="alert" data-banner="old">
              ${say(
                html`ハブの応答なし <b class="num">${quiet}</b> 秒。表示は古い情報です。`,
                html`No word from the hub for <b class="num">${quiet}</b> s: what you see is old.`,
              )}
            </div>`
          : nothing
      }
      ${
        this._fork
          ? html`<div class="banner red" role="alert" data-banner="fork">
              <span>
                ${say(...FORKS[this._fork])}
                ${say(html`<code>kyukyu audit verify --witnessed</code> で検証してください。`, html`Look with <code>kyukyu audit verify --witnessed</code>.`)}
              </span>
              <button data-act="begin-anew" @click=${() => this.#beginAnew()}>${say("確認済み(復元など)", "Known, as after a restore")}</button>
            </div>`
          : nothing
      }
      ${this.#verdict()} ${this.#parts()} ${this.#open()}
    `;
  }

  #parts() {
    const marks = {
      connections: this.#mark(this._connections?.filter((each) => !isWell(each)).length, (n) => say(`停止 ${n}`, `${n} down`)),
      audit: this.#mark(this._glasses?.filter((each) => each.is_outstanding).length, (n) => say(`未確認 ${n}件`, `${n} to review`), "outstanding"),
      exercises: this.#mark(
        this._exercises?.exercises.filter((each) => each.is_left_open).length,
        (n) => say(`終了忘れ ${n}件`, `${n} left open`),
        "left-open",
      ),
    };
    return html`<nav aria-label=${say("運用の項目", "Parts of operations")}>
      ${Object.entries(PARTS).map(
        ([name, words]) =>
          html`<a href="#part=${name}" data-part=${name} aria-current=${name === this._part ? "page" : nothing}>
            ${say(...words)} ${marks[name] ?? nothing}
          </a>`,
      )}
    </nav>`;
  }

  #mark(number, words, name) {
    return number ? html`<b class="mark" data-mark=${name ?? nothing}>${words(number)}</b>` : nothing;
  }

  /** The part that is open; the others ask nothing meanwhile. */
  #open() {
    const [session, names, now] = [this._session, this._names, this._now];
    const part = {
      connections: () => this.#connectionsPart(),
      register: () => html`<operations-register .session=${session} .now=${now}></operations-register>`,
      audit: () => html`<div class="stack">
        <operations-glasses
          .session=${session}
          .glasses=${this._glasses}
          .names=${names}
          @reviewed=${({ detail }) => (this._glasses = detail)}
        ></operations-glasses>
        <operations-audit
          .session=${session}
          .names=${names}
          .witnessed=${this._witnessed}
          @trace=${({ detail }) => this.#trace(detail)}
        ></operations-audit>
      </div>`,
      refusals: () => html`<operations-refusals .session=${session} .names=${names}></operations-refusals>`,
      exercises: () =>
        html`<operations-exercises .told=${this._exercises} .names=${names} .now=${now}></operations-exercises>`,
    }[this._part];
    return html`<main class=${this._part} tabindex="0" aria-label=${say(...PARTS[this._part])}>${part()}</main>`;
  }

  #connectionsPart() {
    return html`<section class="stack">
        <p class="said" role="status" ?hidden=${!this._said}>${this._said}</p>
        <operations-connections
          .connections=${this._connections}
          .names=${this._names}
          .now=${this._now}
          .chosen=${this._chosen}
          @choose=${({ detail }) => (this._chosen = detail)}
          @pause=${({ detail }) => this.#pause(detail)}
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
      <operations-trace .session=${this._session} .names=${this._names}></operations-trace>`;
  }

  async #pause({ name, isPaused }) {
    this._said = undefined;
    try {
      await post(this._session, `/operations/connections/${name}/${isPaused ? "pause" : "resume"}`);
      await this.#look();
    } catch (error) {
      this._said = error.message;
    }
  }

  /** Looks for the way of what somebody has pointed at elsewhere. */
  async #trace(of) {
    location.hash = "part=connections";
    this._part = "connections";
    await this.updateComplete;
    await this.renderRoot.querySelector("operations-trace").find(of);
  }

  /** What must be known in two seconds: well or not, and what is the worst of it. */
  #verdict() {
    const health = this._health;
    if (!health) return nothing;
    const ill = this._connections.filter((each) => !isWell(each)).length;
    const parked = this._connections.reduce((sum, each) => sum + each.parked, 0);
    const isDurable = health.durability === "durable";
    const paused = this._connections.filter((each) => each.is_paused).length;
    const kind = !isDurable || ill ? "bad" : parked || paused ? "warn" : "good";
    const word = {
      bad: !isDurable
        ? ["保存できません", "Nothing is stored"]
        : [`${ill}件の接続が停止`, ill === 1 ? "1 connection is down" : `${ill} connections are down`],
      warn: parked ? [`保留 ${parked}件`, `${parked} parked`] : [`一時停止 ${paused}件`, `${paused} paused`],
      good: ["正常", "All is well"],
    }[kind];
    const fact = (ja, en, value) => html`<div><dt>${say(ja, en)}</dt><dd class="num">${value}</dd></div>`;
    return html`<section class="verdict ${kind}" role="status" data-verdict=${kind}>
      <b><i aria-hidden="true">${{ bad: "✕", warn: "▲", good: "●" }[kind]}</i> ${say(...word)}</b>
      <dl>
        ${fact("保存", "Durability", isDurable ? say("ディスクに確定", "on disk") : health.durability)}
        ${fact("データベース", "Database", `${health.database_ms} ms`)} ${fact("待ち行列", "Queue", times(health.queue))}
        ${fact("遅れ", "Lag", say(`${health.lag_s.toFixed(1)}秒`, `${health.lag_s.toFixed(1)} s`))}
        ${fact("画面の接続", "Sockets", health.sockets)}
        ${fact("稼働", "Up for", span(secondsSince(health.began_at, Date.parse(health.at))))}
      </dl>
    </section>`;
  }
}
customElements.define("operations-screen", OperationsScreen);
