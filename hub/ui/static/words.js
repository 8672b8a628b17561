/** Times, ages and codes as words: Japanese first. */
import { CODES, FIELDS, KINDS } from "./codes.js";

/** The Japanese term of a code. */
export function term(list, code) {
  return CODES[list]?.[code] ?? code ?? "";
}

/** The code itself as small English beside it. */
export function english(code) {
  return (code ?? "").replaceAll("-", " ");
}

export const kindName = (kind) => KINDS[kind] ?? kind;
export const fieldName = (kind, field) => FIELDS[kind]?.[field] ?? field;

/** `14:05` in the hub's Japan. */
export function clock(at, { withSeconds = false } = {}) {
  if (!at) return "";
  const options = {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "Asia/Tokyo",
    ...(withSeconds ? { second: "2-digit" } : {}),
  };
  return new Date(at).toLocaleTimeString("ja-JP", options);
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

/** `20秒前`, `3分前`, `2時間前`. */
export function ago(at, now) {
  const seconds = secondsSince(at, now);
  if (seconds < 60) return `${seconds}秒前`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}分前`;
  return `${Math.floor(seconds / 3600)}時間前`;
}

/** `76歳 男`, or the age band where the age is not known. */
export function person({ age_years: years, age_band: band, sex } = {}) {
  const age = years !== undefined ? `${years}歳` : term("age-band", band) || "年齢不明";
  return `${age} ${term("sex", sex) || "性別不明"}`;
}

/** The name of a patient, or an empty string. */
export function fullName({ family_name: family, given_name: given } = {}) {
  return [family, given].filter(Boolean).join(" ");
}

/** Why a case left the board. */
export const GONE = {
  declined: "不応需で回答",
  withdrawn: "救急隊が取下げ",
  "other-accepted": "他院が応需",
  "allotted-elsewhere": "他院へ割当",
  closed: "活動終了",
  "outcome-recorded": "初診結果を登録",
  "other-claimed": "他社が受託",
  cancelled: "取消",
  completed: "完了",
  erased: "保存期間満了・消去",
};
