/**
 * In which order a crew is shown hospitals: who can hear it, who treats this, ◎○△×, how fresh, how near. Pure.
 */

const LEVELS = { good: 0, possible: 1, limited: 3, none: 4 };
const UNKNOWN = 2;
const STALE_MS = 6 * 3600_000;
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
 *   isSilent: boolean, treats: boolean, distanceKm: number | null, request: object | undefined}} Candidate
 */

/**
 * @param {object[]} hospitals of the directory
 * @param {{specialty: string, capacities: object, silent: Set<string>, here: [number, number] | null,
 *   requests?: object, now: number}} circumstances
 * @returns {Candidate[]}
 */
export function candidates(hospitals, { specialty, capacities, silent, here, requests = {}, now }) {
  const known = hospitals.map((hospital) => {
    const capacity = capacities[hospital.id]?.capacity?.[specialty];
    return {
      hospital,
      capacity,
      level: capacity?.level,
      isStale: Boolean(capacity) && isStale(capacity, now),
      isSilent: silent.has(hospital.id),
      treats: hospital.specialties?.includes(specialty) ?? false,
      distanceKm: here ? distanceKm(here, [hospital.latitude, hospital.longitude]) : null,
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

function rank({ request, isSilent, treats, level, isStale: old }) {
  const refused = request?.state === "declined" ? 1000 : 0;
  return refused + (treats ? 0 : 100) + (old ? UNKNOWN : (LEVELS[level] ?? UNKNOWN)) * 10 + (isSilent ? 15 : 0);
}

/** Great-circle distance; enough to say which is nearer. */
export function distanceKm([lat, lon], [toLat, toLon]) {
  if ([lat, lon, toLat, toLon].some((value) => value === undefined || value === null)) return null;
  const rad = Math.PI / 180;
  const [dLat, dLon] = [(toLat - lat) * rad, (toLon - lon) * rad];
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(lat * rad) * Math.cos(toLat * rad) * Math.sin(dLon / 2) ** 2;
  return 12_742 * Math.asin(Math.sqrt(h));
}
