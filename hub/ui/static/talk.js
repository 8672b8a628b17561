/** What was said about a case, and which questions wait for a reply. Pure. */

/** The messages of a case in the order of their own time, each with its key. */
export function spoken({ messages = {} }) {
  return Object.entries(messages)
    .map(([key, message]) => ({ key, ...message }))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.key < b.key ? -1 : 1));
}

/** The questions that no message replies to. */
export function openQuestions(document) {
  const said = spoken(document);
  const answered = new Set(said.map(({ reply_to: key }) => key));
  return said.filter(({ key, is_question: isQuestion }) => isQuestion && !answered.has(key));
}
