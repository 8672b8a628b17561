/** Words of operations: how a connection stands, what became of a message, and for how long. */

/** State → Japanese, English, sign, and whether somebody has to act. */
export const STATES = {
  up: ["稼働", "up", "●", "good"],
  elsewhere: ["別ノードで稼働", "elsewhere", "●", "good"],
  starting: ["開始中", "starting", "◌", "warn"],
  down: ["停止", "down", "✕", "bad"],
  "credentials-refused": ["認証拒否", "credentials refused", "✕", "bad"],
  broken: ["設定不良", "broken", "✕", "bad"],
  "not-configured": ["設定なし", "not configured", "○", "warn"],
};

export const OUTCOMES = {
  "not-taken": ["未処理", "warn"],
  waiting: ["送信待ち", "warn"],
  sending: ["送信中", "warn"],
  parked: ["保留", "bad"],
  delivered: ["配信済", "good"],
  "not-wanted": ["対象外", "good"],
  settled: ["処理済", "good"],
};

export const MARKS = {
  "mark-delivered": "端末到達",
  escalate: "未確認時の段階通知",
  "mark-displayed": "画面表示",
  acknowledge: "確認",
  "answer-request": "回答",
};

const OWNERS = {
  unit: "救急隊",
  department: "消防本部",
  facility: "医療機関",
  operator: "民間救急",
  area: "地域",
  adapter: "外部システム",
};

/** Whether nobody has to act on a connection's state. */
export const isWell = ({ state }) => STATES[state]?.[3] !== "bad";

/** `外部システム ehr` of `adapter:ehr`. */
export function streamName(stream) {
  const [kind, name] = stream.split(":");
  return `${OWNERS[kind] ?? kind} ${name}`;
}

/** People first, in the order of the rescue; then systems. */
export function inOrder(receivers) {
  const place = ({ stream }) => Object.keys(OWNERS).indexOf(stream.split(":")[0]);
  return [...receivers].sort((a, b) => place(a) - place(b) || a.stream.localeCompare(b.stream));
}

/** `12分` or `3時間5分`; for what has been so for a while. */
export function span(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 60) return `${Math.floor(seconds)}秒`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}分`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)}時間${Math.floor(seconds / 60) % 60}分`;
  return `${Math.floor(seconds / 86400)}日${Math.floor(seconds / 3600) % 24}時間`;
}

/** `11/26 14:05:09` in the hub's Japan. */
export function moment(at) {
  return new Date(at).toLocaleString("ja-JP", {
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone: "Asia/Tokyo",
  });
}
