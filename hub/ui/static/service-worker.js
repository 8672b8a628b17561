/**
 * Keeps the crew's page loadable where there is no network: its own files, and nothing of any patient.
 *
 * The network is asked first, so that a new version shows at once. Where it does not answer within 3 s the copy serves,
 * and for the next half minute the copy serves at once: a page is some thirty files, and a dead network must not cost
 * 3 s for each.
 */
const SHELLS = "kyukyu-shell-";
const CACHE = `${SHELLS}2`;
const WAIT_MS = 3_000;
const AWAY_MS = 30_000;
const SHELL = [
  "/crew",
  "/static/alarm.js",
  "/static/bearing-radar.js",
  "/static/bearing.js",
  "/static/case-code.js",
  "/static/chips.js",
  "/static/coastline.js",
  "/static/codes.js",
  "/static/crew-asked.js",
  "/static/crew-called.js",
  "/static/crew-candidate.js",
  "/static/crew-casualties.js",
  "/static/crew-desk.js",
  "/static/crew-handover.js",
  "/static/crew-header.js",
  "/static/crew-history.js",
  "/static/crew-hospitals.js",
  "/static/crew-lost.js",
  "/static/crew-myna.js",
  "/static/crew-narrow-styles.js",
  "/static/crew-outbox.js",
  "/static/crew-part.js",
  "/static/crew-past.js",
  "/static/crew-patient-styles.js",
  "/static/crew-patient.js",
  "/static/crew-phase.js",
  "/static/crew-photo.js",
  "/static/crew-rail.js",
  "/static/crew-readiness.js",
  "/static/crew-refused.js",
  "/static/crew-screen-styles.js",
  "/static/crew-screen.js",
  "/static/crew-silent.js",
  "/static/crew-sound.js",
  "/static/crew-styles.js",
  "/static/crew-times.js",
  "/static/crew-treatments.js",
  "/static/crew-vitals-styles.js",
  "/static/crew-vitals.js",
  "/static/crew.webmanifest",
  "/static/device-key.js",
  "/static/difficult.js",
  "/static/disk-store.js",
  "/static/display.js",
  "/static/door.js",
  "/static/english.js",
  "/static/exercise.js",
  "/static/frame-styles.js",
  "/static/hospital-order.js",
  "/static/icon-apple-180.png",
  "/static/icon.svg",
  "/static/language.js",
  "/static/link-state.js",
  "/static/mark.js",
  "/static/mode-banner.js",
  "/static/myna-record.js",
  "/static/myna-views.js",
  "/static/optimistic.js",
  "/static/outbox.js",
  "/static/paper.js",
  "/static/phone-result.js",
  "/static/request-steps.js",
  "/static/rule-pack.js",
  "/static/seal.js",
  "/static/session.js",
  "/static/sign-in-panel.js",
  "/static/sign-in-styles.js",
  "/static/sign-in.js",
  "/static/stream-client.js",
  "/static/stream-state.js",
  "/static/styles.js",
  "/static/tabs.js",
  "/static/tag-reader.js",
  "/static/taken-back.js",
  "/static/talk-list.js",
  "/static/talk.js",
  "/static/telephone.js",
  "/static/theme.js",
  "/static/tokens.css",
  "/static/triage-judge.js",
  "/static/triage-mark.js",
  "/static/triage-styles.js",
  "/static/triage.js",
  "/static/urgency-mark.js",
  "/static/uuid7.js",
  "/static/vendor/design-tokens.css",
  "/static/vendor/idb.js",
  "/static/vendor/japan-coast.js",
  "/static/vendor/lit.js",
  "/static/vendor/uqr.js",
  "/static/vital-signs.js",
  "/static/vitals-trend.js",
  "/static/words.js",
];

addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(SHELL))
      .then(() => skipWaiting()),
  );
});

addEventListener("activate", (event) => {
  const others = (names) => names.filter((name) => name.startsWith(SHELLS) && name !== CACHE);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(others(names).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin || !SHELL.includes(pathname)) return;
  event.respondWith(freshOrKept(event.request, pathname));
});

let awayUntil = 0;

async function freshOrKept(request, pathname) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(pathname);
  if (kept && Date.now() < awayUntil) return kept;
  try {
    const answer = await fetch(request, kept ? { signal: AbortSignal.timeout(WAIT_MS) } : {});
    if (answer.ok) await cache.put(pathname, answer.clone());
    return answer.ok || !kept ? answer : kept;
  } catch (error) {
    if (!kept) throw error;
    awayUntil = Date.now() + AWAY_MS;
    return kept;
  }
}
