/** Where something lies as seen from a place: how far, in which direction, and where on a plan around that place. Pure. */
import { say } from "./language.js";

const RAD = Math.PI / 180;
const KM_PER_DEGREE = 111.2;
const DIRECTIONS = [
  ["北", "N"],
  ["北東", "NE"],
  ["東", "E"],
  ["南東", "SE"],
  ["南", "S"],
  ["南西", "SW"],
  ["西", "W"],
  ["北西", "NW"],
];
const RANGES_KM = [2, 5, 10, 20, 50, 100, 200, 500];

/** Great-circle distance; enough to say which is nearer. Null where a place is not known. */
export function kilometres([lat, lon], [toLat, toLon]) {
  if ([lat, lon, toLat, toLon].some((value) => value === undefined || value === null)) return null;
  const [dLat, dLon] = [(toLat - lat) * RAD, (toLon - lon) * RAD];
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(lat * RAD) * Math.cos(toLat * RAD) * Math.sin(dLon / 2) ** 2;
  return 12_742 * Math.asin(Math.sqrt(h));
}

/** East and south of a place in kilometres: x and y of a plan whose north is up. */
export function onPlan([lat, lon], [toLat, toLon]) {
  return [(toLon - lon) * Math.cos(lat * RAD) * KM_PER_DEGREE, (lat - toLat) * KM_PER_DEGREE];
}

/** One of eight directions, in a word. */
export function direction(here, there) {
  const [east, south] = onPlan(here, there);
  const degrees = (Math.atan2(east, -south) / RAD + 360) % 360;
  return say(...DIRECTIONS[Math.round(degrees / 45) % 8]);
}

/** The radius of a plan that holds everything that is so far away. */
export function range(distances) {
  const farthest = Math.max(0, ...distances);
  return RANGES_KM.find((km) => km >= farthest) ?? RANGES_KM.at(-1);
}
