/**
 * What a crew sees of its own cases: the documents of the hub with everything laid over that it has not taken down yet.
 *
 * Pure. Each path that is only ours so far is named in `unsent`, so that a screen can say 未送信 beside it.
 */
import { merge } from "./stream-state.js";

const IDENTITY = [
  "family_name",
  "given_name",
  "family_kana",
  "given_kana",
  "birth_date",
  "address",
  "phone",
  "age_years",
  "age_band",
  "sex",
];
const HISTORY = ["medical_history", "medications", "allergies"];
const SECTIONS = new Map([
  ...IDENTITY.map((field) => [field, "patient"]),
  ...HISTORY.map((field) => [field, "history"]),
  ["incident_number", "incident"],
  ["incident_type", "incident"],
  ["scene_address", "incident"],
  ["scene_latitude", "incident"],
  ["scene_longitude", "incident"],
]);
const SHORT = { incident_number: "number", incident_type: "type" };

const ANSWERED = { accept: "accepted", conditional: "conditional", decline: "declined" };

/** @type {Object<string, (item: object) => object>} the patch that an item will become, by kind */
const PATCHES = {
  "open-case": ({ case: id, occurred_at, data: { is_exercise = false, ...facts } }) => ({
    case: id,
    status: "open",
    opened_at: occurred_at,
    is_exercise,
    ...nest(facts),
  }),
  "describe-patient": ({ data }) => nest(data),
  "record-observation": ({ key, occurred_at, data }) => ({ observations: { [key]: { at: occurred_at, ...data } } }),
  "record-treatment": ({ key, occurred_at, data }) => ({ treatments: { [key]: { at: occurred_at, ...data } } }),
  attach: ({ key, occurred_at, data: { what } }) => ({ attachments: { [key]: { at: occurred_at, what } } }),
  "record-triage": ({ key, occurred_at, data }) => ({ triage: { [key]: { at: occurred_at, ...data } } }),
  "report-change": ({ key, occurred_at, data }) => ({ changes: { [key]: { at: occurred_at, ...data } } }),
  "view-myna-record": ({ key, occurred_at, data: { valid_for_s: _valid, ...said } }) => ({
    myna_views: { [key]: { at: occurred_at, ...said } },
  }),
  "share-myna-record": ({ key, occurred_at, data }) => ({ myna_records: { [key]: { at: occurred_at, ...data } } }),
  message: ({ key, occurred_at, data }) => ({ messages: { [key]: { at: occurred_at, role: "crew", ...data } } }),
  "stamp-time": ({ occurred_at, data }) => ({ times: { [data.mark]: occurred_at } }),
  "request-acceptance": ({ occurred_at, data: { facilities, specialty, eta_minutes, message } }) =>
    requests(facilities, {
      state: "unsent",
      requested_at: occurred_at,
      ...defined({ specialty, eta_minutes, message }),
    }),
  "withdraw-request": ({ data: { facilities, reason } }) =>
    requests(facilities, { state: "withdrawn", cause: "withdrawn", ...defined({ reason }) }),
  "record-phone-answer": ({ occurred_at, data: { facility, answer, ...said } }) =>
    requests([facility], { state: ANSWERED[answer], answered_at: occurred_at, is_by_phone: true, ...said }),
  "confirm-destination": ({ occurred_at, data }) => ({ destination: { confirmed_at: occurred_at, ...data } }),
  "hand-over": ({ occurred_at, data }) => ({
    status: "handed-over",
    handover: { handed_over_at: occurred_at, ...data },
  }),
  "close-case": ({ occurred_at, data }) => ({ status: "closed", closing: { closed_at: occurred_at, ...data } }),
};

function nest(facts) {
  const nested = {};
  for (const [field, value] of Object.entries(facts)) {
    const section = SECTIONS.get(field) ?? "complaint";
    nested[section] = { ...nested[section], [SHORT[field] ?? field]: value };
  }
  return nested;
}

function requests(facilities, entry) {
  return { requests: Object.fromEntries(facilities.map((facility) => [facility, entry])) };
}

function defined(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/**
 * Lays the items over the documents, in their order.
 * @param {Object<string, object>} documents the hub's, by case
 * @param {object[]} items of the outbox that the documents do not contain yet
 * @returns {Object<string, object>} documents by case; each with `unsent`: a set of paths such as `times/on-scene`
 */
export function overlay(documents, items) {
  const seen = { ...documents };
  for (const item of items) {
    const patch = item.case && PATCHES[item.kind]?.(item);
    if (!patch || (!seen[item.case] && item.kind !== "open-case")) continue;
    const unsent = new Set([...(seen[item.case]?.unsent ?? []), ...paths(patch)]);
    const { unsent: _before, ...held } = seen[item.case] ?? {};
    seen[item.case] = { ...merge(held, patch), unsent };
  }
  return seen;
}

/** The two upper levels of a patch: enough to say which entry is not sent. */
function paths(patch) {
  return Object.entries(patch).flatMap(([section, value]) =>
    value !== null && typeof value === "object" ? Object.keys(value).map((name) => `${section}/${name}`) : [section],
  );
}

/**
 * The items that a screen still has to lay over: unanswered ones, and acknowledged ones the stream has not shown yet.
 * @param {object[]} items
 * @param {(caseId: string) => number} version up to which the held document of a case is true
 */
export function uncovered(items, version) {
  return items.filter(
    ({ state, receipt, covered, case: id }) =>
      state === "queued" ||
      state === "sending" ||
      (state === "acknowledged" && !covered && receipt?.version > version(id)),
  );
}
