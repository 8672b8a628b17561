/** 運用モードの宣言: ordinary times, many casualties or disaster, for the whole area or one district of it. */
import { LitElement, css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { chip } from "./chips.js";
import { fieldName, term, terms } from "./words.js";
import { say } from "./language.js";

const KIND = "declare-mode";

/** Properties: `declared`, the modes that stand. Events: `say` ({kind, data}), `done`. */
export class CommandMode extends LitElement {
  static properties = { declared: { attribute: false }, _said: { state: true } };
  static styles = [
    shared,
    css`
      form,
      ul {
        display: grid;
        gap: 12px;
      }
      .group > b,
      label > b {
        display: block;
        margin-bottom: 4px;
        font-size: 0.9375rem;
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr));
        gap: 12px;
      }
      .chips > button {
        min-height: 56px;
        font-size: 1.125rem;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 12px;
        align-items: center;
        padding: 8px 12px;
        margin-bottom: 12px;
        background: var(--warn-soft);
        border-left: 8px solid var(--warn);
      }
      li > span {
        flex: 1;
      }
      .acts {
        display: flex;
        gap: 12px;
      }
      .acts .primary {
        flex: 1;
        min-height: 56px;
        font-size: 1.125rem;
      }
    `,
  ];

  constructor() {
    super();
    this._said = {};
  }

  render() {
    const { mode } = this._said;
    return html`<ul>
        ${this.declared.map((each) => this.#standing(each))}
      </ul>
      <form @submit=${(event) => this.#send(event)}>
        <div class="group" role="group" aria-label=${fieldName(KIND, "mode")}>
          <b>${fieldName(KIND, "mode")}</b>
          <div class="chips">
            ${terms("operation-mode").map(([code, text]) =>
              chip({ field: "mode", code, text, isChosen: mode === code, tap: () => this.#set("mode", code) }),
            )}
          </div>
        </div>
        <div class="pair">
          ${this.#text("district", { placeholder: say("空欄は管内全域", "empty: the whole area") })}
          ${this.#text("patients", { type: "number", min: 0, max: 99_999 })}
        </div>
        ${this.#text("reason")}
        <div class="acts">
          <button class="primary" data-act="declare" ?disabled=${!mode}>
            ${mode ? say(`「${term("operation-mode", mode)}」を宣言する`, `Declare: ${term("operation-mode", mode)}`) : say("モードを選ぶ", "Choose a mode")}
          </button>
          <button type="button" data-act="close" @click=${() => this.#tell("done")}>${say("閉じる", "Close")}</button>
        </div>
      </form>`;
  }

  #standing({ mode, district }) {
    const data = district ? { mode: "normal", district } : { mode: "normal" };
    return html`<li data-declared=${district || "whole"}>
      <span>
        <b>${term("operation-mode", mode)}</b>
        ${district ? html`<span translate="no">${district}</span>` : say("管内全域", "the whole area")}
      </span>
      <button data-act="normal" @click=${() => this.#tell("say", { kind: KIND, data })}>
        ${say("平時に戻す", "Back to normal")}
      </button>
    </li>`;
  }

  #text(field, { type = "text", min, max, placeholder } = {}) {
    return html`<label
      ><b>${fieldName(KIND, field)}</b
      ><input
        name=${field}
        type=${type}
        min=${min ?? nothing}
        max=${max ?? nothing}
        placeholder=${placeholder ?? nothing}
        autocomplete="off"
        .value=${this._said[field] ?? ""}
        @input=${({ target }) => this.#set(field, target.value || undefined)}
    /></label>`;
  }

  #set(field, value) {
    this._said = { ...this._said, [field]: value };
  }

  #send(event) {
    event.preventDefault();
    const said = Object.entries(this._said).filter(([, value]) => value !== undefined);
    const data = Object.fromEntries(said);
    if (data.patients) data.patients = Number(data.patients);
    this.#tell("say", { kind: KIND, data });
    this.#tell("done");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
customElements.define("command-mode", CommandMode);
