/**
 * 保留と再送: parked messages of one connection with their reasons, and a replay in two steps.
 *
 * The first step sends nothing: the hub fixes which messages are meant and tells their number. The second sends exactly
 * those, once the number has been typed. Events: `replayed`, `leave`.
 */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { post, read } from "./session.js";
import { kindName } from "./words.js";
import { panelStyles } from "./operations-styles.js";
import { moment } from "./operations-words.js";

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
        保留 ${this.connection} <span class="en">Parked messages</span>
        <button data-act="leave" @click=${() => this.dispatchEvent(new CustomEvent("leave"))}>閉じる</button>
      </h2>
      ${this._said ? html`<p class="said" role="status">${this._said}</p>` : nothing}
      ${this._preview ? this.#confirmation() : this.#list(parked)}
    </div>`;
  }

  #list(parked) {
    if (!parked.length) return html`<p class="soft">保留はありません。 Nothing is parked.</p>`;
    const codes = [...new Set(parked.map(({ code }) => code))];
    return html`
      <div class="chips">
        ${codes.map(
          (code) =>
            html`<button data-code=${code} @click=${() => this.#pick(parked.filter((each) => each.code === code))}>
              ${code} をすべて選択
            </button>`,
        )}
        <span class="spring"></span>
        <button class="primary" data-act="preview" ?disabled=${!this._picked.size} @click=${() => this.#look()}>
          選択した ${this._picked.size}件の再送を確認
        </button>
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col"><span class="hidden">選択</span></th>
            <th scope="col" class="end">番号</th>
            <th scope="col">種別</th>
            <th scope="col">受信</th>
            <th scope="col">保留</th>
            <th scope="col">理由</th>
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
          aria-label="${each.offset}を選択"
          .checked=${this._picked.has(each.offset)}
          @change=${({ target }) => this.#toggle(each.offset, target.checked)}
        />
      </td>
      <td class="end num">${each.offset}</td>
      <td>${kindName(each.kind)}</td>
      <td class="num">${moment(each.recorded_at)}</td>
      <td class="num">${moment(each.parked_at)}</td>
      <td><code>${[each.code, each.reason].filter(Boolean).join(" ・ ")}</code></td>
    </tr>`;
  }

  #confirmation() {
    const { count, by_code: codes, by_kind: kinds, oldest_at: oldest, newest_at: newest } = this._preview;
    const list = (counts, name) => Object.entries(counts).map(([each, number]) => html`<li>${name(each)} … <b>${number}件</b></li>`);
    return html`<div class="confirm">
      <p>
        <b class="count num">${count}件</b>を <b>${this.connection}</b> だけに再送します。
        <span class="en">Sent again to this connection and to nobody else.</span>
      </p>
      <ul>
        ${list(kinds, kindName)}${list(codes, (code) => code)}
        <li>${moment(oldest)} 〜 ${moment(newest)} 受信</li>
      </ul>
      <label
        >件数を入力してください <span class="en">Type the number</span>
        <input
          inputmode="numeric"
          autocomplete="off"
          data-field="count"
          .value=${this._typed}
          @input=${({ target }) => (this._typed = target.value.trim())}
        />
      </label>
      <div class="chips">
        <button data-act="back" @click=${() => this.#load()}>やめる</button>
        <button
          class="alarm"
          data-act="confirm"
          ?disabled=${this._typed !== String(count)}
          @click=${() => this.#send(count)}
        >
          ${count}件を再送 <span class="en">Send again</span>
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
      said = `${replayed}件を再送しました。`;
    } catch (error) {
      said = error.message;
    }
    await this.#load();
    this._said = said;
    this.dispatchEvent(new CustomEvent("replayed"));
  }
}
customElements.define("operations-parked", OperationsParked);
