/** The edges that both screens of private transport share: header, banners, notices, and the door before it. */
import { html, nothing } from "./vendor/lit.js";
import { clock } from "./words.js";
import { deadBanner, linkBadge } from "./link-state.js";
import { displayButtons } from "./display.js";

export const NOT_ENROLLED =
  "この画面は登録されていません。管理者から登録コード付きのアドレスを受け取って開いてください。";

export function door(title, en, problem) {
  return html`<main class="door">
    <h1>${title} <span class="en">${en}</span></h1>
    <p>${problem ?? "接続しています…"}</p>
  </main>`;
}

/** @param {{title: string, en: string, desk: object, hasExercise: boolean, body: unknown, acts?: unknown}} frame */
export function framed({ title, en, desk, hasExercise, body, acts = nothing }) {
  return html`<header>
      <h1>${title} <span class="en">${en}</span></h1>
      <b class="place">${desk.organisation?.name ?? ""}</b>
      <span class="spring"></span>
      ${acts} ${linkBadge(desk.client)}
      ${displayButtons()}
    </header>
    ${deadBanner(desk.client)}
    ${
      hasExercise
        ? html`<div class="banner exercise" role="status" data-banner="exercise">訓練 EXERCISE 訓練</div>`
        : nothing
    }
    <main>${body}</main>
    ${
      desk.notices.length
        ? html`<div role="status">
            <ul class="notices">
              ${desk.notices.map(
                ({ text, at, isBad }) =>
                  html`<li class=${isBad ? "bad" : ""}><time class="num">${clock(at)}</time> ${text}</li>`,
              )}
            </ul>
          </div>`
        : nothing
    }`;
}
