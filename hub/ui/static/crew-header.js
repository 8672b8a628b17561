/** The crew's head line: who, whether the hub is heard, whether the screen is, and what is unsent. */
import { html, nothing } from "./vendor/lit.js";
import { clockError } from "./crew-outbox.js";
import { sound } from "./crew-sound.js";
import { displayButtons } from "./display.js";
import { say } from "./language.js";
import { linkBadge } from "./link-state.js";
import { clock } from "./words.js";
import "./sign-in-panel.js";

/**
 * @param {import("./crew-desk.js").CrewDesk} desk
 * @param {{isOpen: boolean, menu: () => void, outbox: () => void}} acts `menu`: on a telephone the cases and the lesser
 *   buttons stand behind one button
 */
export function crewHeader({ client, outbox, unitName, session }, { isOpen, menu, outbox: openOutbox }) {
  const wrong = clockError(client.clockOffsetMs);
  return html`<header class=${isOpen ? "open" : ""}>
    <button class="menu" data-act="menu" aria-expanded=${Boolean(isOpen)} @click=${menu}>
      <span aria-hidden="true">☰</span> ${say("事案", "Cases")}
    </button>
    <h1><span translate="no">${unitName}</span> <span class="en">${say("救急隊", "Crew")}</span></h1>
    <span class="spring"></span>
    ${wrong ? html`<b class="wrong" data-clock>${wrong}</b>` : nothing} ${linkBadge(client)}
    ${
      sound.armed
        ? nothing
        : html`<button class="mute" data-act="arm" @click=${() => sound.arm()}>
            ${say("無音・押すと鳴ります", "Mute: tap for sound")}
          </button>`
    }
    <sign-in-panel class="lesser" screen="crew" .session=${session}></sign-in-panel>
    ${outboxButton(outbox, openOutbox)}
    <span class="lesser">${displayButtons()}</span>
    <time class="num">${clock(client.now())}</time>
  </header>`;
}

function outboxButton({ unsent: { length: unsent }, refused: { length: refused } }, open) {
  const state = refused
    ? say(`受付不可 ${refused}`, `refused ${refused}`)
    : unsent
      ? say(`未送信 ${unsent}`, `unsent ${unsent}`)
      : "✓";
  return html`<button class=${refused ? "alarm" : unsent ? "waiting" : ""} data-act="outbox" @click=${open}>
    ${say("送信箱", "Outbox")} ${state}
  </button>`;
}
