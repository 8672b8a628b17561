/** The board's upper edge: who we are, whether the hub is heard, whether we can be heard, and the time. */
import { html, nothing } from "./vendor/lit.js";
import { both, say } from "./language.js";
import { clock } from "./words.js";
import { linkBadge } from "./link-state.js";
import { displayButtons } from "./display.js";
import "./sign-in-panel.js";

/**
 * @param {{client: object, session: object, alarm: object, wall: boolean, hasSound: boolean}} state
 * @param {{mute: () => void, wall: () => void}} acts
 */
export function boardHeader({ client, session, alarm, wall, hasSound }, acts) {
  const muted = alarm.mutedSeconds;
  return html`<header>
    <h1>${say("受入ボード", "ER board")}</h1>
    <b class="place" translate="no">${client.bound?.organisation.name ?? ""}</b>
    <span class="spring"></span>
    ${linkBadge(client)}
    ${
      alarm.armed
        ? html`<button ?disabled=${!hasSound} data-act="mute" @click=${acts.mute}>
            ♪ ${muted ? say(`消音中 ${muted}秒`, `Silenced ${muted} s`) : say("60秒 消音", "Silence 60 s")}
          </button>`
        : nothing
    }
    ${wall ? nothing : html`<sign-in-panel screen="er" .session=${session}></sign-in-panel>`}
    <button data-act="wall" @click=${acts.wall}>${wall ? say("卓上", "Desk") : say("壁面", "Wall")}</button>
    ${displayButtons()}
    <time class="now num">${clock(client.now(), { withSeconds: true })}</time>
  </header>`;
}

/** The banner of a board that makes no sound, with the button that a browser asks for; nothing once it is armed. */
export function silentBanner(alarm) {
  if (alarm.armed) return nothing;
  return html`<div class="banner red" role="alert" data-banner="silent">
    <span>${say("無音", "No sound")}</span>
    <span
      >${say(
        "この画面は照会が来ても音が出ません。救急隊には「画面なし・電話」と表示されています。",
        "A request makes no sound here. Crews see this hospital as “no screen, telephone”.",
      )}</span
    >
    <button data-act="arm" @click=${() => alarm.arm()}>${both("音声有効化", "Enable sound")}</button>
  </div>`;
}
