/**
 * 実施基準: what the rules of a region allow now, shown before the tap. The hub decides by the same rules
 * (`hub/domain/rules/regional.py`); one table of examples judges both. Pure.
 */

const UNNOTICED = new Set(["requested", "delivered", "displayed"]);

/** The rules of the region to which a fire department belongs, or undefined. */
export function packOf(organisations, department) {
  return organisations.find(({ id }) => id === department)?.rules ?? undefined;
}

/**
 * How it stands with a case: the rule of asking, how many are asked and may still be, and who is called for.
 * @returns {{rule: object, held: number, free: number, call: object | undefined}}
 */
export function allowed(pack, document, now, besides = []) {
  const stands = situation(document, now);
  const rule = pack.asking.find(({ when }) => meets(stands, when));
  const called = pack.calls.find(({ when }) => meets(stands, when));
  const isOpen = called?.open_after_refusals && stands.refusals >= called.open_after_refusals;
  const held = Object.entries(document.requests ?? {}).filter(
    ([id, request]) => !besides.includes(id) && holdsAPlace(request, pack.escalation, now),
  ).length;
  return { rule, held, free: Math.max(0, rule.at_once - held), call: isOpen ? undefined : called };
}

/** What stands against asking these hospitals now: `place code`, as the hub would say it. */
export function against(pack, document, hospitals, asks, now) {
  const { rule, held, call } = allowed(pack, document, now, asks);
  const strangers = asks.flatMap((id, index) =>
    call && !answersCall(call, hospitals.find((each) => each.id === id)) ? [`data.facilities[${index}] not-called-for`] : [],
  );
  return held + asks.length > rule.at_once ? [...strangers, "data.facilities too-many-at-once"] : strangers;
}

/** Whether a hospital is one of those that are called for. */
export function answersCall({ hospitals, specialties, classes }, hospital) {
  if (hospitals?.includes(hospital.id)) return true;
  if (!specialties && !classes) return false;
  return (
    (!specialties || specialties.some((each) => hospital.specialties?.includes(each))) &&
    (!classes || classes.includes(hospital.emergency_class))
  );
}

/** Since when a hospital could have noticed: the hub had it, and its screen showed it. In milliseconds. */
export function silentSince({ requested_at: requested, arrived_at: arrived, displayed_at: displayed }) {
  return Math.max(...[requested, arrived, displayed].filter(Boolean).map((at) => Date.parse(at)));
}

function situation({ complaint = {}, patient = {}, times = {}, requests = {} }, now) {
  return {
    urgency: complaint.urgency,
    dangers: complaint.dangers ?? [],
    ageBand: patient.age_band,
    refusals: Object.values(requests).filter(({ state }) => state === "declined").length,
    sceneMs: times["on-scene"] ? now - Date.parse(times["on-scene"]) : null,
  };
}

function meets(stands, { urgencies, dangers, age_bands: bands, refusals, minutes_on_scene: minutes }) {
  return (
    (!urgencies || urgencies.includes(stands.urgency)) &&
    (!dangers || dangers.some((each) => stands.dangers.includes(each))) &&
    (!bands || bands.includes(stands.ageBand)) &&
    (!refusals || stands.refusals >= refusals) &&
    (!minutes || (stands.sceneMs !== null && stands.sceneMs >= minutes * 60_000))
  );
}

function holdsAPlace(request, { next_ring_s: limitS }, now) {
  if (request.state === "unsent") return true;
  if (UNNOTICED.has(request.state)) return !limitS || now < silentSince(request) + limitS * 1000;
  if (request.state === "acknowledged") return !limitS || now < Date.parse(request.answer_by);
  return false;
}
