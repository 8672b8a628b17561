/** 追跡: the way of one message, from who sent it to every receiver; what it says is not shown here. */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { kindName } from "./words.js";
import { panelStyles } from "./operations-styles.js";
import { MARKS, OUTCOMES, inOrder, moment, streamName } from "./operations-words.js";

export class OperationsTrace extends LitElement {
  static properties = {
    session: { attribute: false },
    _messages: { state: true },
    _said: { state: true },
  };
  static styles = [shared, panelStyles];

  render() {
    return html`<h2>追跡 <span class="en">Trace a message</span></h2>
      <form @submit=${(event) => this.#seek(event)}>
        <label
          >送信キー、事案/版、またはストリーム/番号
          <span class="en">key, case/version or stream/offset</span>
          <input name="of" required autocomplete="off" spellcheck="false" data-field="of" />
        </label>
        <button class="primary" data-act="trace">追跡</button>
      </form>
      <p class="soft">経路と時刻だけを表示します。患者情報は含みません。閲覧は監査に記録されます。</p>
      ${this._said ? html`<p class="said" role="alert">${this._said}</p>` : nothing}
      ${(this._messages ?? []).map((each) => this.#message(each))}`;
  }

  #message(each) {
    return html`<article data-message=${each.key}>
      <h3>${kindName(each.kind)} <code>${each.kind}</code></h3>
      <ol class="way">
        <li>
          <time class="num">${moment(each.happened_at)}</time>
          <span>発生 <span class="en">happened</span></span>
        </li>
        <li>
          <time class="num">${moment(each.received_at)}</time>
          <span>受信 ${each.sender ?? ""} <small class="soft">${each.organisation}</small></span>
        </li>
        <li>
          <time></time>
          <span>確定 <small class="soft num">${each.subject} / 版 ${each.version}</small></span>
        </li>
        ${inOrder(each.receivers).map((receiver) => this.#receiver(receiver))}
      </ol>
    </article>`;
  }

  #receiver({ stream, offset, marks, relayed }) {
    const [state, kind] = relayed ? (OUTCOMES[relayed.state] ?? [relayed.state, "bad"]) : [];
    return html`<li class="receiver" data-stream=${stream}>
        <time></time>
        <span
          ><b>${streamName(stream)}</b>
          ${offset === null ? nothing : html`<small class="soft num">番号 ${offset}</small>`}</span
        >
      </li>
      ${Object.entries(marks).map(
        ([mark, at]) => html`<li class="mark"><time class="num">${moment(at)}</time><span>${MARKS[mark] ?? mark}</span></li>`,
      )}
      ${
        relayed
          ? html`<li class="mark">
              <time class="num">${relayed.at ? moment(relayed.at) : ""}</time>
              <span
                ><span class="state ${kind}">${state}</span>
                <code>${[relayed.code, relayed.reason].filter(Boolean).join(" ・ ")}</code>
                ${relayed.is_replayed ? html`<span class="tag">再送</span>` : nothing}</span
              >
            </li>`
          : nothing
      }`;
  }

  async #seek(event) {
    event.preventDefault();
    const of = new FormData(event.target).get("of").trim();
    const answer = await this.session.fetch(`/operations/trace?of=${encodeURIComponent(of)}`);
    const told = await answer.json();
    this._messages = answer.ok ? told.messages : [];
    this._said = answer.ok ? undefined : (told.issues?.[0]?.ja ?? told.ja);
  }
}
customElements.define("operations-trace", OperationsTrace);
