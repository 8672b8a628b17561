/**
 * Vital signs as a receiver reads them: the newest value of each, its age, and whether it is dangerous.
 *
 * Dangerous is what the fire service's criteria for severity and urgency at the scene name for adults: respiration below
 * 10 or from 30, pulse below 50 or from 120, systolic below 90 or from 200, SpO₂ below 90, JCS 100 and more. They mark a
 * value and decide nothing. Children have no limits here for pulse, respiration and pressure: no mark, not a wrong one.
 * Usual is what scores 0 in NEWS2 (Royal College of Physicians, 2017), for adults as well: it is drawn as a band, no mark.
 */
import { say } from "./language.js";
import { term } from "./words.js";

/** In the order of a head nurse's look. */
export const VITALS = [
  { field: "jcs", ja: "意識", en: "JCS" },
  { field: "respiratory_rate", ja: "呼吸", en: "RR", unit: "/分", below: 10, from: 30, usual: [12, 20], adultOnly: true },
  { field: "spo2", ja: "SpO₂", en: "SpO₂", unit: "%", below: 90, usual: [96, 100] },
  { field: "heart_rate", ja: "脈拍", en: "HR", unit: "/分", below: 50, from: 120, usual: [51, 90], adultOnly: true },
  { field: "systolic", ja: "血圧", en: "BP", unit: "mmHg", below: 90, from: 200, usual: [111, 219], adultOnly: true },
  { field: "temperature", ja: "体温", en: "BT", unit: "℃", below: 35, from: 40, usual: [36.1, 38] },
  { field: "glucose", ja: "血糖", en: "BS", unit: "mg/dL", below: 70 },
  { field: "etco2", ja: "EtCO₂", en: "EtCO₂", unit: "mmHg" },
];

const BY_FIELD = new Map(VITALS.map((vital) => [vital.field, vital]));
const CHILDREN = new Set(["neonate", "infant", "child"]);

/** The name of a sign. */
export function signName({ ja, en }) {
  return say(ja, en);
}

/** Its unit. */
export function unitName({ unit }) {
  return (unit ?? "").replace("分", say("分", "min"));
}

/** What is usual for this patient, or undefined where nothing here says so. */
export function usual({ usual: band, adultOnly }, patient = {}) {
  return adultOnly && isChild(patient) ? undefined : band;
}

/** @typedef {{field: string, value: number | string, text: string, at: string, danger: "" | "low" | "high"}} Reading */

/**
 * Says whether a value is dangerous, and to which side.
 * @returns {"" | "low" | "high"}
 */
export function danger(field, value, patient = {}) {
  if (field === "jcs") return Number(value) >= 100 ? "high" : "";
  const vital = BY_FIELD.get(field);
  if (!vital || (vital.adultOnly && isChild(patient))) return "";
  if (vital.below !== undefined && value < vital.below) return "low";
  if (vital.from !== undefined && value >= vital.from) return "high";
  return "";
}

function isChild({ age_band: band, age_years: years }) {
  return CHILDREN.has(band) || (years !== undefined && years < 15);
}

const TIMELINES = new WeakMap();

/** Every observation of a case in order of its own time; reckoned once for as long as none is added. */
export function timeline(document) {
  const observed = document?.observations;
  if (!observed) return [];
  if (!TIMELINES.has(observed)) TIMELINES.set(observed, inOrder(observed));
  return TIMELINES.get(observed);
}

function inOrder(observed) {
  return Object.values(observed)
    .map((observation) => [Date.parse(observation.at), observation])
    .sort(([a], [b]) => a - b)
    .map(([, observation]) => observation);
}

/**
 * The newest value of each vital sign.
 * @returns {Map<string, Reading>}
 */
export function latest(document) {
  const readings = new Map();
  const observed = timeline(document);
  for (const { field } of VITALS) {
    const newest = observed.findLast((observation) => observation[field] !== undefined);
    if (newest) readings.set(field, reading(field, newest, document.patient));
  }
  return readings;
}

function reading(field, observation, patient) {
  const value = observation[field];
  const text =
    field === "systolic"
      ? `${value}/${observation.diastolic ?? "–"}`
      : field === "jcs"
        ? term("jcs", value)
        : String(value);
  return { field, value, text, at: observation.at, danger: danger(field, value, patient) };
}

/**
 * How much the newest value of a field differs from the one before it.
 * @returns {{by: number, minutes: number} | null} null: there are not two
 */
export function change(document, field) {
  const [before, newest] = series(document, field).slice(-2);
  if (!newest) return null;
  const by = Math.round((newest[1] - before[1]) * 10) / 10;
  return { by, minutes: Math.round((newest[0] - before[0]) / 60_000) };
}

/** The values of one field over time: `[[milliseconds, value], …]`. */
export function series(document, field) {
  return timeline(document)
    .filter((observation) => observation[field] !== undefined)
    .map((observation) => [Date.parse(observation.at), Number(observation[field])]);
}
