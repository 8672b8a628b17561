/** Words of operations: how a connection stands, what became of a message, what was done, and for how long. */
import { english, kindName } from "./words.js";
import { language, say } from "./language.js";

/** State → Japanese, English, sign, and whether somebody has to act. */
export const STATES = {
  up: ["稼働", "up", "●", "good"],
  elsewhere: ["別ノードで稼働", "up at another node", "●", "good"],
  paused: ["一時停止", "paused", "‖", "warn"],
  starting: ["開始中", "starting", "◌", "warn"],
  down: ["停止", "down", "✕", "bad"],
  "credentials-refused": ["認証拒否", "credentials refused", "✕", "bad"],
  broken: ["設定不良", "broken", "✕", "bad"],
  "not-configured": ["設定なし", "not configured", "○", "warn"],
};

/** Outcome → Japanese, English, kind. */
export const OUTCOMES = {
  "not-taken": ["未処理", "not taken yet", "warn"],
  waiting: ["送信待ち", "waiting", "warn"],
  sending: ["送信中", "sending", "warn"],
  parked: ["保留", "parked", "bad"],
  delivered: ["配信済", "delivered", "good"],
  "not-wanted": ["対象外", "not wanted", "good"],
  settled: ["処理済", "settled", "good"],
};

const MARKS = {
  "mark-delivered": ["端末到達", "reached the terminal"],
  escalate: ["未確認時の段階通知", "silence climbed"],
  "mark-displayed": ["画面表示", "displayed"],
  acknowledge: ["確認", "acknowledged"],
  "answer-request": ["回答", "answered"],
};

const OWNERS = {
  unit: ["救急隊", "crew"],
  department: ["消防本部", "fire department"],
  facility: ["医療機関", "hospital"],
  operator: ["民間救急", "private transport"],
  area: ["地域", "area"],
  adapter: ["外部システム", "outside system"],
};

/** What stands in the audit beside the kinds of submission, by its first word. */
const ACTS = {
  "read-case": ["事案の閲覧", "looked at the case"],
  "read-transport": ["搬送の閲覧", "looked at the transport"],
  "read-attachment": ["添付の閲覧", "looked at an attachment"],
  "read-stream": ["一覧の受信", "read a stream"],
  "read-statistics": ["統計の閲覧", "read statistics"],
  "read-fhir": ["FHIRで閲覧", "read over FHIR"],
  "read-history": ["FHIRで履歴を閲覧", "read the history over FHIR"],
  "read-everything": ["FHIRで全体を閲覧", "read everything over FHIR"],
  "read-document": ["引継文書の閲覧", "read the hand-over document"],
  "read-subscription-events": ["購読通知の閲覧", "read notifications"],
  "search-fhir": ["FHIRで検索", "searched over FHIR"],
  "search-audit": ["監査の閲覧", "looked at the audit"],
  "export-audit": ["監査の出力", "exported the audit"],
  trace: ["追跡", "traced a message"],
  replay: ["再送", "sent again"],
  pause: ["接続の一時停止", "paused a connection"],
  resume: ["接続の再開", "let a connection go on"],
  "look-up": ["外部照会", "asked an outside system"],
  erase: ["消去", "erased"],
  "break-glass": ["緊急閲覧", "broke the glass"],
  "review-glass": ["緊急閲覧の確認", "reviewed a broken glass"],
  "sign-in": ["サインイン", "signed in"],
  "sign-out": ["サインアウト", "signed out"],
  "sign-in-refused": ["サインイン拒否", "sign-in refused"],
  "passkey-added": ["パスキー登録", "passkey added"],
  "pin-set": ["PIN設定", "PIN set"],
  "issue-code": ["登録コード発行", "issued a code"],
  "revoke-access": ["権限の取消", "took a right away"],
};

/** Whether nobody has to act on a connection's state. */
export const isWell = ({ state, is_paused: isPaused }) => isPaused || STATES[state]?.[3] !== "bad";

/** What a row of the audit says was done. */
export function actName(action) {
  const [first] = action.split(" ");
  return ACTS[first] ? say(...ACTS[first]) : kindName(first);
}

export const markName = (mark) => say(...(MARKS[mark] ?? [mark, english(mark)]));

/** `外部システム` and `ehr` of `adapter:ehr`. */
export function streamParts(stream) {
  const [kind, name] = stream.split(":");
  return [OWNERS[kind] ? say(...OWNERS[kind]) : kind, name];
}

/** People first, in the order of the rescue; then systems. */
export function inOrder(receivers) {
  const place = ({ stream }) => Object.keys(OWNERS).indexOf(stream.split(":")[0]);
  return [...receivers].sort((a, b) => place(a) - place(b) || a.stream.localeCompare(b.stream));
}

/** `12件`; in English the number alone. */
export const times = (number) => say(`${number.toLocaleString("ja-JP")}件`, number.toLocaleString("en-GB"));

/** `12分` or `3時間5分`; for what has been so for a while. */
export function span(seconds) {
  if (seconds === null || seconds === undefined) return "";
  const [d, h, m] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (seconds < 60) return say(`${Math.floor(seconds)}秒`, `${Math.floor(seconds)} s`);
  if (seconds < 3600) return say(`${m}分`, `${m} min`);
  if (seconds < 86400) return say(`${h}時間${m}分`, `${h} h ${m} min`);
  return say(`${d}日${h}時間`, `${d} d ${h} h`);
}

const MOMENT = { day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Tokyo" };

/** `11/26 14:05:09` in the hub's Japan; `26 Nov 14:05:09` in English. */
export function moment(at, { withSeconds = true } = {}) {
  const more = { month: say("numeric", "short"), ...(withSeconds ? { second: "2-digit" } : {}) };
  return new Date(at).toLocaleString(language() === "en" ? "en-GB" : "ja-JP", { ...MOMENT, ...more });
}
