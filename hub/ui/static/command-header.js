/** The head of the command centre's screen: what presses in figures, the views, and what can be said at any time. */
import { html, nothing } from "./vendor/lit.js";
import { displayButtons } from "./display.js";
import { linkBadge } from "./link-state.js";
import { incidents } from "./triage.js";
import { clock } from "./words.js";
import { both, say } from "./language.js";

const VIEWS = [
  ["cases", "全事案", "Cases"],
  ["matrix", "応需", "Capacity"],
  ["casualties", "災害", "Disaster"],
];

/**
 * @param {import("./command-desk.js").CommandDesk} desk
 * @param {import("./command-cases.js").CommandRow[]} rows
 * @param {string} view that is shown
 * @param {{go: (view: string) => void, ask: (what: "call" | "mode") => void}} acts
 */
export function commandHeader(desk, rows, view, { go, ask }) {
  const many = incidents(desk.cases).length;
  return html`<header>
    <h1>${both("指令センター", "Command centre")}</h1>
    <b class="place" translate="no">${desk.client.bound?.organisation.name ?? ""}</b>
    ${figures(rows, desk.silent)}
    <nav aria-label=${say("表示", "Views")}>
      ${VIEWS.map(
        ([name, ja, en]) =>
          html`<button data-view=${name} aria-pressed=${view === name} @click=${() => go(name)}>
            ${say(ja, en)} ${name === "casualties" && many ? html`<b class="num">${many}</b>` : nothing}
          </button>`,
      )}
    </nav>
    <span class="spring"></span>
    <button data-act="call" @click=${() => ask("call")}>${say("119番通報", "New call")}</button>
    <button data-act="mode" @click=${() => ask("mode")}>${say("モード", "Mode")}</button>
    <a class="button" href="/statistics">${say("統計", "Statistics")}</a>
    ${linkBadge(desk.client)} ${mute(desk, rows)} ${displayButtons()}
    <time class="now num">${clock(desk.now, { withSeconds: true })}</time>
  </header>`;
}

function figures(rows, silent) {
  const waiting = rows.flatMap((row) => row.waiting);
  const listed = [
    ["cases", say("事案", "cases"), rows.length, false],
    ["late", say("60秒以上未回答", "60 s unanswered"), waiting.filter(({ isLate }) => isLate).length, true],
    ["unnoticed", say("未確認", "unnoticed"), waiting.filter(({ isUnnoticed }) => isUnnoticed).length, true],
    ["difficult", say("搬送困難", "difficult"), rows.filter(({ standing }) => standing === "difficult").length, true],
    ["silent", say("画面なし", "no screen"), silent.size, true],
  ];
  return html`<span class="figures">
    ${listed.map(
      ([name, words, number, warns]) =>
        html`<span class=${warns && number ? "warned" : ""}>${words} <b class="num" data-figure=${name}>${number}</b></span>`,
    )}
  </span>`;
}

function mute(desk, rows) {
  const { alarm } = desk;
  const isLoud = rows.some(({ waiting }) => waiting.some(({ isUnnoticed }) => isUnnoticed));
  if (!alarm.armed || !isLoud) return nothing;
  const left = alarm.mutedSeconds;
  return html`<button data-act="mute" @click=${() => desk.mute()}>
    ${left ? say(`消音中 ${left}秒`, `Muted ${left} s`) : say("60秒 消音", "Mute 60 s")}
  </button>`;
}
