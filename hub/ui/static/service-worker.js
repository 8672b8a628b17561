/**
 * Keeps the crew's page loadable where there is no network: its own files, and nothing of any patient.
 *
 * The network is asked first, so that a new version shows at once; after 3 s, or without a network, the copy serves.
 */
const CACHE = "kyukyu-shell-1";
const WAIT_MS = 3_000;
const SHELL = [
  "/crew",
  // FILES: a test compares this list with the folder
];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const others = (names) => names.filter((name) => name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(others(names).map((name) => caches.delete(name)))).then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin || !SHELL.includes(pathname)) return;
  event.respondWith(freshOrKept(event.request, pathname));
});

async function freshOrKept(request, pathname) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(pathname);
  try {
    const answer = await fetch(request, kept ? { signal: AbortSignal.timeout(WAIT_MS) } : {});
    if (answer.ok) await cache.put(pathname, answer.clone());
    return answer.ok || !kept ? answer : kept;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}
