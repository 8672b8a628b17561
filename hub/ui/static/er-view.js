/**
 * What the ER board shows of the documents it holds: who waits for an answer, who is coming, in which order.
 * Pure: documents and a time in, rows out.
 */

const URGENCY_ORDER = { red: 0, yellow: 1, green: 2, white: 3 };
const WAITING = new Set(["requested", "delivered", "displayed", "acknowledged"]);

/**
 * @typedef {{id: string, document: object, request: object, urgency: string | undefined, needsSound: boolean}} WaitingRow
 * @typedef {{id: string, document: object, request: object, urgency: string | undefined,
 *   phase: "undecided" | "coming" | "arrived" | "handed-over", eta: {at: number, minutes: number} | null}} ComingRow
 */

/**
 * Sorts the cases of a hospital into the two lists of its board.
 * @param {Object<string, object>} documents
 * @param {string} facility
 * @param {number} now the hub's clock in milliseconds
 * @returns {{waiting: WaitingRow[], coming: ComingRow[]}}
 */
export function arrange(documents, facility, now) {
  const rows = Object.entries(documents).map(([id, document]) => kept(id, document, facility, now));
  const waiting = rows.filter(({ request }) => WAITING.has(request.state));
  const coming = rows.filter(
    ({ request, document }) => !WAITING.has(request.state) && (request.state !== undefined || document.destination),
  );
  return {
    waiting: waiting.sort(
      (a, b) => order(a) - order(b) || Date.parse(a.request.requested_at) - Date.parse(b.request.requested_at),
    ),
    coming: coming.sort((a, b) => soon(a) - soon(b) || (a.id < b.id ? -1 : 1)),
  };
}

/** What is silenced: a request as far as its silence has climbed. A further step sounds again. */
export function soundId({ id, request }) {
  return `${id} ${request.requested_at} ${Object.keys(request.escalated ?? {}).length}`;
}

const SECOND_MS = 15_000;

/** Whether a second screen (`/er?second`) is to sound: the first one was not heeded. A region may have its own time. */
export function isForSecond({ request }, now) {
  if (request.escalated?.["second-device"]) return true;
  return !request.rules && now - Date.parse(request.requested_at) >= SECOND_MS;
}

/** What sounds now: requests that nobody here has acknowledged, and who has got worse. */
export function sounding(waiting, changes, now, isSecond) {
  const requests = waiting
    .filter((each) => each.needsSound && (!isSecond || isForSecond(each, now)))
    .map((each) => ({
      id: soundId(each),
      isRed: each.urgency === "red" || Boolean(each.request.escalated?.["command-center"]),
      isExercise: each.document.is_exercise,
    }));
  const worse = changes
    .filter(({ needsSound }) => needsSound)
    .map(({ key, row: { document } }) => ({ id: key, isRed: true, isExercise: document.is_exercise }));
  return [...requests, ...worse];
}

/** A time in whole steps of seconds: what is drawn from it is drawn anew once a step. */
export function inSteps(now, seconds = 1) {
  return Math.floor(now / (seconds * 1000)) * seconds * 1000;
}

/** A row is the same object for as long as nothing of it has changed, so that a screen need not draw it again. */
const ROWS = new WeakMap();
const RECKONED_S = 10;

function kept(id, document, facility, now) {
  const at = inSteps(now, RECKONED_S);
  const held = ROWS.get(document);
  if (held?.at === at && held.facility === facility) return held.row;
  const fresh = row(id, document, facility, now);
  const isSame = held?.facility === facility && isNear(held.row.eta, fresh.eta);
  ROWS.set(document, { at, facility, row: isSame ? held.row : fresh });
  return isSame ? held.row : fresh;
}

function isNear(one, other) {
  return one?.minutes === other?.minutes && !(Math.abs(one?.at - other?.at) > 3000 * RECKONED_S);
}

const WORSE = new Set(["cardiac-arrest", "deteriorated"]);
const STANDS_MS = 30 * 60_000;
const SOUNDS_MS = 60_000;

/**
 * Which patients have got worse of late (容態変化), the newest first; each sounds for a minute unless somebody has seen it.
 * @param {(WaitingRow | ComingRow)[]} rows
 * @param {number} now the hub's clock in milliseconds
 * @param {Set<string>} seen keys of those that somebody here has seen
 */
export function worsened(rows, now, seen) {
  return rows
    .filter(({ phase: at }) => at !== "handed-over")
    .flatMap((each) =>
      Object.entries(each.document.changes ?? {}).map(([key, change]) => ({ key, ...change, row: each })),
    )
    .filter(({ key, change, at }) => WORSE.has(change) && !seen.has(key) && now - Date.parse(at) < STANDS_MS)
    .map((change) => ({ ...change, needsSound: now - Date.parse(change.at) < SOUNDS_MS }))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

function row(id, document, facility, now) {
  const request = document.requests?.[facility] ?? {};
  return {
    id,
    document,
    request,
    urgency: document.complaint?.urgency,
    needsSound: WAITING.has(request.state) && request.state !== "acknowledged",
    phase: phase(document, request, facility),
    eta: eta(document, request, now),
  };
}

function order({ urgency }) {
  return URGENCY_ORDER[urgency] ?? 1.5; // not judged yet: never below what was judged green
}

function phase(document, request, facility) {
  if (document.handover?.handed_over_at) return "handed-over";
  if (document.times?.["arrived-hospital"]) return "arrived";
  return document.destination?.facility === facility || request.state === "accepted" ? "coming" : "undecided";
}

/** Who arrives next stands first; who is already in the house comes after. */
function soon({ phase: at, eta: expected }) {
  const step = { coming: 0, undecided: 1, arrived: 2, "handed-over": 3 }[at];
  return step * 1e15 + (expected?.at ?? 9e14);
}

/** The newest of what is said about the arrival: position, confirmation, request. */
export function eta({ position, destination, times }, request, now) {
  const said = [
    [position?.eta_minutes, position?.at],
    [destination?.eta_minutes, destination?.confirmed_at],
    [request?.eta_minutes, request?.requested_at],
  ].find(([minutes, at]) => minutes !== undefined && at);
  if (!said) return null;
  const isMoving = Boolean(position?.at ?? times?.["departed-scene"] ?? destination?.confirmed_at);
  const at = (isMoving ? Date.parse(said[1]) : now) + said[0] * 60_000;
  return { at, minutes: Math.max(0, Math.round((at - now) / 60_000)) };
}
