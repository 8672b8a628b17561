/**
 * What a private transport is in words: its journey, what it needs, who can carry it, and what comes next.
 * Pure: a document in, words out.
 */
import { html, nothing } from "./vendor/lit.js";
import { CODES } from "./codes.js";
import { term } from "./words.js";
import { say } from "./language.js";

/** A trip in its order; an end is said last. */
export const TRIP = ["to-pickup", "at-pickup", "on-board", "arrived", "completed"];

/** Where an operator may still be given the transport by its requester. */
export const NEGOTIABLE = new Set(["accepted", "partial", "later"]);

/** `11/26 10:00` in the hub's Japan. */
export function moment(at) {
  if (!at) return "";
  const options = { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Date(at).toLocaleString("ja-JP", { ...options, timeZone: "Asia/Tokyo" });
}

/** What a trip needs, one tag each: how the patient is moved first, infection in a colour of its own. */
export function needTags({ needs = {} }) {
  const { mobility, equipment = [], oxygen_l_min: litres, attendants = [], precautions = [] } = needs;
  const oxygen = litres === undefined ? "" : say(` ${litres} L/分`, ` ${litres} L/min`);
  return html`<span class="tag strong">${term("mobility", mobility)}</span>
    ${equipment.map((each) => html`<span class="tag">${term("equipment", each)}${each === "oxygen" ? oxygen : ""}</span>`)}
    ${attendants.map((each) => html`<span class="tag">${say(`${term("attendant", each)}同乗`, `with ${term("attendant", each)}`)}</span>`)}
    ${precautions.map((each) => html`<span class="tag warn-tag">${term("precaution", each)}</span>`)}`;
}

/** Purpose, and the reason of a transfer. */
export function purpose({ journey = {} }) {
  const reason = journey.transfer_reason;
  return `${term("transport-purpose", journey.purpose)}${reason ? say(`(${term("transfer-reason", reason)})`, ` (${term("transfer-reason", reason)})`) : ""}`;
}

/** From where to where, when. */
export function journeyLine({ journey = {}, addresses = {} }) {
  const { pickup_place: from, dropoff_place: to, pickup_at: at, pickup_until: until, arrive_by: by } = journey;
  return html`<dl class="journey">
    <div>
      <dt>${say("お迎え", "From")}</dt>
      <dd>
        <b class="num">${moment(at)}${until ? `〜${moment(until)}` : ""}</b> <span translate="no">${from}</span>
        ${addresses.pickup_detail ? html`<span class="detail" translate="no">${addresses.pickup_detail}</span>` : nothing}
      </dd>
    </div>
    <div>
      <dt>${say("送り先", "To")}</dt>
      <dd>
        <span translate="no">${to}</span> ${addresses.dropoff_detail ? html`<span class="detail" translate="no">${addresses.dropoff_detail}</span>` : nothing}
        ${by ? html`<b class="num">${say(`${moment(by)} まで`, `by ${moment(by)}`)}</b>` : nothing}
      </dd>
    </div>
  </dl>`;
}

/**
 * The vehicles of a certificate that can carry the patient so, those first that lack nothing.
 * @param {object[] | undefined} vehicles
 * @param {object} document
 * @returns {{id: string, name: string, lacks: string[]}[]}
 */
export function able(vehicles = [], { needs = {} }) {
  return vehicles
    .filter(({ mobilities }) => mobilities.includes(needs.mobility))
    .map(({ id, name, equipment }) => ({
      id,
      name,
      lacks: (needs.equipment ?? []).filter((each) => !equipment.includes(each)),
    }))
    .sort((a, b) => a.lacks.length - b.lacks.length);
}

/** What a vehicle lacks as a condition: as it is recorded, and as it is shown. */
export function without(lacks) {
  const recorded = `${lacks.map((each) => CODES.equipment[each]).join("・")}なし`;
  return { recorded, shown: say(recorded, `without ${lacks.map((each) => term("equipment", each)).join(", ")}`) };
}

/** The trip that a vehicle is on now, if it is on one. */
export function underWay(trips, vehicle) {
  return trips.find(({ document }) => document.claim?.vehicle === vehicle && ON_THE_ROAD.has(document.status));
}

const ON_THE_ROAD = new Set(["to-pickup", "at-pickup", "on-board", "arrived", "switched-to-119"]);

/** How many crew members the certificate asks for at least. */
export function crewNeeded(certification, { journey = {} }) {
  return certification?.alone.includes(journey.purpose) ? 1 : 2;
}

/** The next state of a trip; undefined when it has none. */
export function nextState({ status }) {
  const place = TRIP.indexOf(status);
  if (status === "claimed" || place >= 0) return TRIP[place + 1];
  return status === "switched-to-119" ? "completed" : undefined;
}
