/**
 * What a crew must not overlook, from every part of the case. 搬送困難 as it comes near.
 *
 * 未確認: hospitals that have not noticed the request, since the crew was told, each with a button to call; and that others
 * may be asked now. Where a region has rules, the hub lets silence climb by them; elsewhere the times below hold. Pure.
 */
import { html, nothing } from "./vendor/lit.js";
import { both, say } from "./language.js";
import { STANDINGS, difficulty } from "./difficult.js";
import { duration } from "./words.js";
import { silentSince } from "./rule-pack.js";
import { telephone } from "./telephone.js";

const UNNOTICED = new Set(["requested", "delivered", "displayed"]);
const WITHOUT_RULES_MS = { crew: 30_000, "next-ring": 120_000 };

/** Whether silence has climbed so far: by the hub's word, or by the clock where there are no rules. */
function hasClimbed(request, step, now) {
  if (request.rules) return Boolean(request.escalated?.[step]);
  return now - silentSince(request) >= WITHOUT_RULES_MS[step];
}

/** The hospitals whose silence has climbed to the crew, the longest silent first. */
export function silentHospitals({ requests = {} }, now) {
  return Object.entries(requests)
    .filter(([, request]) => UNNOTICED.has(request.state) && hasClimbed(request, "crew", now))
    .map(([id, request]) => ({ id, request, since: silentSince(request) }))
    .sort((a, b) => a.since - b.since);
}

/** Whether it is time to ask others beside the one that does not answer. */
export function mayAskOthers({ requests = {} }, now) {
  return Object.values(requests).some((request) => {
    if (UNNOTICED.has(request.state)) return hasClimbed(request, "next-ring", now);
    if (request.state !== "acknowledged") return false;
    return request.rules ? hasClimbed(request, "next-ring", now) : now >= Date.parse(request.answer_by);
  });
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
  const silent = silentHospitals(document, now);
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
      choose && mayAskOthers(document, now)
        ? html`<button data-act="next-ring" @click=${choose}>${both("次の病院に照会できます ▸", "You may ask others ▸")}</button>`
        : nothing
    }
  </div>`;
}
