/** 検証エラー: how often what was refused, by day, sender and code. Nothing of what was said is here, or anywhere. */
import { html, nothing, svg } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { OperationsPart } from "./operations-part.js";
import { panelStyles } from "./operations-styles.js";
import { times } from "./operations-words.js";

export class OperationsRefusals extends OperationsPart {
  static path = "/operations/refusals";
  static styles = [shared, panelStyles];

  render() {
    if (!this._told) return nothing;
    const { days, refusals } = this._told;
    return html`<h2>${both("検証エラー", "Refusals")}</h2>
      <p class="soft">
        ${say(
          `過去${days}日間に受け付けなかった送信と、外部システムが受け取らなかった送信の件数です。内容は記録していません。`,
          `What was not accepted in the last ${days} days, and what outside systems did not take: counts, never what was said.`,
        )}
      </p>
      ${
        refusals.length
          ? this.#table(refusals)
          : html`<p class="soft">${say("検証エラーはありません。", "Nothing was refused.")}</p>`
      }`;
  }

  #table(refusals) {
    const most = Math.max(...refusals.map(({ number }) => number));
    return html`<table>
      <caption class="hidden">
        ${say("検証エラーの件数", "Counts of refusals")}
      </caption>
      <thead>
        <tr>
          <th scope="col">${say("日", "Day")}</th>
          <th scope="col">${say("送信元・接続", "Sender or connection")}</th>
          <th scope="col">${say("コード", "Code")}</th>
          <th scope="col">${say("最初の誤り", "First fault")}</th>
          <th scope="col" class="end">${say("件数", "Count")}</th>
          <td></td>
        </tr>
      </thead>
      <tbody>
        ${refusals.map((each) => this.#row(each, most))}
      </tbody>
    </table>`;
  }

  #row({ day, organisation, source, code, fault, number }, most) {
    return html`<tr data-source=${source} data-code=${code}>
      <th scope="row" class="moment">${day}</th>
      <td>
        <b translate="no">${source.replace("adapter:", "")}</b>
        ${source.startsWith("adapter:") ? html`<span class="tag">${say("接続", "connection")}</span>` : nothing}
        <small class="soft under" translate="no">${this.names?.get(organisation) ?? organisation}</small>
      </td>
      <td><code>${code}</code></td>
      <td><code>${fault || "–"}</code></td>
      <td class="end num">${times(number)}</td>
      <td class="share">${bar((number / most) * 100)}</td>
    </tr>`;
  }
}

const bar = (share) =>
  svg`<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=${share} height="8" /></svg>`;
customElements.define("operations-refusals", OperationsRefusals);
