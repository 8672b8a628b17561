/** What a crew passed on of a patient's record, as rows of a list that say where it came from. */
import { fieldName } from "./words.js";

/**
 * @param {Object<string, object>} [records] `myna_records` of a case
 * @returns {[string, string][]} a term and its words, in the order in which they were passed on
 */
export function mynaRows(records = {}) {
  const inOrder = Object.values(records).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return inOrder.flatMap((record) =>
    Object.entries(record)
      .filter(([, words]) => Array.isArray(words))
      .map(([field, words]) => [`${fieldName("share-myna-record", field)}(マイナ救急)`, words.join("、")]),
  );
}
