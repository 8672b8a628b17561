/** 訓練: the exercises that run, of whom and since when; what was probably forgotten stands out. */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { panelStyles } from "./operations-styles.js";
import { moment, span } from "./operations-words.js";
import { secondsSince, term } from "./words.js";

export class OperationsExercises extends LitElement {
  static properties = { told: { attribute: false }, names: { attribute: false }, now: { attribute: false } };
  static styles = [shared, panelStyles];

  render() {
    if (!this.told) return nothing;
    const { exercises, left_after_h: hours } = this.told;
    return html`<h2>${both("訓練", "Exercises")}</h2>
      <p class="soft">
        ${say(
          `訓練は、救急隊または指令センターが「訓練」として開始した事案です。終了は事案を開始した側が行います。${hours}時間を超えたものは終了忘れとして表示します。`,
          `An exercise is a case that a crew or a command centre opened as one, and is closed by them. After ${hours} hours it counts as forgotten.`,
        )}
      </p>
      ${
        exercises.length
          ? this.#table(exercises)
          : html`<p class="soft">${say("実施中の訓練はありません。", "No exercise is running.")}</p>`
      }`;
  }

  #table(exercises) {
    return html`<table>
      <caption class="hidden">
        ${say("実施中の訓練", "Exercises that run")}
      </caption>
      <thead>
        <tr>
          <th scope="col">${say("状態", "State")}</th>
          <th scope="col">${say("消防本部・救急隊", "Department and crew")}</th>
          <th scope="col">${say("開始", "Begun")}</th>
          <th scope="col" class="end">${say("経過", "For")}</th>
          <th scope="col">${say("事案ID", "Case id")}</th>
        </tr>
      </thead>
      <tbody>
        ${exercises.map((each) => this.#row(each))}
      </tbody>
    </table>`;
  }

  #row({ case: id, department, unit, opened_at: at, status, is_left_open: isLeft }) {
    return html`<tr data-exercise=${id}>
      <td>
        ${
          isLeft
            ? html`<span class="state bad"><i aria-hidden="true">✕</i> ${say("終了忘れ", "left open")}</span>`
            : html`<span class="state good"><i aria-hidden="true">●</i> ${say("実施中", "running")}</span>`
        }
        <small class="soft under">${term("case-status", status)}</small>
      </td>
      <th scope="row" translate="no">
        ${this.names?.get(department) ?? department} ${unit ? html`<small class="soft under">${unit}</small>` : nothing}
      </th>
      <td class="moment">${moment(at)}</td>
      <td class="end num ${isLeft ? "old" : ""}">${span(secondsSince(at, this.now))}</td>
      <td><code>${id}</code></td>
    </tr>`;
  }
}
customElements.define("operations-exercises", OperationsExercises);
