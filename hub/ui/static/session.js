/**
 * Who this screen is: a one-time code in the address becomes a token, kept for this tab and for the next start.
 *
 * The tab's own token wins, so that two boards of two hospitals can stand side by side in one browser.
 */

/** @typedef {{token: string, caller: string, role: string}} Session */

/**
 * Returns the session of this screen, enrolling it first when the address carries a code.
 * @param {string} screen "er" or "crew"
 * @returns {Promise<Session | null>} null: this screen is not enrolled
 * @throws {Error} with a Japanese sentence when the code was not accepted
 */
export async function enter(screen) {
  const place = `kyukyu.${screen}.session`;
  const code = takeCode();
  if (code) {
    const session = await enrol(code);
    sessionStorage.setItem(place, JSON.stringify(session));
    localStorage.setItem(place, JSON.stringify(session));
    return session;
  }
  const kept = sessionStorage.getItem(place) ?? localStorage.getItem(place);
  if (kept) sessionStorage.setItem(place, kept);
  return kept ? JSON.parse(kept) : null;
}

/** Forgets the session of this screen. */
export function leave(screen) {
  sessionStorage.removeItem(`kyukyu.${screen}.session`);
  localStorage.removeItem(`kyukyu.${screen}.session`);
}

function takeCode() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (code) history.replaceState(null, "", location.pathname + location.search);
  return code;
}

async function enrol(code) {
  const answer = await fetch("/enrol", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code }),
  });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.ja ?? body.error?.ja ?? "登録コードが受け付けられませんでした。");
  return { token: body.token, caller: body.caller, role: body.role };
}

/** The address of the hub's socket, on the host that served this page. */
export function streamUrl() {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/stream`;
}

/** Reads a JSON answer of the hub as this session. */
export async function read(session, path) {
  const answer = await fetch(path, { headers: { Authorization: `Bearer ${session.token}` }, cache: "no-store" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}
