/** 応需マトリクス: which hospital can take what, by whose word, and how old that is. */
import { html, nothing } from "./vendor/lit.js";
import { CODES } from "./codes.js";
import { ago, clock } from "./words.js";

const LEVELS = { good: 0, possible: 1, limited: 2, none: 4 };
const STALE_MS = 6 * 3600_000;

/**
 * @param {object[]} hospitals of the directory
 * @param {Object<string, object>} documents of the area
 * @param {{silent: Set<string>, now: number}} state
 */
export function capacityList(hospitals, documents, { silent, now }) {
  const known = hospitals
    .map((hospital) => ({ hospital, capacity: documents[hospital.id]?.capacity ?? {} }))
    .sort((a, b) => rank(a) - rank(b) || (a.hospital.id < b.hospital.id ? -1 : 1));
  return html`<ul class="capacity">
    ${known.map(
      ({ hospital, capacity }) =>
        html`<li data-hospital=${hospital.id}>
          <b>${hospital.name}</b>
          ${silent.has(hospital.id) ? html`<span class="tag" data-silent>画面なし・電話</span>` : nothing}
          <div>
            ${Object.entries(capacity).map(([specialty, said]) => word(specialty, said, now))}
            ${Object.keys(capacity).length ? nothing : html`<span class="soft">情報なし</span>`}
          </div>
        </li>`,
    )}
  </ul>`;
}

function word(specialty, said, now) {
  const until = said.valid_until && Date.parse(said.valid_until);
  const isStale = until ? until < now : now - Date.parse(said.at) > STALE_MS;
  return html`<span class="said ${isStale ? "stale" : ""}">
    ${CODES.specialty[specialty]} <i>${CODES.level[said.level]}</i>
    <small>${said.source ?? ""} ${isStale ? `期限切れ ${clock(said.valid_until ?? said.at)}` : ago(said.at, now)}</small>
  </span>`;
}

const rank = ({ capacity }) => LEVELS[capacity.emergency?.level] ?? 3;
