/**
 * In which order a crew is shown hospitals: who treats this, ◎○△×, who can hear it, how fresh, how near. Pure.
 * What the place in the order stands on is shown with each; nobody is chosen by it.
 */

import { kilometres } from "./bearing.js";

const LEVELS = { good: 0, possible: 1, limited: 3, none: 4 };
const UNKNOWN = 2;
const STALE_MS = 6 * 3600_000;
const AGED_MS = 3600_000;
/** Roads are longer than the straight line, and an ambulance in a town goes at some 40 km/h. */
const [DETOUR, KM_PER_MINUTE] = [1.4, 40 / 60];
const SUGGESTED = [
  ["cardiac-arrest", "emergency"],
  ["major-trauma", "trauma"],
  ["stemi-suspected", "cardiology"],
  ["stroke-suspected", "stroke"],
  ["pregnant", "obstetrics"],
  ["psychiatric", "psychiatry"],
];

/** The specialty that the dangers of a case point to, or the emergency department; children go to paediatrics. */
export function suggestedSpecialty({ complaint, patient } = {}) {
  const dangers = complaint?.dangers ?? [];
  const found = SUGGESTED.find(([danger]) => dangers.includes(danger));
  if (found) return found[1];
  return ["neonate", "infant", "child"].includes(patient?.age_band) ? "paediatrics" : "emergency";
}

/**
 * @typedef {{hospital: object, capacity: object | undefined, level: string | undefined, isStale: boolean,
 *   isAged: boolean, coming: number,
 *   isSilent: boolean, treats: boolean, distanceKm: number | null, minutes: number | null,
 *   request: object | undefined}} Candidate
 */

/**
 * @param {object[]} hospitals of the directory
 * @param {{specialty: string, capacities: object, silent: Set<string>, coming?: Object<string, number>, here: [number, number] | null,
 *   requests?: object, now: number}} circumstances
 * @returns {Candidate[]}
 */
export function candidates(hospitals, { specialty, capacities, silent, coming = {}, here, requests = {}, now }) {
  const known = hospitals.map((hospital) => {
    const capacity = capacities[hospital.id]?.capacity?.[specialty];
    const distanceKm = here ? kilometres(here, [hospital.latitude, hospital.longitude]) : null;
    return {
      hospital,
      capacity,
      level: capacity?.level,
      isStale: Boolean(capacity) && isStale(capacity, now),
      isAged: Boolean(capacity) && now - Date.parse(capacity.at) > AGED_MS,
      coming: coming[hospital.id] ?? 0,
      isSilent: silent.has(hospital.id),
      treats: hospital.specialties?.includes(specialty) ?? false,
      distanceKm,
      minutes: distanceKm === null ? null : travelMinutes(distanceKm),
      request: requests[hospital.id],
    };
  });
  return known.sort(
    (a, b) =>
      rank(a) - rank(b) || (a.distanceKm ?? 0) - (b.distanceKm ?? 0) || (a.hospital.id < b.hospital.id ? -1 : 1),
  );
}

function isStale({ valid_until: until, at }, now) {
  return until ? Date.parse(until) < now : now - Date.parse(at) > STALE_MS;
}

function rank({ request, isSilent, treats, level, isStale: old, isAged }) {
  const refused = request?.state === "declined" ? 1000 : 0;
  const offers = (old ? UNKNOWN : (LEVELS[level] ?? UNKNOWN)) * 10;
  return refused + (treats ? 0 : 100) + offers + (isSilent ? 15 : 0) + (isAged && !old ? 5 : 0);
}

/** An estimate, and shown as one: nobody here knows the roads. */
export function travelMinutes(km) {
  return Math.max(1, Math.round((km * DETOUR) / KM_PER_MINUTE));
}
