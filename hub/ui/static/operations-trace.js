/** 追跡: the way of one message, from who sent it to every receiver; what it says is not shown here. */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { faultName, kindName } from "./words.js";
import { panelStyles } from "./operations-styles.js";
import { OUTCOMES, inOrder, markName, moment, streamParts } from "./operations-words.js";

export class OperationsTrace extends LitElement {
  static properties = {
    session: { attribute: false },
    names: { attribute: false },
    _messages: { state: true },
    _said: { state: true },
  };
  static styles = [shared, panelStyles];

  render() {
    return html`<h2>${both("追跡", "Trace a message")}</h2>
      <form @submit=${(event) => this.#seek(event)}>
        <label
          >${both("送信キー、事案/版、またはストリーム/番号", "Key, case/version or stream/offset")}
          <input name="of" required autocomplete="off" spellcheck="false" data-field="of" />
        </label>
        <button class="primary" data-act="trace">${say("追跡", "Trace")}</button>
      </form>
      <p class="soft">
        ${say(
          "経路と時刻だけを表示します。患者情報は含みません。閲覧は監査に記録されます。",
          "The way and its times, nothing of a patient. Each look is audited.",
        )}
      </p>
      ${this._said ? html`<p class="said" role="alert">${this._said}</p>` : nothing}
      ${(this._messages ?? []).map((each) => this.#message(each))}`;
  }

  #message(each) {
    return html`<article data-message=${each.key}>
      <h3>${kindName(each.kind)} <code>${each.kind}</code></h3>
      <ol class="way">
        <li>
          <time class="num">${moment(each.happened_at)}</time>
          <span>${say("発生", "happened")}</span>
        </li>
        <li>
          <time class="num">${moment(each.received_at)}</time>
          <span>${say("受信", "received")} <span translate="no">${each.sender ?? ""} <small class="soft">${this.names?.get(each.organisation) ?? each.organisation}</small></span></span>
        </li>
        <li>
          <time></time>
          <span>${say("確定", "committed")} <small class="soft num">${each.subject} / ${say("版", "version")} ${each.version}</small></span>
        </li>
        ${inOrder(each.receivers).map((receiver) => this.#receiver(receiver))}
      </ol>
    </article>`;
  }

  #receiver({ stream, offset, marks, relayed }) {
    const [ja, en, kind] = relayed ? (OUTCOMES[relayed.state] ?? [relayed.state, relayed.state, "bad"]) : [];
    const [owner, name] = streamParts(stream);
    return html`<li class="receiver" data-stream=${stream}>
        <time></time>
        <span
          ><b>${owner} <span translate="no">${name}</span></b>
          ${offset === null ? nothing : html`<small class="soft num">${say("番号", "number")} ${offset}</small>`}</span
        >
      </li>
      ${Object.entries(marks).map(
        ([mark, at]) => html`<li class="mark"><time class="num">${moment(at)}</time><span>${markName(mark)}</span></li>`,
      )}
      ${
        relayed
          ? html`<li class="mark">
              <time class="num">${relayed.at ? moment(relayed.at) : ""}</time>
              <span
                ><span class="state ${kind}">${say(ja, en)}</span>
                <code>${[relayed.code, relayed.reason].filter(Boolean).join(" ・ ")}</code>
                ${relayed.is_replayed ? html`<span class="tag">${say("再送", "sent again")}</span>` : nothing}</span
              >
            </li>`
          : nothing
      }`;
  }

  /** Looks for a message from outside, as from a row of the audit. */
  async find(of) {
    await this.updateComplete;
    this.renderRoot.querySelector("[name=of]").value = of;
    await this.#trace(of);
  }

  #seek(event) {
    event.preventDefault();
    return this.#trace(new FormData(event.target).get("of").trim());
  }

  async #trace(of) {
    const answer = await this.session.fetch(`/operations/trace?of=${encodeURIComponent(of)}`);
    const told = await answer.json();
    this._messages = answer.ok ? told.messages : [];
    this._said = answer.ok ? undefined : faultName(told.issues?.[0] ?? told);
  }
}
customElements.define("operations-trace", OperationsTrace);
