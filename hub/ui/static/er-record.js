/** What was done and when, as the crew wrote it down: changes, treatments, times and the rest. */
import { html, nothing } from "./vendor/lit.js";
import { both, say } from "./language.js";
import { clock, term, terms } from "./words.js";

const BETTER = new Set(["improved", "return-of-circulation", "other"]);

/** @param {object} document of a case */
export function changeRows({ changes = {} }) {
  const said = inOrder(changes);
  if (said.length === 0) return nothing;
  return html`<h3>${both("容態変化", "Changes")}</h3>
    <dl class="rows">
      ${said.map(
        ({ at, change, detail }) =>
          html`<dt>${clock(at)}</dt>
            <dd class=${BETTER.has(change) ? "" : "worse"}>
              ${term("change", change)} <span translate="no">${detail ?? ""}</span>
            </dd>`,
      )}
    </dl>`;
}

/** @param {object} document of a case */
export function treatmentRows({ treatments = {} }) {
  const done = inOrder(treatments);
  if (done.length === 0) return nothing;
  return html`<h3>${both("処置", "Treatments")}</h3>
    <dl class="rows">
      ${done.map(
        ({ at, treatment, amount, unit, detail }) =>
          html`<dt>${clock(at)}</dt>
            <dd>
              ${term("treatment", treatment)} ${amount ?? ""} <span translate="no">${unit ?? ""} ${detail ?? ""}</span>
            </dd>`,
      )}
    </dl>`;
}

/** @param {object} document of a case @param {object} request of this hospital */
export function timeRows({ times = {}, complaint = {}, incident = {}, handover = {}, position, destination }, request) {
  const marks = terms("time-mark")
    .filter(([mark]) => times[mark])
    .map(([mark, name]) => [name, clock(times[mark])]);
  const byPhone = destination?.is_by_phone ? say("(電話)", " (telephone)") : "";
  const facts = [
    [say("事故種別", "Kind"), term("incident-type", incident.type)],
    [say("発症", "Onset"), clock(complaint.onset_at)],
    [say("条件", "Conditions"), request.conditions],
    [say("搬送先決定", "Destination set"), destination ? `${clock(destination.confirmed_at)}${byPhone}` : ""],
    [say("位置更新", "Position at"), clock(position?.at)],
    [say("申送り", "Hand-over"), handover.summary],
    [say("引継医師", "Physician"), handover.received_by],
  ].filter(([, value]) => value);
  return html`<h3>${both("時間経過・その他", "Times and more")}</h3>
    <dl class="rows">
      ${marks.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd class="num">${value}</dd>`,
      )}
      ${facts.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd translate="no">${value}</dd>`,
      )}
    </dl>`;
}

function inOrder(entries) {
  return Object.values(entries).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
