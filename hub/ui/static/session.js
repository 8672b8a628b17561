/**
 * Who this screen is: a one-time code in the address becomes a token, kept for this tab and for the next start.
 *
 * The tab's own token wins, so that two boards of two hospitals can stand side by side in one browser.
 */

/** @typedef {{token: string, caller: string, role: string}} Session */

/**
 * Returns the session of this screen, enrolling it first when the address carries a code.
 *
 * A code works once: where it is refused but this screen is enrolled already, the session it has goes on.
 * @param {string} screen "er" or "crew"
 * @returns {Promise<Session | null>} null: this screen is not enrolled
 * @throws {Error} with a Japanese sentence when the code was not accepted or the hub not reached
 */
export async function enter(screen) {
  addEventListener("hashchange", () => code() && location.reload());
  const place = `kyukyu.${screen}.session`;
  const kept = sessionStorage.getItem(place) ?? localStorage.getItem(place);
  if (!code()) return keep(place, kept && JSON.parse(kept));
  const answer = await redeem(code());
  history.replaceState(null, "", location.pathname + location.search);
  if (answer.token) return keep(place, answer);
  if (kept) return keep(place, JSON.parse(kept));
  throw new Error(answer.ja ?? "登録コードが受け付けられませんでした。");
}

function code() {
  return new URLSearchParams(location.hash.slice(1)).get("code");
}

function keep(place, session) {
  if (!session) return null;
  const { token, caller, role } = session;
  const text = JSON.stringify({ token, caller, role });
  sessionStorage.setItem(place, text);
  localStorage.setItem(place, text);
  return { token, caller, role };
}

async function redeem(oneTimeCode) {
  const request = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code: oneTimeCode }),
  };
  try {
    return await (await fetch("/enrol", request)).json();
  } catch {
    throw new Error("ハブに接続できません。ネットワークを確かめて、もう一度開いてください。");
  }
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
