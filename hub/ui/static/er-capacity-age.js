/** When what a hospital advertises is old news. Pure. */

const STALE_MS = 6 * 3600_000;

/** Never said, said by somebody else, expired, or six hours old without a term of its own. */
export function isStale(said, now) {
  if (!said || said.by) return true;
  if (said.valid_until) return Date.parse(said.valid_until) < now;
  return now - Date.parse(said.at) > STALE_MS;
}
