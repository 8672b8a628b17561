/**
 * What a crew must not overlook, from every part of the case. 搬送困難 as it comes near.
 *
 * 未確認: hospitals that have not noticed the request, since the crew was told, each with a button to call; and that others
 * may be asked now. Pure.
 */
import { html, nothing } from "./vendor/lit.js";
import { both, say } from "./language.js";
import { STANDINGS, difficulty } from "./difficult.js";
import { duration } from "./words.js";
import { silentSince } from "./rule-pack.js";
import { telephone } from "./telephone.js";

const UNNOTICED = new Set(["requested", "delivered", "displayed"]);

/** The hospitals whose silence has climbed to the crew, the longest silent first. */
export function silentHospitals({ requests = {} }) {
  return Object.entries(requests)
    .filter(([, { state, escalated }]) => UNNOTICED.has(state) && escalated?.crew)
    .map(([id, request]) => ({ id, request, since: silentSince(request) }))
    .sort((a, b) => a.since - b.since);
}

/** Whether the region allows to ask others beside the silent one. */
export function mayAskOthers({ requests = {} }) {
  return Object.values(requests).some(
    ({ state, escalated }) => escalated?.["next-ring"] && (UNNOTICED.has(state) || state === "acknowledged"),
  );
}

/** 搬送困難, or near it: the crew is the one that can ask its command centre for help. */
export function difficultyTag(document, now) {
  const { inquiries, sceneS, standing } = difficulty(document, now);
  if (!standing) return nothing;
  const scene = sceneS === null ? "" : say(` 現場${Math.floor(sceneS / 60)}分`, ` ${Math.floor(sceneS / 60)} min on scene`);
  return html`<b class="difficulty ${standing}" data-standing=${standing}>
    ${STANDINGS[standing]} ${say(`照会${inquiries}`, `${inquiries} asked`)}${scene}
  </b>`;
}

/** @param {{hospitals: object[], now: number, choose: (() => void) | null}} around `choose` leads to where is asked */
export function silentLines(document, { hospitals, now, choose }) {
  const silent = silentHospitals(document);
  if (silent.length === 0) return nothing;
  return html`<div class="silent" role="alert" data-silent-hospitals>
    ${silent.map(({ id, since }) => {
      const hospital = hospitals.find((each) => each.id === id) ?? { id, name: id };
      return html`<p data-unnoticed=${id}>
        <b>${say("未確認", "Unnoticed")} ${duration(Math.floor((now - since) / 1000))}</b> <span translate="no">${hospital.name}</span>
        ${telephone(hospital, () => {}, say("電話", "Call"))}
      </p>`;
    })}
    ${
      choose && mayAskOthers(document)
        ? html`<button data-act="next-ring" @click=${choose}>${both("次の病院に照会できます ▸", "You may ask others ▸")}</button>`
        : nothing
    }
  </div>`;
}
