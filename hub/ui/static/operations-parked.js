/**
 * 保留と再送: parked messages of one connection with their reasons, and a replay in two steps.
 *
 * The first step sends nothing: the hub fixes which messages are meant and tells their number. The second sends exactly
 * those, once the number has been typed. Events: `replayed`, `leave`.
 */
import { LitElement, html } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { post, read } from "./session.js";
import { both, say } from "./language.js";
import { kindName } from "./words.js";
import { panelStyles } from "./operations-styles.js";
import { moment, times } from "./operations-words.js";

export class OperationsParked extends LitElement {
  static properties = {
    session: { attribute: false },
    connection: { attribute: false },
    _parked: { state: true },
    _picked: { state: true },
    _preview: { state: true },
    _typed: { state: true },
    _said: { state: true },
  };
  static styles = [shared, panelStyles];

  willUpdate(changed) {
    if (changed.has("connection")) this.#load();
  }

  async #load() {
    this._picked = new Set();
    this._preview = this._said = undefined;
    this._typed = "";
    this._parked = (await read(this.session, `${this.#path}/parked`)).parked;
  }

  get #path() {
    return `/operations/connections/${this.connection}`;
  }

  render() {
    const parked = this._parked ?? [];
    return html`<div class="panel" data-panel="parked">
      <h2>
        <span>${both("保留", "Parked")} <span translate="no">${this.connection}</span></span>
        <button data-act="leave" @click=${() => this.dispatchEvent(new CustomEvent("leave"))}>${say("閉じる", "Close")}</button>
      </h2>
      <p class="said" role="status" ?hidden=${!this._said}>${this._said}</p>
      ${this._preview ? this.#confirmation() : this.#list(parked)}
    </div>`;
  }

  #list(parked) {
    if (!parked.length) return html`<p class="soft">${say("保留はありません。", "Nothing is parked.")}</p>`;
    const codes = [...new Set(parked.map(({ code }) => code))];
    return html`
      <div class="chips">
        ${codes.map(
          (code) =>
            html`<button data-code=${code} @click=${() => this.#pick(parked.filter((each) => each.code === code))}>
              ${say(`${code} をすべて選択`, `All ${code}`)}
            </button>`,
        )}
        <span class="spring"></span>
        <button class="primary" data-act="preview" ?disabled=${!this._picked.size} @click=${() => this.#look()}>
          ${say(`選択した ${this._picked.size}件の再送を確認`, `Look at a replay of ${this._picked.size}`)}
        </button>
      </div>
      <table>
        <caption class="hidden">
          ${say("保留中のメッセージ", "Parked messages")}
        </caption>
        <thead>
          <tr>
            <th scope="col"><span class="hidden">${say("選択", "Choose")}</span></th>
            <th scope="col" class="end">${say("番号", "Number")}</th>
            <th scope="col">${say("種別", "Kind")}</th>
            <th scope="col">${say("受信", "Received")}</th>
            <th scope="col">${say("保留", "Parked")}</th>
            <th scope="col">${say("理由", "Reason")}</th>
          </tr>
        </thead>
        <tbody>
          ${parked.map((each) => this.#row(each))}
        </tbody>
      </table>
    `;
  }

  #row(each) {
    return html`<tr data-offset=${each.offset}>
      <td>
        <input
          type="checkbox"
          aria-label=${say(`${each.offset}を選択`, `Choose ${each.offset}`)}
          .checked=${this._picked.has(each.offset)}
          @change=${({ target }) => this.#toggle(each.offset, target.checked)}
        />
      </td>
      <td class="end num">${each.offset}</td>
      <td>${kindName(each.kind)}</td>
      <td class="moment">${moment(each.recorded_at)}</td>
      <td class="moment">${moment(each.parked_at)}</td>
      <td><code>${[each.code, each.reason].filter(Boolean).join(" ・ ")}</code></td>
    </tr>`;
  }

  #confirmation() {
    const { count, by_code: codes, by_kind: kinds, oldest_at: oldest, newest_at: newest } = this._preview;
    const list = (counts, name) => Object.entries(counts).map(([each, number]) => html`<li>${name(each)} … <b>${times(number)}</b></li>`);
    return html`<div class="confirm">
      <p>
        <b class="count num">${times(count)}</b>
        ${say(
          html`を <b translate="no">${this.connection}</b> だけに再送します。`,
          html`sent again to <b translate="no">${this.connection}</b> and to nobody else.`,
        )}
      </p>
      <ul>
        ${list(kinds, kindName)}${list(codes, (code) => code)}
        <li>${moment(oldest)} – ${moment(newest)} ${say("受信", "received")}</li>
      </ul>
      <label
        >${both("件数を入力してください", "Type the number")}
        <input
          inputmode="numeric"
          autocomplete="off"
          data-field="count"
          .value=${this._typed}
          @input=${({ target }) => (this._typed = target.value.trim())}
        />
      </label>
      <div class="chips">
        <button data-act="back" @click=${() => this.#load()}>${say("やめる", "Leave it")}</button>
        <button
          class="alarm"
          data-act="confirm"
          ?disabled=${this._typed !== String(count)}
          @click=${() => this.#send(count)}
        >
          ${say(`${count}件を再送`, `Send ${count} again`)}
        </button>
      </div>
    </div>`;
  }

  #toggle(offset, isPicked) {
    const picked = new Set(this._picked);
    if (isPicked) picked.add(offset);
    else picked.delete(offset);
    this._picked = picked;
  }

  #pick(messages) {
    this._picked = new Set(messages.map(({ offset }) => offset));
  }

  async #look() {
    try {
      this._preview = await post(this.session, `${this.#path}/replays`, { offsets: [...this._picked] });
      this._said = undefined;
    } catch (error) {
      this._said = error.message;
    }
  }

  async #send(count) {
    const { token } = this._preview;
    let said;
    try {
      const { replayed } = await post(this.session, `${this.#path}/replays/confirm`, { token, count });
      said = say(`${replayed}件を再送しました。`, `${replayed} sent again.`);
    } catch (error) {
      said = error.message;
    }
    await this.#load();
    this._said = said;
    this.dispatchEvent(new CustomEvent("replayed"));
  }
}
customElements.define("operations-parked", OperationsParked);
