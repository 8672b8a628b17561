/** Times, ages and codes as words, in the language of the screen. */
import { CODES, FIELDS, KINDS } from "./codes.js";
import { english, fieldInEnglish, inEnglish } from "./english.js";
import { say } from "./language.js";

export { english };

/** The term of a code. */
export function term(list, code) {
  const ja = CODES[list]?.[code];
  return say(ja ?? code ?? "", inEnglish(list, code, ja));
}

/** The codes of a list with their terms, in their order. */
export function terms(list) {
  return Object.keys(CODES[list]).map((code) => [code, term(list, code)]);
}

export const kindName = (kind) => say(KINDS[kind] ?? kind, english(kind));
export const fieldName = (kind, field) => say(FIELDS[kind]?.[field] ?? field, fieldInEnglish(field));

/** What the hub answered to something it did not take. */
export function faultName(error) {
  return say(error.ja ?? "受け付けられませんでした", error.en ?? "Not accepted");
}

const SHORT = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Tokyo" };
const [HOURS, SECONDS] = [SHORT, { ...SHORT, second: "2-digit" }].map((options) => new Intl.DateTimeFormat("ja-JP", options));

/** `14:05` in the hub's Japan; a formatter is dear to make, and rows ask for it all the time. */
export function clock(at, { withSeconds = false } = {}) {
  return at ? (withSeconds ? SECONDS : HOURS).format(new Date(at)) : "";
}

/** Whole seconds from a time until now, never negative. */
export function secondsSince(at, now) {
  return Math.max(0, Math.floor((now - Date.parse(at)) / 1000));
}

/** `1:05`, or `1:02:03` from an hour on. */
export function duration(seconds) {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds % 60)];
  const pad = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** `20秒前`, `3分前`, `2時間前`; `20 s ago`. */
export function ago(at, now) {
  const seconds = secondsSince(at, now);
  if (seconds < 60) return say(`${seconds}秒前`, `${seconds} s ago`);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return say(`${minutes}分前`, `${minutes} min ago`);
  const hours = Math.floor(minutes / 60);
  return say(`${hours}時間前`, `${hours} h ago`);
}

/** `76歳 男`, or the age band where the age is not known. */
export function person({ age_years: years, age_band: band, sex } = {}) {
  const age = years !== undefined ? say(`${years}歳`, `${years} y`) : term("age-band", band) || say("年齢不明", "age unknown");
  return `${age} ${term("sex", sex) || say("性別不明", "sex unknown")}`;
}

/** The name of a patient, or an empty string. */
export function fullName({ family_name: family, given_name: given } = {}) {
  return [family, given].filter(Boolean).join(" ");
}

/** Why a case left the board. */
export function gone(reason) {
  return say(...(GONE[reason] ?? [reason, english(reason)]));
}

const GONE = {
  declined: ["不応需で回答", "declined"],
  withdrawn: ["救急隊が取下げ", "withdrawn by the crew"],
  expired: ["指令センターが失効", "ended by the command centre"],
  "other-accepted": ["他院が応需", "another hospital accepted"],
  "allotted-elsewhere": ["他院へ割当", "allotted elsewhere"],
  closed: ["活動終了", "closed"],
  "outcome-recorded": ["初診結果を登録", "outcome recorded"],
  "other-claimed": ["他社が受託", "claimed by another operator"],
  cancelled: ["取消", "cancelled"],
  completed: ["完了", "completed"],
  erased: ["保存期間満了・消去", "erased"],
};
