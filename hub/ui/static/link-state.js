/** Whether this screen still hears the hub: a small word that is always there, and a red banner that cannot be missed. */
import { html, nothing } from "./vendor/lit.js";
import { say } from "./language.js";
import { clock } from "./words.js";

const STATES = {
  connecting: ["◌", "接続中", "connecting"],
  open: ["●", "接続", "live"],
  lost: ["◌", "再接続中", "reconnecting"],
  dead: ["✕", "接続断", "no link"],
  refused: ["✕", "登録失効", "not enrolled"],
};

/** When the hub was last heard, by the hub's own clock. */
function heard(client) {
  return client.hasHeard ? clock(client.lastHeardAt + client.clockOffsetMs, { withSeconds: true }) : "--:--:--";
}

/** The word, with the time of the last frame; a reader of the screen is told the word alone, not each second. */
export function linkBadge(client) {
  const [sign, ja, en] = STATES[client.state];
  return html`<span class="link ${client.state}" title=${say("最後に受信した時刻", "When the hub was last heard")}>
    <i aria-hidden="true">${sign}</i> <span role="status">${say(ja, en)}</span>
    <time class="num">${heard(client)}</time>
  </span>`;
}

/** The banner of a screen that shows old news; nothing while the hub is heard. */
export function deadBanner(client) {
  if (client.state === "refused") {
    return html`<div class="banner red" role="alert" data-banner="refused">
      ${say(
        "この端末の登録は失効しています。管理者に新しいコードを求めてください。",
        "This screen is no longer enrolled. Ask an administrator for a new code.",
      )}
    </div>`;
  }
  if (client.state !== "dead") return nothing;
  return html`<div class="banner red" role="alert" data-banner="dead">
    <span class="num">${say("接続断", "No link")} <b class="num" aria-hidden="true">${client.quietSeconds} ${say("秒", "s")}</b></span>
    <span
      >${say(
        `表示は ${heard(client)} 時点です。電話で確認してください。`,
        `What you see is of ${heard(client)}. Use the telephone.`,
      )}</span
    >
  </div>`;
}
