/** 応需マトリクス: hospitals by specialties, ◎○△× with the age of each word; a specialty orders the hospitals. */
import { LitElement, html, nothing, repeat } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { commandMatrixStyles } from "./command-matrix-styles.js";
import { takers } from "./takers.js";
import { hasStopped, isStale, levelName, provenance, sign } from "./capacity-word.js";
import { KeptFocus } from "./kept-focus.js";
import { telephone } from "./telephone.js";
import { terms } from "./words.js";
import { say } from "./language.js";

/** Property `from`: {id, name, here, specialty} of the case for which somebody is looked for, if any. */
export class CommandMatrix extends LitElement {
  static properties = {
    desk: { attribute: false },
    from: { attribute: false },
    now: { attribute: false },
    _specialty: { state: true },
  };
  static styles = [shared, commandMatrixStyles];

  constructor() {
    super();
    this._specialty = "emergency";
    new KeptFocus(this);
  }

  willUpdate(changed) {
    if (changed.has("from") && this.from && changed.get("from")?.id !== this.from.id) this._specialty = this.from.specialty;
  }

  render() {
    const { hospitals, area, silent } = this.desk;
    const { here = null, name } = this.from ?? {};
    const found = takers(hospitals, { specialty: this._specialty, capacities: area, silent, here, now: this.now });
    const listed = terms("specialty").filter(([code]) => found.some(({ hospital }) => this.#said(hospital, code)));
    return html`<table>
        <caption>
          ${say("見出しを押すと、その診療科を受けられる順に並びます。", "A heading orders by who can take that specialty.")}
          ${here ? html`${say("距離は現場から:", "Distance from the scene of")} <b>${name}</b>` : nothing}
        </caption>
        <thead>
          <tr>
            <th scope="col">${say("医療機関", "Hospital")}</th>
            ${listed.map(([code, title]) => this.#head(code, title))}
          </tr>
        </thead>
        <tbody>
          ${repeat(
            found,
            ({ hospital }) => hospital.id,
            (each) => this.#row(each, listed),
          )}
        </tbody>
      </table>
      ${found.length ? nothing : html`<p class="soft">${say("医療機関は登録されていません。", "No hospital is enrolled.")}</p>`}`;
  }

  #head(code, title) {
    const isChosen = code === this._specialty;
    return html`<th scope="col" aria-sort=${isChosen ? "descending" : "none"}>
      <button class=${isChosen ? "chosen" : ""} data-specialty=${code} @click=${() => (this._specialty = code)}>
        ${title}
      </button>
    </th>`;
  }

  #row({ hospital, isSilent, distanceKm }, listed) {
    const stopped = hasStopped(this.desk.area[hospital.id]?.capacity ?? {}, this.now);
    return html`<tr class=${isSilent ? "silent" : ""} data-hospital=${hospital.id}>
      <th scope="row">
        <span class="name" translate="no">${hospital.name}</span>
        <span class="how">
          ${telephone(hospital)}
          ${distanceKm === null ? nothing : html`<span class="num">${distanceKm.toFixed(1)} km</span>`}
          ${stopped ? html`<span class="tag danger" data-stopped>${say("受入停止", "stopped")}</span>` : nothing}
          ${isSilent ? html`<span class="tag danger" data-silent>${say("画面なし・電話", "no screen: phone")}</span>` : nothing}
        </span>
      </th>
      ${listed.map(([code]) => this.#cell(this.#said(hospital, code), code))}
    </tr>`;
  }

  #cell(said, code) {
    const chosen = code === this._specialty ? "chosen-column" : "";
    if (!said) return html`<td class=${chosen}><span class="soft" role="img" aria-label=${levelName()}>–</span></td>`;
    return html`<td class="${chosen} ${isStale(said, this.now) ? "stale" : ""}" data-level=${said.level} title=${said.comment ?? nothing}>
      <span class="level" role="img" aria-label=${levelName(said.level)}>${sign(said.level)}</span>
      <small>${provenance(said, this.now)}</small>
    </td>`;
  }

  #said({ id }, specialty) {
    return this.desk.area[id]?.capacity?.[specialty];
  }
}
customElements.define("command-matrix", CommandMatrix);
