/** What the gallery shows the small parts with: states of a line, of a request and of a patient. Nobody is meant. */

const MINUTE = 60_000;

/** A line to the hub in each of its states. */
export function lines(now) {
  return ["connecting", "open", "lost", "dead", "refused"].map((state) => ({
    state,
    hasHeard: state !== "connecting",
    lastHeardAt: now,
    clockOffsetMs: 0,
    quietSeconds: 42,
  }));
}

const STEPS = ["requested", "delivered", "displayed", "acknowledged"];

/** A request on each step of its way, and with each answer. */
export function requests(now) {
  const at = (minutes) => new Date(now - minutes * MINUTE).toISOString();
  const after = (number) => Object.fromEntries(STEPS.slice(0, number + 1).map((step, i) => [`${step}_at`, at(4 - i)]));
  return [
    { state: "unsent", requested_at: at(4) },
    ...STEPS.map((state, number) => ({ state, ...after(number) })),
    ...["accepted", "conditional", "declined", "withdrawn"].map((state) => ({ state, ...after(3), answered_at: at(0.5) })),
  ];
}

/** A patient whose values are well, another whose values are dangerous, and a third whose values are old. */
export function patients(now) {
  const seen = (minutes, values) => ({ at: new Date(now - minutes * MINUTE).toISOString(), ...values });
  const well = { jcs: 1, respiratory_rate: 16, spo2: 98, heart_rate: 78, systolic: 124, diastolic: 76, temperature: 36.5 };
  const bad = { jcs: 200, respiratory_rate: 34, spo2: 84, heart_rate: 138, systolic: 78, diastolic: 40, temperature: 34.6 };
  const of = (...observations) => ({ patient: { age_years: 76 }, observations: Object.fromEntries(observations.entries()) });
  return [
    of(seen(9, well), seen(5, { ...well, heart_rate: 86 }), seen(1, { ...well, heart_rate: 82 })),
    of(seen(12, well), seen(6, { ...well, spo2: 90, heart_rate: 122 }), seen(1, bad)),
    of(seen(150, well)),
  ];
}
