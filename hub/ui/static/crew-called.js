/**
 * A case that the command centre has opened from the call (119番通報): what is known stands on the screen before anybody
 * has asked. Pure.
 */

/** Tells whether a case began with a call. */
export const isCalled = ({ incident, times }) => Boolean(incident?.number && times?.["call-received"]);

/** Tells whether its crew has not begun: nothing was seen, done or asked. */
const isUntouched = ({ observations, treatments, requests, times = {} }) =>
  !observations && !treatments && !requests && !times["patient-contact"];

/** The newest case of a call that its crew has not begun, or undefined. */
export function calledCase(cases) {
  return Object.entries(cases)
    .filter(([, held]) => isCalled(held) && isUntouched(held))
    .sort(([, a], [, b]) => Date.parse(b.opened_at) - Date.parse(a.opened_at))[0]?.[0];
}

/** Where it is and what the caller said, in one line. */
export function callLine({ number, scene_address: place, call_report: report }) {
  return [number, place, report].filter(Boolean).join(" ・ ");
}
