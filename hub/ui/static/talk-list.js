/** 連絡・質問: what the sides of a case have said to each other, and a line to say more. The same on both screens. */
import { LitElement, css, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { openQuestions, spoken } from "./talk.js";
import { both, say } from "./language.js";
import { clock, term } from "./words.js";

const LONGEST = 500;

/** Event: `say` ({kind, data}). */
export class TalkList extends LitElement {
  static properties = {
    document: { attribute: false },
    names: { attribute: false },
    own: { attribute: false },
    _text: { state: true },
  };
  static styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      li {
        padding: 6px 10px;
        border-left: 6px solid var(--control-line);
        background: var(--sunken);
        border-radius: var(--border-radius-8);
        overflow-wrap: anywhere;
      }
      li.open {
        border-left-color: var(--alarm);
        font-weight: 700;
      }
      ul {
        display: grid;
        gap: 6px;
        list-style: none;
        padding: 0;
        margin: 0;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      input {
        flex: 1 1 180px;
      }
    `,
  ];

  constructor() {
    super();
    this._text = "";
    this.names = new Map();
  }

  /** A hospital asks and answers its crew; a crew answers the question that waits, else writes to who takes the patient. */
  render() {
    const isHospital = this.own !== undefined;
    const waiting = new Set(openQuestions(this.document).map(({ key }) => key));
    return html`
      <ul>
        ${repeat(
          spoken(this.document),
          ({ key }) => key,
          ({ key, at, role, organisation, text, is_question: isQuestion }) =>
            html`<li class=${waiting.has(key) ? "open" : ""} data-message=${key}>
              <small>
                <time class="num">${clock(at)}</time>
                <span translate="no">${this.names.get(organisation) ?? ""}</span>
                ${this.names.has(organisation) ? nothing : term("role", role)}
                ${isQuestion ? html`<span class="tag warn-tag">${waiting.has(key) ? say("質問", "Question") : say("質問・回答済", "Question, answered")}</span>` : nothing}
              </small>
              <div translate="no">${text}</div>
            </li>`,
        )}
      </ul>
      <form @submit=${(event) => this.#send(event, isHospital ? "message" : "answer")}>
        <input
          aria-label=${say("連絡", "Message")}
          placeholder=${isHospital ? say("救急隊へ", "To the crew") : this.#whereTo()}
          maxlength=${LONGEST}
          .value=${this._text}
          @input=${({ target }) => (this._text = target.value)}
        />
        ${
          isHospital
            ? html`<button data-act="ask" type="button" ?disabled=${!this._text.trim()} @click=${(event) => this.#send(event, "ask")}>
                ${both("質問", "Ask")}
              </button>`
            : nothing
        }
        <button class="primary" data-act="message" ?disabled=${!this._text.trim()}>${both("送信", "Send")}</button>
      </form>
    `;
  }

  get #question() {
    return openQuestions(this.document)[0];
  }

  #whereTo() {
    if (this.#question) return `${say("回答", "Answer")}: ${this.#question.text}`;
    const facility = this.document.destination?.facility;
    if (!facility) return say("指令センターへ", "To the command centre");
    const name = this.names.get(facility) ?? facility;
    return say(`${name}へ`, `To ${name}`);
  }

  #send(event, act) {
    event.preventDefault();
    const text = this._text.trim();
    if (!text) return;
    this._text = "";
    const [kind, data] = act === "ask" ? ["ask", { question: text }] : ["message", { text, ...this.#addressee(act) }];
    this.dispatchEvent(new CustomEvent("say", { detail: { kind, data }, bubbles: true, composed: true }));
  }

  #addressee(act) {
    if (act !== "answer") return {};
    if (this.#question) return { reply_to: this.#question.key };
    const facility = this.document.destination?.facility;
    return facility ? { facilities: [facility] } : {};
  }
}
customElements.define("talk-list", TalkList);
