/** Which accepts were taken back and left their patient without a hospital. Pure. */

const TAKES = new Set(["accepted", "conditional"]);

/**
 * @param {Object<string, object>} cases
 * @returns {{id: string, case: string, facility: string, request: object, document: object}[]} one for each loss;
 *   `id` is new with every loss
 */
export function takenBack(cases) {
  return Object.entries(cases).flatMap(([id, document]) => {
    const requests = Object.entries(document.requests ?? {});
    const isTaken = document.destination || requests.some(([, { state }]) => TAKES.has(state));
    if (isTaken || document.handover) return [];
    return requests
      .filter(([, { taken_back_at: at }]) => at)
      .map(([facility, request]) => {
        return { id: `${id} ${facility} ${request.taken_back_at}`, case: id, facility, request, document };
      });
  });
}
