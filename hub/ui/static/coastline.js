/** The coast as it lies around a place: one path of SVG on a plan, in kilometres. Pure. */
import { RINGS } from "./vendor/japan-coast.js";
import { onPlan } from "./bearing.js";

const DEGREES = 1 / 1000;

/** Every ring as pairs of latitude and longitude, made when it is first asked for. */
let islands = null;

function unpacked([x, y, ...steps]) {
  const points = [[y * DEGREES, x * DEGREES]];
  for (let index = 0; index < steps.length; index += 2) {
    x += steps[index];
    y += steps[index + 1];
    points.push([y * DEGREES, x * DEGREES]);
  }
  return points;
}

/** Points that are far away are left out; where a line goes on, it is begun anew. */
export function coastPath(here, radiusKm) {
  islands ??= RINGS.map(unpacked);
  const isNear = ([x, y]) => Math.max(Math.abs(x), Math.abs(y)) < radiusKm * 2;
  const parts = [];
  for (const island of islands) {
    const plan = island.map((point) => onPlan(here, point));
    plan.forEach((point, index) => {
      const [before, after] = [plan[index - 1], plan[index + 1]];
      if (![before, point, after].some((each) => each && isNear(each))) return;
      const begins = !before || ![plan[index - 2], before, point].some((each) => each && isNear(each));
      parts.push(`${begins ? "M" : "L"}${point[0].toFixed(2)} ${point[1].toFixed(2)}`);
    });
  }
  return parts.join("");
}
