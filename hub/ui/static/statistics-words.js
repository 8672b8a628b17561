/** Words of statistics in the language of the screen: tables, their categories, times. */
import { say } from "./language.js";
import { english, term } from "./words.js";

const TABLES = {
  "incident-type": "Kind of incident",
  "age-band": "Age",
  severity: "Severity",
  closing: "Transported or not",
  inquiries: "Inquiries for a case",
  difficult: "Difficult to place",
  "arrival-time": "From the call to arrival on scene",
  "scene-time": "On scene",
  "transport-time": "On the way",
  "handing-over-time": "Handing over",
  "hospital-time": "From the call to the physician",
  answers: "Answers to inquiries",
  "answer-time": "From inquiry to answer",
  "decline-reason": "Why declined",
  displayed: "On a screen (within 30 s)",
  acknowledged: "Noticed or answered (within 60 s)",
  climbed: "Inquiries that nobody noticed: who was told",
};
const GROUPS = {
  all: "All",
  severe: "Severe or worse",
  obstetric: "Obstetric and perinatal",
  child: "Children",
  "critical-care": "To a critical care centre",
};
const CATEGORIES = {
  none: "nobody had to be told",
  "second-device": "the hospital's second device",
  crew: "the crew",
  "command-center": "the command centre",
  "next-ring": "next hospitals",
  difficult: "difficult",
  other: "not so",
};
const LISTS = { answers: "request-state" };

export const tableName = (name, ja) => say(ja, TABLES[name] ?? english(name));
export const groupName = (group, ja) => say(ja, GROUPS[group] ?? english(group));

export function categoryName(table, category, ja) {
  return say(ja, CATEGORIES[category] ?? banded(category) ?? term(LISTS[table] ?? table, category));
}

function banded(category) {
  const [, side, minutes] = /^(under|from)-(\d+)$/.exec(category) ?? [];
  return side && (side === "under" ? `under ${minutes} min` : `${minutes} min or more`);
}

export const whole = (value) => value.toLocaleString(say("ja-JP", "en-GB"));
export const inMinutes = (value) => say(`${value}分`, `${value} min`);

/** Seconds as `1分30秒`, or `1 min 30 s`. */
export function spoken(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  const said = [minutes ? inMinutes(minutes) : "", rest || !minutes ? say(`${rest}秒`, `${rest} s`) : ""];
  return said.filter(Boolean).join(say("", " "));
}
