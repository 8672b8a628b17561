/** How far a case has come, in a word. */
export function phase({ handover, destination, times = {}, requests = {} }) {
  if (handover?.handed_over_at) return "引継済";
  if (times["arrived-hospital"]) return "病院到着";
  if (times["departed-scene"]) return "搬送中";
  if (destination) return "搬送先決定";
  const states = Object.values(requests).map(({ state }) => state);
  if (states.includes("accepted")) return "応需あり";
  return states.length ? "照会中" : "未照会";
}
