/**
 * 監査: who saw a case and when, what a person or a device has done, and whether the record is whole.
 *
 * Each look is itself written down. Event: `trace` (case and version) for the way of a message.
 */
import { css, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { CODES } from "./codes.js";
import { both, say } from "./language.js";
import { OperationsPart } from "./operations-part.js";
import { panelStyles } from "./operations-styles.js";
import { actName, moment, streamParts, times } from "./operations-words.js";
import { faultName, term } from "./words.js";

export class OperationsAudit extends OperationsPart {
  static path = "/operations/audit/state";
  static properties = {
    witnessed: { attribute: false },
    _acts: { state: true },
    _next: { state: true },
    _said: { state: true },
  };
  static styles = [
    shared,
    panelStyles,
    css`
      .whole {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 28px;
        margin-bottom: 12px;
      }
      form {
        flex-wrap: wrap;
      }
      form label {
        flex: 1 1 9rem;
      }
      form label.wide {
        flex: 2 1 18rem;
      }
    `,
  ];

  render() {
    return html`<h2>${both("監査", "Audit")}</h2>
      ${this.#whole()}
      <form @submit=${(event) => this.#seek(event)}>
        <label class="wide">${say("事案ID", "Case id")} <input name="case" autocomplete="off" spellcheck="false" data-field="case" /></label>
        <label>${say("職員・端末", "Person or device")} <input name="by" autocomplete="off" spellcheck="false" data-field="by" /></label>
        <label>${say("開始日", "From")} <input name="from" type="date" data-field="from" /></label>
        <label>${say("終了日", "Until")} <input name="until" type="date" data-field="until" /></label>
        <button class="primary" data-act="seek">${say("表示", "Show")}</button>
        <button type="button" data-act="export" @click=${() => this.#export()}>${say("FHIR出力", "Export FHIR")}</button>
      </form>
      <p class="soft">
        ${say(
          "この機関の操作と、この機関が始めた事案への操作を表示します。この閲覧も監査に記録されます。",
          "What your organisations did, and what anybody did of cases they began. This look is audited, too.",
        )}
      </p>
      <p class="said" role="status" ?hidden=${!this._said}>${this._said}</p>
      ${this._acts ? this.#table() : nothing}`;
  }

  /** Whether the record is whole, as far as this browser can tell. */
  #whole() {
    if (!this._told) return nothing;
    const { leaves, at, waiting } = this._told;
    const { word, size } = this.witnessed ?? {};
    const isGood = !word || word === "good";
    const agrees = word === "good" ? say("一致", "agrees") : say("未確認", "not compared yet");
    return html`<dl class="whole" data-whole>
      <div><dt>${say("署名済みの記録", "Signed rows")}</dt><dd class="num">${times(leaves)}</dd></div>
      <div><dt>${say("最新の検証点", "Newest checkpoint")}</dt><dd class="num">${at ? moment(at) : "–"}</dd></div>
      <div><dt>${say("署名待ち", "Not signed yet")}</dt><dd class="num">${times(waiting)}</dd></div>
      <div>
        <dt>${say("この画面による立会い", "This browser as witness")}</dt>
        <dd class="state ${isGood ? "good" : "bad"}" data-witness=${word ?? ""}>
          ${isGood ? agrees : say("不一致", "does not agree")} <span class="num soft">${size ? times(size) : ""}</span>
        </dd>
      </div>
      <div><dt>${say("全件の検証", "Verify every row")}</dt><dd><code>kyukyu audit verify</code></dd></div>
    </dl>`;
  }

  #table() {
    if (!this._acts.length) return html`<p class="soft">${say("該当する記録はありません。", "No such rows.")}</p>`;
    return html`<table>
        <caption class="hidden">
          ${say("監査記録", "Rows of the audit")}
        </caption>
        <thead>
          <tr>
            <th scope="col">${say("日時", "When")}</th>
            <th scope="col">${say("誰が", "Who")}</th>
            <th scope="col">${say("操作", "What")}</th>
            <th scope="col">${say("事案・対象", "Of what")}</th>
            <th scope="col">${say("開示先", "Disclosed to")}</th>
          </tr>
        </thead>
        <tbody>
          ${this._acts.map((each) => this.#row(each))}
        </tbody>
      </table>
      ${this._next ? html`<button data-act="more" @click=${() => this.#ask(this._next)}>${say("さらに表示", "Show more")}</button>` : nothing}`;
  }

  #row({ number, at, caller, organisation, person, action, subject, version, disclosed_to: told }) {
    const [, ground] = action.split(/ (?=\S+$)/);
    return html`<tr data-act-number=${number} data-action=${action.split(" ")[0]}>
      <th scope="row" class="moment">${moment(at)}</th>
      <td>
        ${person ? html`<b translate="no">${person}</b>` : html`<span class="soft">${say("記名なし", "device only")}</span>`}
        <small class="soft under" translate="no">${this.names?.get(organisation) ?? organisation} ・ ${caller}</small>
      </td>
      <td>
        ${actName(action)}
        ${ground ? html`<small class="soft under">${term("legal-basis", ground)}</small>` : nothing}
      </td>
      <td>
        ${
          subject
            ? html`<button class="link" data-act="of-case" @click=${() => this.#ofCase(subject)}><code>${subject}</code></button>`
            : html`<span translate="no">${told.join(" ")}</span>`
        }
        ${
          version
            ? html`<button class="link" data-act="trace" @click=${() => this.#trace(`${subject}/${version}`)}>
                ${say("版", "version")} ${version}
              </button>`
            : nothing
        }
      </td>
      <td><small>${subject ? told.map((each) => this.#receiver(each)) : nothing}</small></td>
    </tr>`;
  }

  /** To whom a row was disclosed: a stream with the view it got and the ground for it, or an organisation. */
  #receiver(told) {
    const [stream, ...more] = told.split(">");
    const [owner, name] = stream.includes(":") ? streamParts(stream) : ["", stream];
    const ground = more.length && CODES["legal-basis"][more.at(-1)] ? term("legal-basis", more.at(-1)) : "";
    return html`<span class="under" title=${told}>${owner} <span translate="no">${this.names?.get(name) ?? name}</span></span>
      ${ground ? html`<span class="soft">${ground}</span>` : nothing}`;
  }

  #trace(of) {
    this.dispatchEvent(new CustomEvent("trace", { detail: of, bubbles: true, composed: true }));
  }

  #ofCase(subject) {
    this.renderRoot.querySelector("[name=case]").value = subject;
    this.renderRoot.querySelector("[name=by]").value = "";
    this.#ask();
  }

  #seek(event) {
    event.preventDefault();
    this.#ask();
  }

  #asked() {
    const given = new FormData(this.renderRoot.querySelector("form"));
    return new URLSearchParams([...given].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
  }

  async #ask(before) {
    const asked = this.#asked();
    if (before) asked.set("before", before);
    const answer = await this.session.fetch(`/operations/audit?${asked}`);
    const told = await answer.json();
    this._said = answer.ok ? undefined : faultName(told.issues?.[0] ?? told);
    if (!answer.ok) return;
    this._acts = before ? [...this._acts, ...told.acts] : told.acts;
    this._next = told.next;
  }

  async #export() {
    const asked = this.#asked();
    const answer = await this.session.fetch(`/operations/audit/events.ndjson?${asked}`);
    if (!answer.ok) {
      const told = await answer.json();
      this._said = faultName(told.issues?.[0] ?? told);
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = "audit.ndjson";
    link.click();
    URL.revokeObjectURL(link.href);
    this._said = say("監査記録を出力しました。", "The audit is exported.");
  }
}
customElements.define("operations-audit", OperationsAudit);
