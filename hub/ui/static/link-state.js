/** Whether this screen still hears the hub: a small word that is always there, and a red banner that cannot be missed. */
import { html, nothing } from "./vendor/lit.js";
import { clock } from "./words.js";

const WORDS = {
  connecting: ["接続中", "connecting"],
  open: ["接続", "live"],
  lost: ["再接続中", "reconnecting"],
  dead: ["接続断", "no link"],
  refused: ["登録失効", "not enrolled"],
};

/** The word, with the time of the last frame. */
export function linkBadge(client) {
  const [ja, en] = WORDS[client.state];
  const at = client.hasHeard ? clock(client.lastHeardAt + client.clockOffsetMs, { withSeconds: true }) : "--:--:--";
  return html`<span class="link ${client.state}" role="status" title="最後に受信した時刻">
    <i aria-hidden="true"
      >${client.state === "open" ? "●" : client.state === "dead" || client.state === "refused" ? "✕" : "◌"}</i
    >
    <span>${ja} <span class="en">${en}</span></span
    ><time class="num">${at}</time>
  </span>`;
}

/** The banner of a screen that shows old news; nothing while the hub is heard. */
export function deadBanner(client) {
  if (client.state === "refused") {
    return html`<div class="banner red" role="alert" data-banner="refused">
      この端末の登録は失効しています。管理者に新しいコードを求めてください。
      <span class="en">This screen is no longer enrolled.</span>
    </div>`;
  }
  if (client.state !== "dead") return nothing;
  return html`<div class="banner red" role="alert" data-banner="dead">
    <span>接続断 <b class="num">${client.quietSeconds}</b> 秒</span>
    <span
      >表示は ${clock(client.lastHeardAt + client.clockOffsetMs, { withSeconds: true })}
      時点です。電話で確認してください。</span
    >
    <span class="en">No word from the hub: what you see is old. Use the phone.</span>
  </div>`;
}
