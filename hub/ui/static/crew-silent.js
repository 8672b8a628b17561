/**
 * 未確認: hospitals that have not noticed the request, since the crew was told, each with a button to call; and that others
 * may be asked now. Seen from every part of the case. Pure.
 */
import { html, nothing } from "./vendor/lit.js";
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

/** @param {{hospitals: object[], now: number, choose: (() => void) | null}} around `choose` leads to where is asked */
export function silentLines(document, { hospitals, now, choose }) {
  const silent = silentHospitals(document);
  if (silent.length === 0) return nothing;
  return html`<div class="silent" role="alert" data-silent-hospitals>
    ${silent.map(({ id, since }) => {
      const hospital = hospitals.find((each) => each.id === id) ?? { id, name: id };
      return html`<p data-unnoticed=${id}>
        <b>未確認 ${duration(Math.floor((now - since) / 1000))}</b> ${hospital.name}
        ${telephone(hospital, () => {}, "電話")}
      </p>`;
    })}
    ${
      choose && mayAskOthers(document)
        ? html`<button data-act="next-ring" @click=${choose}>次の病院に照会できます ▸ <span class="en">Ask others</span></button>`
        : nothing
    }
  </div>`;
}
