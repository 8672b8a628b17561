/** The board's upper edge: who we are, whether the hub is heard, whether we can be heard, and the time. */
import { html, nothing } from "./vendor/lit.js";
import { clock } from "./words.js";
import { linkBadge } from "./link-state.js";
import { displayButtons } from "./display.js";
import "./sign-in-panel.js";

/**
 * @param {{client: object, session: object, alarm: object, wall: boolean, panel: string, hasWaiting: boolean}} state
 * @param {{mute: () => void, capacity: () => void, glass: () => void, wall: () => void}} acts
 */
export function boardHeader({ client, session, alarm, wall, panel, hasWaiting }, acts) {
  const muted = alarm.mutedSeconds;
  return html`<header>
    <h1>受入ボード <span class="en">ER board</span></h1>
    <b class="place">${client.bound?.organisation.name ?? ""}</b>
    <span class="spring"></span>
    ${linkBadge(client)}
    ${
      alarm.armed
        ? html`<span class="sound">♪ 音声 有効</span>
            <button ?disabled=${!hasWaiting} data-act="mute" @click=${acts.mute}>
              ${muted ? `消音中 ${muted}秒` : "60秒 消音"}
            </button>`
        : nothing
    }
    ${
      wall
        ? nothing
        : html`<sign-in-panel screen="er" .session=${session}></sign-in-panel>
            <button aria-pressed=${panel === "capacity"} data-act="capacity" @click=${acts.capacity}>
              応需状況
            </button>
            <button aria-pressed=${panel === "glass"} data-act="glass" @click=${acts.glass}>緊急閲覧</button>`
    }
    <button data-act="wall" @click=${acts.wall}>${wall ? "卓上表示" : "壁面表示"}</button>
    ${displayButtons()}
    <time class="now num">${clock(client.now(), { withSeconds: true })}</time>
  </header>`;
}

/** The banner of a board that makes no sound, with the button that a browser asks for; nothing once it is armed. */
export function silentBanner(alarm) {
  if (alarm.armed) return nothing;
  return html`<div class="banner red" role="alert" data-banner="silent">
    <span>無音</span>
    <span>この画面は照会が来ても音が出ません。救急隊には「画面なし・電話」と表示されています。</span>
    <button data-act="arm" @click=${() => alarm.arm()}>音声有効化 <span class="en">Enable sound</span></button>
  </div>`;
}
